package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.TcpServer;

@Tag("socket")
class RelayTcpTest {
    private static final Relay.Options TCP = Relay.Options.DEFAULTS.withProtocols(true, false);

    private static void echo(Connection connection) throws IOException {
        var buffer = ByteBuffer.allocate(65_536);
        while (connection.read(buffer.clear()) >= 0) connection.write(buffer.flip());
    }

    private static TcpServer echoServer() throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, RelayTcpTest::echo);
    }

    private static Socket connect(Relay relay) throws IOException {
        var socket = new Socket(relay.address().getAddress(), relay.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    @Test
    void bytesAreDelayedBothWaysAndArriveUnchanged() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse("up:delay=30ms down:delay=20ms"), TCP);
                var socket = connect(relay)) {
            for (int i = 0; i < 3; i++) {
                long began = System.nanoTime();
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertEquals("hello", new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
                assertTrue(millis(began) >= 50, "after " + millis(began) + " ms");
            }
        }
    }

    @Test
    void whatALinkDoesToPacketsItDoesNotDoToStreams() throws Exception {
        var data = new byte[3_000_000];
        new Random(1).nextBytes(data);
        var line = "delay=3ms±3ms order=free loss=30% duplicate=30% corrupt=30% reorder=30% seed=1";
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse(line), TCP); var socket = connect(relay)) {
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(data);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertArrayEquals(data, socket.getInputStream().readAllBytes());
            writer.join();
        }
    }

    @Test
    void oneDirectionMayEndWhileTheOtherGoesOn() throws Exception {
        // Answers only once the client has ended.
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            long n = connection.input().readAllBytes().length;
            connection.write(("got " + n).getBytes(StandardCharsets.US_ASCII));
        }); var relay = Relay.start(server.address(), LinkSpec.parse("delay=5ms"), TCP); var socket = connect(relay)) {
            socket.getOutputStream().write(new byte[100_000]);
            socket.shutdownOutput();
            assertEquals("got 100000", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aResetOfTheServerReachesTheClientBehindWhatWasSaidBefore() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.write("last words".getBytes(StandardCharsets.US_ASCII));
            // Only when they have been read has the relay taken them: then the reset cannot overtake them.
            connection.read(ByteBuffer.allocate(1));
            connection.reset();
        }); var relay = Relay.start(server.address(), LinkSpec.parse("delay=5ms"), TCP); var socket = connect(relay)) {
            assertEquals("last words", new String(socket.getInputStream().readNBytes(10), StandardCharsets.US_ASCII));
            socket.getOutputStream().write(1);
            assertThrows(IOException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void aResetOfTheClientReachesTheServer() throws Exception {
        var seen = new CountDownLatch(1);
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            try {
                while (connection.read(ByteBuffer.allocate(100)) >= 0) continue;
            } catch (IOException e) {
                seen.countDown();
                throw e;
            }
        }); var relay = Relay.start(server.address(), LinkSpec.parse("delay=5ms"), TCP)) {
            try (var socket = connect(relay)) {
                socket.getOutputStream().write(1);
                socket.setSoLinger(true, 0);
            }
            Eventually.that("the server sees the reset", () -> seen.getCount() == 0);
        }
    }

    @Test
    void aServerThatIsNotThereResetsTheClient() throws Exception {
        InetSocketAddress nobody;
        try (var server = echoServer()) {
            nobody = server.address();
        }
        try (var relay = Relay.start(nobody, LinkSpec.PERFECT, TCP); var socket = connect(relay)) {
            assertThrows(IOException.class, () -> {
                if (socket.getInputStream().read() < 0) throw new IOException("closed");
            });
            Eventually.that("counted", () -> relay.counters().get("targets not reached") == 1);
        }
    }

    @Test
    void theRateHoldsForTheSumOfAllConnections() throws Exception {
        // Two connections with 125,000 bytes each: 2 Mbit over 4 Mbit/s take half a second, one after the other or not.
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse("up:rate=4mbit"), TCP);
                var one = connect(relay); var two = connect(relay)) {
            long began = System.nanoTime();
            one.getOutputStream().write(new byte[125_000]);
            two.getOutputStream().write(new byte[125_000]);
            one.shutdownOutput();
            two.shutdownOutput();
            assertEquals(125_000, one.getInputStream().readAllBytes().length);
            assertEquals(125_000, two.getInputStream().readAllBytes().length);
            assertTrue(millis(began) >= 499, "after " + millis(began) + " ms");
        }
    }

    @Test
    void aReceiverThatDoesNotReadMakesTheSenderWait() throws Exception {
        var done = new CountDownLatch(1);
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, _ -> {
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }); var relay = Relay.start(server.address(), LinkSpec.parse("delay=1ms"), TCP.withConnections(10, 65_536));
                var channel = SocketChannel.open(relay.address())) {
            var written = new AtomicLong();
            var writer = Thread.ofVirtual().start(() -> {
                var buffer = ByteBuffer.allocate(65_536);
                try {
                    while (true) written.addAndGet(channel.write(buffer.clear()));
                } catch (IOException _) {
                    // Closed at the end of the test.
                }
            });
            var before = new AtomicLong(-1);
            Eventually.that("the sender stands still", () -> {
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                return before.getAndSet(written.get()) == written.get();
            });
            // The window, the buffers of four sockets, and no more.
            assertTrue(written.get() < 32 << 20, written + " bytes");
            channel.close();
            writer.join();
            done.countDown();
        }
    }

    @Test
    void aCutAfterSomeBytesLetsJustThoseThrough() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> connection.write(new byte[200_000]));
                var relay = Relay.start(server.address(), LinkSpec.parse("down:cut=50000B"), TCP); var socket = connect(relay)) {
            long got = 0;
            var buffer = new byte[10_000];
            try {
                for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) got += n;
                throw new AssertionError("ended in order after " + got + " bytes");
            } catch (IOException _) {
                assertEquals(50_000, got);
            }
            assertEquals(1, relay.counters().get("connections cut"));
        }
    }

    @Test
    void aCutAfterSomeTimeResetsTheConnection() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.parse("cut=200ms"), TCP); var socket = connect(relay)) {
            long began = System.nanoTime();
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            assertThrows(IOException.class, () -> socket.getInputStream().read());
            assertTrue(millis(began) >= 150, "after " + millis(began) + " ms");
        }
    }

    @Test
    void aBlackoutStallsAStream() throws Exception {
        try (var server = echoServer()) {
            long began = System.nanoTime();
            try (var relay = Relay.start(server.address(), LinkSpec.parse("blackout=0s..300ms"), TCP); var socket = connect(relay)) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                assertTrue(millis(began) >= 300, "after " + millis(began) + " ms");
            }
        }
    }

    @Test
    void oneConnectionTooManyIsReset() throws Exception {
        try (var server = echoServer(); var relay = Relay.start(server.address(), LinkSpec.PERFECT, TCP.withConnections(1, 65_536));
                var first = connect(relay)) {
            first.getOutputStream().write(1);
            assertEquals(1, first.getInputStream().read());
            try (var second = connect(relay)) {
                assertThrows(IOException.class, () -> {
                    if (second.getInputStream().read() < 0) throw new IOException("closed");
                });
            }
        }
    }

    @Test
    void closingTheRelayResetsWhatIsOpenWhateverIsUnderWay() throws Exception {
        try (var server = echoServer()) {
            var relay = Relay.start(server.address(), LinkSpec.parse("delay=1min"), TCP);
            try (var socket = connect(relay)) {
                socket.getOutputStream().write(new byte[100_000]);
                Eventually.that("the connection stands", () -> relay.server().tcp().connections() == 1);
                relay.close();
                relay.close();
                assertThrows(IOException.class, () -> {
                    if (socket.getInputStream().read() < 0) throw new IOException("closed");
                });
            }
            Eventually.that("the server has nobody left", () -> server.connections() == 0);
        }
    }
}
