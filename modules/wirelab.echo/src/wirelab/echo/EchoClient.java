package wirelab.echo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.Text;

/// An echo client over TCP (RFC 862).
///
/// {@snippet file="EchoDemo.java" region="poke"}
public final class EchoClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("echo client", EchoWords.WORDS);

    /// Up to this many bytes fit into the buffers on the way, so that one thread may write first and read then.
    private static final int FITS = 16 * 1024;

    /// What came back.
    ///
    /// @param roundTrip time from before the first byte was sent until the last had come back
    public record Reply(Bytes data, Duration roundTrip) {
        @Override
        public String toString() {
            return data + " in " + Text.duration(roundTrip);
        }
    }

    private final Connection connection;
    private final EchoServer.Source source;
    private final Duration patience;

    /// Talks over a connection on which something else came before the echo, of which the source may hold the rest.
    public EchoClient(Connection connection, EchoServer.Source source, Duration patience) {
        this.connection = connection.limit(null, null);
        this.source = source;
        this.patience = patience;
    }

    /// Opens it on this machine, [Host#HERE].
    public static EchoClient connect(InetSocketAddress server, Duration patience) throws IOException {
        return connect(Host.HERE, server, patience);
    }

    /// Connects to a server.
    ///
    /// @param patience how long the server may be silent before waiting ends with an exception
    /// @throws IOException when nobody answers
    public static EchoClient connect(Host host, InetSocketAddress server, Duration patience) throws IOException {
        var connection = host.connect(server, PARTY);
        return new EchoClient(connection, connection::read, patience);
    }

    /// Sends bytes and waits until as many have come back.
    ///
    /// @param data what to send; may be empty
    /// @return what came back, which a good server makes the same
    /// @throws EOFException when the server hangs up before all are back
    /// @throws IOException when the connection breaks or the server stays silent
    public Reply echo(byte[] data) throws IOException {
        // Only while it waits: between two questions a client may think for as long as it likes.
        connection.limit(patience, null);
        try {
            return ask(data);
        } finally {
            connection.limit(null, null);
        }
    }

    private Reply ask(byte[] data) throws IOException {
        long began = System.nanoTime();
        var back = ByteBuffer.allocate(data.length);
        if (data.length <= FITS) {
            connection.write(data);
            fill(back);
        } else {
            var writing = inBackground(() -> {
                connection.write(data);
                return null;
            });
            fill(back);
            join(writing);
        }
        return new Reply(Bytes.wrap(back.array()), Duration.ofNanos(System.nanoTime() - began));
    }

    private void fill(ByteBuffer back) throws IOException {
        while (back.hasRemaining()) {
            if (source.read(back) < 0) {
                throw new EOFException("the server hung up after " + back.position() + " of "
                        + Text.count(back.limit(), "byte"));
            }
        }
    }

    /// Sends a whole stream through the server, ends this direction (half-close) and takes back what comes until the
    /// server ends too.
    ///
    /// @return how many bytes came back
    /// @throws IOException when the connection breaks or a stream fails
    public long copy(InputStream from, OutputStream to) throws IOException {
        connection.limit(patience, null);
        var sending = inBackground(() -> {
            from.transferTo(connection.output());
            connection.endOutput();
            return null;
        });
        long copied = 0;
        var chunk = ByteBuffer.allocate(FITS);
        while (source.read(chunk.clear()) >= 0) {
            to.write(chunk.array(), 0, chunk.position());
            copied += chunk.position();
        }
        to.flush();
        join(sending);
        return copied;
    }

    private static FutureTask<Void> inBackground(Callable<Void> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().name("echo-client-sends").start(task);
        return task;
    }

    private static void join(FutureTask<Void> task) throws IOException {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) throw io;
            throw new IllegalStateException(e.getCause());
        }
    }

    /// {@return the connection underneath: the connection, to be looked at or ended half-way}
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "echo client " + connection;
    }
}
