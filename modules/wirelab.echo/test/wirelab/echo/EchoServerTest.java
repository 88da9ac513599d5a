package wirelab.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpSocket;

@Tag("socket")
class EchoServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = EchoServer.start(EchoServer.Options.DEFAULTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private EchoClient connect() throws IOException {
        return EchoClient.connect(server.address(), PATIENCE);
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void all256ByteValuesComeBack() throws Exception {
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        try (var client = connect(); var udp = UdpEchoClient.open(server.address())) {
            assertArrayEquals(all, client.echo(all).data().array());
            assertArrayEquals(all, udp.echo(all, PATIENCE).data().array());
        }
    }

    @Test
    void messagesAroundEveryBufferSizeComeBack() throws Exception {
        try (var client = connect()) {
            for (int size : new int[] {0, 1, 2047, 2048, 2049, 16_384, 16_385, 65_535, 65_536, 65_537, 1_000_000, 3}) {
                assertArrayEquals(random(size), client.echo(random(size)).data().array(), size + " bytes");
            }
        }
    }

    @Test
    void aHalfClosedConnectionIsAnsweredToTheEnd() throws Exception {
        try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write("last words".getBytes());
            socket.shutdownOutput();
            assertEquals("last words", new String(socket.getInputStream().readAllBytes()));
        }
    }

    @Test
    void anEmptyDatagramAndTheLongestOneComeBack() throws Exception {
        try (var client = UdpEchoClient.open(server.address())) {
            assertEquals(0, client.echo(new byte[0], PATIENCE).data().length());
            assertArrayEquals(random(UdpSocket.MAX_PAYLOAD),
                    client.echo(random(UdpSocket.MAX_PAYLOAD), PATIENCE).data().array());
            assertThrows(IOException.class, () -> client.echo(new byte[UdpSocket.MAX_PAYLOAD + 1], PATIENCE),
                    "longer than IPv4 carries");
            assertNotNull(client.echo("still here".getBytes(), PATIENCE));
        }
    }

    @Test
    void aClientThatNeverReadsCostsOnlyItself() throws Exception {
        try (var stuck = new Socket(server.address().getAddress(), server.address().getPort())) {
            var full = new byte[65_536];
            var sent = new AtomicLong();
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        stuck.getOutputStream().write(full);
                        sent.addAndGet(full.length);
                    }
                } catch (IOException _) {
                    // The test is over.
                }
            });
            // When the kernel's buffers are full in both directions, the server waits and takes no more from the client.
            var before = new AtomicLong(-1);
            Eventually.that("the client's own sending stops", () -> {
                LockSupport.parkNanos(100_000_000);
                return before.getAndSet(sent.get()) == sent.get() && sent.get() > 0;
            });
            assertTrue(sent.get() < 64 << 20, sent + " bytes are held for a client that never reads");
            for (int i = 0; i < 50; i++) {
                try (var other = connect()) {
                    assertTrue(other.echo("quick".getBytes()).roundTrip().toMillis() < 2_000);
                }
            }
        }
    }

    @Test
    @Tag("root")
    void datagramsFromServicesThatAnswerAnythingAreNotAnswered() throws Exception {
        // A low port needs the rights of an administrator, which a test may not have.
        try (var echo = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 37), EchoClient.PARTY)) {
            echo.send("loop".getBytes(), server.address());
            assertNull(echo.receive(ByteBuffer.allocate(10), Duration.ofMillis(100)));
            Eventually.that("it is counted", () -> server.servers().udp().counters().get("loops avoided") == 1);
        } catch (IOException e) {
            abort("binding a low port needs root: " + e.getMessage());
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoInWords() throws Exception {
        var options = EchoServer.Options.DEFAULTS;
        try (var small = EchoServer.start(options.withTcp(options.tcp().withMaxConnections(1)));
                var first = EchoClient.connect(small.address(), PATIENCE)) {
            first.echo("in".getBytes());
            try (var second = new Socket(small.address().getAddress(), small.address().getPort())) {
                assertEquals("too many connections, try again later\r\n",
                        new String(second.getInputStream().readAllBytes()));
            }
            assertArrayEquals("still".getBytes(), first.echo("still".getBytes()).data().array());
        }
    }

    @Test
    void theClientSaysWhenAServerHangsUpOrStaysSilent() throws Exception {
        try (var rude = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            if (connection.input().read() == 'q') connection.write(new byte[2]);
            else connection.input().read();
        })) {
            try (var client = EchoClient.connect(rude.address(), PATIENCE)) {
                assertEquals("the server hung up after 2 of 5 bytes",
                        assertThrows(EOFException.class, () -> client.echo("quick".getBytes())).getMessage());
            }
            try (var client = EchoClient.connect(rude.address(), Duration.ofMillis(200))) {
                assertEquals("nothing moved for 200 ms",
                        assertThrows(IOException.class, () -> client.echo(new byte[1])).getMessage());
            }
        }
    }

    @Test
    void theUdpClientTakesOnlyItsOwnEcho() throws Exception {
        try (var other = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), EchoClient.PARTY);
                var client = UdpEchoClient.open(server.address())) {
            other.send("hello".getBytes(), client.socket().local());
            other.send("forged".getBytes(), client.socket().local());
            assertArrayEquals("hello".getBytes(), client.echo("hello".getBytes(), PATIENCE).data().array());
            server.close();
            assertNull(client.echo("anybody?".getBytes(), Duration.ofMillis(100)));
        }
    }

    @Test
    void messagesAreShownAsTextOrAsTheirLength() {
        assertEquals("\"hello\"", describe("hello\n".getBytes()));
        assertEquals("\"abcdefghijklmnopqrstuvwx…\" 26 bytes", describe("abcdefghijklmnopqrstuvwxyz".getBytes()));
        assertEquals("3 bytes", describe(new byte[] {1, 2, 3}));
        assertEquals("\"\"", describe(new byte[0]));
    }

    private static String describe(byte[] bytes) {
        return EchoWords.WORDS.describe(Tap.Direction.SENT, ByteBuffer.wrap(bytes));
    }
}
