package wirelab.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// One TCP connection of a [Host], at either end of it: blocking reads and writes, each of which the [Tap] sees.
///
/// One thread may read while another writes. Time limits cost nothing per read: the connection only notes when bytes last
/// moved, and a sweeper (that of its [TcpServer], or one for all client connections) ends it. A read that was ended so
/// throws [SocketTimeoutException] and writing still works for a moment, so that a server can say why it hangs up.
public final class Connection implements ByteStream {
    /// How long a connection attempt may take unless told otherwise.
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /// How long a thread whose time is up may still take to say so.
    private static final long GRACE = Duration.ofSeconds(1).toNanos();
    /// A tap is shown at most so many bytes before they are sent, so that it keeps pace with a long write.
    private static final int SHOWN_AT_ONCE = 64 * 1024;

    private final SocketChannel channel;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Tap.Stream tap;
    private final boolean initiated;
    private final long opened = System.nanoTime();

    private volatile long lastMoved = opened;
    private volatile long idle = Long.MAX_VALUE;
    private volatile long whole = Long.MAX_VALUE;
    private volatile long stageEnds = Long.MAX_VALUE;
    private volatile String expired;
    private long expiredAt;
    private volatile boolean closed;
    private volatile boolean broken;
    private boolean inputEnded;
    private volatile boolean outputEnded;
    private volatile long received;
    private volatile long sent;

    Connection(SocketChannel channel, Tap.Party party, Tap tap, boolean initiated) throws IOException {
        this.channel = channel;
        this.initiated = initiated;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        local = (InetSocketAddress) channel.getLocalAddress();
        remote = (InetSocketAddress) channel.getRemoteAddress();
        this.tap = tap == null ? null : tap.opened(party, local, remote, initiated);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (inputEnded && expired == null) return -1;
        int from = into.position();
        int n;
        try {
            n = channel.read(into);
        } catch (IOException e) {
            throw failed(e);
        }
        if (n > 0) {
            lastMoved = System.nanoTime();
            received += n;
            if (tap != null) tap.data(Tap.Direction.RECEIVED, into.slice(from, n).asReadOnlyBuffer());
        } else if (n < 0) {
            if (expired != null) throw new SocketTimeoutException(expired);
            inputEnded = true;
            if (tap != null) tap.end(Tap.Direction.RECEIVED);
        }
        return n;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        if (tap == null) writeAll(buffers);
        else writeShown(buffers);
    }

    private void writeAll(ByteBuffer... buffers) throws IOException {
        for (int first = 0; first < buffers.length; ) {
            if (!buffers[first].hasRemaining()) {
                first++;
                continue;
            }
            long n;
            try {
                n = first == buffers.length - 1 ? channel.write(buffers[first])
                        : channel.write(buffers, first, buffers.length - first);
            } catch (IOException e) {
                throw failed(e);
            }
            lastMoved = System.nanoTime();
            sent += n;
        }
    }

    /// Shows the tap what is sent: several short buffers as the one message that they are, a long one piece by piece.
    private void writeShown(ByteBuffer... buffers) throws IOException {
        long size = 0;
        for (var buffer : buffers) size += buffer.remaining();
        if (size == 0) return;
        if (size <= SHOWN_AT_ONCE) {
            tap.data(Tap.Direction.SENT, buffers.length == 1 ? buffers[0].asReadOnlyBuffer() : joined(buffers, (int) size));
            writeAll(buffers);
            return;
        }
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                var piece = buffer.slice(buffer.position(), Math.min(SHOWN_AT_ONCE, buffer.remaining()));
                tap.data(Tap.Direction.SENT, piece.asReadOnlyBuffer());
                writeAll(piece);
                buffer.position(buffer.position() + piece.limit());
            }
        }
    }

    private static ByteBuffer joined(ByteBuffer[] buffers, int size) {
        var all = ByteBuffer.allocate(size);
        for (var buffer : buffers) all.put(buffer.duplicate());
        return all.flip().asReadOnlyBuffer();
    }

    /// Sends bytes of a file that the system lends to the network instead of copying them (sendfile), as many as it takes
    /// at once; what it does not take is to be written. Whoever writes into the file meanwhile changes what is sent.
    ///
    /// @param file others may send from it at the same time; to close it meanwhile ends this connection
    /// @param from position of the first one
    /// @return how many were sent; 0 when the system takes none now, and when a tap must see them
    /// @throws IOException when the connection is broken or a time limit has passed
    public long send(FileChannel file, long from, long count) throws IOException {
        if (tap != null) return 0;
        long n;
        try {
            n = file.transferTo(from, count, channel);
        } catch (IOException e) {
            throw failed(e);
        }
        if (n > 0) lastMoved = System.nanoTime();
        sent += n;
        return n;
    }

    /// {@return how many bytes can be read without waiting; 0 too where the peer has ended}
    ///
    /// @throws IOException when the connection is broken
    public int available() throws IOException {
        return channel.socket().getInputStream().available();
    }

    /// Says that this end will send no more (FIN); reading goes on.
    @Override
    public void endOutput() throws IOException {
        if (outputEnded) return;
        outputEnded = true;
        if (tap != null) tap.end(Tap.Direction.SENT);
        channel.shutdownOutput();
    }

    /// Breaks the connection off (RST): the peer sees an error at once and what is under way is lost.
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException _) {
            // Already closed: there is nothing left to break off.
        }
        close(true);
    }

    /// Has the system acknowledge at once what was read last, where it can (Linux): some peers wait with each small piece.
    @SuppressWarnings("unchecked")
    public void acknowledge() throws IOException {
        for (var option : channel.supportedOptions()) {
            if (option.name().equals("TCP_QUICKACK")) channel.setOption((SocketOption<Boolean>) option, true);
        }
    }

    /// Closes the connection; bytes already written are still delivered by the system.
    @Override
    public void close() {
        close(false);
    }

    private void close(boolean reset) {
        synchronized (channel) {
            if (closed) return;
            closed = true;
        }
        if (initiated) Sweeper.CLIENTS.forget(this);
        if (tap != null) {
            var ending = broken ? Tap.Ending.BROKEN : reset ? Tap.Ending.RESET : Tap.Ending.CLOSED;
            if (ending == Tap.Ending.CLOSED && !outputEnded) tap.end(Tap.Direction.SENT);
            tap.closed(ending);
        }
        try {
            channel.close();
        } catch (IOException _) {
            // The system has forgotten the connection already.
        }
    }

    /// Limits what this connection may take; a server's connections have the limits of the server already.
    ///
    /// @param idle time without a byte in either direction, `null` for no limit
    /// @param whole time in all, `null` for no limit
    public Connection limit(Duration idle, Duration whole) {
        // What was silent before is no concern of a limit that begins now.
        lastMoved = System.nanoTime();
        this.idle = idle == null ? Long.MAX_VALUE : idle.toNanos();
        this.whole = whole == null ? Long.MAX_VALUE : whole.toNanos();
        if (initiated) Sweeper.CLIENTS.watch(this);
        return this;
    }

    @Override
    public void stage(Duration limit) {
        stageEnds = limit == null ? Long.MAX_VALUE : System.nanoTime() - opened + limit.toNanos();
        if (initiated && limit != null) Sweeper.CLIENTS.watch(this);
    }

    /// Ends the connection if a time limit has passed: first its input, so that its thread wakes and may still
    /// answer; a second later, all of it.
    ///
    /// @param quiet nanoseconds without a byte that are allowed at most, whatever the connection's own limit is
    /// @return whether a limit had passed that had not passed before
    boolean expire(long now, long quiet) {
        long idle = Math.min(this.idle, quiet);
        String why = now - lastMoved > idle ? "nothing moved for " + Text.duration(Duration.ofNanos(idle))
                : now - opened > whole ? "the conversation took longer than " + Text.duration(Duration.ofNanos(whole))
                : now - opened > stageEnds ? "this stage of the conversation took too long" : null;
        if (why == null) return false;
        if (expired != null) {
            if (now - expiredAt > GRACE) close();
            return false;
        }
        expiredAt = now;
        expired = why;
        try {
            channel.shutdownInput();
        } catch (IOException _) {
            close();
        }
        return true;
    }

    public InetSocketAddress local() {
        return local;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /// Whether peer, network or a time limit has ended it, or the peer's half of it: what fails here fails because of that.
    public boolean over() {
        return broken || inputEnded || closed || expired != null;
    }

    /// {@return how much has been read: bytes since the connection opened}
    public long received() {
        return received;
    }

    /// {@return how much has been written: bytes since the connection opened}
    public long sent() {
        return sent;
    }

    /// {@return when bytes last moved in either direction, as from [System#nanoTime()]; at first, when it was opened}
    public long lastMoved() {
        return lastMoved;
    }

    /// Reads through the stream interface of the JDK; closing the stream closes the connection.
    public InputStream input() {
        return JdkStreams.input(this::read, this::close);
    }

    /// Writes through the stream interface of the JDK; closing the stream closes the connection.
    public OutputStream output() {
        return JdkStreams.output(this);
    }

    @Override
    public String toString() {
        return Address.text(local) + " -> " + Address.text(remote);
    }

    /// Puts the right word to a failure: closed here because of a time limit, closed here otherwise, or broken by the peer.
    private IOException failed(IOException e) {
        if (!(e instanceof ClosedChannelException)) broken = true;
        return expired != null ? new SocketTimeoutException(expired) : e;
    }
}
