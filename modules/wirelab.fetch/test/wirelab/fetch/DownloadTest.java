package wirelab.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.fetch.VariedOptions.compressed;
import static wirelab.http.Canned.CLOSE;
import static wirelab.http.Canned.answer;
import wirelab.fetch.Download.Outcome;
import wirelab.http.Canned;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.HttpClient;
import wirelab.http.HttpUrl;
import wirelab.http.WebServer;
import wirelab.http.WebServer.Handler;
import wirelab.site.Site;

@Tag("socket")
class DownloadTest {
    private static final String BODY = "0123456789".repeat(10_000);
    private static final String TAG = "ETag: \"v1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
    private static final Retries.Policy AT_ONCE = new Retries.Policy(3, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private DownloadOptions options() {
        return VariedOptions.trying(DownloadOptions.DEFAULTS.withFolder(folder), AT_ONCE);
    }

    private Download.Result run(String url, DownloadOptions options) throws Exception {
        try (var client = new HttpClient(ClientOptions.DEFAULTS)) {
            return new Download(client, ClientRequest.get(url), options).run();
        }
    }

    private ClientException fails(String url, DownloadOptions options) {
        return assertThrows(ClientException.class, () -> run(url, options));
    }

    private static String cut(String answer, int missing) {
        return answer.substring(0, answer.length() - missing) + CLOSE;
    }

    private static String part(int from, String fields) {
        return answer(206, fields + "Content-Range: bytes " + from + "-" + (BODY.length() - 1) + "/" + BODY.length()
                + "\r\n", BODY.substring(from));
    }

    private Path partial(int length, String note) throws IOException {
        Path file = Files.writeString(folder.resolve("x"), BODY.substring(0, length));
        if (note != null) Files.writeString(folder.resolve("x.resume"), "url: http://a/x\nif-range: " + note + "\n");
        return file;
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileGetsItsNameItsBytesAndItsTime() throws Exception {
        try (var server = new Canned(answer(200, TAG, BODY))) {
            var result = run(server.url("/dir/x?q"), options());
            assertEquals(Outcome.SAVED, result.outcome());
            assertEquals(folder.resolve("x@q"), result.file());
            assertEquals(BODY, Files.readString(result.file()));
            assertEquals(Instant.parse("2026-01-01T00:00:00Z"), Files.getLastModifiedTime(result.file()).toInstant());
            assertEquals(List.of("x@q"), files(), "the note is gone");
            assertEquals("identity", server.field(0, "Accept-Encoding"));
        }
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        try (var server = new Canned(answer(200, "", "one"), answer(200, "", "two"), answer(200, "", "three"))) {
            for (int i = 0; i < 3; i++) run(server.url("/x"), options());
            assertEquals(List.of("x", "x.1", "x.2"), files());
            assertEquals("three", Files.readString(folder.resolve("x.2")));
        }
    }

    @Test
    void theServerMayNameTheFileInsideTheFolder() throws Exception {
        try (var server = new Canned(answer(200, "Content-Disposition: attachment; filename=\"../../evil.sh\"\r\n", "x"))) {
            assertEquals(folder.resolve("evil.sh"), run(server.url("/x"), options()).file());
        }
    }

    @Test
    void anErrorLeavesNoFile() throws Exception {
        try (var server = new Canned(answer(404, "", "no"), answer(401, "", "who?"), answer(500, "", "oops"),
                answer(300, "", "which?"))) {
            for (Kind kind : List.of(Kind.RESPONSE, Kind.AUTHENTICATION, Kind.RESPONSE, Kind.RESPONSE)) {
                assertEquals(kind, fails(server.url("/x"), options()).kind());
            }
            assertEquals(List.of(), files());
            assertEquals(4, server.requests.size(), "none was tried again");
        }
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
        try (var server = new Canned(cut(answer(200, TAG, BODY), 40_000), cut(part(60_000, TAG), 10_000),
                part(90_000, TAG))) {
            var result = run(server.url("/x"), options());
            assertEquals(BODY, Files.readString(result.file()));
            assertEquals(Outcome.COMPLETED, result.outcome());
            assertNull(server.field(0, "Range"));
            assertEquals("bytes=60000-", server.field(1, "Range"));
            assertEquals("\"v1\"", server.field(1, "If-Range"));
            assertEquals("bytes=90000-", server.field(2, "Range"));
            assertEquals(List.of("x"), files());
        }
    }

    @Test
    void withoutAValidatorItBeginsAgain() throws Exception {
        try (var server = new Canned(cut(answer(200, "", BODY), 40_000), answer(200, "", BODY))) {
            assertEquals(BODY, Files.readString(run(server.url("/x"), options()).file()));
            assertNull(server.field(1, "Range"));
        }
    }

    @Test
    void whatHasChangedMeanwhileIsNeverMixed() throws Exception {
        String changed = "abcdefghij".repeat(10_000);
        try (var server = new Canned(cut(answer(200, TAG, BODY), 40_000), answer(200, "ETag: \"v2\"\r\n", changed))) {
            assertEquals(changed, Files.readString(run(server.url("/x"), options()).file()));
        }
        try (var server = new Canned(cut(answer(200, TAG, BODY), 40_000), part(60_000, "ETag: \"v2\"\r\n"),
                answer(200, "", changed))) {
            assertEquals(changed,
                    Files.readString(run(server.url("/x"), options().withOutput(folder.resolve("y").toString())).file()),
                    "a server that ignores If-Range is not believed");
        }
    }

    @Test
    void afterAllTriesThePartStaysForLater() throws Exception {
        String cut = cut(answer(200, TAG, BODY), 40_000);
        try (var server = new Canned(cut, CLOSE, CLOSE, part(60_000, TAG))) {
            var e = fails(server.url("/x"), options());
            assertEquals(Kind.NETWORK, e.kind());
            assertTrue(e.getMessage().endsWith("; 58.6 KiB are in " + folder.resolve("x") + ", -c goes on from there"),
                    e.getMessage());
            assertEquals(BODY.substring(0, 60_000), Files.readString(folder.resolve("x")));
            assertEquals("url: " + server.url("/x") + "\nif-range: \"v1\"\n", Files.readString(folder.resolve("x.resume")));
            var result = run(server.url("/x"), options().withResume(true));
            assertEquals(Outcome.COMPLETED, result.outcome());
            assertEquals(40_000, result.received());
            assertEquals(BODY, Files.readString(folder.resolve("x")));
            assertEquals(List.of("x"), files());
        }
    }

    @Test
    void aPartWithANoteIsContinued() throws Exception {
        partial(25_000, "\"v1\"");
        try (var server = new Canned(part(25_000, TAG))) {
            assertEquals(Outcome.COMPLETED, run(server.url("/x"), options().withResume(true)).outcome());
            assertEquals("\"v1\"", server.field(0, "If-Range"));
            assertEquals(BODY, Files.readString(folder.resolve("x")));
        }
    }

    @Test
    void aPartOfUnknownOriginIsContinuedIfTheWholeIsNotYounger() throws Exception {
        Files.setLastModifiedTime(partial(25_000, null), FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));
        try (var server = new Canned(part(25_000, TAG))) {
            run(server.url("/x"), options().withResume(true));
            assertNull(server.field(0, "If-Range"));
            assertEquals("Tue, 03 Feb 2026 04:05:06 GMT", server.field(0, "If-Unmodified-Since"));
            assertEquals(BODY, Files.readString(folder.resolve("x")));
        }
        partial(25_000, null);
        try (var server = new Canned(answer(412, "", ""), answer(200, TAG, BODY))) {
            assertEquals(Outcome.SAVED, run(server.url("/x"), options().withResume(true)).outcome());
            assertNull(server.field(1, "Range"));
        }
    }

    @Test
    void aCompleteFileIsLeftAsItIs() throws Exception {
        partial(BODY.length(), null);
        try (var server = new Canned(answer(416, "Content-Range: bytes */" + BODY.length() + "\r\n", ""))) {
            assertEquals(Outcome.ALREADY_COMPLETE, run(server.url("/x"), options().withResume(true)).outcome());
        }
    }

    @Test
    void aLongerFileIsNoPartAndIsNotCut() throws Exception {
        partial(BODY.length(), null);
        try (var server = new Canned(answer(416, "Content-Range: bytes */50\r\n", ""),
                answer(200, "", BODY.substring(0, 50)), answer(412, "", ""), answer(200, "", BODY.substring(0, 50)),
                answer(200, CLOSE, BODY.substring(0, 50)))) {
            for (int i = 0; i < 3; i++) {
                var failure = fails(server.url("/x"), options().withResume(true));
                assertEquals(Kind.FILE, failure.kind());
                assertTrue(failure.getMessage().contains("has 100000 bytes and is no part of"), failure.getMessage());
                assertEquals(BODY.length(), Files.size(folder.resolve("x")));
            }
        }
    }

    @Test
    void aPartOfOursThatIsLongerThanTheWholeIsFetchedAgain() throws Exception {
        partial(60_000, "\"v1\"");
        try (var server = new Canned(answer(416, "Content-Range: bytes */50\r\n", ""),
                answer(200, "", BODY.substring(0, 50)))) {
            assertEquals(Outcome.SAVED, run(server.url("/x"), options().withResume(true)).outcome());
            assertEquals(50, Files.size(folder.resolve("x")));
        }
    }

    @Test
    void aRangeThatIsSentAsTheWholeIsRefused() throws Exception {
        for (String note : new String[] {null, "\"v1\""}) {
            partial(60_000, note);
            String rest = TAG + "Content-Range: bytes 60000-99999/100000\r\n";
            try (var server = new Canned(answer(200, rest, BODY.substring(60_000)))) {
                var failure = fails(server.url("/x"), options().withResume(true));
                assertEquals(Kind.PROTOCOL, failure.kind());
                assertTrue(failure.getMessage().contains("a range as if it were the whole"), failure.getMessage());
                assertEquals(60_000, Files.size(folder.resolve("x")), "what was there is still there");
            }
        }
    }

    @Test
    void aRangeThatEndsEarlyIsNotTheEnd() throws Exception {
        partial(60_000, "\"v1\"");
        String first = TAG + "Content-Range: bytes 60000-69999/100000\r\n";
        try (var server = new Canned(answer(206, first, BODY.substring(60_000, 70_000)), part(70_000, TAG))) {
            assertEquals(Outcome.COMPLETED, run(server.url("/x"), options().withResume(true)).outcome());
            assertEquals(BODY, Files.readString(folder.resolve("x")));
            assertFalse(Files.exists(folder.resolve("x.resume")));
        }
    }

    @Test
    void whatBrokeOffIsNeverTakenForTheWhole() throws Exception {
        String[] fields = {TAG, "", "Content-Disposition: attachment; filename=given\r\n"};
        for (String each : fields) {
            try (var server = new Canned(cut(answer(200, each, "short"), 2), cut(answer(200, each, "short"), 2),
                    cut(answer(200, each, "short"), 2))) {
                var failure = fails(server.url("/x"), options());
                String file = each.contains("given") ? "given" : "x";
                assertTrue(Files.exists(folder.resolve(file + ".resume")), "a note lies beside it: " + files());
                assertEquals(each.equals(TAG), failure.getMessage().contains("-c goes on from there"), failure.getMessage());
            }
            // The next run, with -N or with -c, fetches what is missing or all of it.
            for (boolean newer : new boolean[] {true, false}) {
                Files.writeString(folder.resolve("x"), "sho");
                Files.writeString(folder.resolve("x.resume"), "url: u\n");
                var options = newer ? options().withNewer(true) : options().withResume(true);
                try (var server = new Canned(answer(200, TAG, "short"))) {
                    assertEquals(Outcome.SAVED, run(server.url("/x"), options).outcome());
                    assertEquals(null, server.field(0, "If-Modified-Since"));
                    assertEquals("short", Files.readString(folder.resolve("x")));
                }
            }
            for (String name : files()) Files.delete(folder.resolve(name));
        }
    }

    @Test
    void anEmptyBodyIsEmptyInAnyCoding() throws Exception {
        String coding = "Content-Encoding: gzip\r\n";
        try (var server = new Canned(answer(200, coding, ""), "HTTP/1.1 204 No Content\r\n" + coding + "\r\n")) {
            for (String path : List.of("/a", "/b")) {
                var result = run(server.url(path), compressed(options()));
                assertEquals(0, Files.size(result.file()));
            }
        }
    }

    @Test
    void allCodingsAreTakenOff() throws Exception {
        String twice = gzip(gzip(BODY));
        String zlib = deflated(false);
        String raw = deflated(true);
        try (var server = new Canned(answer(200, "Content-Encoding: x-gzip\r\n", gzip(BODY)),
                answer(200, "Content-Encoding: gzip, gzip\r\n", twice),
                answer(200, "Content-Encoding: gzip\r\nContent-Encoding: GZip\r\n", twice),
                answer(200, "Content-Encoding: deflate\r\n", zlib), answer(200, "Content-Encoding: deflate\r\n", raw),
                answer(200, "Content-Encoding: identity\r\n", BODY), answer(200, "Content-Encoding: br\r\n", "?"))) {
            for (int i = 0; i < 6; i++) {
                assertEquals(BODY, Files.readString(run(server.url("/" + i), compressed(options())).file()), "case " + i);
            }
            var failure = fails(server.url("/br"), compressed(options()));
            assertTrue(failure.getMessage().endsWith("a content coding that was not asked for: br"), failure.getMessage());
        }
    }

    private static String deflated(boolean raw) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.util.zip.DeflaterOutputStream(bytes, new java.util.zip.Deflater(6, raw))) {
            out.write(BODY.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSiteIsWhereItsFirstPageRedirectsTo() throws Exception {
        String html = "Content-Type: text/html\r\n";
        try (var site = new Canned(answer(200, html, "<a href='b'>b</a>"), answer(200, "", "b"));
                var start = new Canned(Canned.redirect(301, site.url("/")));
                var client = new HttpClient(ClientOptions.DEFAULTS)) {
            var saved = new java.util.ArrayList<String>();
            var kind = new SiteCopy(client, options(), new SiteCopy.Extent(2, 100), new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) {
                    saved.add(folder.relativize(result.file()).toString());
                }

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    throw new AssertionError(failure);
                }
            }).run(ClientRequest.get(start.url("/")));
            assertEquals(null, kind);
            String home = HttpUrl.parse(site.url("/")).authority().replace(':', '+');
            assertEquals(List.of(home + "/index.html", home + "/b"), saved);
        }
    }

    @Test
    void aRangeThatWasNotAskedForIsRefused() throws Exception {
        partial(25_000, "\"v1\"");
        try (var server = new Canned(part(24_000, TAG), answer(206, "", "x"))) {
            assertEquals(Kind.PROTOCOL, fails(server.url("/x"), options().withResume(true)).kind());
            assertEquals(Kind.PROTOCOL, fails(server.url("/x"), options().withResume(true)).kind());
            assertEquals(25_000, Files.size(folder.resolve("x")), "the part is as it was");
        }
        try (var server = new Canned(part(10, TAG))) {
            assertEquals(Kind.PROTOCOL, fails(server.url("/y"), options()).kind(), "nobody asked for a part");
        }
    }

    @Test
    void aRangeOfAnotherLengthThanItSaysIsRefused() throws Exception {
        String says = TAG + "Content-Range: bytes 60000-69999/100000\r\n";
        for (String body : List.of(BODY.substring(60_000), BODY.substring(60_000, 69_999))) {
            partial(60_000, "\"v1\"");
            try (var server = new Canned(answer(206, says, body))) {
                assertEquals(Kind.PROTOCOL, fails(server.url("/x"), options().withResume(true)).kind());
                assertEquals(60_000, Files.size(folder.resolve("x")), "the part is as it was");
            }
        }
    }

    @Test
    void aNoteThatProvesNothingStillSaysThatTheFileIsNotWhole() throws Exception {
        for (String note : List.of("", "ur", "url: ", "url: http://a/x\nif-range: \"v",
                "url: http://a/other\nif-range: \"v1\"\n")) {
            partial(60_000, null);
            Files.writeString(folder.resolve("x.resume"), note);
            for (boolean newer : new boolean[] {true, false}) {
                var options = newer ? options().withNewer(true) : options().withResume(true);
                try (var server = new Canned(answer(500, "", ""))) {
                    fails(server.url("/x"), options);
                    assertNull(server.field(0, "If-Modified-Since"), note);
                    assertNull(server.field(0, "Range"), note);
                }
            }
        }
    }

    @Test
    void whatLooksLikeANoteAndIsNoneIsNeitherReadNorLost() throws Exception {
        Files.writeString(folder.resolve("x.resume"), "the life of x");
        try (var server = new Canned(answer(200, TAG, BODY), answer(200, TAG, "url: http://a/y\nif-range: \"v\"\n"))) {
            var e = fails(server.url("/x"), options());
            assertTrue(e.getMessage().endsWith("x.resume would say how much of it has come, and is something else"),
                    e.getMessage());
            assertEquals("the life of x", Files.readString(folder.resolve("x.resume")));
            assertEquals(folder.resolve("y.resume_"), run(server.url("/y.resume"), options()).file());
        }
    }

    @Test
    void timeStampsSpareWhatIsAsNew() throws Exception {
        Path file = Files.writeString(folder.resolve("x"), "old");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        try (var server = new Canned("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n", answer(200, TAG, "new"),
                answer(200, TAG, "whole"))) {
            assertEquals(Outcome.NOT_NEWER, run(server.url("/x"), options().withNewer(true)).outcome());
            assertEquals("Thu, 01 Jan 2026 00:00:00 GMT", server.field(0, "If-Modified-Since"));
            assertEquals(Outcome.SAVED, run(server.url("/x"), options().withNewer(true)).outcome());
            assertEquals("new", Files.readString(file));
            Files.writeString(folder.resolve("x.resume"), "url: u\nif-range: \"v1\"\n");
            run(server.url("/x"), options().withNewer(true));
            assertNull(server.field(2, "If-Modified-Since"), "a part is never as new as the whole");
        }
    }

    @Test
    void aBusyServerIsAskedAgain() throws Exception {
        try (var server = new Canned(answer(503, "Retry-After: 0\r\n", "busy"), answer(429, "", "slow down"),
                answer(200, "", "ok"))) {
            assertEquals("ok", Files.readString(run(server.url("/x"), options()).file()));
            assertEquals(1, server.connections());
        }
        try (var server = new Canned(answer(503, "Retry-After: 3600\r\n", "busy"), answer(200, "", "ok"))) {
            assertEquals(Kind.RESPONSE, fails(server.url("/y"), options()).kind());
        }
    }

    @Test
    void aFullDiskIsAFailureOfTheFile() throws Exception {
        try (var server = new Canned(answer(200, TAG, BODY), answer(200, TAG, BODY))) {
            var e = fails(server.url("/x"), options().withOutput("/dev/full"));
            assertEquals(Kind.FILE, e.kind());
            assertEquals("cannot write /dev/full: No space left on device", e.getMessage());
            assertEquals(1, server.requests.size(), "it is not tried again");
            var missing = fails(server.url("/x"), options().withOutput(folder.resolve("no/x").toString()));
            assertEquals("cannot write " + folder.resolve("no/x") + ": no such folder", missing.getMessage());
        }
    }

    private static String gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void gzipIsDecodedWhenAskedFor() throws Exception {
        String coding = "Content-Encoding: gzip\r\n" + TAG;
        String gzip = gzip(BODY);
        try (var server = new Canned(answer(200, coding, gzip),
                answer(200, coding, gzip(BODY.substring(0, 50_000)) + gzip(BODY.substring(50_000))),
                answer(200, coding, gzip), answer(200, TAG, BODY))) {
            assertEquals(BODY, Files.readString(run(server.url("/a"), compressed(options())).file()));
            assertEquals("gzip", server.field(0, "Accept-Encoding"));
            assertEquals(BODY, Files.readString(run(server.url("/b"), compressed(options())).file()),
                    "two members");
            assertArrayEquals(gzip.getBytes(StandardCharsets.ISO_8859_1),
                    Files.readAllBytes(run(server.url("/c"), options()).file()), "unasked it stays");
            assertEquals(BODY, Files.readString(run(server.url("/d"), compressed(options())).file()),
                    "a server need not");
        }
    }

    @Test
    void brokenGzipIsAFailure() throws Exception {
        String coding = "Content-Encoding: gzip\r\n";
        String gzip = gzip(BODY);
        try (var server = new Canned(answer(200, coding, gzip.substring(0, gzip.length() - 9)),
                answer(200, coding, "plain"), answer(200, coding, gzip.substring(0, 5)),
                cut(answer(200, coding, gzip), 9), cut(answer(200, coding, gzip + gzip), 9), answer(200, coding, gzip))) {
            assertEquals(Kind.PROTOCOL, fails(server.url("/a"), compressed(options())).kind());
            assertEquals(Kind.PROTOCOL, fails(server.url("/b"), compressed(options())).kind());
            assertEquals(Kind.PROTOCOL, fails(server.url("/c"), compressed(options())).kind());
            assertEquals(BODY, Files.readString(run(server.url("/d"), compressed(options())).file()),
                    "cut off, twice, then whole");
        }
    }

    @Test
    void checksumsAreCompared() throws Exception {
        var right = Checksum.parse("md5:781e5e245d69b566979b86e28d23f2c7");
        var wrong = Checksum.parse("md5:00000000000000000000000000000000");
        try (var server = new Canned(answer(200, TAG, "0123456789"), answer(200, TAG, "0123456789"),
                answer(206, TAG + "Content-Range: bytes 4-9/10\r\n", "456789"))) {
            run(server.url("/a"), options().withChecksum(right));
            var e = fails(server.url("/b"), options().withChecksum(wrong));
            assertEquals(Kind.OTHER, e.kind());
            assertEquals(List.of("a", "b.corrupt"), files());
            assertTrue(e.getMessage().contains("has the wrong MD5: 781e5e245d69b566979b86e28d23f2c7"), e.getMessage());
            Files.writeString(folder.resolve("c"), "0123");
            run(server.url("/c"), options().withChecksum(right).withResume(true));
        }
    }

    @Test
    void aCopyOfASiteStaysOnItsHostAndInItsFolder() throws Exception {
        String html = "Content-Type: text/html; charset=utf-8\r\n";
        try (var server = new Canned(
                answer(200, html, "<a href='a/'>a</a><a href='http://elsewhere.invalid/'>x</a>"
                        + "<a href='/%2e%2e/%2e%2e/up'>u</a><a href='gone'>g</a>"
                        + "<link rel=stylesheet href=s.css><a href='away'>w</a>"),
                answer(200, html, "<a href='/deep'>deep</a><a href='..'>back</a>"), answer(200, "", "up"),
                answer(404, "", ""),
                answer(200, "Content-Type: text/css\r\n", "b { background: url(b.png) }"),
                Canned.redirect(302, "http://elsewhere.invalid/"),
                answer(200, html, "<a href='/deeper'>deeper</a>"), answer(200, "", "png"));
                var client = new HttpClient(ClientOptions.DEFAULTS)) {
            var saved = new java.util.ArrayList<String>();
            var failed = new java.util.ArrayList<String>();
            var kind = new SiteCopy(client, options(), new SiteCopy.Extent(2, 100), new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) {
                    saved.add(folder.relativize(result.file()).toString().replaceFirst("^[^/]*", ""));
                }

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    failed.add(url.path());
                }
            }).run(ClientRequest.get(server.url("/")));
            assertEquals(Kind.RESPONSE, kind);
            assertEquals(List.of("/index.html", "/a/index.html", "/__/__/up", "/s.css", "/deep", "/b.png"), saved);
            assertEquals(List.of("/gone", "/away"), failed);
            assertFalse(Files.exists(folder.resolveSibling("up")));
        }
    }

    /// The heads of the columns link to the same listing in another order: each order
    /// once more would be the whole site again.
    @Test
    void aCopyFetchesNoListingInAnotherOrder() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root/sub"));
        Files.writeString(root.resolve("a.txt"), "a");
        Files.writeString(root.resolveSibling("linked.html"),
                "<a href='a.txt?sort=1'>a query of a file</a><a href='?C=X'>another query of a folder</a>");
        var asked = new java.util.concurrent.CopyOnWriteArrayList<String>();
        var site = new Site(root.getParent(), Site.Options.DEFAULTS);
        Handler handler = exchange -> {
            asked.add(exchange.request().target().toString());
            site.handle(exchange);
        };
        var failed = new java.util.ArrayList<String>();
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, handler);
                var client = new HttpClient(ClientOptions.DEFAULTS)) {
            new SiteCopy(client, options(), SiteCopy.Extent.DEFAULTS, new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) {}

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    failed.add(url.path());
                }
            }).run(ClientRequest.get("http://localhost:" + server.address().getPort() + "/"));
        }
        assertEquals(java.util.Set.of("/", "/sub/", "/linked.html", "/sub/a.txt", "/a.txt?sort=1", "/linked.html?C=X"),
                java.util.Set.copyOf(asked));
        assertEquals(6, asked.size(), "each once: " + asked);
        assertEquals(List.of("/a.txt"), failed);
    }

    @Test
    void theOrdersOfAListingOfApacheAreLeftOutToo() throws Exception {
        String html = "Content-Type: text/html\r\n";
        try (var server = new Canned(answer(200, html, "<a href='?C=N;O=D'>Name</a><a href='?C=M&amp;O=A'>Date</a>"
                + "<a href='?C=S;O=A'>Size</a><a href='?sort=date&amp;order=desc'>Date</a><a href='a?C=N;O=D'>a</a>"),
                answer(200, "", "a"));
                var client = new HttpClient(ClientOptions.DEFAULTS)) {
            var saved = new java.util.ArrayList<String>();
            var kind = new SiteCopy(client, options(), SiteCopy.Extent.DEFAULTS, new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) {
                    saved.add(url.toString().replaceFirst("http://[^/]*", ""));
                }

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    saved.add("failed: " + url);
                }
            }).run(ClientRequest.get(server.url("/")));
            assertEquals(null, kind);
            assertEquals(List.of("/", "/a?C=N;O=D"), saved);
        }
    }
}
