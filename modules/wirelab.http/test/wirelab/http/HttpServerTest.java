package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

/// The script, as its user starts it.
@Tag("socket")
class HttpServerTest {
    @TempDir
    Path folder;

    @Test
    void itServesWithAllItsOptionsLogsAndStopsWhenAsked() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Path log = folder.resolve("access.log");
        try (var peer = Peer.script("HttpServer", "--root", folder.toString(), "--port", "0", "--header", "X-Lab: 1",
                "--auth", "alice:secret",
                "--log", log.toString(), "--no-listing", "--head-time", "5s", "--cache", "1M", "--verbose")) {
            var address = peer.awaitListening();
            String auth = "Authorization: " + new BasicAuth("alice", "secret").credentials() + "\r\n";
            var response = Raw.get(address, "/a.txt", auth + "User-Agent: test\r\n");
            assertEquals("hello", response.body());
            assertEquals("1", response.header("X-Lab"));
            assertEquals(401, Raw.get(address, "/a.txt", "").status());
            assertEquals(403, Raw.get(address, "/", auth).status());
            assertEquals(400, Raw.get(address, "GET  / HTTP/1.1\r\n\r\n").status());
            assertEquals(0, peer.terminate(), peer.output());
            assertTrue(peer.output().contains("requests 3"), peer.output());
        }
        var lines = Files.readAllLines(log);
        assertEquals(4, lines.size(), lines.toString());
        String pattern = "127.0.0.1 - alice \\[.*] \"GET /a.txt HTTP/1.1\" 200 5 \"-\" \"test\" \\d+\\.\\d{6}";
        assertTrue(lines.get(0).matches(pattern), lines.get(0));
        assertTrue(lines.get(3).contains("\"-\" 400 "), lines.get(3));
    }

    @Test
    void itSpeaksHttpsFromAPkcs12File() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Path file = TlsTest.certificate(folder);
        try (var peer = Peer.script("HttpServer", "--root", folder.toString(), "--port", "0", "--tls",
                file.toString(), "--tls-password",
                TlsTest.PASSWORD)) {
            var address = peer.awaitListening();
            var connection = wirelab.kit.Connection.connect(address, wirelab.kit.Tap.Party.UNKNOWN);
            var tls = Tls.client(connection, TlsTest.trusting(file), "localhost", address.getPort());
            new MessageWriter(tls).write(RequestHead.of("GET", "/a.txt",
                    Headers.of("Host", "localhost", "Connection", "close")));
            var reader = new MessageReader(tls, Limits.CLIENT);
            assertEquals(200, reader.readResponse("GET").status());
            assertEquals("hello", new String(reader.body().stream().readAllBytes()));
            assertEquals(null, reader.readResponse("GET"), "ended in order, with close_notify");
            connection.close();
        }
    }

    @Test
    void aMistakeIsOneLineAndStatusTwoAFailureStatusOne() throws Exception {
        String[][] mistakes = {{"--header", "nonsense"}, {"--header", "A: b\u0001"}, {"--auth", "alice"},
                {"--max", "0"}, {"--prot", "1"}};
        for (String[] args : mistakes) {
            try (var peer = Peer.script("HttpServer", args)) {
                assertEquals(2, peer.awaitExit(), peer.output());
                assertEquals(1, peer.output().lines().count(), peer.output());
            }
        }
        String[][] failures = {{"--root", "/nowhere"}, {"--tls", "/nowhere.p12"}, {"--log", "/nowhere/access.log"}};
        for (String[] args : failures) {
            try (var peer = Peer.script("HttpServer", args)) {
                assertEquals(1, peer.awaitExit(), peer.output());
                assertEquals(1, peer.output().lines().count(), peer.output());
            }
        }
    }
}
