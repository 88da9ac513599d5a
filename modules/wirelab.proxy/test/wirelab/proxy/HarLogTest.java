package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// The file that browsers' tools open: whole after each entry, and without secrets.
@Tag("socket")
class HarLogTest {
    @TempDir
    Path folder;

    private static void answer(Exchange exchange) throws IOException {
        if (exchange.request().target().toString().startsWith("/no")) throw new StatusException(403, "Not here.");
        exchange.respond(200, Headers.of("Content-Type", "text/plain", "Set-Cookie", "id=very-secret"),
                ByteBuffer.wrap("hello".getBytes()));
    }

    private String traffic(long most, String... requests) throws Exception {
        var file = folder.resolve("traffic.har");
        try (var har = HarLog.open(file, most, HarLogTest::answer);
                var server = WebServer.start(WebServer.Options.DEFAULTS, har)) {
            assertWhole(Files.readString(file));
            for (String request : requests) Raw.get(server.address(), request);
        }
        return Files.readString(file);
    }

    /// As it is after each entry; a parser of somebody else looks at it below.
    private static void assertWhole(String text) {
        assertTrue(text.startsWith("{\"log\":{\"version\":\"1.2\"") && text.endsWith("\n]}}\n"), text);
    }

    private static int count(String text, String what) {
        return text.split(Pattern.quote(what), -1).length - 1;
    }

    @Test
    void eachExchangeIsAnEntryAndSecretsAreStars() throws Exception {
        String text = traffic(1 << 20,
                "GET /a?x=1&token=very-secret HTTP/1.1\r\nHost: h\r\nAuthorization: Basic very-secret\r\n"
                        + "Cookie: very-secret\r\nReferer: http://u:very-secret@h/?password=very-secret\r\n"
                        + "Proxy-Authorization: very-secret\r\n\r\n",
                "GET /no HTTP/1.1\r\nHost: h\r\nX-Odd: \"\\\u00e9\r\n\r\n");
        assertWhole(text);
        assertEquals(2, count(text, "startedDateTime"));
        assertFalse(text.contains("very-secret"), text);
        assertTrue(text.contains("\"url\":\"http://h/a?x=1&token=*\""), text);
        assertTrue(text.contains("{\"name\":\"Authorization\",\"value\":\"*\"}"), text);
        assertTrue(text.contains("\"status\":200,\"statusText\":\"OK\"") && text.contains("\"status\":403"), text);
        assertTrue(text.contains("\"content\":{\"size\":5,\"mimeType\":\"text/plain\"}"), text);
    }

    @Test
    void itNeverGrowsBeyondItsLimitAndStaysWhole() throws Exception {
        var requests = new String[20];
        Arrays.fill(requests, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        String text = traffic(3000, requests);
        assertWhole(text);
        assertTrue(text.length() <= 3000 && count(text, "startedDateTime") > 1, text);
    }

    @Test
    @Tag("interop")
    void aParserOfSomebodyElseReadsIt() throws Exception {
        String python = Peer.require("python3", "python3");
        traffic(1 << 20, "GET /a HTTP/1.1\r\nHost: h\r\nX-Odd: \"\\\u00e9\t\r\n\r\n", "GET /no HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST /c?a&b=&=c HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
        try (var peer = Peer.start(python, "-c", """
                import json, sys
                log = json.load(open(sys.argv[1]))["log"]
                for e in log["entries"]:
                    q, r = e["request"], e["response"]
                    assert set(e) >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
                    assert set(q) >= {"method", "url", "httpVersion", "cookies", "headers", "queryString", "bodySize"}
                    assert set(r) >= {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"}
                    assert e["time"] == sum(e["timings"].values())
                # An entry is written when its answer has gone: the next one may be faster.
                print(log["version"], sorted(e["request"]["method"] for e in log["entries"]))
                """, folder.resolve("traffic.har").toString())) {
            assertEquals(0, peer.awaitExit(), peer::output);
            assertEquals("1.2 ['GET', 'GET', 'POST']", peer.output().strip());
        }
    }

    @Test
    @Tag("interop")
    void itIsWholeAlsoAfterKill() throws Exception {
        String python = Peer.require("python3", "python3");
        var file = folder.resolve("killed.har");
        try (var origin = WebServer.start(WebServer.Options.DEFAULTS, HarLogTest::answer)) {
            try (var proxy = Peer.script("Proxy", "--port", "0", "--har", file.toString())) {
                var address = proxy.awaitListening();
                String request = "GET http://127.0.0.1:" + origin.address().getPort() + "/a HTTP/1.1\r\nHost: h\r\n\r\n";
                try (var raw = new Raw(address)) {
                    for (int i = 0; i < 50; i++) raw.send(request).response();
                    // The entry of the last may still be on its way to the file.
                    Eventually.that("49 entries", () -> count(Files.readString(file), "startedDateTime") >= 49);
                    proxy.process().destroyForcibly().waitFor();
                }
            }
        }
        String count = "import json, sys; print(len(json.load(open(sys.argv[1]))['log']['entries']))";
        try (var peer = Peer.start(python, "-c", count, file.toString())) {
            assertEquals(0, peer.awaitExit(), peer::output);
            assertTrue(Integer.parseInt(peer.output().strip()) >= 49, peer::output);
        }
    }
}
