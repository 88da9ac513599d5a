package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.ClientException.Kind;
import wirelab.http.Proxies.Route;
import wirelab.kit.UsageException;

/// The client's rules that need no socket: proxies, requests, which failure counts.
class ClientRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ResponseHead status(int status, String... headers) {
        return ResponseHead.of(status, Headers.of(headers));
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

    @ParameterizedTest
    @ValueSource(strings = {"http://[::1]/", "http://[fd00::7]/", "http://10.1.2.3/", "http://192.168.1.9:8080/",
        "http://a.example/", "http://b.a.example/"})
    void addressesNetworksAndSpacesInNoProxyCount(String url) {
        var proxies = Proxies.of(Map.of("http_proxy", "proxy:3128", "no_proxy",
                "::1 fd00::/8,10.0.0.0/8  192.168.1.9,a.example"));
        assertNull(proxies.select(HttpUrl.parse(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[::2]/", "http://11.0.0.1/", "http://192.168.1.99/", "http://10.example/"})
    void whatNoProxyDoesNotNameGoesThroughTheProxy(String url) {
        var proxies = Proxies.of(Map.of("http_proxy", "proxy:3128", "no_proxy",
                "::1 fd00::/8,10.0.0.0/8  192.168.1.9,a.example"));
        assertEquals("proxy:3128", proxies.select(HttpUrl.parse(url)).toString());
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
        var withBody = post.head(direct, HttpClientTest.oneRequestEach()).headers();
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

    @Test
    void theLowerStatusCountsAsWgetSays() {
        assertEquals(Kind.FILE, Kind.FILE.or(Kind.RESPONSE));
        assertEquals(Kind.FILE, Kind.RESPONSE.or(Kind.FILE));
        assertEquals(Kind.RESPONSE, Kind.OTHER.or(Kind.RESPONSE));
        assertEquals(Kind.NETWORK, Kind.NETWORK.or(null));
    }
}
