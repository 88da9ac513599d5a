package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.HexDump;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;

/// Against programs that nobody here wrote.
@Tag("interop")
class NtpInteropTest {
    private static final long MS = 1_000_000;
    private static final NtpServer.Options OPTIONS = NtpServer.Options.DEFAULTS;

    private static NtpServer ahead(Duration offset) throws IOException {
        var clock = InstantSource.offset(InstantSource.system(), offset);
        return NtpServer.start(Host.HERE, OPTIONS, clock, Reference.vouched(clock, 10, Duration.ofMillis(100)));
    }

    private static Sample best(InetSocketAddress server) throws Exception {
        try (var client = NtpClient.open(server, LocalClock.free(), NtpClient.Options.DEFAULTS)) {
            var samples = new ArrayList<Sample>();
            for (int i = 0; i < 16; i++) samples.add(assertInstanceOf(Sample.class, client.ask()));
            return Sample.best(samples).orElseThrow();
        }
    }

    @Test
    void ourClientIsWithin50MicrosecondsOfChronydAndNeverOutsideItsBound() throws Exception {
        NtpClient.warmUp();
        try (var chronyd = Chronyd.serve()) {
            var errors = new ArrayList<Long>();
            for (int run = 0; run < 50; run++) {
                // chronyd and we read the same clock: whatever offset is measured is the error.
                var sample = best(chronyd.address());
                assertTrue(Math.abs(sample.offset()) <= sample.bound(), sample::toString);
                errors.add(Math.abs(sample.offset()));
            }
            errors.sort(null);
            assertTrue(errors.get(25) < 50_000, "median of 50: " + errors.get(25) + " ns");
        }
    }

    @Test
    void ofAChronydThatIsThreeSecondsAheadWeSayJustThat() throws Exception {
        String faketime = Peer.require("faketime", "faketime");
        NtpClient.warmUp();
        try (var chronyd = Chronyd.serve(faketime, "-f", "+3s")) {
            var sample = best(chronyd.address());
            assertTrue(Math.abs(sample.offset() - 3_000 * MS) <= sample.bound(), sample::toString);
            assertEquals(10, sample.answer().stratum());
        }
    }

    @Test
    void threeChronydsOfWhichOneIsWrongSetOurClockRight() throws Exception {
        String faketime = Peer.require("faketime", "faketime");
        try (var one = Chronyd.serve(); var liar = Chronyd.serve(faketime, "-f", "-2s"); var two = Chronyd.serve();
                var synchroniser = Synchroniser.start(List.of(one.address(), liar.address(), two.address()),
                        LocalClock.free(),
                        Synchroniser.Options.DEFAULTS.withSamples(4, Duration.ofMillis(5)), _ -> {})) {
            var round = synchroniser.awaitFirst(Duration.ofSeconds(10));
            assertEquals(List.of(true, false, true), round.peers().stream().map(Synchroniser.Peer::isSurvivor).toList());
            long error = Duration.between(Instant.now(), synchroniser.clock().instant()).toNanos();
            assertTrue(Math.abs(error) < 5 * MS, "error " + error);
        }
    }

    @Test
    void chronydAcceptsOurTime() throws Exception {
        try (var server = ahead(Duration.ofMillis(2_500))) {
            String said = Chronyd.query(server.address());
            var wrong = Pattern.compile("System clock wrong by (\\S+) seconds").matcher(said);
            assertTrue(wrong.find(), said);
            assertEquals(2.5, Double.parseDouble(wrong.group(1)), 0.01, said);
        }
    }

    @Test
    void chronydRefusesUsWhileOurClockIsNotSet() throws Exception {
        try (var server = NtpServer.start(Host.HERE, OPTIONS, InstantSource.system(), Reference::unsynchronised)) {
            String said = Chronyd.query(server.address());
            assertTrue(said.contains("No suitable source for synchronisation"), said);
        }
    }

    @Test
    void rdateReadsOurTime() throws Exception {
        String rdate = Peer.require("rdate", "rdate");
        try (var server = ahead(Duration.ofSeconds(-5));
                var peer = Peer.start(rdate, "-n", "-p", "-v", "-o", "" + server.address().getPort(), "127.0.0.1")) {
            assertEquals(0, peer.awaitExit(), peer.output());
            var adjust = Pattern.compile("adjust local clock by (\\S+) seconds").matcher(peer.output());
            assertTrue(adjust.find(), peer.output());
            assertEquals(-5, Double.parseDouble(adjust.group(1)), 0.05, peer.output());
        }
    }

    /// Keeps a copy of each datagram.
    private static final class Recorder implements Tap {
        final ConcurrentLinkedQueue<byte[]> sent = new ConcurrentLinkedQueue<>();

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {
            if (direction == Direction.RECEIVED) return;
            var bytes = new byte[payload.remaining()];
            payload.get(bytes);
            sent.add(bytes);
        }
    }

    @Test
    void tsharkUnderstandsEveryKindOfPacketThatWeSend(@TempDir Path folder) throws Exception {
        String text2pcap = Peer.require("text2pcap", "wireshark-common");
        String tshark = Peer.require("tshark", "tshark");
        NtpClient.warmUp();
        var recorder = new Recorder();
        var host = Host.HERE.watchedBy(recorder);
        exchange(host, NtpServer.start(host, OPTIONS.withRate(0.001, 1)), 2);
        exchange(host, NtpServer.start(host, OPTIONS, InstantSource.system(), Reference::unsynchronised), 1);
        var leaps = Reference.local(1, Duration.ofMillis(1), Instant.now()).withLeap(LeapIndicator.INSERT);
        exchange(host, NtpServer.start(host, OPTIONS, InstantSource.system(), () -> leaps), 1);
        assertEquals(8, recorder.sent.size(), "four questions, four answers");
        var dump = new StringBuilder();
        recorder.sent.forEach(bytes -> dump.append(HexDump.of(bytes)).append("\n\n"));
        var text = Files.writeString(folder.resolve("ntp.txt"), dump);
        var capture = folder.resolve("ntp.pcap");
        try (var peer = Peer.start(text2pcap, "-u", "123,123", text.toString(), capture.toString())) {
            assertEquals(0, peer.awaitExit(), peer.output());
        }
        try (var peer = Peer.start(tshark, "-r", capture.toString(), "-Y", "ntp && !_ws.malformed && !_ws.expert", "-T",
                "fields",
                "-e", "ntp.flags.mode", "-e", "ntp.stratum", "-e", "ntp.refid", "-e", "ntp.flags.li", "-E", "separator=,")) {
            assertEquals(0, peer.awaitExit(), peer.output());
            var lines = peer.output().lines().filter(line -> line.matches("\\d,.*")).toList();
            assertEquals(List.of("3,0,00000000,0", "4,10,7f7f0101,0", "3,0,00000000,0", "4,0,52415445,3", "3,0,00000000,0",
                    "4,0,494e4954,3", "3,0,00000000,0", "4,1,4c4f434c,1"), lines, peer.output());
        }
    }

    private static void exchange(Host host, NtpServer server, int times) throws Exception {
        try (server;
                var client = NtpClient.open(host, server.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
            for (int i = 0; i < times; i++) client.ask();
        }
    }
}
