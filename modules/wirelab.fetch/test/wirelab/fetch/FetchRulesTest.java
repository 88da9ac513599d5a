package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.Headers;
import wirelab.http.HttpUrl;
import wirelab.http.ResponseHead;
import wirelab.kit.Fuzz;
import wirelab.kit.UsageException;

/// The rules of fetching that need no socket: retries, names of files, ranges, links, checksums.
class FetchRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ResponseHead status(int status, String... headers) {
        return ResponseHead.of(status, Headers.of(headers));
    }

    @Test
    void pausesDoubleAndHaveARandomPart() {
        var policy = new Retries.Policy(6, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1));
        var retries = new Retries(policy);
        var cut = new ClientException(Kind.NETWORK, "cut", null, true);
        assertEquals(Duration.ofMillis(500), retries.after(cut, 0));
        assertEquals(Duration.ofMillis(1500), retries.after(cut, 0.5));
        assertEquals(Duration.ofMillis(2000), retries.after(cut, 0));
        assertEquals(Duration.ofMillis(2500), retries.after(cut, 0), "no longer than the longest");
        assertEquals(Duration.ofMillis(2500), retries.after(cut, 0));
        assertNull(retries.after(cut, 0), "six tries have failed");
    }

    @Test
    void whatWillNotGoAwayIsNotTriedAgain() {
        var retries = new Retries(Retries.Policy.DEFAULTS);
        assertNull(retries.after(new ClientException(Kind.NETWORK, "refused"), 0));
        assertNull(retries.after(new ClientException(Kind.FILE, "disk full"), 0));
        for (int status : new int[] {400, 401, 404, 416, 500, 501}) assertNull(retries.after(status(status), NOW, 0));
        for (int status : new int[] {408, 429, 502, 503}) assertTrue(retries.after(status(status), NOW, 0) != null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7                             | PT7S
            0                             | PT0S
            Thu, 01 Jan 2026 00:00:30 GMT | PT30S
            Wed, 31 Dec 2025 00:00:30 GMT | PT0S
            soon                          | PT0.25S
            -1                            | PT0.25S
            99999999999999                | PT0.25S
            """)
    void aServerMaySayWhenToComeBack(String value, String wait) {
        assertEquals(Duration.parse(wait), new Retries(Retries.Policy.DEFAULTS)
                .after(status(503, "Retry-After", value), NOW, 0));
    }

    @Test
    void aServerThatAsksForTooLongIsLeftAlone() {
        assertNull(new Retries(Retries.Policy.DEFAULTS).after(status(503, "Retry-After", "3600"), NOW, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://a/                     | index.html
            http://a/b/                   | index.html
            http://a/b/c.txt              | c.txt
            http://a/c.txt?v=1&w          | c.txt@v=1&w
            http://a/?q                   | index.html@q
            http://a/%2e%2e%2fetc%2fpasswd | _._etc_passwd
            http://a/%2fetc%2fpasswd      | _etc_passwd
            http://a/..%5c..%5cx          | _._.._x
            http://a/.bashrc              | _bashrc
            http://a/%00x                 | _x
            http://a/na%C3%AFve           | naïve
            http://a/%ff%fe               | ��
            http://a/x%E2%80%AEcod.exe    | x_cod.exe
            http://a/CON.txt              | _CON.txt
            http://a/x.                   | x_
            """)
    void aUrlNamesAHarmlessFile(String url, String name) {
        assertEquals(name, FileNames.of(HttpUrl.parse(url)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            attachment; filename="report.pdf"                              | report.pdf
            attachment; filename=report.pdf                                | report.pdf
            attachment; FileName = "a;b\\"c.txt"                           | a;b_c.txt
            inline; filename="../../etc/passwd"                            | passwd
            attachment; filename="C:\\\\boot.ini"                          | boot.ini
            attachment; filename="x.txt"; filename*=UTF-8''na%C3%AFve.txt  | naïve.txt
            attachment; filename*=UTF-8'en'..%2f..%2fx                     | x
            attachment; filename*=nonsense''x; filename=y                  | y
            attachment; filename=".."                                      | __
            attachment; filename=".ssh"                                    | _ssh
            attachment                                                     |
            attachment; filename=""                                        |
            attachment; filename="a/"                                      |
            """)
    void aContentDispositionNamesAHarmlessFile(String value, String name) {
        assertEquals(name, FileNames.ofDisposition(value));
    }

    @Test
    void noServerCanNameAFileOutsideTheFolder() {
        Path folder = Path.of("/tmp/folder");
        byte[][] seeds = {"attachment; filename=\"../a/b\\\\c.txt\"; filename*=UTF-8''..%2fx".getBytes(),
                "form-data; filename=..".getBytes()};
        Fuzz.mutations(6266, 10_000, seeds).forEach(bytes -> {
            String name = FileNames.ofDisposition(new String(bytes, StandardCharsets.ISO_8859_1));
            if (name == null) return;
            Path file = folder.resolve(name).normalize();
            assertEquals(folder, file.getParent(), name);
            assertFalse(name.startsWith("."), name);
            assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 210, name);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes 0-9/10     | 0  | 9  | 10
            bytes 5-9/*      | 5  | 9  | -1
            bytes */10       | -1 | -1 | 10
            """)
    void rangesAreRead(String value, long first, long last, long length) {
        assertEquals(new ContentRange(first, last, length), ContentRange.parse(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes", "bytes 9-0/10", "bytes 0-10/10", "bytes -1-2/3", "bytes 1/2", "bytes */*",
            "lines 0-9/10", "bytes 0-9",
            "bytes +1-2/3", "bytes 99999999999999999999-1/2"})
    void brokenRangesAreNone(String value) {
        assertNull(ContentRange.parse(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "abc"   | Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 01:00:00 GMT | "abc"
            W/"abc" | Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 01:00:00 GMT |
                    | Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 01:00:00 GMT | Thu, 01 Jan 2026 00:00:00 GMT
                    | Thu, 01 Jan 2026 00:00:00 GMT | Thu, 01 Jan 2026 00:00:01 GMT |
                    | Thu, 01 Jan 2026 00:00:00 GMT |                               |
            """)
    void onlyAStrongValidatorProvesThatBytesAreTheSame(String tag, String modified, String date, String validator) {
        var headers = Headers.EMPTY.edit();
        if (tag != null) headers.add("ETag", tag);
        if (modified != null) headers.add("Last-Modified", modified);
        if (date != null) headers.add("Date", date);
        assertEquals(validator, ResumeNote.validator(headers.build()));
    }

    @Test
    void linksAreFoundWhereBrowsersFindThem() {
        var links = LinkExtractor.html("""
                <!DOCTYPE html><html><head><base href="/docs/"><title><a href="in-title"></title>
                <link rel=stylesheet href=style.css><style>body { background: url("bg.png") } @import 'more.css';</style>
                <script src="a.js">"<a href='in-script'>"</script></head>
                <!-- <a href="in-comment"> -->
                <A HREF='one.html?a=1&amp;b=2'>x</a><a name=x href = two.html >y</a><a href="#top">z</a>
                <a title="a>b" href="three.html"><img src=i.png srcset="i-2x.png 2x, i-3x.png 3x"/>
                <video poster="p.jpg" src="v.mp4"></video><p style="background:url(q.png)">
                <a data-href="no" href>nothing</a><a href="unclosed""");
        assertEquals("/docs/", links.base());
        assertEquals(List.of("style.css", "bg.png", "more.css", "a.js", "one.html?a=1&b=2", "two.html", "three.html",
                "i.png", "i-2x.png",
                "i-3x.png", "v.mp4", "p.jpg", "q.png", "unclosed").stream().sorted().toList(), links.links().stream()
                .sorted().toList());
        assertEquals(List.of("a.png", "b.css", "c.css"),
                LinkExtractor.css("x { background: URL( 'a.png' ) } @import url(b.css); @import \"c.css\" screen;").links());
    }

    @Test
    void linksAreFoundHoweverTheyAreWritten() {
        assertEquals(List.of("a/b?c&d", "e'f", "g.png", "h.png", "i,j.png", "k.png", "next.html", "bg.gif", "lines"),
                LinkExtractor.html("""
                        <a href="a&#x2f;b?c&#38;d">x</a><a href="e&#039;f">y</a>
                        <img srcset="g.png 1x,h.png 2x,i,j.png 100w"><img srcset="k.png">
                        <meta http-equiv=Refresh content="5; URL='next.html'"><meta name=x content="0;url=no.html">
                        <table background=bg.gif><a href="li
                        nes">z</a>""".replace("li\n                        nes", "li\nnes")).links());
    }

    @Test
    void addressesAreReadAsBrowsersReadThem() {
        assertEquals(List.of("a/b?c\\d", "two", "three", "four", "/five", "six"), LinkExtractor.html("""
                <a href='a\\b?c\\d'>x</a><meta http-equiv=refresh content="0,two">
                <meta http-equiv=refresh content="1 ; url = three"><meta http-equiv=refresh content='2;URL="four" and more'><meta http-equiv=refresh content="soon; url=no">
                <a href='\\five'>x</a><a href="  six  ">x</a>
                """).links());
    }

    @Test
    void anyTextHasLinksOrNone() {
        byte[] seed = ("<a href='x'>&amp;</a><!-- --><style>url(a)</style><img srcset=\"a 1x, b 2x\"><base href=/>"
                + "<script src=x></script>").getBytes();
        Fuzz.mutations(5, 10_000, seed).forEach(bytes -> {
            LinkExtractor.html(new String(bytes, StandardCharsets.UTF_8));
            LinkExtractor.css(new String(bytes, StandardCharsets.UTF_8));
        });
        assertTrue(LinkExtractor.html("<a href=x>".repeat(1000) + "<".repeat(100_000)).links().size() == 1);
    }

    @Test
    void checksumsAreRead() {
        String hex = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";
        assertEquals(new Checksum("SHA-256", hex.toLowerCase(java.util.Locale.ROOT)), Checksum.parse("sha-256:" + hex));
        assertEquals("SHA-256", Checksum.parse("sha256:" + hex).algorithm());
        for (String wrong : List.of(hex, "sha-256:", "sha-256:00", "crc:00", "sha-256:" + "g".repeat(64))) {
            assertThrows(UsageException.class, () -> Checksum.parse(wrong));
        }
    }
}
