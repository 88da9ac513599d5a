package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.ByteRanges;
import wirelab.http.Headers;
import wirelab.http.StatusException;

/// A site's parts that need no connection.
class SitePartsTest {
    @Test
    void partsAreNumbersWithinTheWhole() {
        assertEquals(List.of(new ByteRanges.Part(0, 0), new ByteRanges.Part(9, 9)), ByteRanges.parse("bytes=0-0,,-1", 10));
        assertEquals(List.of(), ByteRanges.parse("bytes=0-", 0));
        assertEquals(List.of(), ByteRanges.parse("bytes=-0", 10));
        assertEquals(List.of(), ByteRanges.parse("bytes=-0,0-", 0));
        // RFC 9110, section 14.1.2: satisfiable whatever there is, though no part of nothing has a name.
        for (String suffix : List.of("bytes=-5", "bytes=0-,-5", "bytes=-1,-1")) {
            assertNull(ByteRanges.parse(suffix, 0), suffix);
        }
        assertEquals(List.of(new ByteRanges.Part(0, Long.MAX_VALUE - 1)), ByteRanges.parse("bytes=0-", Long.MAX_VALUE));
        for (String nonsense : List.of("", "bytes", "=0-1", "bytes=--1", "bytes=1", "bytes=+1-2",
                "bytes=1-2-3", "bytes=0x1-2")) {
            assertNull(ByteRanges.parse(nonsense, 10), nonsense);
        }
    }

    @Test
    void pathsAreDecodedOnceAndNeverTwice() throws Exception {
        assertEquals(List.of("a b", "%2e%2e", "ü"), Tree.segments("/a%20b/%252e%252e/%c3%bc/"));
        for (String bad : List.of("/..", "/a/%2E%2e/b", "/%00")) {
            assertEquals(400, assertThrows(StatusException.class, () -> Tree.segments(bad), bad).status());
        }
        assertEquals(List.of("a", "b"), Tree.segments("//a///b//"));
        for (String missing : List.of("/a%2fb")) {
            assertEquals(404, assertThrows(StatusException.class, () -> Tree.segments(missing), missing).status());
        }
        assertEquals("100%25%20%C3%BC", Tree.encode("100% ü"));
    }

    @Test
    void aNameIsBytesAndNoTwoNamesAreOne() {
        var random = new Random(1);
        var seen = new HashMap<String, String>();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            random.nextBytes(bytes);
            String name = Names.decode(bytes);
            assertArrayEquals(bytes, Names.bytes(name));
            assertArrayEquals(bytes, Names.unescape(Names.escape(name)));
            var before = seen.put(name, HexFormat.of().formatHex(bytes));
            assertTrue(before == null || before.equals(HexFormat.of().formatHex(bytes)), name);
        }
        assertEquals("\udcff", Names.decode(new byte[] {(byte) 0xff}));
        assertEquals("%F0%9F%98%80", Names.escape("\ud83d\ude00"));
        assertEquals("\udced\udcb2\udc80", Names.decode(Names.unescape("%ED%B2%80")), "half a pair in UTF-8 is none");
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
        for (String text : List.of("LICENSE", "Makefile", "README", "Dockerfile", "a.CFG", "LICENSE-MIT", "readme_first",
                "Copying-3", "x.tsx")) {
            assertEquals("text/plain; charset=utf-8", MediaTypes.of(text));
        }
        var own = new MediaTypes(Map.of("lab", "text/x-lab", "justfile", "text/plain", "txt", "text/odd"));
        assertEquals("text/x-lab; charset=utf-8", own.type("a.LAB"));
        assertEquals("text/plain; charset=utf-8", own.type("Justfile"));
        assertEquals("text/odd; charset=utf-8", own.type("a.txt"));
        assertEquals("image/png", own.type("a.png"));
        for (String unknown : List.of("report", "a.", "a.unheard-of", "png")) {
            assertEquals("application/octet-stream", MediaTypes.of(unknown));
        }
    }
}
