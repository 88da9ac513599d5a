package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// Captures that cannot go on, or are not ended.
@Tag("interop")
class FailureTest {
    private static final Tap.Party CLIENT = new Tap.Party("client", Tap.Words.NONE);

    @TempDir
    private Path folder;

    @Test
    void aFullDiskEndsTheCaptureWithOneLineAndNotTheConversation() throws Exception {
        var notes = new ByteArrayOutputStream();
        try (var recorder = Recorder.start(Capture.to(Path.of("/dev/full"), "Program", 0, new PrintStream(notes, true)));
                var server = TcpServer.start(Host.HERE.watchedBy(recorder), TcpServer.Options.DEFAULTS, connection -> {
                    for (var buffer = ByteBuffer.allocate(100_000); connection.read(buffer.clear()) >= 0; ) {
                        connection.write(buffer.flip());
                    }
                }); var client = Host.HERE.watchedBy(recorder).connect(server.address(), CLIENT)) {
            for (int i = 0; i < 100; i++) {
                client.write(new byte[50_000]);
                for (var back = ByteBuffer.allocate(50_000); back.hasRemaining(); ) client.read(back);
            }
            Eventually.that("the capture has ended", () -> notes.size() > 0);
        }
        assertEquals("Program: the capture ends here: /dev/full: No space left on device\n", notes.toString());
    }

    @Test
    void aFileThatCannotBeWrittenCostsOneLine() throws Exception {
        try (var server = Peer.script("EchoServer", "--port", "0");
                var client = Peer.script("EchoClient", "--port", String.valueOf(server.awaitListening().getPort()),
                        "--data", "hello", "--pcap", folder.resolve("no/such/file.pcapng").toString())) {
            assertEquals(0, client.awaitExit(), client.output());
            assertTrue(client.output().startsWith("EchoClient: no capture: "), client.output());
            assertTrue(client.output().contains("hello   ("), client.output());
            assertEquals(2, client.output().lines().count());
        }
    }

    @Test
    void theFileOfAProgramThatWasKilledCanBeRead() throws Exception {
        Tshark.require();
        Path file = folder.resolve("killed.pcapng");
        try (var server = Peer.script("EchoServer", "--port", "0", "--pcap", file.toString());
                var client = Host.HERE.connect(server.awaitListening(), CLIENT)) {
            client.write("last words".getBytes());
            for (var back = ByteBuffer.allocate(10); back.hasRemaining(); ) client.read(back);
            Eventually.that("the words are in the file", () -> new String(Files.readAllBytes(file)).contains("last words"));
            server.process().destroyForcibly().waitFor();
        }
        Tshark.assertHealthy(file);
        assertEquals("last words", new String(Tshark.follow(file, 0)[0]));
    }

    @Test
    void anInterruptedClientHasWrittenWhatItSaw() throws Exception {
        Tshark.require();
        Path file = folder.resolve("interrupted.pcapng");
        Path picture = folder.resolve("interrupted.svg");
        try (var server = Peer.script("EchoServer", "--port", "0");
                var client = Peer.script("EchoClient", "--port", String.valueOf(server.awaitListening().getPort()),
                        "--pcap", file.toString(), "--ladder", picture.toString())) {
            client.send("typed\n").awaitOutput("typed");
            client.terminate();
        }
        Tshark.assertHealthy(file);
        assertEquals("typed", new String(Tshark.follow(file, 0)[1]));
        assertTrue(Files.readString(picture).contains("typed"), "the ladder was drawn");
    }
}
