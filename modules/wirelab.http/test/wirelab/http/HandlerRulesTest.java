package wirelab.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import wirelab.http.WebServer.Handler;

/// Whatever a handler says, what goes out is a proper response: looked at as bytes, since our
/// own client would read it as it was meant.
@Tag("socket")
class HandlerRulesTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Everything that comes back for one request; the client ends its direction behind it.
    private static String answer(Handler handler, String request) throws IOException {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, handler);
                var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String get(Handler handler) throws IOException {
        return answer(handler, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private static void assertUnframed(String answer) {
        assertFalse(answer.contains("Content-Length") || answer.contains("Transfer-Encoding"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void noContentHasNeitherLengthNorCoding() throws Exception {
        assertUnframed(get(exchange -> exchange.respond(204, Headers.EMPTY, NOTHING)));
        assertUnframed(get(exchange -> exchange.begin(204, Headers.EMPTY, Framing.CHUNKED)));
        assertUnframed(get(exchange -> exchange.begin(204, Headers.of("Content-Length", "5"), new Framing.Length(5))));
        assertUnframed(get(exchange -> exchange.respond(304, Headers.EMPTY, NOTHING)));
    }

    @Test
    void aTunnelHasNeitherLengthNorCoding() throws Exception {
        String connect = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n";
        assertUnframed(answer(exchange -> exchange.respond(200, Headers.EMPTY, NOTHING), connect));
        assertUnframed(answer(exchange -> exchange.begin(200, Headers.EMPTY, Framing.CHUNKED), connect));
    }

    @Test
    void resetContentHasNone() throws Exception {
        String answer = get(exchange -> exchange.respond(205, Headers.EMPTY, NOTHING));
        assertTrue(answer.contains("Content-Length: 0\r\n") && answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void chunksGoToThoseWhoKnowThem() throws Exception {
        Handler handler = exchange -> exchange.begin(200, Headers.EMPTY, Framing.CHUNKED)
                .write(ByteBuffer.wrap("hi".getBytes()));
        String answer = get(handler);
        assertTrue(answer.contains("Transfer-Encoding: chunked\r\n") && answer.endsWith("\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
                answer);
        String old = answer(handler, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertFalse(old.contains("Transfer-Encoding"), old);
        assertTrue(old.contains("Connection: close\r\n") && old.endsWith("\r\n\r\nhi"), old);
    }

    @Test
    void lengthAndCodingAreNeverBothThere() throws Exception {
        var both = Headers.of("Content-Length", "99", "Transfer-Encoding", "gzip");
        String answer = get(exchange -> exchange.respond(200, both, ByteBuffer.wrap("hi".getBytes())));
        assertTrue(answer.contains("Content-Length: 2\r\n"), answer);
        assertFalse(answer.contains("99") || answer.contains("Transfer-Encoding"), answer);
    }

    @Test
    void aSpaceStandsBehindAStatusWithoutWords() throws Exception {
        String answer = get(exchange -> exchange.respond(299, Headers.EMPTY, NOTHING));
        assertTrue(answer.startsWith("HTTP/1.1 299 \r\n"), answer);
    }

    @Test
    void permissionToGoOnComesBeforeTheBodyAndTheAnswerBehindIt() throws Exception {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Echo()); var raw = new Raw(server.address())) {
            raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(100, raw.response("POST").status(), "nothing of the body was sent");
            assertEquals("POST / [hi]", raw.send("hi").response("POST").body());
        }
    }

    @Test
    void whatAHandlerSaysCannotBreakOutOfItsField() throws Exception {
        String answer = get(exchange -> exchange.respond(200, Headers.of("A", "b\r\nSet-Cookie: evil"), NOTHING));
        assertTrue(answer.startsWith("HTTP/1.1 500 ") && !answer.contains("evil"), answer);
    }
}
