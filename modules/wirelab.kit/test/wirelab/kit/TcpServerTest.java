package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class TcpServerTest {
    private static final TcpServer.Options OPTIONS = TcpServer.Options.DEFAULTS;
    private static final Duration LONG = Duration.ofMinutes(1);

    /// Sends back each line.
    private static void lines(Connection connection) throws IOException {
        var lines = new Lines(connection, 100);
        for (String line; (line = lines.read()) != null; ) lines.write(line);
    }

    private static Socket connect(TcpServer server) throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String ask(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return readLine(socket);
    }

    private static String readLine(Socket socket) throws IOException {
        var text = new StringBuilder();
        for (int b; (b = socket.getInputStream().read()) >= 0 && b != '\n'; ) text.append((char) b);
        return text.toString();
    }

    @Test
    void manyClientsAreServedAtOnce() throws Exception {
        try (var server = TcpServer.start(OPTIONS, TcpServerTest::lines)) {
            var sockets = new Socket[200];
            for (int i = 0; i < sockets.length; i++) sockets[i] = connect(server);
            for (int i = sockets.length - 1; i >= 0; i--) assertEquals("client " + i, ask(sockets[i], "client " + i));
            assertEquals(200, server.connections());
            for (var socket : sockets) socket.close();
            Eventually.that("all are gone", () -> server.connections() == 0);
            assertEquals(200, server.counters().get("accepted"));
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoAndTheOthersGoOn() throws Exception {
        var options = OPTIONS.withMaxConnections(2).withRefusal("full, come back later\n");
        try (var server = TcpServer.start(options, TcpServerTest::lines);
                var a = connect(server); var b = connect(server)) {
            assertEquals("a", ask(a, "a"));
            assertEquals("b", ask(b, "b"));
            try (var c = connect(server)) {
                c.getOutputStream().write("hello\n".getBytes());
                assertEquals("full, come back later", readLine(c));
                assertEquals(-1, c.getInputStream().read());
            }
            assertEquals(1, server.counters().get("refused"));
            a.close();
            Eventually.that("the place is free again", () -> server.connections() == 1);
            try (var d = connect(server)) {
                assertEquals("d", ask(d, "d"));
            }
            assertEquals("b", ask(b, "b"));
        }
    }

    @Test
    void withoutARefusalAConnectionTooManyIsReset() throws Exception {
        try (var server = TcpServer.start(OPTIONS.withMaxConnections(1), TcpServerTest::lines); var a = connect(server)) {
            assertEquals("a", ask(a, "a"));
            assertThrows(IOException.class, () -> {
                try (var b = connect(server)) {
                    b.getOutputStream().write('x');
                    if (b.getInputStream().read() < 0) throw new AssertionError("closed in order, not reset");
                }
            });
        }
    }

    @Test
    void aSilentConnectionIsEndedAndABusyOneIsNot() throws Exception {
        var options = OPTIONS.withTimeouts(Duration.ofMillis(400), LONG);
        try (var server = TcpServer.start(options, TcpServerTest::lines);
                var idle = connect(server); var busy = connect(server)) {
            long end = System.nanoTime() + Duration.ofMillis(1200).toNanos();
            var gone = new AtomicReference<Boolean>(false);
            var watcher = Thread.startVirtualThread(() -> {
                try {
                    gone.set(idle.getInputStream().read() < 0);
                } catch (IOException _) {
                    gone.set(false);
                }
            });
            while (System.nanoTime() < end) assertEquals("still here", ask(busy, "still here"));
            watcher.join();
            assertTrue(gone.get());
            assertEquals(1, server.counters().get("timed out"));
        }
    }

    @Test
    void aConversationHasALimitHoweverBusyItIs() throws Exception {
        var options = OPTIONS.withTimeouts(LONG, Duration.ofMillis(300));
        try (var server = TcpServer.start(options, TcpServerTest::lines); var busy = connect(server)) {
            long began = System.nanoTime();
            try {
                while (!ask(busy, "again").isEmpty()) assertTrue(System.nanoTime() - began < 20_000_000_000L, "never ended");
            } catch (IOException _) {
                // Reset, because a line was under way when the server hung up.
            }
            assertTrue(System.nanoTime() - began >= 300_000_000);
            Eventually.that("it is counted", () -> server.counters().get("timed out") == 1);
        }
    }

    @Test
    void aStageThatTakesTooLongWakesTheHandlerWhichMayStillAnswer() throws Exception {
        try (var server = TcpServer.start(OPTIONS, connection -> {
            connection.stage(Duration.ofMillis(200));
            var lines = new Lines(connection, 100);
            try {
                lines.read();
            } catch (SocketTimeoutException e) {
                lines.write("408 " + e.getMessage());
            }
        }); var slow = connect(server)) {
            slow.getOutputStream().write("half a li".getBytes());
            assertEquals("408 this stage of the conversation took too long", readLine(slow));
        }
    }

    @Test
    void aPeerThatNeverReadsIsEndedAndCostsTheOthersNothing() throws Exception {
        var options = OPTIONS.withTimeouts(Duration.ofMillis(500), LONG);
        try (var server = TcpServer.start(options, connection -> {
            if (connection.input().read() == 'x') {
                while (true) connection.write(new byte[65_536]);
            }
            connection.write("ok\n".getBytes());
        }); var stuck = connect(server)) {
            stuck.getOutputStream().write('x');
            try (var other = connect(server)) {
                assertEquals("ok", ask(other, "?"));
            }
            Eventually.that("the stuck peer is given up", () -> server.connections() == 0);
        }
    }

    @Test
    void whatAHandlerThrowsEndsItsConnectionAlone() throws Exception {
        try (var server = TcpServer.start(OPTIONS, connection -> {
            switch (connection.input().read()) {
                case 'p' -> throw new ProtocolViolation("head", 0, "not a head");
                case 'i' -> throw new IOException("broken");
                default -> connection.write("fine\n".getBytes());
            }
        })) {
            for (String line : new String[] {"p", "i"}) {
                try (var socket = connect(server)) {
                    assertEquals("", ask(socket, line));
                } catch (IOException _) {
                    // A broken connection may look like one.
                }
            }
            try (var socket = connect(server)) {
                assertEquals("fine", ask(socket, "f"));
            }
            Eventually.that("both are counted",
                    () -> server.counters().get("malformed") == 1 && server.counters().get("broken") == 1);
        }
    }

    @Test
    void whatFailsHereIsNoOrderlyEndToThePeer() throws Exception {
        try (var server = TcpServer.start(OPTIONS, connection -> {
            switch (connection.input().read()) {
                case 'f' -> throw new FileSystemException("users.ini", null, "Too many open files");
                case 'u' -> throw new UncheckedIOException(new IOException("the disk"));
                case 'r' -> throw new IllegalStateException("a mistake");
                case 'e' -> throw new StackOverflowError();
                default -> throw new IOException("the server behind this one is gone");
            }
        })) {
            for (String what : new String[] {"f", "u", "r", "e", "i"}) {
                try (var socket = connect(server)) {
                    assertThrows(IOException.class, () -> ask(socket, what), what);
                }
            }
            Eventually.that("all are counted",
                    () -> server.counters().get("failed") == 4 && server.counters().get("broken") == 1);
        }
    }

    @Test
    void anAddressOfOneFamilyLetsNobodyOfTheOtherIn() throws Exception {
        var any = new InetSocketAddress("0.0.0.0", 0);
        try (var server = TcpServer.start(OPTIONS.withBind(any), TcpServerTest::lines)) {
            assertEquals("0.0.0.0", server.address().getAddress().getHostAddress());
            try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
                assertEquals("in", ask(socket, "in"));
            }
            assertThrows(ConnectException.class, () -> new Socket("::1", server.address().getPort()).close());
        }
    }

    @Test
    void whatAnybodyCanMakeHappenFillsNoLog() {
        var limit = new LogLimit(System.getLogger("limit"));
        long second = 1_000_000_000;
        long start = Long.MAX_VALUE - second / 2;
        for (int i = 0; i < 10; i++) assertEquals(0, limit.allowed(start));
        for (int i = 0; i < 5; i++) assertEquals(-1, limit.allowed(start + second - 1));
        assertEquals(5, limit.allowed(start + second), "and says how many it left out");
        assertEquals(-1, limit.allowed(start + second));
        for (int i = 0; i < 10; i++) assertTrue(limit.allowed(start + 100 * second) >= 0);
        assertEquals(-1, limit.allowed(start + 100 * second));
    }

    @Test
    void stoppingWaitsForAConversationUnderWayAndRefusesNewOnes() throws Exception {
        var reached = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var server = TcpServer.start(OPTIONS, connection -> {
            new Lines(connection, 10).read();
            reached.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.write("done\n".getBytes());
        });
        try (var socket = connect(server); var idle = connect(server)) {
            socket.getOutputStream().write('\n');
            reached.await();
            Eventually.that("the idle one is let in", () -> server.connections() == 2);
            var stop = Thread.startVirtualThread(server::close);
            Eventually.that("new connections are refused", () -> {
                try (var _ = connect(server)) {
                    return false;
                } catch (IOException _) {
                    return true;
                }
            });
            assertTrue(stop.isAlive());
            release.countDown();
            assertEquals("done", readLine(socket));
            assertEquals(-1, idle.getInputStream().read(), "the idle one is let go");
            stop.join();
        }
        assertEquals(0, server.connections());
    }

    @Test
    void aConversationThatDoesNotEndIsCutAfterTheDrainTime() throws Exception {
        var server = TcpServer.start(OPTIONS.withDrain(Duration.ofMillis(100)), connection -> {
            while (true) connection.write(new byte[65_536]);
        });
        try (var socket = connect(server)) {
            assertEquals(0, socket.getInputStream().read());
            long began = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - began < 5_000_000_000L);
            assertEquals(0, server.connections());
        }
    }

    @Test
    void twoServersCannotShareAPortAndTheErrorNamesIt() throws Exception {
        try (var server = TcpServer.start(OPTIONS, TcpServerTest::lines)) {
            var e = assertThrows(IOException.class,
                    () -> TcpServer.start(OPTIONS.withBind(server.address()), TcpServerTest::lines));
            assertTrue(e.getMessage().startsWith("cannot listen on " + Address.text(server.address())
                    + ": Address already in use"), e.getMessage());
        }
    }

    @Test
    void aClientMayLimitItsPatience() throws Exception {
        try (var server = TcpServer.start(OPTIONS, connection -> connection.input().read());
                var client = Host.HERE.connect(server.address(), Tap.Party.UNKNOWN).limit(Duration.ofMillis(200), null)) {
            var e = assertThrows(SocketTimeoutException.class, () -> client.read(ByteBuffer.allocate(1)));
            assertEquals("nothing moved for 200 ms", e.getMessage());
        }
    }

    @Test
    void anUnknownHostAndAClosedPortAreNamed() {
        var nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        var unknown = assertThrows(IOException.class, () -> Host.HERE.connect(nowhere, Tap.Party.UNKNOWN));
        assertTrue(unknown.getMessage().contains("unknown host nowhere.invalid"));
        var closed = new InetSocketAddress("127.0.0.1", 1);
        var refused = assertThrows(IOException.class, () -> Host.HERE.connect(closed, Tap.Party.UNKNOWN));
        assertEquals("cannot connect to 127.0.0.1:1: Connection refused", refused.getMessage());
    }

    @Test
    void noThreadStaysBehind() throws Exception {
        var server = TcpServer.start(OPTIONS.withParty(new Tap.Party("leak-check", Tap.Words.NONE)), TcpServerTest::lines);
        try (var socket = connect(server)) {
            assertEquals("x", ask(socket, "x"));
        }
        server.close();
        Eventually.that("its threads have ended", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("leak-check")));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
