package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Address;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;

/// The scripts as their users type them.
@Tag("scripts")
class RttScriptsTest {
    @TempDir
    private Path folder;

    private static DualServer echo() throws Exception {
        return DualServer.start(Host.HERE, TcpServer.Options.DEFAULTS, stream -> {
            var buffer = ByteBuffer.allocate(4096);
            while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
        }, UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
    }

    private static Peer rtt(String... args) throws Exception {
        var all = new ArrayList<>(List.of("--count", "10", "--interval", "5ms", "--timeout", "30s", "--no-calibration"));
        all.addAll(List.of(args));
        return Peer.script("Rtt", all.toArray(String[]::new));
    }

    /// A script that stands in another folder, since the files of the exercise have fixed names.
    private Peer inFolder(String... args) throws Exception {
        String root = Path.of("").toAbsolutePath().toString();
        var command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + root + "/out/lab", "-m",
                "wirelab.scripts/wirelab.scripts.Rtt", "--count", "10", "--interval", "5ms", "--timeout", "30s",
                "--no-calibration"));
        command.addAll(List.of(args));
        return Peer.start(command.toArray(String[]::new));
    }

    @Test
    void oneLineForEachHostAndWhatItMeans() throws Exception {
        try (var server = echo(); var script = rtt("--udp", "--tcp", "--tcp-echo", Address.text(server.address()))) {
            assertEquals(0, script.awaitExit(), script.output());
            for (String kind : List.of("UDP echo", "TCP connect", "TCP echo")) {
                assertEquals(1, script.output().lines().filter(line -> line.matches(kind
                        + " 127\\.0\\.0\\.1:\\d+ +10 +0 .*")).count(),
                        script.output());
            }
            assertFalse(script.output().contains("\033"), "nothing is drawn on a pipe");
        }
    }

    @Test
    void withoutAHostThoseOfTheFilesOfTheFolderAreAsked() throws Exception {
        try (var server = echo()) {
            String address = Address.text(server.address());
            Files.writeString(folder.resolve("IPsUDP.txt"), address + ";" + address + "\n");
            Files.writeString(folder.resolve("IPsTCP.txt"), address);
            try (var script = inFolder("--language", "es")) {
                assertEquals(0, script.awaitExit(), script.output());
                assertEquals(2, script.output().lines().filter(line -> line.startsWith(address
                        + " (UDP): enviados 10, recibidos 10,"
                        + " perdidos 0 (0.0 %); RTT mínimo ")).count(), script.output());
                assertEquals(3, script.output().lines().count(), script.output());
            }
            try (var script = inFolder("--tcp")) {
                assertEquals(0, script.awaitExit(), script.output());
                assertFalse(script.output().contains("UDP"), script.output());
            }
        }
    }

    @Test
    void theFilesForOthersAreWritten() throws Exception {
        try (var server = echo()) {
            Path json = folder.resolve("rtt.json");
            Path csv = folder.resolve("rtt.csv");
            Path page = folder.resolve("rtt.html");
            try (var script = rtt("--udp", "--poisson", "--json", json.toString(), "--csv", csv.toString(), "--report",
                    page.toString(), "--link", "delay=1ms", Address.text(server.address()))) {
                assertEquals(0, script.awaitExit(), script.output());
            }
            assertTrue(Files.readString(json).contains("\"answered\": 10"), Files.readString(json));
            assertEquals(11, Files.readAllLines(csv).size());
            assertTrue(Files.readString(page).endsWith("</html>\n"));
        }
    }

    @Test
    void nobodyWhoAnswersIsAFailure() throws Exception {
        try (var script = rtt("--stamp", "--timeout", "100ms", "127.0.0.1:9")) {
            assertEquals(1, script.awaitExit(), script.output());
            assertTrue(script.output().endsWith("Rtt: no answer from STAMP 127.0.0.1:9\n"), script.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--udp", "--udp nosuch.invalid", "--tcp --dscp 64 127.0.0.1", "--stamp --size 5 127.0.0.1",
        "--key-file /dev/null --udp 127.0.0.1", "--source nonsense! --udp 127.0.0.1",
        "--stamp --count 1000000 127.0.0.1 127.0.0.2 127.0.0.3"})
    void aMistakeIsOneLineAndNoTrace(String args) throws Exception {
        try (var script = Peer.script("Rtt", args.split(" "))) {
            assertEquals(2, script.awaitExit(), script.output());
            assertEquals(1, script.output().lines().count(), script.output());
            assertTrue(script.output().startsWith("Rtt: "), script.output());
        }
    }

    @Test
    void aReflectorWithAKeyAnswersWhoHasIt() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "between us\n");
        try (var reflector = Peer.script("RttReflector", "--port", "0", "--key-file", key.toString(), "--stateful")) {
            String address = Address.text(reflector.awaitListening());
            try (var script = rtt("--stamp", "--key-file", key.toString(), "--details", address)) {
                assertEquals(0, script.awaitExit(), script.output());
                assertTrue(script.output().contains("  far end       took "), script.output());
            }
            assertEquals(0, reflector.terminate(), reflector.output());
        }
    }
}
