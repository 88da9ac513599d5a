package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static MessageReader reader(String text, int piece) {
        return new MessageReader(new Pieces(text, piece), Limits.SERVER);
    }

    private static String body(MessageReader reader) throws IOException {
        return new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void requestsInOnePieceOrByteByByteAreTheSame() throws Exception {
        String text = "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nX-A:  one \r\nx-a: two\r\n\r\n"
                + "POST http://example.org:81/form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                + "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=\"b;\\\"c\" ;d\r\nhello\r\n00c\r\n wonderful w\r\n0;last\r\nX-Sum: 1\r\n\r\n"
                + "OPTIONS * HTTP/1.0\r\n\r\n";
        for (int piece : new int[] {1, 2, 3, 7, 100, 10_000}) {
            var reader = reader(text, piece);
            var get = reader.readRequest();
            assertEquals(new RequestTarget.Origin("/a", "b=c"), get.target());
            assertEquals(List.of("one", "two"), get.headers().all("X-A"));
            assertTrue(get.persistent());
            assertTrue(reader.body().ended());
            var post = reader.readRequest();
            assertEquals(new RequestTarget.Absolute("http", "example.org:81", "/form", null), post.target());
            assertEquals("hello", body(reader));
            assertEquals("PUT", reader.readRequest().method());
            assertEquals("hello wonderful w", body(reader));
            assertEquals(Headers.of("X-Sum", "1"), reader.body().trailers());
            var options = reader.readRequest();
            assertEquals("*", options.target().toString());
            assertFalse(options.persistent());
            assertNull(reader.readRequest());
        }
    }

    @Test
    void responsesHaveTheBodyThatTheRequestAndTheStatusAllow() throws Exception {
        String text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                + "HTTP/1.1 204\r\nContent-Length: 2\r\n\r\nHTTP/1.0 200 fine\r\n\r\nall the rest";
        var reader = reader(text, 3);
        assertTrue(reader.readResponse("HEAD").interim());
        assertEquals(200, reader.readResponse("HEAD").status());
        assertEquals(204, reader.readResponse("GET").status());
        assertEquals("fine", reader.readResponse("GET").reason());
        assertEquals(Framing.UNTIL_CLOSE, reader.body().framing());
        assertEquals("all the rest", body(reader));
    }

    @Test
    void aBodyCutShortIsAnError() throws Exception {
        for (String text : List.of("Content-Length: 6\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\nhell")) {
            var reader = reader("HTTP/1.1 200 OK\r\n" + text, 1000);
            reader.readResponse("GET");
            assertThrows(EOFException.class, () -> body(reader), text);
        }
    }

    @Test
    void aHeadIsWrittenAsItIsReadAndTogetherWithItsBody() throws Exception {
        var out = new Pieces("", 1);
        var writer = new MessageWriter(out);
        var headers = MessageWriter.framed(Headers.of("Host", "x", "Content-Length", "99"), Framing.CHUNKED);
        var body = writer.begin(RequestHead.of("POST", "/x?y", headers), Framing.CHUNKED);
        body.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
        body.end(Headers.of("T", "1"));
        assertEquals("POST /x?y HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n",
                out.written());
        var reader = reader(out.written(), 4);
        assertEquals(RequestHead.of("POST", "/x?y", headers), reader.readRequest());
        assertEquals("hello", body(reader));
    }

    @Test
    void fieldsAreFoundInAnyCaseAndListsAreSplitOutsideOfQuotes() {
        var headers = Headers.of("Accept", "a, \"b,\\\"c\" ,, d", "accept", "e", "Other", "");
        assertEquals(List.of("a", "\"b,\\\"c\"", "d", "e"), headers.elements("ACCEPT"));
        assertEquals("", headers.first("other"));
        assertEquals(Headers.of("Other", "", "Accept", "x"),
                headers.edit().set("accepT", "x").build().edit().set("Accept", "x").build());
        assertThrows(IllegalArgumentException.class, () -> Headers.of("A", "b\r\nC: d"));
        assertThrows(IllegalArgumentException.class, () -> Headers.of("A:", "b"));
    }

    @Test
    void datesAreReadInThreeForms() {
        for (String text : List.of("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994")) {
            assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.text(HttpDate.parse(text)), text);
        }
        assertNull(HttpDate.parse("yesterday"));
    }
}
