package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.hosts.UdpOffload;
import wirelab.impair.BadLink;
import wirelab.impair.LinkSpec;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;

/// The pump, over real sockets.
@Tag("socket")
@Timeout(120)
class RudpPortTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
    private static final RudpIdentity IDENTITY = RudpIdentity.create(Secrets.RANDOM);
    /// `-Drudp.connections=1000` for the whole thousand.
    private static final int CONNECTIONS = Integer.getInteger("rudp.connections", 200);

    /// Sends back what comes, stream by stream, and message by message.
    private static void echo(RudpSession session) {
        Thread.startVirtualThread(() -> {
            try {
                while (session.reason() == null) {
                    byte[] message = session.receive(Duration.ofMillis(100));
                    if (message != null) session.send(message);
                }
            } catch (IOException | InterruptedException _) {
                // It is over.
            }
        });
        try {
            for (RudpStream stream; (stream = session.accept()) != null; ) {
                var one = stream;
                Thread.startVirtualThread(() -> {
                    byte[] bytes = new byte[10_000];
                    try (one) {
                        for (int count; (count = one.read(bytes, 0, bytes.length)) >= 0; ) one.write(bytes, 0, count);
                        one.end();
                    } catch (IOException _) {
                        // The client has gone.
                    }
                });
            }
        } catch (IOException _) {
            // The same.
        }
    }

    private static byte[] through(RudpSession session, byte[] data) throws Exception {
        try (var stream = session.open()) {
            var writer = Thread.startVirtualThread(() -> {
                try {
                    stream.write(data);
                    stream.end();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] back = stream.readNBytes(data.length);
            assertEquals(-1, stream.read(new byte[1], 0, 1));
            writer.join();
            return back;
        }
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsComeBackAsTheyWent(boolean plain) throws Exception {
        var options = RudpOptions.DEFAULTS.withPlain(plain);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var session = RudpPort.connect(Host.HERE, port.address(), options, RudpTrace.NONE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            if (plain) assertNull(session.serverKey());
            else assertEquals(IDENTITY.publicKey(), session.serverKey());
            var all = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                all.add(threads.submit(() -> through(session, random(100_000 + number, number))));
            }
            for (int i = 0; i < 20; i++) assertArrayEquals(random(100_000 + i, i), all.get(i).get());
            assertTrue(session.toString().contains("round trip"), session.toString());
        }
    }

    @Test
    void withManyPacketsInOneCallTheSameComes() throws Exception {
        assumeTrue(UdpOffload.missing() == null, UdpOffload::missing);
        var options = RudpOptions.DEFAULTS.withOffload(true);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var session = RudpPort.connect(Host.HERE, port.address(), options, RudpTrace.NONE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertNull(port.withoutOffload());
            assertNull(session.withoutOffload());
            var all = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                all.add(threads.submit(() -> through(session, random(1_000_000 + number, number))));
            }
            for (int i = 0; i < 4; i++) assertArrayEquals(random(1_000_000 + i, i), all.get(i).get());
        }
    }

    @Test
    void whereEachPacketIsToBeSeenThereIsNoOffloadAndThatIsSaid() throws Exception {
        var options = RudpOptions.DEFAULTS.withOffload(true);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var link = BadLink.of(LinkSpec.parse("delay=1ms seed=5"));
                var session = RudpPort.connect(Host.HERE.behind(link), port.address(), options, RudpTrace.NONE)) {
            assertTrue(session.withoutOffload().contains("a link"), session.withoutOffload());
            assertArrayEquals(random(10_000, 3), through(session, random(10_000, 3)));
        }
    }

    @Test
    void moreStreamsThanMayBeOpenAtOnceTakeTheirTurns() throws Exception {
        var options = RudpOptions.DEFAULTS.withStreams(2);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var session = RudpPort.connect(Host.HERE, port.address(), options, RudpTrace.NONE)) {
            for (int i = 0; i < 50; i++) assertArrayEquals(random(100, i), through(session, random(100, i)));
        }
    }

    @Test
    void aBadLinkLosesNothing() throws Exception {
        var options = RudpOptions.DEFAULTS;
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var link = BadLink.of(LinkSpec.parse("delay=3ms±2ms order=free loss=3% duplicate=2% corrupt=1% seed=5"));
                var session = RudpPort.connect(Host.HERE.behind(link), port.address(), options, RudpTrace.NONE)) {
            assertArrayEquals(random(1_000_000, 3), through(session, random(1_000_000, 3)));
        }
    }

    @Test
    void messagesComeOnceAndWhole() throws Exception {
        try (var port = RudpPort.listen(Host.HERE, ANY, RudpOptions.DEFAULTS, IDENTITY, RudpPortTest::echo);
                var session = RudpPort.connect(Host.HERE, port.address(), RudpOptions.DEFAULTS, RudpTrace.NONE)) {
            session.send(random(1_100, 9));
            assertArrayEquals(random(1_100, 9), session.receive(Duration.ofSeconds(60)));
            assertThrows(IllegalArgumentException.class, () -> session.send(new byte[1_101]));
        }
    }

    @Test
    void aServerWithOtherTasteSaysSo() throws Exception {
        try (var port = RudpPort.listen(Host.HERE, ANY, RudpOptions.DEFAULTS, IDENTITY, RudpPortTest::echo)) {
            var e = assertThrows(IOException.class,
                    () -> RudpPort.connect(Host.HERE, port.address(), RudpOptions.DEFAULTS.withPlain(true), RudpTrace.NONE));
            assertTrue(e.getMessage().contains("sealed alone"), e.getMessage());
        }
    }

    @Test
    void nobodyThereIsSaidInTime() throws Exception {
        var options = RudpOptions.DEFAULTS.withIdle(Duration.ofMillis(500));
        // A socket that nobody reads.
        try (var socket = Host.HERE.bind(ANY, Tap.Party.UNKNOWN)) {
            var e = assertThrows(IOException.class,
                    () -> RudpPort.connect(Host.HERE, socket.local(), options, RudpTrace.NONE));
            assertTrue(e.getMessage().contains("no answer"), e.getMessage());
        }
    }

    @Test
    void manyConnectionsAtOnceAllGetTheirBytes() throws Exception {
        var options = RudpOptions.DEFAULTS.withPlain(true);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::echo);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    try (var session = RudpPort.connect(Host.HERE, port.address(), options, RudpTrace.NONE)) {
                        return Arrays.equals(random(5_000, number), through(session, random(5_000, number)));
                    }
                }));
            }
            for (var one : all) assertTrue(one.get());
        }
    }

    @Test
    void aStreamThatWasGivenUpNeverLooksAsIfItHadEnded() throws Exception {
        var options = RudpOptions.DEFAULTS.withPlain(true);
        try (var port = RudpPort.listen(Host.HERE, ANY, options, IDENTITY, RudpPortTest::giveUp);
                var session = RudpPort.connect(Host.HERE, port.address(), options, RudpTrace.NONE)) {
            for (int i = 0; i < 500; i++) {
                byte[] some = new byte[100_000];
                boolean reads = i % 2 == 0;
                try (var stream = session.open()) {
                    stream.write(new byte[] {1});
                    var e = assertThrows(RudpStream.Reset.class, () -> {
                        while (reads ? stream.read(some, 0, some.length) >= 0 : true) if (!reads) stream.write(some);
                    });
                    assertEquals(300, e.code());
                    assertThrows(RudpStream.Reset.class, () -> stream.write(some));
                    assertThrows(RudpStream.Reset.class, () -> stream.read(some, 0, 1));
                }
            }
        }
    }

    private static void giveUp(RudpSession session) {
        try {
            for (RudpStream stream; (stream = session.accept()) != null; ) {
                stream.readNBytes(1);
                stream.reset(300);
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }
}
