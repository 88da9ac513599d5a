package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// Clients and servers for the two ends of a chain.
final class Ends {
    static final TcpServer.Options SERVER = TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO);

    private Ends() {}

    static Connection connect(InetSocketAddress address) throws IOException {
        return Host.HERE.connect(address, Tap.Party.UNKNOWN).limit(Duration.ofSeconds(20), null);
    }

    static TcpServer echo(int port) throws IOException {
        return TcpServer.start(SERVER.withPort(port), Ends::echo);
    }

    static void echo(Connection connection) throws IOException {
        var buffer = ByteBuffer.allocate(8192);
        while (connection.read(buffer.clear()) >= 0) connection.write(buffer.flip());
    }

    static byte[] readFully(Connection connection, int length) throws IOException {
        var bytes = connection.input().readNBytes(length);
        if (bytes.length < length) throw new IOException("ended after " + bytes.length + " bytes of " + length);
        return bytes;
    }

    /// A server that reads nothing as long as it lives, nor says anything.
    static TcpServer deaf() throws IOException {
        return TcpServer.start(SERVER, _ -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    /// A client that writes without end, on a thread of its own.
    static final class Writer {
        /// A write that has not come back for so long waits for the other end.
        private static final long STUCK = 400_000_000;
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong since = new AtomicLong(System.nanoTime());
        private final Thread thread;

        private Writer(Connection client, long most) {
            thread = Thread.ofVirtual().unstarted(() -> {
                try {
                    for (var piece = new byte[16_384]; written.get() < most; written.addAndGet(piece.length)) {
                        client.write(piece);
                        since.set(System.nanoTime());
                    }
                    client.endOutput();
                } catch (IOException _) {
                    // The connection was broken off, which the test knows.
                }
            });
        }

        static Writer start(Connection client, long most) {
            var writer = new Writer(client, most);
            writer.thread.start();
            return writer;
        }

        /// Waits until one write does not come back.
        ///
        /// @return bytes written before it
        long awaitBlocked() {
            Eventually.that("a write waits",
                    () -> thread.isAlive() && written.get() > 0 && System.nanoTime() - since.get() > STUCK);
            assertTrue(thread.isAlive());
            return written.get();
        }

        boolean isDone() {
            return !thread.isAlive();
        }
    }
}
