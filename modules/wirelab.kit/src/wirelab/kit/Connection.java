package wirelab.kit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// One TCP connection, at either end of it: blocking reads and writes, each of which the [Tap] sees.
///
/// One thread may read while another writes. Time limits cost nothing per read: the connection only notes when bytes last
/// moved, and a sweeper (that of its [TcpServer], or one for all client connections) ends it. A read that was ended so
/// throws [SocketTimeoutException] and writing still works for a moment, so that a server can say why it hangs up.
public final class Connection implements Closeable {
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
    /// When the limit had passed; the sweeper's own.
    private long expiredAt;
    private volatile boolean closed;
    private volatile boolean broken;
    private boolean inputEnded;
    private volatile boolean outputEnded;
    private long received;
    private long sent;

    Connection(SocketChannel channel, Tap.Party party, Tap tap, boolean initiated) throws IOException {
        this.channel = channel;
        this.initiated = initiated;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        local = (InetSocketAddress) channel.getLocalAddress();
        remote = (InetSocketAddress) channel.getRemoteAddress();
        this.tap = tap == null ? null : tap.opened(party, local, remote, initiated);
    }

    /// Opens a connection, in at most [#CONNECT_TIMEOUT].
    ///
    /// @param remote where to
    /// @param party who speaks at this end, for a tap
    /// @return the open connection
    /// @throws IOException when nobody answers, in words that name the address
    public static Connection connect(InetSocketAddress remote, Tap.Party party) throws IOException {
        return connect(remote, party, CONNECT_TIMEOUT);
    }

    /// Opens a connection.
    ///
    /// @param remote where to
    /// @param party who speaks at this end, for a tap
    /// @param timeout how long that may take
    /// @return the open connection
    /// @throws IOException when nobody answers, in words that name the address
    public static Connection connect(InetSocketAddress remote, Tap.Party party, Duration timeout) throws IOException {
        if (remote.isUnresolved()) throw new IOException("unknown host " + remote.getHostString());
        var channel = SocketChannel.open();
        try {
            channel.socket().connect(remote, Math.toIntExact(Math.max(1, timeout.toMillis())));
            return new Connection(channel, party, Tap.current(), true);
        } catch (IOException e) {
            channel.close();
            var tap = Tap.current();
            if (tap != null) tap.unreachable(party, remote, e.getMessage());
            throw new IOException("cannot connect to " + Address.text(remote) + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Reads what has come, and waits when nothing has.
    ///
    /// @param into where the bytes go; must have room
    /// @return how many came, or -1 when the peer has ended its direction in order
    /// @throws SocketTimeoutException when a time limit has passed
    /// @throws IOException when the connection is broken
    public int read(ByteBuffer into) throws IOException {
        int from = into.position();
        int n;
        try {
            n = channel.read(into);
        } catch (IOException e) {
            throw failed(e);
        }
        if (n > 0) {
            moved();
            received += n;
            if (tap != null) tap.data(Tap.Direction.RECEIVED, into.slice(from, n).asReadOnlyBuffer());
        } else if (n < 0) {
            if (expired != null) throw new SocketTimeoutException(expired);
            if (tap != null && !inputEnded) tap.end(Tap.Direction.RECEIVED);
            inputEnded = true;
        }
        return n;
    }

    /// Writes all bytes of all buffers, waiting as long as the peer does not read.
    ///
    /// @param buffers what to write, each from position to limit
    /// @throws IOException when the connection is broken or a time limit has passed
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
            moved();
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
    /// @param file where the bytes are; others may send from it at the same time; to close it meanwhile
    ///        ends this connection
    /// @param from position of the first one
    /// @param count how many there are
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
        if (n > 0) moved();
        sent += n;
        return n;
    }

    /// Writes all bytes, waiting as long as the peer does not read.
    ///
    /// @param bytes what to write
    /// @throws IOException when the connection is broken or a time limit has passed
    public void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /// Whether something waits to be read, without waiting for it.
    ///
    /// @return how many bytes the system holds for this end; 0 too where the peer has ended
    /// @throws IOException when the connection is broken
    public int available() throws IOException {
        return channel.socket().getInputStream().available();
    }

    /// Says that this end will send no more (FIN); reading goes on.
    ///
    /// @throws IOException when the connection is broken
    public void endOutput() throws IOException {
        if (outputEnded) return;
        outputEnded = true;
        if (tap != null) tap.end(Tap.Direction.SENT);
        channel.shutdownOutput();
    }

    /// Ends this direction, then throws away what the peer still sends until it ends too, so that the last thing said here
    /// is not lost to a reset (RFC 9112, section 9.6, tells the story). Bounded: 256 KiB or one second without a byte.
    public void closeGently() {
        try {
            endOutput();
            stage(Duration.ofSeconds(1));
            var waste = ByteBuffer.allocate(8192);
            for (int left = 256 * 1024; left > 0 && !inputEnded; left -= waste.position()) {
                if (read(waste.clear()) < 0) break;
            }
        } catch (IOException _) {
            // The peer is gone or slow: nothing is owed to it any more.
        } finally {
            close();
        }
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
    /// @return this
    public Connection limit(Duration idle, Duration whole) {
        this.idle = idle == null ? Long.MAX_VALUE : idle.toNanos();
        this.whole = whole == null ? Long.MAX_VALUE : whole.toNanos();
        if (initiated) Sweeper.CLIENTS.watch(this);
        return this;
    }

    /// From now on the present stage of the conversation (a log-in, the head of a request) may take this long, whether
    /// bytes move or not.
    ///
    /// @param limit how long, or `null` for no limit
    public void stage(Duration limit) {
        stageEnds = limit == null ? Long.MAX_VALUE : System.nanoTime() - opened + limit.toNanos();
        if (initiated && limit != null) Sweeper.CLIENTS.watch(this);
    }

    /// Ends the connection if a time limit has passed: first its input, so that its thread wakes and may still
    /// answer; a second later, all of it.
    ///
    /// @param now the time, from [System#nanoTime()]
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

    /// This end.
    ///
    /// @return its address and port
    public InetSocketAddress local() {
        return local;
    }

    /// The other end.
    ///
    /// @return its address and port
    public InetSocketAddress remote() {
        return remote;
    }

    /// How much has been read.
    ///
    /// @return bytes since the connection opened
    public long received() {
        return received;
    }

    /// How much has been written.
    ///
    /// @return bytes since the connection opened
    public long sent() {
        return sent;
    }

    /// When bytes last moved in either direction, for those who judge the silence of several connections together.
    ///
    /// @return the time, as from [System#nanoTime()]; before the first byte, when the connection was opened
    public long lastMoved() {
        return lastMoved;
    }

    /// Reads through the stream interface of the JDK; closing the stream closes the connection.
    ///
    /// @return a stream without a buffer of its own
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : Connection.this.read(ByteBuffer.wrap(into, offset, length));
            }

            @Override
            public void close() {
                Connection.this.close();
            }
        };
    }

    /// Writes through the stream interface of the JDK; closing the stream closes the connection.
    ///
    /// @return a stream without a buffer of its own
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                Connection.this.write(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                Connection.this.write(ByteBuffer.wrap(from, offset, length));
            }

            @Override
            public void close() {
                Connection.this.close();
            }
        };
    }

    /// Both ends.
    ///
    /// @return `local -> remote`
    @Override
    public String toString() {
        return Address.text(local) + " -> " + Address.text(remote);
    }

    private void moved() {
        lastMoved = System.nanoTime();
    }

    /// Puts the right word to a failure: closed here because of a time limit, closed here otherwise, or broken by the peer.
    private IOException failed(IOException e) {
        if (!(e instanceof ClosedChannelException)) broken = true;
        return expired != null ? new SocketTimeoutException(expired) : e;
    }
}
