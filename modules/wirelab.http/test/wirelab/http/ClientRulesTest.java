package wirelab.http;

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Fuzz;
import wirelab.kit.UsageException;

/// The client's rules that need no socket: retries, proxies, names of files, ranges, links, checksums.
class ClientRulesTest {
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
            http://example.org/        | proxy:3128
            https://example.org/       | secure:8080
            http://localhost/          |
            http://sub.local.test/     |
            http://local.test/         |
            http://notlocal.test/      | proxy:3128
            http://10.0.0.1:81/        |
            http://10.0.0.1:82/        | proxy:3128
            http://[::1]/              |
            """)
    void theEnvironmentChoosesTheProxy(String url, String proxy) {
        var proxies = Proxies.of(Map.of("http_proxy", "http://proxy:3128/", "HTTPS_PROXY", "secure:8080",
                "no_proxy", "localhost, .local.test,10.0.0.1:81, [::1]"));
        var chosen = proxies.select(HttpUrl.parse(url));
        assertEquals(proxy, chosen == null ? null : chosen.toString());
    }

    @Test
    void theUpperCaseNameOfHttpProxyIsNotRead() {
        assertNull(Proxies.of(Map.of("HTTP_PROXY", "evil:1")).select(HttpUrl.parse("http://a/")));
        assertNull(Proxies.of(Map.of("http_proxy", "p:1", "NO_PROXY", "*")).select(HttpUrl.parse("http://a/")));
        assertThrows(UsageException.class, () -> Proxies.of(Map.of("http_proxy", "socks5://a:1")));
    }

    @Test
    void credentialsOfAProxyAreForTheProxy() {
        var proxy = Proxies.Proxy.parse("http://me:p%40ss@proxy:3128");
        assertEquals("Basic bWU6cEBzcw==", proxy.authorization());
        assertEquals("proxy:3128", proxy.toString());
        var request = ClientRequest.get("http://you:too@a/x?y");
        var head = request.head(new Route.Forwarded(proxy), ClientOptions.DEFAULTS);
        assertEquals("GET http://a/x?y HTTP/1.1", head.startLine());
        assertEquals("Basic bWU6cEBzcw==", head.headers().first("Proxy-Authorization"));
        var direct = request.head(new Route.Direct("a", 80, false), ClientOptions.DEFAULTS);
        assertEquals("GET /x?y HTTP/1.1", direct.startLine());
        assertFalse(direct.headers().has("Proxy-Authorization"));
        assertEquals("Basic eW91OnRvbw==", direct.headers().first("Authorization"));
    }

    @Test
    void aRequestSaysWhereItGoes() {
        var direct = new Route.Direct("a.example", 8001, false);
        var request = ClientRequest.get("http://me:secret@a.example:8001?q#part");
        var head = request.head(direct, ClientOptions.DEFAULTS);
        assertEquals("GET /?q HTTP/1.1", head.startLine());
        assertEquals(List.of("a.example:8001"), head.headers().all("Host"));
        assertEquals("wirelab", head.headers().first("User-Agent"));
        var forwarded = request.head(new Route.Forwarded(Proxies.Proxy.parse("proxy:3128")), ClientOptions.DEFAULTS);
        assertEquals("GET http://a.example:8001/?q HTTP/1.1", forwarded.startLine());
        assertEquals("a.example:8001", forwarded.headers().first("Host"));
        for (var name : List.of("Connection", "TE", "Transfer-Encoding", "Content-Length", "Expect", "Referer", "Upgrade")) {
            assertFalse(head.headers().has(name), name);
        }
        var post = new ClientRequest("OPTIONS", HttpUrl.parse("http://a.example/"), Headers.EMPTY, new byte[3]);
        var withBody = post.head(direct, ClientOptions.DEFAULTS.withKeepAlive(false)).headers();
        assertEquals("a.example", withBody.first("Host"));
        assertEquals(List.of("3"), withBody.all("Content-Length"));
        assertTrue(withBody.has("Content-Type"));
        assertEquals(List.of("close"), withBody.all("Connection"));
        assertFalse(withBody.has("Transfer-Encoding"));
    }

    @Test
    void traceCarriesNothingThatMustNotComeBack() {
        var url = HttpUrl.parse("http://a/");
        assertEquals("TRACE", new ClientRequest("TRACE", url, Headers.of("X-A", "b"), null).method());
        assertThrows(UsageException.class, () -> new ClientRequest("TRACE", url, Headers.EMPTY, new byte[1]));
        for (String name : List.of("Authorization", "Cookie")) {
            assertThrows(UsageException.class, () -> new ClientRequest("TRACE", url, Headers.of(name, "x"), null));
        }
        var withPassword = HttpUrl.parse("http://me:secret@a/");
        assertThrows(UsageException.class, () -> new ClientRequest("TRACE", withPassword, Headers.EMPTY, null));
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

    @Test
    void theLowerStatusCountsAsWgetSays() {
        assertEquals(Kind.FILE, Kind.FILE.or(Kind.RESPONSE));
        assertEquals(Kind.FILE, Kind.RESPONSE.or(Kind.FILE));
        assertEquals(Kind.RESPONSE, Kind.OTHER.or(Kind.RESPONSE));
        assertEquals(Kind.NETWORK, Kind.NETWORK.or(null));
    }
}
