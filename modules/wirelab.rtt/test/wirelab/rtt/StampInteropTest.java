package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.hosts.NativeAccess;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// STAMP with a sender and a reflector in Python that know the RFC and not this program, and with the dissector of tshark.
@Tag("interop")
class StampInteropTest {
    private static final String PEER = "modules/wirelab.rtt/test/python/stamp.py";
    private static final String KEY = "between the two of us";

    private static Peer python(String... args) throws Exception {
        var command = new ArrayList<>(List.of(Peer.require("python3", "python3"), PEER));
        command.addAll(List.of(args));
        return Peer.start(command.toArray(String[]::new));
    }

    private static String key(boolean authenticated) {
        return authenticated ? KEY : null;
    }

    private static String[] with(boolean authenticated, String... args) {
        var all = new ArrayList<>(List.of(args));
        if (authenticated) all.addAll(List.of("--key", KEY));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest(name = "authenticated {0}, {1} bytes, kernel {2}")
    @CsvSource({"false, 44, true", "false, 1400, true", "false, 61, false", "true, 112, true", "true, 500, false"})
    void aSenderInPythonFindsEveryFieldOfOurAnswers(boolean authenticated, int size, boolean kernel) throws Exception {
        var options = StampReflector.Options.DEFAULTS.withKey(key(authenticated)).withKernel(kernel);
        try (var reflector = StampReflector.start(options);
                var sender = python(with(authenticated, "send", Integer.toString(reflector.address().getPort()), "20",
                        Integer.toString(size)))) {
            assertEquals(0, sender.awaitExit(), sender.output());
            int ttl = kernel && NativeAccess.isGiven() ? 64 : 0;
            var expected = new StringBuilder();
            for (int i = 0; i < 20; i++) expected.append("sequence " + i + " ttl " + ttl + " order True\n");
            assertEquals(expected + "answers 20\n", sender.output());
        }
    }

    @ParameterizedTest(name = "authenticated {0}, stateful {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void ourSenderMeasuresAgainstAReflectorInPython(boolean authenticated, boolean stateful) throws Exception {
        String[] args = with(authenticated, "reflect", "0");
        try (var reflector = stateful ? python(append(args, "--stateful")) : python(args)) {
            Eventually.that("it says its port", () -> reflector.output().contains("\n"));
            var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(reflector.output().strip()));
            var options = ProbeOptions.DEFAULTS.withCount(50).withTimes(SendingTimes.periodic(Duration.ofMillis(2)))
                    .withThreshold(Duration.ofSeconds(30)).withSize(200).withKey(key(authenticated));
            try (var run = ProbeRun.open(Host.HERE, new ProbeTarget(ProbeKind.STAMP, "python", address), options)
                    .begin(System.nanoTime())) {
                assertTrue(run.await(Duration.ofSeconds(60)));
                var summary = run.summary();
                assertEquals(50, summary.answered(), summary.toString());
                assertEquals(50, summary.inside().count());
                assertEquals(64, summary.remarks().ttl(), "Python asks its kernel too");
                assertTrue(summary.path().median() < summary.delays().median(), "its own time is taken off");
            }
        }
    }

    private static String[] append(String[] args, String more) {
        var all = new ArrayList<>(List.of(args));
        all.add(more);
        return all.toArray(String[]::new);
    }

    /// tshark 4.0 knows TWAMP, of which STAMP's unauthenticated packets are a form.
    @Test
    void tsharkDissectsEveryPacketOfACapture() throws Exception {
        Peer.require("tshark", "tshark");
        assumeTrue(NativeAccess.isGiven());
        var file = Files.createTempFile("stamp", ".pcapng");
        try (var reflector = Peer.script("RttReflector", "--port", "0")) {
            var address = reflector.awaitListening();
            try (var sender = Peer.script("Rtt", "--stamp", "--count", "25", "--interval", "5ms", "--timeout", "30s",
                    "--size",
                    "44", "--no-calibration", "--pcap", file.toString(), Address.text(address))) {
                assertEquals(0, sender.awaitExit(), sender.output());
            }
            assertEquals(0, reflector.terminate(), reflector.output());
            try (var tshark = Peer.start("tshark", "-n", "-r", file.toString(), "-d", "udp.port==" + address.getPort()
                    + ",twamp.test",
                    "-T", "fields", "-E", "separator=;", "-e", "frame.protocols", "-e", "twamp.test.seq_number", "-e",
                    "twamp.test.sender_seq_number", "-e", "twamp.test.sender_ttl", "-e", "_ws.malformed")) {
                assertEquals(0, tshark.awaitExit(), tshark.output());
                var lines = tshark.output().lines().filter(line -> line.contains("udp")).toList();
                assertEquals(50, lines.size(), tshark.output());
                for (String line : lines) assertTrue(line.contains("udp:twamp.test") && line.endsWith(";"), line);
                assertEquals(25, lines.stream().filter(line -> line.matches(".*;(\\d+);\\1;64;")).count(), tshark.output());
            }
        } finally {
            Files.delete(file);
        }
    }
}
