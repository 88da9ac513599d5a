package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Headers;
import wirelab.http.HttpDate;

/// Ranges, conditions and validators of the files of a folder, over a socket (RFC 9110, sections 8.8, 13 and 14).
@Tag("socket")
class SiteConditionsTest extends SiteFixture {
    @ParameterizedTest
    @CsvSource({"bytes=0-4, 01234, bytes 0-4/10", "bytes=5-, 56789, bytes 5-9/10", "bytes=-3, 789, bytes 7-9/10",
        "bytes=-20, 0123456789, bytes 0-9/10", "bytes=8-100, 89, bytes 8-9/10", "bytes=9-9, 9, bytes 9-9/10",
        "Bytes = 0-0, 0, bytes 0-0/10",
        "'bytes=0-0,20-30', 0, bytes 0-0/10", "bytes=0-99999999999999999999, 0123456789, bytes 0-9/10"})
    void aRangeGivesItsPart(String range, String part, String contentRange) throws Exception {
        var response = get("/digits.txt", "Range: " + range);
        assertEquals(206, response.status());
        assertEquals(part, response.body());
        assertEquals(contentRange, response.header("Content-Range"));
        assertEquals(Integer.toString(part.length()), response.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines=0-4", "bytes=4-0", "bytes=a-b", "bytes=", "bytes=-", "bytes",
            "bytes=0-4;x", "bytes=0-5,3-9,0-9",
        "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,0-0,0-0,0-0,0-0,0-0,0-0,0-0"})
    void aRangeThatMakesNoSenseOrIsTooMuchGivesTheWhole(String range) throws Exception {
        assertEquals(200, get("/digits.txt", "Range: " + range).status());
    }

    @Test
    void aRangeBehindTheEndIsRefusedWithTheLength() throws Exception {
        for (String range : List.of("bytes=10-", "bytes=10-20,30-", "bytes=-0")) {
            var response = get("/digits.txt", "Range: " + range);
            assertEquals(416, response.status());
            assertEquals("bytes */10", response.header("Content-Range"));
        }
    }

    @Test
    void severalRangesComeAsMultipart() throws Exception {
        var response = get("/digits.txt", "Range: bytes=0-1, 8-");
        assertEquals(206, response.status());
        assertNull(response.header("Content-Range"));
        String boundary = response.header("Content-Type").replace("multipart/byteranges; boundary=", "");
        assertEquals("""

                --B
                Content-Type: text/plain; charset=utf-8
                Content-Range: bytes 0-1/10

                01
                --B
                Content-Type: text/plain; charset=utf-8
                Content-Range: bytes 8-9/10

                89
                --B--
                """.replace("\n", "\r\n"), response.body().replace(boundary, "B"));
    }

    @Test
    void ifRangeGivesThePartOnlyOfTheSameState() throws Exception {
        String etag = get("/digits.txt").header("ETag");
        for (String same : List.of(etag, DATE)) {
            assertEquals(206, get("/digits.txt", "Range: bytes=0-1", "If-Range: " + same).status());
        }
        for (String other : List.of("\"other\"", "W/" + etag, "Sun, 02 Feb 2020 02:02:03 GMT", "junk")) {
            assertEquals(200, get("/digits.txt", "Range: bytes=0-1", "If-Range: " + other).status(), other);
        }
        assertEquals("", request("HEAD", "/digits.txt", "Range: bytes=0-1\r\n").body());
        assertEquals(200, request("HEAD", "/digits.txt", "Range: bytes=0-1\r\n").status(), "ranges go with GET alone");
    }

    @Test
    void conditionsDecideInTheOrderOfTheRfc() throws Exception {
        String etag = get("/digits.txt").header("ETag");
        String later = "Mon, 03 Feb 2020 00:00:00 GMT";
        String earlier = "Sat, 01 Feb 2020 00:00:00 GMT";
        assertEquals(304, get("/digits.txt", "If-None-Match: " + etag).status());
        assertEquals(304, get("/digits.txt", "If-None-Match: \"a\", W/" + etag).status());
        assertEquals(304, get("/digits.txt", "If-None-Match: *").status());
        assertEquals(200, get("/digits.txt", "If-None-Match: \"other\"", "If-Modified-Since: " + later).status());
        assertEquals(304, get("/digits.txt", "If-Modified-Since: " + DATE).status());
        assertEquals(304, get("/digits.txt", "If-Modified-Since: Sunday, 02-Feb-20 02:02:02 GMT").status());
        assertEquals(200, get("/digits.txt", "If-Modified-Since: " + earlier).status());
        assertEquals(200, get("/digits.txt", "If-Modified-Since: yesterday").status());
        assertEquals(200, get("/digits.txt", "If-Modified-Since: Tue, 01 Jan 2999 00:00:00 GMT").status());
        assertEquals(412, get("/digits.txt", "If-Match: \"other\"").status());
        assertEquals(412, get("/digits.txt", "If-Match: W/" + etag).status());
        assertEquals(200, get("/digits.txt", "If-None-Match: " + etag.replace("\"", "")).status(), "a tag has quotes");
        assertEquals(200, get("/digits.txt", "If-Match: " + etag, "If-Unmodified-Since: " + earlier).status());
        assertEquals(412, get("/digits.txt", "If-Unmodified-Since: " + earlier).status());
        assertEquals(200, get("/digits.txt", "If-Unmodified-Since: " + later).status());
        var response = get("/digits.txt", "If-None-Match: " + etag);
        assertEquals("", response.body());
        assertEquals(etag, response.header("ETag"));
        assertNull(response.header("Content-Length"));
        assertNull(response.header("Content-Type"));
    }

    @Test
    void aChangedFileIsSeenWithinASecondOrSoAndHasAnotherTag() throws Exception {
        String before = get("/digits.txt").header("ETag");
        Files.writeString(root.resolve("digits.txt"), "changed");
        wirelab.kit.Eventually.that("the new content is served", () -> get("/digits.txt").body().equals("changed"));
        assertNotEquals(before, get("/digits.txt").header("ETag"));
        Files.delete(root.resolve("digits.txt"));
        wirelab.kit.Eventually.that("the file is gone", () -> get("/digits.txt").status() == 404);
    }

    @Test
    void aListingHeedsTheConditionsThatNeedNoDate() throws Exception {
        assertEquals(412, get("/", "If-Match: \"a\"").status());
        assertEquals(200, get("/", "If-Match: *").status());
        assertEquals(304, get("/", "If-None-Match: *").status());
        assertEquals("Accept", get("/", "If-None-Match: *").header("Vary"));
        assertEquals(200, get("/", "If-None-Match: \"a\"").status());
        assertEquals(200, get("/", "If-Modified-Since: " + DATE).status());
        assertEquals(200, get("/", "If-Unmodified-Since: Sat, 01 Feb 2020 00:00:00 GMT").status());
    }

    @Test
    void conditionsCountOnlyWhereTheAnswerWouldBeASuccess() throws Exception {
        assertEquals(404, get("/nowhere", "If-Match: \"a\"").status());
        assertEquals(404, get("/nowhere", "If-None-Match: *").status());
        assertEquals(301, get("/pages", "If-Match: \"a\"").status());
        assertEquals(204, request("OPTIONS", "/digits.txt", "If-Match: \"a\"\r\n").status());
        assertEquals(405, request("POST", "/digits.txt", "If-None-Match: *\r\n").status());
        assertEquals(204, request("OPTIONS", "/digits.txt", "Range: bytes=0-1\r\n").status());
        assertEquals(405, request("PUT", "/digits.txt", "Content-Range: bytes 0-1/2\r\nContent-Length: 0\r\n").status());
    }

    @Test
    void moreThanOneDateIsNone() throws Exception {
        String earlier = "Sat, 01 Feb 2020 00:00:00 GMT";
        for (String dates : List.of(DATE + ", " + DATE, DATE + "\r\nIf-Modified-Since: " + DATE)) {
            assertEquals(200, get("/digits.txt", "If-Modified-Since: " + dates).status(), dates);
        }
        for (String dates : List.of(earlier + ", " + earlier, earlier + "\r\nIf-Unmodified-Since: " + earlier)) {
            assertEquals(200, get("/digits.txt", "If-Unmodified-Since: " + dates).status(), dates);
        }
        assertEquals(200, get("/digits.txt", "If-Range: " + DATE).status(), "If-Range without Range says nothing");
    }

    @Test
    void aPartAndAnUnchangedFileHaveTheFieldsOfTheWhole() throws Exception {
        start(Site.Options.DEFAULTS.withHeaders(Headers.of("Cache-Control", "max-age=60", "Expires", DATE)));
        String[] described = {"Date", "ETag", "Vary", "Cache-Control", "Expires", "Last-Modified"};
        String[] contained = {"Content-Type", "Content-Encoding", "X-Content-Type-Options", "Accept-Ranges"};
        String packed = "Accept-Encoding: gzip";
        var whole = get("/pages/app.js", packed);
        var part = get("/pages/app.js", packed, "Range: bytes=0-1");
        var unchanged = get("/pages/app.js", packed, "If-None-Match: " + whole.header("ETag"));
        assertEquals(List.of(200, 206, 304), List.of(whole.status(), part.status(), unchanged.status()));
        for (String name : described) {
            for (var response : List.of(whole, part, unchanged)) {
                assertNotNull(response.header(name), name + " of " + response.status());
            }
            if (name.equals("Date")) continue;
            assertEquals(whole.header(name), part.header(name), name);
            assertEquals(whole.header(name), unchanged.header(name), name);
        }
        for (String name : contained) assertEquals(whole.header(name), part.header(name), name);
    }

    @Test
    void noFileIsFromTheFuture() throws Exception {
        write("future.txt", "later");
        Files.setLastModifiedTime(root.resolve("future.txt"), FileTime.from(Instant.parse("2199-01-01T00:00:00Z")));
        var response = get("/future.txt");
        assertFalse(HttpDate.parse(response.header("Last-Modified")).isAfter(HttpDate.parse(response.header("Date"))));
    }
}
