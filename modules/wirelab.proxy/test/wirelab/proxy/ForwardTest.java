package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Eventually;
import wirelab.kit.TcpServer;
import wirelab.proxy.Destinations.HostPattern;

/// A proxy between browsers and the world: whole URLs, tunnels, and where it does not go.
@Tag("socket")
class ForwardTest {
    private final WebServer origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.respond(200,
            Headers.of("Cache-Control", "max-age=60", "Host-Was", exchange.request().headers().first("Host")),
            ByteBuffer.wrap(exchange.request().target().toString().getBytes())));
    private CachingProxy proxy;
    private WebServer front;

    ForwardTest() throws IOException {}

    @AfterEach
    void close() {
        if (front != null) front.close();
        if (proxy != null) proxy.close();
        origin.close();
    }

    private void start(ProxyOptions options) throws IOException {
        proxy = new CachingProxy(Host.HERE, options, null);
        front = WebServer.start(CachingProxy.SERVER, proxy);
    }

    private static ProxyOptions access(List<String> allow, List<String> deny, Set<Integer> tunnels, boolean inside) {
        return ProxyOptions.DEFAULTS.withAccess(null, allow, deny, tunnels, inside);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + origin.address().getPort() + path;
    }

    private Raw.Response get(String url) throws IOException {
        return Raw.get(front.address(), "GET " + url + " HTTP/1.1\r\nHost: elsewhere\r\n\r\n");
    }

    @Test
    void aWholeUrlIsFetchedAndItsHostCountsAlone() throws Exception {
        start(ProxyOptions.DEFAULTS);
        var first = get(url("/a?b=%2f"));
        assertEquals("/a?b=%2f", first.body());
        assertEquals("127.0.0.1:" + origin.address().getPort(), first.header("Host-Was"));
        // Whoever asks before the last byte is stored shares the fetch that is under way: no hit yet.
        Eventually.that("a hit", () -> get(url("/a?b=%2f")).header("Cache-Status").startsWith("wirelab; hit"));
        assertTrue(get(url("/a?b=%2F")).header("Cache-Status").contains("uri-miss"));
        assertTrue(get(url("/a?b=%2f").replace("http", "HTTP")).header("Cache-Status").startsWith("wirelab; hit"));
        assertTrue(get(url("/A?b=%2f")).header("Cache-Status").contains("uri-miss"));
    }

    @Test
    void aTunnelCarriesBytesBothWays() throws Exception {
        try (var echo = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var buffer = ByteBuffer.allocate(1000);
            while (connection.read(buffer.clear()) >= 0) connection.write(buffer.flip());
        })) {
            int port = echo.address().getPort();
            start(access(List.of(), List.of(), Set.of(port), true));
            try (var raw = new Raw(front.address())) {
                raw.send("CONNECT 127.0.0.1:" + port + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nearly ");
                assertEquals(200, raw.response("CONNECT").status());
                raw.send("and late").endOutput();
                assertEquals("early and late", raw.rest());
            }
        }
    }

    @Test
    void tunnelsGoToTheirPortsAlone() throws Exception {
        start(ProxyOptions.DEFAULTS);
        String connect = "CONNECT 127.0.0.1:" + origin.address().getPort() + " HTTP/1.1\r\nHost: a\r\n\r\n";
        assertEquals(403, Raw.get(front.address(), connect).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.1.2.3", "192.168.0.1",
        "172.16.0.1", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "224.0.0.1", "127.1"})
    void addressesInsideAreNotReached(String host) throws Exception {
        start(access(List.of(), List.of(), Set.of(443), false));
        int status = get("http://" + host + ":" + origin.address().getPort() + "/").status();
        assertTrue(status == 403 || status == 400, host + ": " + status);
        int tunnel = Raw.get(front.address(), "CONNECT " + host + ":443 HTTP/1.1\r\nHost: a\r\n\r\n").status();
        assertTrue(tunnel == 403 || tunnel == 400, host + ": " + tunnel);
    }

    @Test
    void listsSayWhereItGoes() throws Exception {
        start(access(List.of("127.0.0.1:" + origin.address().getPort()), List.of(), Set.of(443), true));
        assertEquals(200, get(url("/")).status());
        assertEquals(403, get("http://localhost:" + origin.address().getPort() + "/").status());
        close();
    }

    @ParameterizedTest
    @CsvSource({"example.org,example.org,80,true", "example.org,www.example.org,80,false",
        "*.example.org,www.example.org,80,true",
        "*.example.org,example.org,80,false", "*.example.org,badexample.org,80,false", "*,anything,1,true", "*:25,a,25,true",
        "*:25,a,26,false", "[::1]:8080,[::1],8080,true", "Example.ORG,example.org,80,true"})
    void aPatternIsAHostAndPerhapsAPort(String pattern, String host, int port, boolean matches) {
        assertEquals(matches, HostPattern.parse(pattern).matches(host, port));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,true", "8.8.8.8,false", "127.0.0.1,true", "::1,true", "2001:db8::1,false", "fc00::1,true",
        "fe80::1,true", "0.0.0.0,true", "192.168.1.1,true", "172.32.0.1,false", "169.254.0.1,true", "239.1.1.1,true"})
    void whatIsInsideIsKnown(String address, boolean inside) {
        assertEquals(inside, Destinations.isInside(InetAddress.ofLiteral(address)));
    }

    @Test
    void itsOwnPageTellsABrowserTheWay() throws Exception {
        start(ProxyOptions.DEFAULTS);
        String here = "127.0.0.1:" + front.address().getPort();
        var pac = Raw.get(front.address(), "GET /proxy.pac HTTP/1.1\r\nHost: " + here + "\r\n\r\n");
        assertEquals("application/x-ns-proxy-autoconfig", pac.header("Content-Type"));
        assertTrue(pac.body().contains("\"PROXY " + here + "\""), pac.body());
        assertEquals(404, Raw.get(front.address(), "/", "").status());
    }

    @Test
    void purgeNeedsItsToken() throws Exception {
        start(ProxyOptions.DEFAULTS.withPurge("open-sesame"));
        get(url("/a"));
        String purge = "PURGE " + url("/a") + " HTTP/1.1\r\nHost: a\r\n";
        assertEquals(403, Raw.get(front.address(), purge + "\r\n").status());
        assertEquals(403, Raw.get(front.address(), purge + "Authorization: Bearer open-sesama\r\n\r\n").status());
        assertTrue(get(url("/a")).header("Cache-Status").contains("hit"));
        assertEquals(200, Raw.get(front.address(), purge + "Authorization: Bearer open-sesame\r\n\r\n").status());
        assertFalse(get(url("/a")).header("Cache-Status").contains("hit"));
    }

    @Test
    void theTokenIsNotShown() {
        assertFalse(ProxyOptions.DEFAULTS.withPurge("open-sesame").toString().contains("sesame"));
    }

    @Test
    void offlineAsksNobody() throws Exception {
        start(ProxyOptions.DEFAULTS.withOffline(true));
        assertEquals(504, get(url("/a")).status());
    }

    @Test
    void whatIsNotThereIs502() throws Exception {
        start(ProxyOptions.DEFAULTS);
        // Bound and not listening: nobody else can take the port, and nobody answers there.
        try (var held = new Socket()) {
            held.bind(new InetSocketAddress("127.0.0.1", 0));
            assertEquals(502, get("http://127.0.0.1:" + held.getLocalPort() + "/a").status());
        }
        assertEquals(502, get("http://nosuch.invalid/").status());
    }

    @Test
    @Tag("interop")
    void curlAndWgetGoThroughIt() throws Exception {
        Peer.require("curl", "curl");
        Peer.require("wget", "wget");
        start(ProxyOptions.DEFAULTS);
        String here = "http://127.0.0.1:" + front.address().getPort();
        try (var curl = Peer.start("curl", "-sS", "-x", here, url("/curl"), url("/curl"))) {
            assertEquals(0, curl.awaitExit(), curl::output);
            assertEquals("/curl/curl", curl.output());
        }
        try (var wget = Peer.start("wget", "-qO-", "-e", "http_proxy=" + here, url("/wget"))) {
            assertEquals(0, wget.awaitExit(), wget::output);
            assertEquals("/wget", wget.output());
        }
        assertEquals(1, proxy.counters().get("hits"));
    }
}
