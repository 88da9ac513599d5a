package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.Raw;

/// What a folder answers, over a socket.
@Tag("socket")
class SiteTest extends SiteFixture {
    @Test
    void aFileComesWithTypeLengthDateAndValidators() throws Exception {
        // The second comes from memory, and is the same but for the date.
        for (int i = 0; i < 2; i++) {
            var response = get("/digits.txt?with=query");
            assertEquals(200, response.status());
            assertEquals("0123456789", response.body());
            assertEquals("text/plain; charset=utf-8", response.header("Content-Type"));
            assertEquals("nosniff", response.header("X-Content-Type-Options"));
            assertEquals("10", response.header("Content-Length"));
            assertEquals(DATE, response.header("Last-Modified"));
            assertEquals("bytes", response.header("Accept-Ranges"));
            assertNotNull(HttpDate.parse(response.header("Date")));
            assertTrue(response.header("ETag").startsWith("\""));
        }
    }

    @Test
    void headSaysWhatGetWouldWithoutTheContent() throws Exception {
        for (String path : List.of("/digits.txt", "/a%20folder/", "/pages/", "/nowhere", "/pages")) {
            var head = request("HEAD", path, "");
            var get = get(path);
            assertEquals("", head.body());
            assertEquals(get.status(), head.status());
            var dated = get.head().headers().edit().set("Date", "x").build();
            assertEquals(dated, head.head().headers().edit().set("Date", "x").build(), path);
        }
    }

    @Test
    void aFolderIsItsIndexPageAndWithoutASlashMoved() throws Exception {
        assertEquals("<h1>pages</h1>", get("/pages/").body());
        var moved = get("/pages?a=b");
        assertEquals(301, moved.status());
        assertEquals("/pages/?a=b", moved.header("Location"));
        assertEquals("/a%20folder/", get("/a%20folder").header("Location"));
        assertEquals(404, get("/digits.txt/").status(), "a file is no folder");
        assertEquals("/pages/", get("//pages").header("Location"), "nor does a redirect lead to another host");
        assertEquals("0123456789", get("///digits.txt").body(), "several slashes count for one");
        assertEquals("<h1>pages</h1>", get("//pages//").body());
    }

    @Test
    void aPackedTwinIsSentToWhoeverTakesIt() throws Exception {
        var packed = get("/pages/app.js", "Accept-Encoding: br, gzip;q=0.5");
        assertEquals(new String(gzip("let a"), StandardCharsets.ISO_8859_1), packed.body());
        assertEquals("gzip", packed.header("Content-Encoding"));
        assertEquals("text/javascript; charset=utf-8", packed.header("Content-Type"));
        var plain = get("/pages/app.js", "Accept-Encoding: gzip;q=0, br");
        assertEquals("let a", plain.body());
        assertNull(plain.header("Content-Encoding"));
        for (var response : List.of(packed, plain)) assertEquals("Accept-Encoding", response.header("Vary"));
        assertNotEquals(packed.header("ETag"), plain.header("ETag"));
        assertNull(get("/digits.txt", "Accept-Encoding: gzip").header("Vary"));
        assertEquals("application/gzip", get("/pages/app.js.gz").header("Content-Type"));
    }

    @Test
    void aListingSortsAndEscapesAndHidesDotFiles() throws Exception {
        var page = get("/a%20folder/");
        assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
        assertTrue(page.body().contains("<a href=\"100%20%25%20%26%20%3Cb%3E.txt\">100 % &amp; &lt;b&gt;.txt</a>"),
                page.body());
        write("big.txt", "a".repeat(2000));
        assertTrue(order(get("/").body(), "a folder", "pages", "big.txt", "digits.txt"));
        assertTrue(order(get("/?sort=size&order=asc").body(), "a folder", "digits.txt", "big.txt"));
        assertTrue(order(get("/?sort=size&order=desc").body(), "big.txt", "digits.txt"));
        assertTrue(get("/").body().contains("1.95 KiB"));
        assertTrue(get("/").body().contains("2020-02-02 02:02"));
        assertFalse(get("/").body().contains("secret"));
    }

    private static boolean order(String text, String... parts) {
        int at = 0;
        for (String part : parts) {
            at = text.indexOf(">" + part, at);
            if (at < 0) return false;
        }
        return true;
    }

    @Test
    void aListingIsJsonForWhoeverPrefersIt() throws Exception {
        var json = get("/", "Accept: application/json");
        assertEquals("application/json; charset=utf-8", json.header("Content-Type"));
        assertEquals("""
                {"path":"/","entries":[
                {"name":"a folder","type":"folder","modified":"M"},
                {"name":"pages","type":"folder","modified":"M"},
                {"name":"digits.txt","type":"file","size":10,"modified":"M"}],
                "complete":true}
                """, json.body().replaceAll("modified\":\"[^\"]+", "modified\":\"M"));
        for (String accept : List.of("text/html, application/json;q=0.9", "*/*")) {
            assertEquals("text/html; charset=utf-8", get("/", "Accept: " + accept).header("Content-Type"), accept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../outside.txt", "/pages/../../outside.txt", "/%2e%2e/outside.txt",
            "/.%2e/outside.txt", "/..%2foutside.txt",
        "/%252e%252e/outside.txt", "/..%5coutside.txt", "/..%c0%afoutside.txt", "/pages/..%00/outside.txt",
        "/digits.txt%00.html", "/%2e",
        "//outside.txt", "/./digits.txt", "/.secret", "/%2esecret", "/pages/.%2e/.secret", "/..;/outside.txt",
        "/%0d%0aX:%20y", "/link/outside.txt",
        "/link.txt", "/secret-link", "/circle", "/%2e%2e%2foutside.txt", "/outside.txt%20",
        "/C:/Windows/win.ini", "/~root"})
    void nothingOutsideTheRootAndNothingHiddenIsEverServed(String path) throws Exception {
        Files.createSymbolicLink(root.resolve("link"), folder);
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("outside.txt"));
        Files.createSymbolicLink(root.resolve("secret-link"), root.resolve(".secret"));
        Files.createSymbolicLink(root.resolve("circle"), root.resolve("circle"));
        var response = get(path);
        assertTrue(response.status() == 400 || response.status() == 403 || response.status() == 404,
                path + " " + response.status());
        assertFalse(response.body().contains("outside\n") || response.body().equals("outside")
                || response.body().equals("secret"));
    }

    @Test
    void linksInsideTheRootAreFollowedAndOthersNotListed() throws Exception {
        Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("digits.txt"));
        Files.createSymbolicLink(root.resolve("out"), folder);
        assertEquals("0123456789", get("/inside.txt").body());
        assertTrue(get("/").body().contains("inside.txt"));
        assertFalse(get("/").body().contains(">out"));
        assertEquals(403, get("/out/").status());
    }

    @Test
    void dotFilesAreServedWhenAskedFor() throws Exception {
        start(Site.Options.DEFAULTS.withDotFiles(true));
        assertEquals("secret", get("/.secret").body());
        assertEquals(400, get("/../outside.txt").status());
    }

    @Test
    void theMissingPageExplainsAndOffersTheWayBack() throws Exception {
        var page = get("/pages/ap.js");
        assertEquals(404, page.status());
        assertTrue(page.body().startsWith("<!DOCTYPE html>"));
        assertTrue(page.body().contains("There is nothing here"));
        assertTrue(page.body().contains("<a href=\"/pages/app.js\">Did you mean app.js?</a>"), page.body());
        assertTrue(page.body().contains("<a href=\"/pages/\">Back to pages/</a>"));
        assertTrue(get("/<>".replace("<>", "%3Cscript%3E")).body().contains("GET /%3Cscript%3E"));
        assertEquals("{\"status\":404,\"reason\":\"Not Found\",\"message\":\"No file and no folder has this address.\"}\n",
                get("/x", "Accept: application/json").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE"})
    void whatCannotBeDoneIsRefusedWithWhatCan(String method) throws Exception {
        var response = request(method, "/digits.txt", "Content-Length: 0\r\n");
        assertEquals(405, response.status());
        assertEquals("GET, HEAD, OPTIONS", response.header("Allow"));
    }

    @Test
    void otherMethodsAreUnknownOptionsAreTold() throws Exception {
        assertEquals(501, request("BREW", "/", "").status());
        assertEquals(501, request("get", "/", "").status());
        assertEquals(405, request("CONNECT", "a.example:443", "").status());
        for (String target : List.of("*", "/digits.txt", "http://x/")) {
            var response = request("OPTIONS", target, "");
            assertEquals(204, response.status());
            assertEquals("GET, HEAD, OPTIONS", response.header("Allow"));
            assertNull(response.header("Content-Length"));
        }
        assertEquals("0123456789", get("http://anywhere.example/digits.txt").body());
    }

    @Test
    void anApplicationGetsItsStartPageForItsOwnAddresses() throws Exception {
        write("index.html", "<app>");
        start(Site.Options.DEFAULTS.withSpa(true));
        assertEquals("<app>", get("/users/42", "Accept: text/html").body());
        assertEquals(200, get("/users/42", "Accept: text/html").status());
        assertEquals(404, get("/missing.js", "Accept: */*").status(), "a missing file is no address of the application");
        assertEquals(404, get("/users/42", "Accept: application/json").status());
        assertEquals("0123456789", get("/digits.txt").body());
    }

    @Test
    void extraFieldsStandInEveryResponse() throws Exception {
        start(Site.Options.DEFAULTS.withHeaders(Headers.of("Cache-Control", "max-age=60", "X-Lab", "1")).withListing(false));
        for (String path : List.of("/digits.txt", "/digits.txt", "/pages", "/nowhere", "/a%20folder/")) {
            assertEquals("1", get(path).header("X-Lab"), path);
        }
        assertEquals(403, get("/a%20folder/").status());
        assertEquals("1", get("/digits.txt", "If-None-Match: *").header("X-Lab"));
    }

    @Test
    void nameAndPasswordAreAskedFor() throws Exception {
        start(Site.Options.DEFAULTS.withAuth(new BasicAuth("alice", "p:w")));
        var refused = get("/digits.txt");
        assertEquals(401, refused.status());
        assertEquals("Basic realm=\"wirelab\", charset=\"UTF-8\"", refused.header("WWW-Authenticate"));
        assertEquals("0123456789",
                get("/digits.txt", "Authorization: " + new BasicAuth("alice", "p:w").credentials()).body());
        for (String wrong : List.of(new BasicAuth("alice", "p").credentials(), "Basic", "Basic !!!",
                "Bearer x", "Digest a=b")) {
            assertEquals(401, get("/digits.txt", "Authorization: " + wrong).status(), wrong);
        }
        assertEquals(401, request("OPTIONS", "*", "").status());
    }

    @Test
    void whatBelongsBehindTlsIsNotServedWithoutIt() throws Exception {
        for (String url : List.of("https://x/digits.txt", "ftp://x/digits.txt", "HTTPS://x/digits.txt")) {
            assertEquals(421, get(url).status(), url);
        }
    }

    @Test
    void everyAnswerButThoseAboutTheServersOwnFailureIsDated() throws Exception {
        Files.createSymbolicLink(root.resolve("out"), folder);
        for (String path : List.of("/digits.txt", "/", "/pages", "/nowhere", "/out/", "/%00")) {
            assertNotNull(HttpDate.parse(get(path).header("Date")), path);
        }
        assertNotNull(get("/digits.txt", "If-None-Match: *").header("Date"));
        assertNotNull(get("/digits.txt", "Range: bytes=99-").header("Date"));
        assertNotNull(request("POST", "/", "").header("Date"));
        assertNotNull(Raw.get(server.address(), "GET / HTTP/1.1\r\n\r\n").header("Date"));
    }

    @Test
    void aPathThatHidesAControlCharacterOrIsNoUtf8IsANameLikeAnyOther() throws Exception {
        assertEquals(400, get("/digits.txt%00").status());
        for (String path : List.of("/%0d%0aX:%20y", "/%c0%af", "/%ff", "/%7f", "/%09")) {
            var response = get(path);
            assertEquals(404, response.status(), path);
            assertNull(response.header("X"));
        }
    }

    @Test
    void theAbsoluteFormAndAnyHostLeadToTheSameFolder() throws Exception {
        assertEquals("0123456789",
                Raw.get(server.address(), "GET http://other.example/digits.txt HTTP/1.1\r\nHost: third.example\r\n\r\n")
                .body());
    }
}
