package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Responses as values: whoever asks, and however, gets what the kind of connection needs.
@Tag("socket")
class SentResponseTest {
    private static final Headers TYPE = Headers.of("Content-Type", "text/plain");
    private static final String SHORT = "hello";
    private static final String LONG = "0123456789".repeat(10_000);

    private static Response.Bytes bytes(String text) {
        return Response.Bytes.of(200, TYPE, StandardCharsets.ISO_8859_1.encode(text));
    }

    /// Every kind of question, each on a connection of its own.
    private static void ask(Response response, String content) throws IOException {
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.send(response));
                var raw = new Raw(server.address())) {
            for (int i = 0; i < 3; i++) {
                var got = raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").response();
                assertEquals(content, got.body());
                assertNotNull(got.header("Date"));
                assertEquals("wirelab", got.header("Server"));
                assertEquals("text/plain", got.header("Content-Type"));
                assertNull(got.header("Connection"));
            }
            var head = raw.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").response("HEAD");
            assertEquals("", head.body());
            assertEquals(Integer.toString(content.length()), head.header("Content-Length"));
            assertEquals(content, raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").response().body());
            assertEquals(content, raw.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").response().body());
            var last = raw.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").response();
            assertEquals("close", last.header("Connection"));
            assertEquals(content, last.body());
            assertTrue(raw.closed());
            var old = Raw.get(server.address(), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("keep-alive", old.header("Connection"));
            assertEquals(content, old.body());
        }
    }

    @Test
    void bytesGoToEverybody() throws Exception {
        ask(bytes(SHORT), SHORT);
        ask(bytes(LONG), LONG);
        assertTrue(bytes(SHORT).joined());
        assertEquals(LONG.length(), bytes(LONG).content().remaining());
    }

    @Test
    void aRegionOfAFileGoesToEverybodyAndTheRestOfItComesFromMemory(@TempDir Path folder) throws Exception {
        for (String text : new String[] {SHORT, LONG}) {
            try (var file = FileChannel.open(folder.resolve("f" + text.length()), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var region = Response.Region.of(bytes(text), file);
                ask(region, text);
                // Cut off inside the head, and inside the content: the system has no more to send than that.
                for (long size : new long[] {file.size() - 2, 20, 0}) {
                    file.truncate(size);
                    ask(region, text);
                }
            }
        }
    }

    @Test
    void aStreamIsNotAskedForItsContentByAHead() throws Exception {
        var asked = new AtomicBoolean();
        ask(new Response.Stream(200, TYPE, new Framing.Length(SHORT.length()), out -> {
            asked.set(true);
            out.write(ByteBuffer.wrap(SHORT.getBytes()));
        }), SHORT);
        assertTrue(asked.getAndSet(false));
        var mute = new Response.Stream(200, TYPE, Framing.CHUNKED, _ -> asked.set(true));
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.send(mute))) {
            assertEquals(200, Raw.get(server.address(), "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").status());
        }
        assertEquals(false, asked.get());
    }

    @Test
    void aServersNameOfItsOwnStaysAndAStatusWithoutContentHasNone() throws Exception {
        var named = Response.Bytes.of(404, Headers.of("Server", "mine"), ByteBuffer.allocate(0));
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.send(named))) {
            var got = Raw.get(server.address(), "/", "");
            assertEquals(404, got.status());
            assertEquals(java.util.List.of("mine"), got.head().headers().all("Server"));
            assertEquals("0", got.header("Content-Length"));
        }
        for (int status : new int[] {204, 304}) {
            assertThrows(IllegalArgumentException.class, () -> Response.Bytes.of(status, TYPE, ByteBuffer.allocate(0)));
        }
    }
}
