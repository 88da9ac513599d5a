package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.kit.Tap;

/// The kernel's own TCP and ICMP over the link between two namespaces. Every flow names its congestion control.
@Tag("hosts")
class TunLinkTest {
    /// What else the machine does changes what a few seconds of TCP give: a figure out of its bounds is measured again.
    private static final int TRIES = 3;
    private static final Pattern TIME = Pattern.compile("icmp_seq=(\\d+) .*time=([\\d.]+) ms");

    @BeforeAll
    static void needsRoot() {
        assumeTrue(TunLink.missing() == null, TunLink.missing());
        Peer.require("ip", "iproute2");
    }

    private static TunLink link(String line) throws IOException {
        return TunLink.start(LinkSpec.parse(line), TunLink.Options.DEFAULTS);
    }

    /// Runs a command on a host to its end.
    private static String run(TunLink.End host, String... command) throws Exception {
        try (var peer = Peer.start(host.command(command).command().toArray(String[]::new))) {
            peer.awaitExit();
            return peer.output();
        }
    }

    /// Pings, and gives the sequence numbers and times of the answers.
    private static List<double[]> ping(TunLink link, int count, String... more) throws Exception {
        var command = Stream.concat(Stream.of(Peer.require("ping", "iputils-ping"), "-n", "-c", Integer.toString(count)),
                Stream.concat(Stream.of(more), Stream.of(link.right().address()))).toArray(String[]::new);
        String said = run(link.left(), command);
        var answers = new ArrayList<double[]>();
        TIME.matcher(said).results().forEach(match -> answers.add(
                new double[] {Double.parseDouble(match.group(1)), Double.parseDouble(match.group(2))}));
        assertFalse(answers.isEmpty(), said);
        return answers;
    }

    /// Sends over TCP for some seconds after one to get going, and gives Mbit/s as the receiver saw them.
    private static double megabits(String line, String congestionControl, int seconds) throws Exception {
        String iperf = Peer.require("iperf3", "iperf3");
        try (var link = link(line); var server = Peer.start(
                link.right().command(iperf, "-s", "-1", "--forceflush").command().toArray(String[]::new))) {
            server.awaitOutput("Server listening");
            String json = run(link.left(), iperf, "-c", link.right().address(), "-C", congestionControl, "-t",
                    Integer.toString(seconds), "-O", "1", "-J");
            assertTrue(json.contains("\"sender_tcp_congestion\":\t\"" + congestionControl + "\""), json);
            var received = Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([\\d.e+]+)").matcher(json);
            assertTrue(received.find(), json);
            return Double.parseDouble(received.group(1)) / 1e6;
        }
    }

    @Test
    void theLinkAddsAtMostOneMillisecondToTheConfiguredRoundTrip(TestReporter reporter) throws Exception {
        try (var link = link("delay=10ms")) {
            double[] times = {};
            for (int i = 0; i < TRIES && (i == 0 || times[50] > 21); i++) {
                times = ping(link, 101, "-i", "0.01").stream().mapToDouble(answer -> answer[1]).sorted().toArray();
            }
            reporter.publishEntry("round trips", "least " + times[0] + ", median " + times[50] + ", most " + times[100]
                    + " ms");
            assertTrue(times[0] >= 20, times[0] + " ms");
            assertTrue(times[50] <= 21, times[50] + " ms");
        }
    }

    @Test
    void itCarries500MbitOfTcpCubicAt20Milliseconds(TestReporter reporter) throws Exception {
        double megabits = 0;
        for (int i = 0; i < TRIES && megabits < 500; i++) megabits = megabits("delay=10ms", "cubic", 2);
        reporter.publishEntry("cubic, 20 ms", megabits + " Mbit/s");
        assertTrue(megabits >= 500, megabits + " Mbit/s");
    }

    @Test
    void withOnePercentLossBothWaysCubicIsWhereMathisSaysAndBbrIsFarAbove(TestReporter reporter) throws Exception {
        // Mathis et al.: 1448 bytes / 20 ms * sqrt(3/2) / sqrt(1 %) = 7.1 Mbit/s.
        double cubic = 0;
        double bbr = 0;
        for (int i = 0; i < TRIES && cubic < 4; i++) cubic = megabits("delay=10ms loss=1% seed=2", "cubic", 7);
        for (int i = 0; i < TRIES && (bbr < 350 || bbr > 650); i++) bbr = megabits("delay=10ms loss=1% seed=2", "bbr", 5);
        reporter.publishEntry("20 ms, 1 % loss", "cubic " + cubic + ", bbr " + bbr + " Mbit/s");
        assertTrue(cubic > 4 && cubic < 9, "cubic: " + cubic + " Mbit/s");
        assertTrue(bbr > 350 && bbr < 650, "bbr: " + bbr + " Mbit/s");
    }

    @Test
    void theRateHoldsForTcp() throws Exception {
        // 10 Mbit/s of IP packets: 1448 of 1500 bytes are data. The queue is long enough for nothing to be dropped.
        double megabits = megabits("delay=5ms rate=10mbit queue=1000 seed=1", "cubic", 2);
        double most = 10 * 1448 / 1500.0;
        assertTrue(megabits > 0.85 * most && megabits < 1.01 * most, megabits + " Mbit/s");
    }

    @Test
    void theSameSeedLosesTheSamePackets() throws Exception {
        var lost = new ArrayList<List<Integer>>();
        for (int seed : new int[] {5, 5, 6}) {
            try (var link = link("loss=20% seed=" + seed)) {
                lost.add(ping(link, 150, "-i", "0.002", "-W", "0.3").stream().map(answer -> (int) answer[0]).toList());
            }
        }
        assertEquals(lost.get(0), lost.get(1));
        assertNotEquals(lost.get(0), lost.get(2));
    }

    @Test
    void aDamagedPacketIsFoundByTheChecksumOfTheReceiver() throws Exception {
        try (var link = link("up:corrupt=100% seed=1")) {
            String said = run(link.left(), Peer.require("ping", "iputils-ping"), "-c", "10", "-i", "0.01", "-W", "0.3",
                    link.right().address());
            // The checksum of IPv4 covers the header, that of ICMP the rest.
            assertTrue(said.contains(" 0 received"), said);
        }
    }

    @Test
    void ipv6WorksWhereAskedFor() throws Exception {
        try (var link = TunLink.start(LinkSpec.parse("delay=1ms"), new TunLink.Options(1500, 0, true))) {
            String said = run(link.left(), Peer.require("ping", "iputils-ping"), "-c", "3", "-i", "0.01",
                    link.right().ipv6());
            assertTrue(said.contains(" 3 received"), said);
        }
    }

    @Test
    void aTapSeesWhatTheLeftHostSendsAndWhatReachesIt() throws Exception {
        var sent = new AtomicInteger();
        var received = new AtomicInteger();
        var tap = new Tap() {
            @Override
            public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
                return null;
            }

            @Override
            public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                    ByteBuffer payload) {}

            @Override
            public void packet(Party host, Direction direction, ByteBuffer packet) {
                assertEquals(4, packet.get(packet.position()) >> 4);
                (direction == Direction.SENT ? sent : received).incrementAndGet();
            }
        };
        try (var link = TunLink.start(LinkSpec.parse("up:loss=30% seed=3"), TunLink.Options.DEFAULTS, tap)) {
            int answers = ping(link, 50, "-i", "0.002", "-W", "0.3").size();
            assertEquals(50, sent.get());
            assertEquals(answers, received.get());
            assertTrue(answers < 50);
        }
    }

    @Test
    void aCaptureOfTheLinkShowsTsharkTheRetransmissionsOfTcpCubic(TestReporter reporter) throws Exception {
        String tshark = Peer.require("tshark", "tshark");
        Peer.require("iperf3", "iperf3");
        var file = Files.createTempFile("link", ".pcapng");
        try (var script = Peer.script("ImpairLink", "--pcap", file.toString(), "--right", "iperf3 -s -1 >/dev/null",
                "--left", "sleep 0.5; iperf3 -c $PEER -C cubic -t 3 -J", "delay=10ms", "loss=1%", "seed=2")) {
            assertEquals(0, script.awaitExit(), script.output());
            var counted = Pattern.compile("\"sum_sent\":[^}]*\"retransmits\":\\s*(\\d+)").matcher(script.output());
            assertTrue(counted.find(), script.output());
            int retransmits = Integer.parseInt(counted.group(1));
            int found = tshark(tshark, file, "tcp.analysis.retransmission || tcp.analysis.out_of_order").size();
            String said = "tshark finds " + found + " retransmissions, the kernel made " + retransmits;
            reporter.publishEntry("cubic, 20 ms, 1 % loss", said);
            assertTrue(retransmits > 5 && Math.abs(found - retransmits) <= 2 + retransmits / 10, said);
            // Where a checksum comes out as zero, Linux writes ffff, which sums up to the same; tshark has it otherwise.
            assertEquals(List.of(), tshark(tshark, file, "_ws.malformed || ip.checksum.status == 0"
                    + " || tcp.checksum.status == 0 && tcp.checksum != 0xffff"));
        } finally {
            Files.delete(file);
        }
    }

    /// The packets of a capture that match a filter. The payload is random: no dissector may guess at it.
    private static List<String> tshark(String tshark, Path file, String filter) throws Exception {
        try (var peer = Peer.start(tshark, "-n", "-2", "-r", file.toString(), "-o", "ip.check_checksum:TRUE", "-o",
                "tcp.check_checksum:TRUE", "-d", "tcp.port==5201,data", "-Y", filter)) {
            assertEquals(0, peer.awaitExit(), peer.output());
            // A line per packet; others are remarks of tshark, that it should not be root for instance.
            return peer.output().lines().filter(line -> line.matches(" *\\d+ .*10\\.77\\..*")).toList();
        }
    }

    @Test
    void closingRemovesTheNamespaces() throws Exception {
        String left;
        try (var link = link("perfect"); var other = TunLink.start(LinkSpec.PERFECT, new TunLink.Options(1400, 1, false))) {
            left = link.left().namespace();
            assertTrue(namespaces().contains(left));
            assertNotEquals(left, other.left().namespace());
            assertTrue(run(other.left(), "ip", "-o", "link", "show", "wire0").contains("mtu 1400"));
        }
        assertFalse(namespaces().contains("wirelab-" + ProcessHandle.current().pid() + "-"), namespaces());
    }

    @Test
    void aScriptThatIsAskedToEndRemovesItsNamespacesAndWhatRunsInThem() throws Exception {
        try (var script = Peer.script("ImpairLink", "delay=1ms", "--left", "sleep 12345 & echo in $PEER; wait")) {
            script.awaitOutput("in 10.77.0.2");
            String left = Pattern.compile("left +(\\S+)").matcher(script.output()).results().findFirst().orElseThrow()
                    .group(1);
            assertTrue(namespaces().contains(left));
            assertFalse(script.output().contains("WARNING"), script.output());
            script.terminate();
            assertFalse(namespaces().contains(left), namespaces());
            assertTrue(script.output().contains("up     "), script.output());
        }
        Eventually.that("the command is gone", () -> ProcessHandle.allProcesses().noneMatch(
                process -> process.info().commandLine().orElse("").equals("sleep 12345")));
    }

    @Test
    void aCommandThatFailsIsAFailureOfTheScript() throws Exception {
        try (var script = Peer.script("ImpairLink", "delay=1ms", "--left", "exit 3")) {
            assertEquals(1, script.awaitExit(), script.output());
            assertTrue(script.output().contains("ImpairLink: the command ended with status 3"), script.output());
        }
    }

    private static String namespaces() throws IOException {
        var process = new ProcessBuilder("ip", "netns").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
