package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;

/// What people who run a site do with it: they turn links, pack files, give it pages and fields of their own.
@Tag("socket")
class DeploymentTest extends SiteFixture {
    private static final String GZIP = "Accept-Encoding: gzip";

    @Test
    void aRootThatIsALinkIsFollowedWhereverItIsTurned() throws Exception {
        var old = Files.createDirectory(folder.resolve("v1"));
        var next = Files.createDirectory(folder.resolve("v2"));
        Files.writeString(old.resolve("a.txt"), "one");
        Files.writeString(next.resolve("a.txt"), "two");
        Files.writeString(next.resolve("new.txt"), "new");
        var current = Files.createSymbolicLink(folder.resolve("current"), old);
        try (var site = WebServer.start(WebServer.Options.DEFAULTS, new Site(current, Site.Options.DEFAULTS))) {
            assertEquals("one", Raw.get(site.address(), "/a.txt", "").body());
            var turned = Files.createSymbolicLink(folder.resolve("turned"), next);
            Files.move(turned, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(old.resolve("a.txt"));
            Files.delete(old);
            assertEquals("new", Raw.get(site.address(), "/new.txt", "").body());
            Eventually.that("within a second", () -> Raw.get(site.address(), "/a.txt", "").body().equals("two"));
            assertTrue(Raw.get(site.address(), "/", "").body().contains("new.txt"));
            Files.delete(current);
            assertEquals(503, Raw.get(site.address(), "/new.txt?", "If-Match: *\r\n").status());
            Files.createSymbolicLink(current, next);
            assertEquals(200, Raw.get(site.address(), "/new.txt", "If-Match: *\r\n").status());
        }
    }

    private void twin(String name, byte[] bytes, int seconds) throws Exception {
        Files.setLastModifiedTime(Files.write(root.resolve(name), bytes), FileTime.from(MODIFIED.plusSeconds(seconds)));
    }

    private String coding(String path) throws Exception {
        return get(path, GZIP).header("Content-Encoding");
    }

    @Test
    void aTwinCountsWhileItSaysTheSame() throws Exception {
        write("good.css", "12345");
        twin("good.css.gz", gzip("12345"), 0);
        assertEquals("gzip", coding("/good.css"));
        write("later.css", "12345");
        twin("later.css.gz", gzip("12345"), -1);
        write("other.csv", "12345");
        twin("other.csv.gz", gzip("another month"), 1);
        write("report", "12345");
        twin("report.gz", gzip("12345"), 1);
        write("photo.png", "12345");
        twin("photo.png.gz", gzip("12345"), 1);
        write("short.css", "12345");
        twin("short.css.gz", new byte[] {0x1f, (byte) 0x8b, 8}, 1);
        write("folder.css", "12345");
        Files.createDirectory(root.resolve("folder.css.gz"));
        write("text.css", "12345");
        twin("text.css.gz", "not packed at all, and long enough".getBytes(), 1);
        write("empty.css", "12345");
        twin("empty.css.gz", new byte[0], 1);
        write("away.css", "12345");
        Files.createSymbolicLink(root.resolve("away.css.gz"), Files.write(folder.resolve("away.gz"), gzip("12345")));
        write("circle.css", "12345");
        Files.createSymbolicLink(root.resolve("circle.css.gz"), root.resolve("circle.css.gz"));
        for (String path : List.of("/text.css", "/empty.css", "/away.css", "/circle.css", "/later.css", "/other.csv",
                "/report", "/photo.png", "/short.css", "/folder.css")) {
            assertNull(coding(path), path);
            assertEquals("12345", get(path, GZIP).body(), path);
            assertNull(get(path, GZIP).header("Vary"), path);
        }
        write("good.css", "67890");
        Files.setLastModifiedTime(root.resolve("good.css"), FileTime.from(MODIFIED.plusSeconds(5)));
        Eventually.that("a twin that has become old", () -> get("/good.css", GZIP).body().equals("67890"));
        twin("good.css.gz", gzip("67890"), 6);
        start(Site.Options.DEFAULTS.withPacked(false));
        assertNull(coding("/good.css"));
    }

    @Test
    void textIsPackedForThoseWhoTakeItIfThatIsWanted() throws Exception {
        String text = "All work and no play. ".repeat(500);
        write("long.txt", text);
        write("photo.jpg", text);
        assertNull(coding("/long.txt"), "not without being asked");
        start(Site.Options.DEFAULTS.withGzip(true));
        for (int i = 0; i < 3; i++) {
            var packed = get("/long.txt", GZIP);
            assertEquals("gzip", packed.header("Content-Encoding"));
            assertEquals("Accept-Encoding", packed.header("Vary"));
            byte[] bytes = packed.body().getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(Integer.toString(bytes.length), packed.header("Content-Length"));
            assertTrue(bytes.length < 500);
            assertEquals(text, new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()));
            var plain = get("/long.txt");
            assertEquals(text, plain.body());
            assertEquals("Accept-Encoding", plain.header("Vary"));
            assertNotEquals(plain.header("ETag"), packed.header("ETag"));
            assertEquals(304, get("/long.txt", GZIP, "If-None-Match: " + packed.header("ETag")).status());
            assertEquals(packed.body().substring(5, 10), get("/long.txt", GZIP, "Range: bytes=5-9").body());
        }
        assertNull(coding("/photo.jpg"));
        assertNull(coding("/digits.txt"), "ten bytes would become more");
        write("long.txt", "Other ".repeat(2000));
        Eventually.that("it changes with its file", () -> !get("/long.txt", GZIP).header("ETag").isEmpty()
                && new String(new GZIPInputStream(new ByteArrayInputStream(get("/long.txt", GZIP).body()
                .getBytes(StandardCharsets.ISO_8859_1))).readAllBytes()).startsWith("Other"));
    }

    @Test
    void indexPagesAndThePageForWhatIsMissingAreOnesOwn() throws Exception {
        write("pages/start.htm", "my start");
        write("errors/404.html", "<h1>Not in my library</h1>");
        start(Site.Options.DEFAULTS.withIndex(List.of("nothing.html", "start.htm", "index.html"))
                .withMissing("errors/404.html").withHeaders(Headers.of("X-Lab", "1")));
        assertEquals("my start", get("/pages/").body());
        for (String path : List.of("/nowhere", "/pages/nowhere.txt")) {
            var missing = get(path);
            assertEquals(404, missing.status());
            assertEquals("<h1>Not in my library</h1>", missing.body());
            assertEquals("text/html; charset=utf-8", missing.header("Content-Type"));
            assertNull(missing.header("ETag"));
            assertEquals("1", missing.header("X-Lab"));
        }
        assertTrue(get("/nowhere", "Accept: application/json").body().startsWith("{\"status\":404"));
        Files.delete(root.resolve("errors/404.html"));
        assertTrue(get("/nowhere").body().contains("There is nothing here"));
        start(Site.Options.DEFAULTS.withIndex(List.of()));
        assertTrue(get("/pages/").body().contains("index.html"));
    }

    @Test
    void aFieldThatIsAskedForIsSaidOnceAndTheTypeOfPagesStaysTrue() throws Exception {
        start(Site.Options.DEFAULTS.withHeaders(Headers.of("Content-Type", "text/x-lab", "Cache-Control", "no-store",
                "Server", "ours", "Vary", "Cookie", "X-Content-Type-Options", "none")));
        for (String path : List.of("/digits.txt", "/digits.txt", "/pages/app.js", "/", "/nowhere", "/pages", "/%00")) {
            var response = get(path);
            var headers = response.head().headers();
            for (String name : List.of("Content-Type", "Cache-Control", "Server", "X-Content-Type-Options")) {
                int at = headers.indexOf(name, 0);
                assertTrue(at >= 0 && headers.indexOf(name, at + 1) < 0, name + " " + path + "\n" + headers);
            }
            assertEquals("no-store", response.header("Cache-Control"), path);
            assertTrue(headers.elements("Vary").contains("Cookie"), path);
        }
        assertEquals("text/x-lab", get("/digits.txt").header("Content-Type"));
        assertEquals("text/html; charset=utf-8", get("/").header("Content-Type"));
        assertTrue(get("/digits.txt", "Range: bytes=0-1,5-6").header("Content-Type").startsWith("multipart/byteranges"));
        assertTrue(get("/pages/app.js", GZIP).head().headers().elements("Vary").contains("Accept-Encoding"));
    }

    @Test
    void whatIsWellKnownIsServedAtTheTopAlone() throws Exception {
        write(".well-known/security.txt", "mail us");
        write(".well-known/.secret", "no");
        write("pages/.well-known/a.txt", "no");
        assertEquals("mail us", get("/.well-known/security.txt").body());
        assertEquals(404, get("/.well-known/.secret").status());
        assertEquals(404, get("/pages/.well-known/a.txt").status());
        assertFalse(get("/").body().contains("well-known"));
    }

    @Test
    void typesOfOnesOwnGoFirst() throws Exception {
        write("a.lab", "x");
        start(Site.Options.DEFAULTS.withTypes(Map.of("lab", "text/x-lab")));
        assertEquals("text/x-lab; charset=utf-8", get("/a.lab").header("Content-Type"));
    }

    @Test
    void theEndOfAnEmptyFileIsAllOfIt() throws Exception {
        write("empty.txt", "");
        var response = get("/empty.txt", "Range: bytes=-5");
        assertEquals(200, response.status());
        assertEquals("0", response.header("Content-Length"));
        assertEquals(416, get("/empty.txt", "Range: bytes=0-").status());
        assertEquals(416, get("/empty.txt", "Range: bytes=-0").status());
    }
}
