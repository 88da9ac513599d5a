package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.WebServer;

/// A file that is asked for often goes out by sendfile, and nobody can tell.
@Tag("socket")
class PreparedResponseTest {
    private static final byte[] GET = "GET /often.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes();

    @TempDir
    Path folder;

    @Test
    void fortyRequestsAreAnsweredWithTheSameBytesEvenWhenTheClientReadsLate() throws Exception {
        var bytes = write(1, 300_000);
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(folder, Site.Options.DEFAULTS));
                var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            // 12 MB of answers do not fit into the buffers: the server must wait in the middle of some.
            for (int i = 0; i < 40; i++) socket.getOutputStream().write(GET);
            for (int i = 0; i < 40; i++) assertArrayEquals(bytes, response(socket), "response " + i);
        }
    }

    @Test
    void aChangeOfTheFileIsSeenWithinASecondOrTwoAndNeverMixed() throws Exception {
        var before = write(1, 100_000);
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(folder, Site.Options.DEFAULTS));
                var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            for (int i = 0; i < 50; i++) assertArrayEquals(before, ask(socket));
            var after = write(2, 90_000);
            long limit = System.nanoTime() + 5_000_000_000L;
            byte[] got;
            while ((got = ask(socket)).length == before.length) {
                assertArrayEquals(before, got);
                assertTrue(System.nanoTime() < limit, "the old content is still sent");
            }
            assertArrayEquals(after, got);
        }
    }

    private byte[] write(int seed, int size) throws IOException {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        var next = Files.write(folder.resolve(".next"), bytes);
        Files.move(next, folder.resolve("often.bin"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return bytes;
    }

    private static byte[] ask(Socket socket) throws IOException {
        socket.getOutputStream().write(GET);
        return response(socket);
    }

    private static byte[] response(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            assertTrue(b >= 0, "the connection ended");
            head.append((char) b);
        }
        assertEquals("HTTP/1.1 200 OK", head.substring(0, head.indexOf("\r\n")));
        String length = head.toString().lines().filter(line -> line.startsWith("Content-Length: "))
                .findFirst().orElseThrow();
        return in.readNBytes(Integer.parseInt(length.substring(16)));
    }
}
