package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.ntp.NtpServer;
import wirelab.rtt.Probe.Fate;

/// Streams of probes on loopback: what arrives is counted, never how long it took.
@Tag("socket")
class ProbeRunTest {
    /// Quick, and patient enough for a machine that has other things to do.
    private static final ProbeOptions QUICK = ProbeOptions.DEFAULTS.withTimes(SendingTimes.periodic(Duration.ofMillis(2)))
            .withCount(20).withLength(Duration.ofMinutes(2)).withThreshold(Duration.ofSeconds(30));
    private static final String KEY = "a shared secret";

    private static Summary run(ProbeKind kind, InetSocketAddress address, ProbeOptions options) throws Exception {
        return run(Host.HERE, kind, address, options);
    }

    private static Summary run(Host host, ProbeKind kind, InetSocketAddress address, ProbeOptions options) throws Exception {
        try (var run = ProbeRun.open(host, new ProbeTarget(kind, "here", address), options).begin(System.nanoTime())) {
            assertTrue(run.await(Duration.ofSeconds(60)), "every probe is answered or lost");
            return run.summary();
        }
    }

    private static ProbeRun open(ProbeKind kind, InetSocketAddress address, ProbeOptions options) throws Exception {
        return ProbeRun.open(Host.HERE, new ProbeTarget(kind, "here", address), options).begin(System.nanoTime());
    }

    private static UdpServer echo() throws IOException {
        return answering((payload, source, socket) -> socket.send(payload, source));
    }

    private static UdpServer answering(UdpServer.Handler handler) throws IOException {
        return UdpServer.start(UdpServer.Options.DEFAULTS, handler);
    }

    private static TcpServer tcpEcho() throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, stream -> {
            var buffer = ByteBuffer.allocate(4096);
            while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
        });
    }

    @ParameterizedTest
    @EnumSource(value = ProbeKind.class, names = {"UDP", "TCP", "TCP_ECHO"})
    void probesComeFromTheAddressThatWasChosen(ProbeKind kind) throws Exception {
        var chosen = InetAddress.getByName("127.0.0.9");
        var sources = ConcurrentHashMap.<InetAddress>newKeySet();
        try (var udp = answering((payload, source, socket) -> {
            sources.add(source.getAddress());
            socket.send(payload, source);
        }); var tcp = TcpServer.start(TcpServer.Options.DEFAULTS, stream -> {
            sources.add(stream.remote().getAddress());
            var buffer = ByteBuffer.allocate(4096);
            while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
        })) {
            assertAll(run(kind, kind.isDatagrams() ? udp.address() : tcp.address(), QUICK.withSending(0, chosen)));
            Eventually.that("somebody was seen", () -> !sources.isEmpty());
            assertEquals(Set.of(chosen), sources);
        }
    }

    private static void assertAll(Summary summary) {
        assertEquals(20, summary.sent());
        assertEquals(20, summary.count(Fate.ANSWERED), summary.toString());
        assertEquals(0, summary.lost());
        assertTrue(summary.delays().minimum() > 0);
        assertEquals(0, summary.corrupted() + summary.malformed() + summary.foreign() + summary.duplicates());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void echoOverUdpIsMeasuredWithAndWithoutTheKernel(boolean kernel) throws Exception {
        try (var server = echo()) {
            var summary = run(ProbeKind.UDP, server.address(), QUICK.withKernel(kernel));
            assertAll(summary);
            if (!kernel) assertEquals(0, summary.wakes().count());
            assertEquals("UDP to port " + server.address().getPort() + ", 64 bytes of UDP echo, DSCP 0", summary.typeP());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stampTellsTheTimeThatTheReflectorTook(boolean kernel) throws Exception {
        for (String key : new String[] {null, KEY}) {
            try (var reflector = StampReflector.start(StampReflector.Options.DEFAULTS.withKernel(kernel).withKey(key))) {
                var summary = run(ProbeKind.STAMP, reflector.address(), QUICK.withKernel(kernel).withKey(key).withSize(300));
                assertAll(summary);
                assertEquals(20, summary.inside().count());
                assertEquals(20, summary.oneWay(true).length);
                assertEquals(20, summary.oneWay(false).length);
                assertTrue(summary.path().median() <= summary.delays().median());
                Eventually.that("all are counted", () -> reflector.counters().get("reflected") == 20);
                assertEquals(300, summary.size());
            }
        }
    }

    @Test
    void aReflectorWithAnotherKeyOrWithoutOneAnswersNothing() throws Exception {
        var impatient = QUICK.withThreshold(Duration.ofMillis(200));
        try (var reflector = StampReflector.start(StampReflector.Options.DEFAULTS.withKey(KEY))) {
            assertEquals(20, run(ProbeKind.STAMP, reflector.address(), impatient).lost());
            assertEquals(20, run(ProbeKind.STAMP, reflector.address(), impatient.withKey("another")).lost());
            Eventually.that("all are counted", () -> reflector.counters().get("malformed") == 40);
        }
    }

    @Test
    void aTimeServerAndANameServerAreMeasuredToo() throws Exception {
        try (var server = NtpServer.start(NtpServer.Options.DEFAULTS.withRate(0, 1))) {
            var summary = run(ProbeKind.NTP, server.address(), QUICK);
            assertAll(summary);
            assertEquals(20, summary.inside().count());
        }
        try (var server = answering((payload, source, socket) -> {
            payload.put(2, (byte) (payload.get(2) | 0x80));
            socket.send(payload, source);
        })) {
            assertAll(run(ProbeKind.DNS, server.address(), QUICK));
        }
    }

    @Test
    void tcpIsMeasuredByConnectAndByEcho() throws Exception {
        try (var server = tcpEcho()) {
            assertAll(run(ProbeKind.TCP, server.address(), QUICK));
            var summary = run(ProbeKind.TCP_ECHO, server.address(), QUICK);
            assertAll(summary);
            assertEquals("TCP to port " + server.address().getPort() + ", 64 bytes of echo, DSCP 0", summary.typeP());
        }
    }

    @Test
    void aRefusalIsAnAnswerOfTheHost() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var summary = run(ProbeKind.TCP, new InetSocketAddress("127.0.0.1", port), QUICK);
        assertEquals(20, summary.count(Fate.REFUSED));
        assertEquals(0, summary.lost());
        assertTrue(DelayFindings.of(List.of(summary)).getFirst().contains("nothing listens on port " + port));
        assertThrows(IOException.class,
                () -> run(ProbeKind.TCP_ECHO, new InetSocketAddress("127.0.0.1", port), QUICK));
    }

    @Test
    void lostDoubledDamagedAndLateAnswersAreCountedApart() throws Exception {
        var count = new AtomicInteger();
        var held = new ArrayList<byte[]>();
        try (var server = answering((payload, source, socket) -> {
            var copy = new byte[payload.remaining()];
            payload.get(copy);
            switch (count.getAndIncrement()) {
                case 3 -> { }
                case 5 -> {
                    socket.send(copy, source);
                    socket.send(copy, source);
                }
                case 7 -> {
                    copy[20] ^= 1;
                    socket.send(copy, source);
                }
                case 9 -> held.add(copy);
                case 10 -> {
                    socket.send(copy, source);
                    socket.send(held.getFirst(), source);
                }
                case 12 -> {
                    socket.send(copy, source);
                    socket.send("something else".getBytes(StandardCharsets.UTF_8), source);
                }
                default -> socket.send(copy, source);
            }
        })) {
            try (var run = open(ProbeKind.UDP, server.address(), QUICK)) {
                Eventually.that("all is there that comes", () -> run.summary().answered() == 18
                        && run.summary().duplicates() == 1 && run.summary().corrupted() == 1
                        && run.summary().foreign() == 1);
                var summary = run.summary();
                assertEquals(Fate.WAITING, summary.probes().get(3).fate());
                assertEquals(Fate.WAITING, summary.probes().get(7).fate());
                assertEquals(1, summary.reordered());
            }
        }
    }

    @Test
    void aStatefulReflectorTellsOnWhichWayAProbeWasLost() throws Exception {
        var count = new AtomicInteger();
        try (var reflector = StampReflector.start(StampReflector.Options.DEFAULTS.withStateful(true))) {
            // Behind a link that loses probe 4 on the way there and the answer to probe 9 on the way back.
            try (var link = new LossyHop(reflector.address(), packet -> count.getAndIncrement() == 4, answer ->
                    answer == 8)) {
                try (var run = open(ProbeKind.STAMP, link.address(), QUICK)) {
                    Eventually.that("all is there that comes", () -> run.summary().answered() == 18);
                    assertEquals(19, run.summary().remarks().reached());
                }
            }
        }
    }

    @Test
    void streamsSideBySideDoNotMixUp() throws Exception {
        try (var server = echo(); var tcp = tcpEcho();
                var reflector = StampReflector.start(StampReflector.Options.DEFAULTS)) {
            var runs = new ArrayList<ProbeRun>();
            try {
                for (int i = 0; i < 12; i++) {
                    var kind = new ProbeKind[] {ProbeKind.UDP, ProbeKind.STAMP, ProbeKind.TCP}[i % 3];
                    var to = new InetSocketAddress[] {server.address(), reflector.address(), tcp.address()}[i % 3];
                    runs.add(ProbeRun.open(Host.HERE, new ProbeTarget(kind, "here", to), QUICK));
                }
                for (var run : runs) run.begin(System.nanoTime());
                for (var run : runs) assertTrue(run.await(Duration.ofSeconds(60)));
                for (var run : runs) assertAll(run.summary());
            } finally {
                runs.forEach(ProbeRun::close);
            }
        }
    }

    @Test
    void aConnectionThatBreaksIsOpenedAgain() throws Exception {
        var connections = new AtomicInteger();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, stream -> {
            int number = connections.incrementAndGet();
            var buffer = ByteBuffer.allocate(64);
            for (int i = 0; number > 1 || i < 5; i++) {
                buffer.clear();
                while (buffer.hasRemaining()) if (stream.read(buffer) < 0) return;
                stream.write(buffer.flip());
            }
        })) {
            try (var run = open(ProbeKind.TCP_ECHO, server.address(), QUICK.withCount(ProbeSender.MOST))) {
                Eventually.that("probes on the second connection are answered", () -> run.summary().answered() > 5);
                assertTrue(connections.get() >= 2, "opened again");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProbeKind.class, names = {"UDP", "STAMP", "NTP", "DNS", "TCP", "TCP_ECHO"})
    void everyKindIsCalibratedAgainstItsOwnReflector(ProbeKind kind) throws Exception {
        var calibration = Calibration.measure(kind, ProbeOptions.DEFAULTS);
        assertEquals(kind, calibration.kind());
        assertTrue(calibration.tests() > 0 && calibration.tests() <= 300, calibration.toString());
        assertTrue(calibration.error() > 0 && calibration.systematic() > 0, calibration.toString());
    }

    @Test
    void aTapSeesEachProbeAndEachAnswer() throws Exception {
        var sent = new AtomicInteger();
        var received = new AtomicInteger();
        var tap = new Tap() {
            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return null;
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {
                assertFalse(party.words().describe(direction, payload.duplicate()).contains("not STAMP"));
                (direction == Direction.SENT ? sent : received).incrementAndGet();
            }
        };
        try (var reflector = StampReflector.start(Host.HERE.watchedBy(tap), StampReflector.Options.DEFAULTS)) {
            assertAll(run(Host.HERE.watchedBy(tap), ProbeKind.STAMP, reflector.address(), QUICK));
        }
        assertEquals(40, sent.get());
        assertEquals(40, received.get());
    }
}
