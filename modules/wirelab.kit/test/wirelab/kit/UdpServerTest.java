package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class UdpServerTest {
    private static final UdpServer.Options OPTIONS = UdpServer.Options.DEFAULTS;
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static void echo(ByteBuffer payload, InetSocketAddress source, UdpSocket socket) throws IOException {
        socket.send(payload, source);
    }

    /// Sends datagrams of these sizes and then one that asks for an end; returns the sizes that came back.
    private static String sizes(UdpServer server, int... sizes) throws IOException {
        try (var client = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            var back = new StringBuilder();
            var buffer = ByteBuffer.allocate(UdpSocket.MAX_PAYLOAD + 1);
            for (int size : sizes) client.send(new byte[size], server.address());
            client.send(new byte[7], server.address());
            do {
                assertNotNull(client.receive(buffer.clear(), PATIENCE));
                back.append(buffer.position()).append(' ');
            } while (buffer.position() != 7);
            return back.toString();
        }
    }

    @Test
    void datagramsOfAnyLengthComeBackEvenEmptyOnes() throws Exception {
        try (var server = UdpServer.start(OPTIONS, UdpServerTest::echo)) {
            assertEquals("0 1 65507 7 ", sizes(server, 0, 1, UdpSocket.MAX_PAYLOAD));
        }
    }

    @Test
    void aDatagramOverTheLimitIsCountedAndDropped() throws Exception {
        try (var server = UdpServer.start(OPTIONS.withMaxDatagram(100), UdpServerTest::echo)) {
            assertEquals("100 7 ", sizes(server, 101, 100, 5000));
            assertEquals(2, server.counters().get("too long"));
        }
    }

    @Test
    void aSourceOverItsRateIsCountedAndDropped() throws Exception {
        var limit = new Rate(0.001, 3, 10);
        try (var server = UdpServer.start(OPTIONS.withPerSource(limit), UdpServerTest::echo);
                var client = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            for (int i = 0; i < 10; i++) client.send(new byte[i], server.address());
            Eventually.that("all have arrived",
                    () -> server.counters().get("received") == 10 && server.counters().get("limited") == 7);
        }
    }

    @Test
    void serversThatAreStartedFromTheSameOptionsDoNotShareTheirLimit() throws Exception {
        var options = OPTIONS.withPerSource(new Rate(0.001, 1, 10));
        try (var one = UdpServer.start(options, UdpServerTest::echo);
                var other = UdpServer.start(options, UdpServerTest::echo)) {
            assertEquals("7 ", sizes(one, 7));
            assertEquals("7 ", sizes(other, 7));
        }
    }

    @Test
    void serversCanShareALimitIfTheyAreToldSo() throws Exception {
        var limit = new RateLimit(new Rate(0.001, 1, 10));
        try (var one = UdpServer.start(Host.HERE, OPTIONS, limit, UdpServerTest::echo);
                var other = UdpServer.start(Host.HERE, OPTIONS, limit, UdpServerTest::echo);
                var client = Host.HERE.towards(one.address(), Tap.Party.UNKNOWN)) {
            client.send(new byte[1], one.address());
            Eventually.that("it has arrived", () -> one.counters().get("received") == 1);
            client.send(new byte[1], other.address());
            Eventually.that("the other one refuses", () -> other.counters().get("limited") == 1);
        }
    }

    @Test
    void whatAHandlerThrowsStopsNothing() throws Exception {
        try (var server = UdpServer.start(OPTIONS, (payload, source, socket) -> {
            if (payload.remaining() == 1) throw new ProtocolViolation("head", 0, "too short");
            if (payload.remaining() == 2) throw new IOException("unreachable");
            if (payload.remaining() == 3) throw new StackOverflowError("the thread of the server lives on");
            if (payload.remaining() == 4) throw new java.nio.file.FileSystemException("zones", null, "Too many open files");
            echo(payload, source, socket);
        })) {
            assertEquals("7 ", sizes(server, 1, 2, 3, 4));
            assertEquals(1, server.counters().get("malformed"));
            assertEquals(1, server.counters().get("unsent"));
            assertEquals(2, server.counters().get("failed"));
        }
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        try (var server = UdpServer.start(OPTIONS, (_, _, _) -> {});
                var client = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            client.send(new byte[1], server.address());
            assertNull(client.receive(ByteBuffer.allocate(10), Duration.ofMillis(50)));
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var server = UdpServer.start(OPTIONS, UdpServerTest::echo)) {
            var e = assertThrows(IOException.class,
                    () -> UdpServer.start(OPTIONS.withBind(server.address()), UdpServerTest::echo));
            assertTrue(e.getMessage().startsWith("cannot listen on " + Address.text(server.address())), e.getMessage());
        }
    }

    @Test
    void severalReadersAnswerEveryDatagramOfEverySource() throws Exception {
        var names = ConcurrentHashMap.<String>newKeySet();
        try (var server = UdpServer.start(OPTIONS.withReaders(4), (payload, source, socket) -> {
            names.add(Thread.currentThread().getName());
            echo(payload, source, socket);
        })) {
            for (int client = 0; client < 40; client++) assertEquals("1 2 3 7 ", sizes(server, 1, 2, 3));
            assertEquals(160, server.counters().get("received"));
        }
        // Which socket gets a datagram is a matter of its source port;
        // that 40 all fall to one of four has odds of 1 in 10^23.
        if (LINUX) assertTrue(names.size() > 1, names::toString);
    }

    @Test
    void severalReadersDoNotShareTheirPortWithAnotherServer() throws Exception {
        try (var server = UdpServer.start(OPTIONS.withReaders(3), UdpServerTest::echo)) {
            for (int readers : new int[] {1, 3}) {
                var again = OPTIONS.withBind(server.address()).withReaders(readers);
                var e = assertThrows(IOException.class, () -> UdpServer.start(again, UdpServerTest::echo));
                assertTrue(e.getMessage().startsWith("cannot listen on " + Address.text(server.address())), e.getMessage());
            }
            assertEquals("1 7 ", sizes(server, 1));
        }
    }

    @Test
    void closingEndsAllReadersAndFreesThePort() throws Exception {
        var options = OPTIONS.withReaders(3).withParty(new Tap.Party("closing", Tap.Words.NONE));
        var server = UdpServer.start(options, UdpServerTest::echo);
        assertEquals(LINUX ? 3 : 1, readers("closing-udp"));
        server.close();
        assertEquals(0, readers("closing-udp"));
        try (var next = UdpServer.start(options.withBind(server.address()), UdpServerTest::echo)) {
            assertEquals("1 7 ", sizes(next, 1));
        }
    }

    private static long readers(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith(name)).count();
    }

    @Test
    void aPortHasOneTo64Readers() {
        assertThrows(UsageException.class, () -> OPTIONS.withReaders(0));
        assertThrows(UsageException.class, () -> OPTIONS.withReaders(65));
    }
}
