package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Address;
import wirelab.kit.Peer;

/// The scripts as their users start them.
@Tag("scripts")
class HttpScriptsTest {
    @Test
    void overANarrowLinkTheSameBytesArriveLaterAndOverOneThatIsCutTheRestIsAskedFor(@TempDir Path folder) throws Exception {
        var content = new byte[200_000];
        new Random(7).nextBytes(content);
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("data.bin"), content);
        try (var server = Peer.script("HttpServer", "--port", "0", "--root", root.toString())) {
            String url = "http://" + Address.text(server.awaitListening()) + "/data.bin";
            Path slow = folder.resolve("slow.bin");
            long began = System.nanoTime();
            fetch(url, slow, "delay=50ms down:rate=4mbit seed=1");
            // A round trip for the question, and 1.6 million bits at 4 Mbit/s.
            assertTrue(System.nanoTime() - began >= 500_000_000L, "the link was not in the way");
            assertArrayEquals(content, Files.readAllBytes(slow));

            Path cut = folder.resolve("cut.bin");
            String said = fetch(url, cut, "down:cut=120K seed=1");
            assertArrayEquals(content, Files.readAllBytes(cut), said);
            assertTrue(said.contains(" of them now)"), said);
            assertEquals(0, server.terminate(), server.output());
        }
    }

    private static String fetch(String url, Path file, String link) throws Exception {
        try (var client = Peer.script("HttpGet", "--no-proxy", "-O", file.toString(), "--link", link, url)) {
            assertEquals(0, client.awaitExit(), client.output());
            return client.output();
        }
    }
}
