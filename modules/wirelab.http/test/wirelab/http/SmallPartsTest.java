package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void partsAreNumbersWithinTheWhole() {
        assertEquals(List.of(new ByteRanges.Part(0, 0), new ByteRanges.Part(9, 9)), ByteRanges.parse("bytes=0-0,,-1", 10));
        assertEquals(List.of(), ByteRanges.parse("bytes=0-", 0));
        assertEquals(List.of(), ByteRanges.parse("bytes=-5", 0));
        assertEquals(List.of(new ByteRanges.Part(0, Long.MAX_VALUE - 1)), ByteRanges.parse("bytes=0-", Long.MAX_VALUE));
        for (String nonsense : List.of("", "bytes", "=0-1", "bytes=--1", "bytes=1", "bytes=+1-2",
                "bytes=1-2-3", "bytes=0x1-2")) {
            assertNull(ByteRanges.parse(nonsense, 10), nonsense);
        }
    }

    @Test
    void pathsAreDecodedOnceAndNeverTwice() throws Exception {
        assertEquals(List.of("a b", "%2e%2e", "ü"), Tree.segments("/a%20b/%252e%252e/%c3%bc/"));
        for (String bad : List.of("/..", "/a/%2E%2e/b", "/%00", "/%1f", "/%7F", "/%ff", "/%c0%ae")) {
            assertEquals(400, assertThrows(StatusException.class, () -> Tree.segments(bad), bad).status());
        }
        for (String missing : List.of("/a//b", "/a%2fb", "/a%5cb")) {
            assertEquals(404, assertThrows(StatusException.class, () -> Tree.segments(missing), missing).status());
        }
        assertEquals("100%25%20%C3%BC", Tree.encode("100% ü"));
    }

    @Test
    void theCacheHoldsWhatIsAskedForAndNeverMoreThanItsLimit(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("f"), new byte[10_000]).toRealPath();
        var cache = new FileCache(200_000);
        cache.put("kept", ServedFile.load(file, Headers.EMPTY, 0));
        for (int i = 0; i < 100; i++) {
            cache.put("f" + i, ServedFile.load(file, Headers.EMPTY, 0));
            assertNotNull(cache.get("kept"), "asked for all the time");
            assertTrue(cache.weight() <= 200_000, "weight " + cache.weight());
        }
        assertNull(cache.get("f0"), "forgotten");
        assertNotNull(cache.get("f99"));
        var none = new FileCache(0);
        none.put("f", ServedFile.load(file, Headers.EMPTY, 0));
        assertNull(none.get("f"));
    }

    @Test
    void textIsSaidToBeUtf8AndTheUnknownToBeBytes() {
        assertEquals("text/html; charset=utf-8", MediaTypes.of("a.b.HTML"));
        assertEquals("image/png", MediaTypes.of("a.png"));
        for (String unknown : List.of("README", "a.", "a.unheard-of", "png")) {
            assertEquals("application/octet-stream", MediaTypes.of(unknown));
        }
    }

    @Test
    void jsonIsValidWhateverANameHolds() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u0000\\ud800x\uD83D\uDE00\"", Page.quote("a\"b\\c\n\0\uD800x\uD83D\uDE00"));
        assertEquals("&lt;a href=&quot;&#39;&amp;&quot;&gt;", Page.escape("<a href=\"'&\">"));
    }
}
