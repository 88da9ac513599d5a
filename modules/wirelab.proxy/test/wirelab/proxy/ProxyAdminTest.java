package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// The page about a proxy: what it shows, and to whom.
@Tag("socket")
class ProxyAdminTest {
    private final WebServer origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.respond(200,
            Headers.of("Cache-Control", "max-age=60"), ByteBuffer.wrap("hello".getBytes())));
    private final CachingProxy proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
    private final WebServer front = WebServer.start(CachingProxy.SERVER, proxy);
    private final ProxyAdmin admin = ProxyAdmin.start(Host.HERE, new InetSocketAddress("127.0.0.1", 0), proxy, "here:3128");

    ProxyAdminTest() throws IOException {}

    @AfterEach
    void close() {
        admin.close();
        front.close();
        proxy.close();
        origin.close();
    }

    private void fetch(String path) throws IOException {
        String url = "http://127.0.0.1:" + origin.address().getPort() + path;
        assertEquals(200, Raw.get(front.address(), "GET " + url + " HTTP/1.1\r\nHost: a\r\n\r\n").status());
    }

    private Raw.Response page(String path, String host) throws IOException {
        return Raw.get(admin.address(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void thePageSaysWhatIsKeptAndWhy() throws Exception {
        fetch("/a?q=<script>".replace("<", "%3C").replace(">", "%3E"));
        fetch("/a?q='x'&y");
        fetch("/a?q='x'&y");
        var page = page("/", "127.0.0.1");
        assertEquals("2", page.header("Refresh"));
        assertTrue(page.body().contains("/a?q=&#39;x&#39;&amp;y"), page.body());
        assertTrue(page.body().contains("max-age") && page.body().contains("here:3128"), page.body());
        assertFalse(page.body().contains("<script"), page.body());
        assertTrue(page("/still", "localhost:80").header("Refresh") == null);
    }

    @Test
    @Tag("interop")
    void programsGetTheSameAsJson() throws Exception {
        String python = Peer.require("python3", "python3");
        fetch("/a");
        fetch("/a");
        var json = page("/status.json", "[::1]:1").body();
        try (var peer = Peer.start(python, "-c", """
                import json, sys
                s = json.loads(sys.argv[1])
                k = s["kept"][0]
                print(s["counters"]["hits"], s["counters"]["misses"], s["counters"]["bytes saved"], k["why"], k["where"],
                      k["uses"], s["slowest"][0]["asked"], s["disk"])
                """, json)) {
            assertEquals(0, peer.awaitExit(), peer::output);
            assertEquals("1 1 5 max-age memory 1 1 None", peer.output().strip());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:3129", "127.0.0.1.evil.example", "localhost.evil.example",
        "127.0.0.1:80:80", "[::1].evil", "evil@127.0.0.1"})
    void whoUsesANameIsNotAnswered(String host) throws Exception {
        int status = page("/status.json", host).status();
        assertTrue(status == 421 || status == 400, host + ": " + status);
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        String post = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
        assertEquals(405, Raw.get(admin.address(), post).status());
        assertEquals(404, page("/else", "127.0.0.1").status());
    }
}
