package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.proxy.Origin.say;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.MessageReader;
import wirelab.http.Raw;

/// What a proxy does with messages that it does not keep (RFC 9110, section 7.6).
@Tag("socket")
class PassingTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static String body(MessageReader reader) throws IOException {
        var all = ByteBuffer.allocate(1 << 20);
        while (reader.body().read(all) >= 0) assertTrue(all.hasRemaining());
        return new String(all.array(), 0, all.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theServerGetsHostPathAndViaAndNothingOfTheConnection() throws Exception {
        try (var origin = new Origin((_, _, out) -> say(out, OK))) {
            var got = Raw.get(origin.front.address(), """
                    GET http://elsewhere.example/a?b HTTP/1.1
                    Host: other.example
                    Connection: close, X-Hop
                    X-Hop: 1
                    Keep-Alive: 5
                    TE: trailers
                    Proxy-Connection: keep-alive
                    Proxy-Authorization: Basic YTpi
                    X-End: 2

                    """.replace("\n", "\r\n"));
            assertEquals(200, got.status());
            var request = origin.requests.remove();
            assertEquals("GET /a?b HTTP/1.1", request.startLine());
            assertEquals(origin.host(), request.headers().first("Host"));
            assertEquals("1.1 wirelab", request.headers().first("Via"));
            assertEquals("2", request.headers().first("X-End"));
            for (String name : new String[] {"X-Hop", "Keep-Alive", "TE", "Connection", "Proxy-Connection",
                "Proxy-Authorization"}) {
                assertFalse(request.headers().has(name), name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "Cache-Control", "Authorization", "Cookie", "Via", "X-Forwarded-For"})
    void aConnectionFieldCannotTakeOutWhatTheRequestMeans(String name) throws Exception {
        try (var origin = new Origin((_, _, out) -> say(out, OK))) {
            String lines = "Connection: " + name + "\r\n" + (name.equals("Host") || name.equals("Content-Length")
                    || name.equals("Via") ? "" : name + ": x\r\n");
            assertEquals(200, Raw.get(origin.front.address(), "/", lines).status());
            var request = origin.requests.remove();
            if (!lines.endsWith(name + "\r\n")) assertEquals("x", request.headers().first(name));
            else if (!name.equals("Content-Length")) assertTrue(request.headers().has(name));
        }
    }

    @Test
    void whatGoesRoundIsRefused() throws Exception {
        try (var origin = new Origin((_, _, out) -> say(out, OK))) {
            assertEquals(508, Raw.get(origin.front.address(), "/", "Via: 1.1 far, 1.1 wirelab\r\n").status());
            assertTrue(origin.requests.isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,204", "TRACE,200"})
    void theLastHopOfATraceOrOptionsIsHere(String method, int status) throws Exception {
        try (var origin = new Origin((_, _, out) -> say(out, OK))) {
            String end = "Host: a\r\nX-Seen: here\r\nCookie: secret=1\r\n";
            var here = Raw.get(origin.front.address(), method + " / HTTP/1.1\r\nMax-Forwards: 0\r\n" + end + "\r\n");
            assertEquals(status, here.status());
            assertTrue(origin.requests.isEmpty());
            if (method.equals("TRACE")) {
                assertTrue(here.body().contains("X-Seen: here"));
                assertFalse(here.body().contains("secret"));
            }
            Raw.get(origin.front.address(), method + " / HTTP/1.1\r\nMax-Forwards: 3\r\n" + end + "\r\n");
            assertEquals("2", origin.requests.remove().headers().first("Max-Forwards"));
        }
    }

    @Test
    void aBodyGoesOnInChunksWithItsTrailers() throws Exception {
        var seen = new StringBuffer();
        try (var origin = new Origin((_, reader, out) -> {
            seen.append(body(reader)).append(reader.body().trailers());
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nok\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n");
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Check: 1\r\nHost: evil\r\n\r\n");
                assertEquals("ok", raw.response("POST").body());
            }
            assertEquals("abcdeX-Check: 1\n", seen.toString());
        }
    }

    @Test
    void anAnswerMayComeBeforeTheBodyHasGone() throws Exception {
        var over = new CountDownLatch(1);
        try (var origin = new Origin((_, _, out) -> say(out, "HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nno!"))) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
                var got = raw.response("POST");
                assertEquals(413, got.status(), got.body());
                assertEquals("close", got.header("Connection"));
                over.countDown();
            }
        }
        assertEquals(0, over.getCount());
    }

    @Test
    void permissionIsAskedOfTheServerAndNotGivenHere() throws Exception {
        try (var origin = new Origin((request, _, out) -> {
            assertEquals("100-continue", request.headers().first("Expect"));
            say(out, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
                assertEquals(403, raw.response("PUT").status());
            }
        }
    }

    @Test
    void interimResponsesArePassedOn() throws Exception {
        try (var origin = new Origin((_, _, out) -> say(out, "HTTP/1.1 103 Early\r\nLink: </a.css>\r\n\r\n" + OK))) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals("</a.css>", raw.response("GET").header("Link"));
                assertEquals(200, raw.response("GET").status());
                raw.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
                assertEquals(200, raw.response("GET").status());
            }
        }
    }

    @Test
    void anUpgradeBecomesATunnel() throws Exception {
        try (var origin = new Origin((request, reader, out) -> {
            assertEquals("echo", request.headers().first("Upgrade"));
            say(out, "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello ");
            var buffer = ByteBuffer.allocate(100);
            while (reader.read(buffer.clear()) >= 0) out.write(buffer.flip());
            out.endOutput();
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nwor");
                var head = raw.response("GET");
                assertEquals(101, head.status());
                assertEquals("echo", head.header("Upgrade"));
                raw.send("ld").endOutput();
                assertEquals("hello world", raw.rest());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \u0000\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "garbage\r\n\r\n", ""})
    void aMalformedAnswerIs502(String answer) throws Exception {
        try (var origin = new Origin((_, _, out) -> {
            say(out, answer);
            out.close();
        })) {
            var got = Raw.get(origin.front.address(), "/", "");
            assertEquals(502, got.status());
            assertNull(got.header("A"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 9\r\n\r\nabc"})
    void aPartIsNeverTakenForTheWhole(String answer) throws Exception {
        try (var origin = new Origin((_, _, out) -> {
            say(out, answer);
            out.close();
        })) {
            for (int i = 0; i < 2; i++) {
                assertThrows(IOException.class, () -> Raw.get(origin.front.address(), "/", ""));
            }
            assertEquals(2, origin.requests.size(), "nothing of it was kept");
        }
    }

    @Test
    void aPostIsSentOnceWhateverHappens() throws Exception {
        var number = new AtomicInteger();
        try (var origin = new Origin((request, reader, out) -> {
            body(reader);
            if (request.method().equals("POST") && number.incrementAndGet() > 0) throw new EOFException("as told");
            say(out, OK);
        })) {
            try (var raw = new Raw(origin.front.address())) {
                raw.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals(200, raw.response("GET").status());
                raw.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                assertEquals(502, raw.response("POST").status());
            }
            assertEquals(1, number.get());
        }
    }

    @Test
    void aConnectionThatWentStaleIsNoticed() throws Exception {
        try (var origin = new Origin((_, _, out) -> {
            say(out, OK);
            out.endOutput();
        })) {
            for (int i = 0; i < 5; i++) assertEquals("ok", Raw.get(origin.front.address(), "/", "").body());
        }
    }
}
