package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.MessageWriter;
import wirelab.http.Raw;
import wirelab.http.RequestHead;
import wirelab.http.Tls;
import wirelab.http.Certificates;
import wirelab.kit.Eventually;
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
        // A line is written when its response has gone: over several connections, not in the order of the requests.
        assertTrue(lines.stream().anyMatch(line -> line.matches(pattern)), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches(".*\"GET  / HTTP/1.1\" 400 \\d+ .*\"HTTP-version.*\"")
                || line.contains("\"GET  / HTTP/1.1\" 400 ")), lines.toString());
    }

    @Test
    void theLogIsOpenedAgainWhenTheOldOneWasRenamed() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Path log = folder.resolve("access.log");
        try (var peer = Peer.script("HttpServer", "--root", folder.toString(), "--port", "0", "--log", log.toString(),
                "--gzip", "--not-found", "a.txt", "--index", "none.html", "--no-packed")) {
            var address = peer.awaitListening();
            Raw.get(address, "/a.txt", "");
            Eventually.that("a line", () -> Files.readAllLines(log).size() == 1);
            Files.move(log, folder.resolve("access.log.1"));
            try (var kill = Peer.start("kill", "-HUP", Long.toString(peer.pid()))) {
                assertEquals(0, kill.awaitExit(), kill.output());
            }
            Eventually.that("a new file", () -> Files.exists(log));
            assertEquals("hello", Raw.get(address, "/nowhere", "").body());
            Eventually.that("its line", () -> Files.readAllLines(log).size() == 1);
        }
    }

    @Test
    void fieldsThatNobodyMaySayAreRefusedInOneLine() throws Exception {
        try (var peer = Peer.script("HttpServer", "--header", "Content-Length: 5")) {
            assertEquals(2, peer.awaitExit());
            assertTrue(peer.output().contains("Content-Length is the server's own"), peer.output());
        }
    }

    @Test
    void itSpeaksHttpsFromAPkcs12File() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        Path file = Certificates.of(folder);
        try (var peer = Peer.script("HttpServer", "--root", folder.toString(), "--port", "0", "--tls",
                file.toString(), "--tls-password",
                Certificates.PASSWORD)) {
            var address = peer.awaitListening();
            var connection = wirelab.kit.Host.HERE.connect(address, wirelab.kit.Tap.Party.UNKNOWN);
            var tls = Tls.client(connection, Certificates.trusting(file), "localhost", address.getPort());
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
        String[][] mistakes = {{"--header", "nonsense"}, {"--header", "A: b\u0001"}, {"--auth", ":secret"},
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
