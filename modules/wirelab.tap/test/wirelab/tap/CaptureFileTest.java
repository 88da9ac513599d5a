package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;

class CaptureFileTest {
    private static Path pipe(Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    @Test
    @Tag("socket")
    void aSecondCaptureIntoOneFileIsRefusedAndTheFirstGoesOn(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.pcapng");
        try (var first = Capture.to(file)) {
            first.flush();
            long size = Files.size(file);
            var refused = assertThrows(IOException.class, () -> Capture.to(file));
            assertEquals("another program writes a capture into it", refused.getMessage());
            assertEquals(size, Files.size(file));
        }
        Capture.to(file).close();
    }

    @Test
    @Tag("socket")
    void aSecondProgramIsRefusedToo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.pcapng");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var _ = Capture.to(file)) {
            var process = new ProcessBuilder(java, "@out/lab", "-m", "wirelab.scripts/wirelab.scripts.EchoClient", "--port",
                    "1",
                    "--data", "x", "--pcap", file.toString()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.startsWith("EchoClient: no capture: " + file + ": another program writes a capture into it\n"),
                    said);
        }
    }

    @Test
    @Tag("socket")
    void aPipeWithoutAReaderIsNotWaitedForWithoutEnd(@TempDir Path folder) throws Exception {
        Path pipe = pipe(folder);
        var refused = assertThrows(IOException.class, () -> CaptureFile.open(pipe, Duration.ofMillis(200)));
        assertEquals("nobody has read from this pipe for 200 ms", refused.getMessage());
    }

    @Test
    @Tag("interop")
    void tsharkReadsACaptureLiveFromAPipe(@TempDir Path folder) throws Exception {
        Path pipe = pipe(folder);
        String tshark = Peer.require("tshark", "tshark");
        var reader = new ProcessBuilder(tshark, "-l", "-n", "-i", pipe.toString(), "-c", "2", "-T", "fields", "-e",
                "udp.payload")
                .redirectErrorStream(true).start();
        try (var recorder = Recorder.start(Capture.to(pipe)); var server = UdpServer.start(Host.HERE.watchedBy(recorder),
                UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
                var client = Host.HERE.watchedBy(recorder).towards(server.address(), Tap.Party.UNKNOWN)) {
            client.send("live".getBytes(StandardCharsets.UTF_8), server.address());
            client.receive(ByteBuffer.allocate(10), Duration.ofSeconds(5));
            assertTrue(reader.waitFor(30, TimeUnit.SECONDS), "tshark has seen both while the capture goes on");
            String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(2, said.lines().filter("6c697665"::equals).count(), said);
        } finally {
            reader.destroy();
        }
    }
}
