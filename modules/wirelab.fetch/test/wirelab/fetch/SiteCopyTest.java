package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.http.Canned.CLOSE;
import static wirelab.http.Canned.answer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.fetch.Download.Outcome;
import wirelab.http.Canned;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.HttpClient;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.site.Site;

/// Copies of sites with all that may be said of them: `-np`, `-A`, `-R`, `-p`, `-k`, `-N`, `-nc`.
@Tag("socket")
class SiteCopyTest {
    private static final String HTML = "Content-Type: text/html\r\n";

    @TempDir
    Path folder;

    private DownloadOptions options() throws Exception {
        var once = new Retries.Policy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return VariedOptions.trying(DownloadOptions.DEFAULTS.withFolder(Files.createDirectories(folder.resolve("copy"))),
                once);
    }

    private WebServer server() throws Exception {
        Path root = CopyFixture.site(Files.createDirectories(folder.resolve("site")));
        return WebServer.start(WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS));
    }

    private static String url(WebServer server, String path) {
        return "http://127.0.0.1:" + server.address().getPort() + path;
    }

    private static String text(String url) throws Exception {
        try (var client = new HttpClient(ClientOptions.DEFAULTS); var response = client.fetch(ClientRequest.get(url))) {
            return response.text();
        }
    }

    private List<String> copied() throws Exception {
        return CopyFixture.files(options().folder()).stream().map(name -> name.replaceFirst("^[^/]*/", "")).toList();
    }

    private static CopyFilter filter(boolean parents, List<String> accept, List<String> reject, boolean needs) {
        return new CopyFilter(parents, accept, reject, needs);
    }

    @Test
    void noParentStaysInTheFolderOfTheFirstPage() throws Exception {
        try (var server = server()) {
            var copy = CopyFixture.copy(url(server, "/docs"), options(), 9, filter(false, null, null, false), null);
            assertNull(copy.kind, copy.failed.toString());
            assertEquals(List.of("docs/c#d e.html", "docs/index.html", "docs/page.html", "docs/page.html@x=1&y=2",
                    "docs/photo.jpg", "docs/sub/deep.html", "docs/sub/frame.html", "docs/sub/index.html", "docs/text.txt"),
                    copied());
        }
    }

    @Test
    void whatAPageNeedsIsFetchedWhereverItLies() throws Exception {
        try (var server = server()) {
            var copy = CopyFixture.copy(url(server, "/docs/sub/deep.html"), options(), 0, filter(false, null, null, true),
                    null);
            assertNull(copy.kind, copy.failed.toString());
            assertEquals(List.of("docs/sub/deep.html", "docs/sub/frame.html", "img/c.png"), copied());
        }
    }

    @Test
    void namesAreKeptAndLeftOutAndPagesAreReadForTheirLinks() throws Exception {
        try (var server = server()) {
            CopyFixture.copy(url(server, "/docs/"), options(), 9, filter(true, List.of("png", "p*.jpg"), null, false), null);
            assertEquals(List.of("docs/photo.jpg", "img/a.png", "img/b.png", "img/c.png"), copied());
            CopyFixture.copy(url(server, "/docs/"), options().withFolder(folder.resolve("copy/second")), 9,
                    filter(false, null, List.of("*.txt", "jpg", "page.html"), false), null);
            assertEquals(List.of("docs/c#d e.html", "docs/index.html", "docs/sub/deep.html", "docs/sub/frame.html",
                    "docs/sub/index.html"), CopyFixture.files(folder.resolve("copy/second")).stream()
                            .map(name -> name.replaceFirst("^[^/]*/", "")).toList());
        }
    }

    @Test
    void linksLeadToWhatWasFetchedAndElsewhereToTheWeb() throws Exception {
        try (var server = server()) {
            String home = url(server, "");
            CopyFixture.copy(home + "/docs/", options(), 9, filter(false, null, List.of("txt"), true), new Conversion());
            Path docs = options().folder().resolve(home.substring(7).replace(':', '+')).resolve("docs");
            assertEquals("""
                    <!DOCTYPE html><title>docs</title><link rel=stylesheet href="../css/main.css"><link rel=icon href="../favicon.ico">
                    <a href="page.html">p</a> <a href="sub/index.html">s</a> <a href="HOME/up.html">up</a> <a href="photo.jpg">j</a>
                    <a href="page.html%40x%3D1%26y%3D2#top">q</a><img src="../img/a.png" srcset="../img/b.png 2x">
                    <a href="c%23d%20e.html">odd</a><a href="HOME/docs/text.txt">t</a><form action="HOME/go"></form><a href="#here">h</a>
                    """.replace("HOME", home), Files.readString(docs.resolve("index.html")));
            assertEquals("<base href=\"\"><a href=deep.html>d</a><a href='../page.html'>p</a>",
                    Files.readString(docs.resolve("sub/index.html")));
            assertEquals("@import 'more.css'; body { background: url(../img/bg.png) }",
                    Files.readString(docs.resolveSibling("css/main.css")));
        }
    }

    @Test
    void aSecondRunFetchesWhatIsNewerAndConvertedPagesAlone() throws Exception {
        try (var server = server()) {
            var newer = options().withNewer(true);
            var filter = filter(true, null, null, true);
            CopyFixture.copy(url(server, "/docs/"), newer, 9, filter, new Conversion());
            Path host = options().folder().resolve("127.0.0.1+" + server.address().getPort());
            String page = Files.readString(host.resolve("docs/index.html"));
            Files.writeString(folder.resolve("site/docs/text.txt"), "changed");
            Files.setLastModifiedTime(folder.resolve("site/docs/text.txt"),
                    FileTime.from(Instant.now().plusSeconds(60)));
            Eventually.that("within a second the server sees it", () ->
                    text(url(server, "/docs/text.txt")).equals("changed"));
            var before = copied();
            var again = CopyFixture.copy(url(server, "/docs/"), newer, 9, filter, new Conversion());
            assertNull(again.kind, again.failed.toString());
            assertEquals(before, copied(), "nothing twice");
            assertEquals("changed", Files.readString(host.resolve("docs/text.txt")));
            assertEquals(page, Files.readString(host.resolve("docs/index.html")));
            assertEquals(Outcome.SAVED, again.outcomes.get(again.saved.indexOf("/docs/")), "it was converted");
            assertEquals(Outcome.NOT_NEWER, again.outcomes.get(again.saved.indexOf("/img/a.png")));
        }
    }

    @Test
    void whatIsThereIsLeftAloneAndReadForItsLinks() throws Exception {
        try (var server = server()) {
            Path docs = Files.createDirectories(options().folder().resolve("127.0.0.1+" + server.address().getPort()
                    + "/docs"));
            Files.writeString(docs.resolve("index.html"), "<a href=text.txt>mine</a><a href=photo.jpg>p</a>");
            Files.writeString(docs.resolve("photo.jpg"), "half");
            Files.writeString(docs.resolve("photo.jpg.resume"), "");
            var keeping = VariedOptions.keeping(options());
            var copy = CopyFixture.copy(url(server, "/docs/"), keeping, 9, CopyFilter.ALL, new Conversion());
            assertEquals(Kind.OTHER, copy.kind);
            assertTrue(copy.failed.getFirst().endsWith("photo.jpg is there, and not complete: it is left as it is"),
                    copy.failed.toString());
            assertEquals("<a href=text.txt>mine</a><a href=photo.jpg>p</a>", Files.readString(docs.resolve("index.html")));
            assertEquals("half", Files.readString(docs.resolve("photo.jpg")));
            assertEquals("text", Files.readString(docs.resolve("text.txt")));
        }
    }

    @Test
    void whatBrokeOffInAMirrorIsFetchedAgainAndNoPageLeadsToIt() throws Exception {
        String page = answer(200, HTML, "<a href='x'>x</a>");
        String whole = answer(200, "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n", "0123456789");
        try (var server = new Canned(page, whole.substring(0, whole.length() - 3) + CLOSE, page, whole)) {
            var newer = options().withNewer(true);
            var copy = CopyFixture.copy(server.url("/"), newer, 1, CopyFilter.ALL, new Conversion());
            assertEquals(Kind.NETWORK, copy.kind);
            Path host = options().folder().resolve("127.0.0.1+" + server.port());
            assertEquals("<a href=\"" + server.url("/x") + "\">x</a>", Files.readString(host.resolve("index.html")));
            assertTrue(Files.exists(host.resolve("x.resume")));
            assertNull(CopyFixture.copy(server.url("/"), newer, 1, CopyFilter.ALL, new Conversion()).kind);
            assertNull(server.field(3, "If-Modified-Since"), "a part is not compared");
            assertEquals("<a href='x'>x</a>", Files.readString(host.resolve("index.html")));
            assertEquals(List.of("index.html", "x"), copied());
        }
    }

    @Test
    void aRedirectIsNotComparedWithTheFileOfAnotherUrl() throws Exception {
        try (var server = new Canned(answer(200, HTML, "<a href=old>x</a>"), Canned.redirect(301, "/new"),
                "HTTP/1.1 304 Not Modified\r\n\r\n", Canned.redirect(301, "/new"), answer(200, "", "new"))) {
            Path host = Files.createDirectories(options().folder().resolve("127.0.0.1+" + server.port()));
            Files.writeString(host.resolve("old"), "from another time");
            var copy = CopyFixture.copy(server.url("/"), options().withNewer(true), 1, CopyFilter.ALL, null);
            assertNull(copy.kind, copy.failed.toString());
            assertNotNull(server.field(2, "If-Modified-Since"));
            assertNull(server.field(3, "If-Modified-Since"));
            assertEquals("new", Files.readString(host.resolve("new")));
        }
    }

    @Test
    void whatWasGivenForTheFirstPageGoesToNoOtherServer() throws Exception {
        try (var site = new Canned(answer(200, HTML, "<a href=b>b</a>"), answer(200, "", "b"));
                var start = new Canned(Canned.redirect(302, site.url("/")));
                var client = new HttpClient(ClientOptions.DEFAULTS)) {
            var request = ClientRequest.get(start.url("/")).with("Authorization", "Basic eA==").with("Cookie", "a=b")
                    .with("X-Own", "1");
            assertNull(CopyFixture.copy(client, request, options(), 1, CopyFilter.ALL, null).kind);
            assertEquals("Basic eA==", start.field(0, "Authorization"));
            for (int i = 0; i < 2; i++) {
                assertFalse(site.requests.get(i).headers().has("Authorization"), "request " + i);
                assertFalse(site.requests.get(i).headers().has("Cookie"), "request " + i);
                assertEquals("1", site.field(i, "X-Own"));
            }
        }
    }
}
