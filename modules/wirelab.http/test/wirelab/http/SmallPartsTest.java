package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Page.ErrorPage;

/// The server's parts that need no connection.
class SmallPartsTest {
    @Test
    void aLineOfTheAccessLogCannotBeForged() {
        String line = AccessLog.line("127.0.0.1", "al\"ice", Instant.EPOCH, "GET /\n127.0.0.1 - - HTTP/1.1", 200, 5, null,
                "a\\b\u00e4\t", Duration.ofNanos(1_234_567));
        assertTrue(line.matches("127\\.0\\.0\\.1 - al\\\\x22ice \\[[^]]+] "
                + "\"GET /\\\\x0A127\\.0\\.0\\.1 - - HTTP/1\\.1\" 200 5 \"-\" "
                + "\"a\\\\x5Cb\\\\xE4\\\\x09\" 0\\.001235\n"), line);
    }

    @Test
    void whatIsPreferredIsDecidedByTheMostSpecificRange() {
        var headers = Headers.of("Accept", "text/*;q=0.3, text/html;q=0.7, */*;q=0.5");
        assertEquals(0.7, Accept.mediaType(headers, "text/html"));
        assertEquals(0.3, Accept.mediaType(headers, "text/plain"));
        assertEquals(0.5, Accept.mediaType(headers, "image/png"));
        assertEquals(1, Accept.mediaType(Headers.EMPTY, "image/png"));
        assertEquals(0, Accept.mediaType(Headers.of("Accept", "text/html"), "image/png"));
        assertEquals(1, Accept.mediaType(Headers.of("Accept", "image/png;q=much"), "image/png"));
        assertFalse(Accept.prefersJson(Headers.of("Accept", "*/*")));
        assertTrue(Accept.prefersJson(Headers.of("Accept", "application/json, text/html;q=0.9")));
    }

    @Test
    void packedContentGoesToThoseWhoNameIt() {
        assertTrue(Accept.encoding(Headers.of("Accept-Encoding", "deflate, GZIP"), "gzip"));
        assertTrue(Accept.encoding(Headers.of("Accept-Encoding", "*;q=0.1"), "gzip"));
        assertTrue(Accept.encoding(Headers.of("Accept-Encoding", "x-gzip"), "gzip"));
        for (String not : List.of("gzip;q=0", "gzip;q=0.000, *", "identity", "", "*;q=0")) {
            assertFalse(Accept.encoding(Headers.of("Accept-Encoding", not), "gzip"), not);
        }
        assertFalse(Accept.encoding(Headers.EMPTY, "gzip"));
    }

    @Test
    void jsonIsValidWhateverANameHolds() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u0000\\ud800x\uD83D\uDE00\"", Page.quote("a\"b\\c\n\0\uD800x\uD83D\uDE00"));
        assertEquals("&lt;a href=&quot;&#39;&amp;&quot;&gt;", Page.escape("<a href=\"'&\">"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 408, 411, 412, 413, 414, 416, 417, 421, 431, 500, 501, 503, 505})
    void everyErrorPageExplainsInItsOwnWordsAndOffersAWay(int status) {
        String page = new String(ErrorPage.response(status, "So it is.", false), StandardCharsets.UTF_8);
        assertFalse(page.contains("<h1>" + Status.reason(status) + "</h1>"), "more than the reason phrase");
        for (String part : List.of("<h1>", "<p>So it is.</p>", "<a href=\"/\">Start page</a>", "HTTP status " + status)) {
            assertTrue(page.contains(part), part + " in " + page);
        }
    }
}
