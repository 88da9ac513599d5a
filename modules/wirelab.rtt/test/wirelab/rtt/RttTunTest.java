package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.hosts.Namespace;
import wirelab.impair.LinkSpec;
import wirelab.impair.TunLink;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// Two hosts and a link that writes down what it did: what is reported must be that. Nothing here depends on how busy the
/// machine is; how near delays come to the truth is measured by `bench rtt`.
@Tag("hosts")
class RttTunTest {
    private static final ProbeOptions OPTIONS = ProbeOptions.DEFAULTS.withLength(Duration.ofMinutes(1))
            .withTimes(SendingTimes.periodic(Duration.ofMillis(4))).withCount(300).withThreshold(Duration.ofSeconds(50));

    @BeforeEach
    void requireRoot() {
        assumeTrue(TunLink.missing() == null, TunLink.missing());
    }

    private static Host left(TunLink link) {
        return Namespace.named(link.left().namespace()).host();
    }

    private static InetSocketAddress right(TunLink link, int port) {
        return new InetSocketAddress(link.right().address(), port);
    }

    private static Host right(TunLink link) {
        return Namespace.named(link.right().namespace()).host();
    }

    private static Summary run(TunLink link, ProbeKind kind, int port, ProbeOptions options) throws Exception {
        try (var run = ProbeRun.open(left(link), new ProbeTarget(kind, "right", right(link, port)), options)
                .begin(System.nanoTime())) {
            assertTrue(run.await(Duration.ofSeconds(60)));
            return run.summary();
        }
    }

    /// The same, until each probe has been answered or the link has dropped it: nobody waits for what will not come.
    private static Summary settled(TunLink link, ProbeKind kind, int port) throws Exception {
        try (var run = ProbeRun.open(left(link), new ProbeTarget(kind, "right", right(link, port)), OPTIONS)
                .begin(System.nanoTime())) {
            Eventually.that("each probe is answered or dropped",
                    () -> run.summary().answered() + link.up().allLost() + link.down().allLost() == 300);
            return run.summary();
        }
    }

    /// A tap that looks at packets alone.
    private abstract static class Packets implements Tap {
        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {}
    }

    /// When each STAMP packet entered the link and when its answer came out.
    private static final class Truth extends Packets {
        private final Map<Integer, Long> entered = new ConcurrentHashMap<>();
        private final Map<Integer, Long> delays = new ConcurrentHashMap<>();

        @Override
        public void packet(Party host, Direction direction, ByteBuffer packet) {
            long now = System.nanoTime();
            if (packet.get(packet.position() + 9) != 17) return;
            int payload = packet.position() + 28;
            if (direction == Direction.SENT) entered.put(packet.getInt(payload), now);
            else delays.put(packet.getInt(payload + 24), now - entered.get(packet.getInt(payload + 24)));
        }
    }

    @Test
    void whatIsReportedIsWhatTheLinkRecorded() throws Exception {
        var truth = new Truth();
        Summary summary;
        var link = TunLink.start(LinkSpec.parse("up:delay=20ms±2ms up:order=free up:loss=6% down:loss=3% seed=4"),
                TunLink.Options.DEFAULTS, truth);
        try (link; var reflector = StampReflector.start(right(link), StampReflector.Options.DEFAULTS
                .withBind(right(link, 0)).withStateful(true))) {
            summary = settled(link, ProbeKind.STAMP, reflector.address().getPort());
        }
        assertEquals(300, summary.probes().size());
        assertEquals(link.up().allLost() + link.down().allLost(), summary.count(Probe.Fate.WAITING));
        assertEquals(summary.answered(), truth.delays.size());
        for (var probe : summary.probes()) {
            if (!probe.isAnswered()) continue;
            long recorded = truth.delays.get(probe.sequence());
            assertTrue(probe.delay() >= recorded, "probe " + probe.sequence() + ": " + probe.delay() + " and " + recorded);
            assertTrue(recorded >= 18_000_000, "the link takes 18 ms at least");
        }
        assertEquals(64, summary.remarks().ttl());
        assertEquals(300 - link.up().allLost(), summary.remarks().reached());
    }

    @Test
    void aLostSynIsNamedAsTheCauseOfTheSecondThatItTakes() throws Exception {
        try (var link = TunLink.start(LinkSpec.parse("delay=5ms loss=20% seed=5"), TunLink.Options.DEFAULTS);
                var server = TcpServer.start(right(link), TcpServer.Options.DEFAULTS.withBind(right(link, 0)),
                        stream -> stream.read(ByteBuffer.allocate(1)))) {
            var summary = run(link, ProbeKind.TCP, server.address().getPort(),
                    OPTIONS.withCount(60).withThreshold(Duration.ofSeconds(5)));
            assertTrue(summary.sentAgain().size() > 5, summary.toString());
            for (var probe : summary.sentAgain()) assertTrue(probe.delay() > 900_000_000L, probe.toString());
            String said = DelayFindings.of(List.of(summary)).toString();
            assertTrue(said.contains("a SYN was lost and sent again (retransmission), as the kernel says."), said);
        }
    }

    /// The type of service of each packet of TCP that goes to the right.
    private static final class Services extends Packets {
        private final Map<Integer, Integer> packets = new ConcurrentHashMap<>();

        @Override
        public void packet(Party host, Direction direction, ByteBuffer packet) {
            int at = packet.position();
            if (direction == Direction.SENT && packet.get(at + 9) == 6) packets.merge(packet.get(at + 1) & 0xff, 1, Integer::sum);
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProbeKind.class, names = {"TCP", "TCP_ECHO"})
    void theSynCarriesTheCodePointToo(ProbeKind kind) throws Exception {
        var services = new Services();
        try (var link = TunLink.start(LinkSpec.parse("delay=1ms"), TunLink.Options.DEFAULTS, services);
                var server = TcpServer.start(right(link), TcpServer.Options.DEFAULTS.withBind(right(link, 0)), stream -> {
                    var buffer = ByteBuffer.allocate(4096);
                    while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
                })) {
            var summary = run(link, kind, server.address().getPort(), OPTIONS.withCount(20).withSending(46, null));
            assertEquals(20, summary.answered());
            assertTrue(summary.typeP().endsWith(", DSCP 46"), summary.typeP());
        }
        assertEquals(Set.of(46 << 2), services.packets.keySet(), services.packets.toString());
    }

    @Test
    void onAConnectionRetransmissionIsNamedAndNothingIsLost() throws Exception {
        try (var link = TunLink.start(LinkSpec.parse("delay=5ms loss=10% seed=6"), TunLink.Options.DEFAULTS);
                var server = TcpServer.start(right(link), TcpServer.Options.DEFAULTS.withBind(right(link, 0)), stream -> {
                    var buffer = ByteBuffer.allocate(4096);
                    while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
                })) {
            var summary = run(link, ProbeKind.TCP_ECHO, server.address().getPort(), OPTIONS);
            assertEquals(0, summary.lost(), "TCP hides loss as delay");
            assertTrue(summary.remarks().retransmitted() > 0, summary.remarks().toString());
            String said = DelayFindings.of(List.of(summary)).toString();
            assertTrue(said.contains("segments again (retransmission)."), said);
        }
    }

    @Test
    void aPingIsSentWithoutARootsSocketWhereTheHostAllowsIt() throws Exception {
        var link = TunLink.start(LinkSpec.parse("delay=1ms loss=5% seed=8"), TunLink.Options.DEFAULTS);
        Summary summary;
        try (link) {
            Namespace.named(link.left().namespace()).settings("ipv4/ping_group_range=0 2147483647");
            summary = settled(link, ProbeKind.PING, 0);
        }
        assertEquals(link.up().allLost() + link.down().allLost(), summary.count(Probe.Fate.WAITING));
        assertEquals(0, summary.corrupted() + summary.foreign() + summary.malformed());
    }
}
