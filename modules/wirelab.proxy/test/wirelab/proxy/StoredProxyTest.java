package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// A proxy that has a disk, one after the other on the same folder.
@Tag("socket")
class StoredProxyTest {
    @TempDir
    Path folder;
    private final AtomicInteger asked = new AtomicInteger();
    private final WebServer origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
        asked.incrementAndGet();
        exchange.respond(200, Headers.of("Cache-Control", "max-age=600", "ETag", "\"1\""),
                ByteBuffer.wrap(exchange.request().target().toString().repeat(1000).getBytes()));
    });
    private CachingProxy proxy;
    private WebServer front;

    StoredProxyTest() throws IOException {}

    @AfterEach
    void close() {
        stop();
        origin.close();
    }

    private void start(ProxyOptions options) throws IOException {
        stop();
        options = options.withServers(List.of("http://127.0.0.1:" + origin.address().getPort()));
        proxy = CachingProxy.withStore(Host.HERE, options, null, folder, 10 << 20);
        front = WebServer.start(CachingProxy.SERVER, proxy);
    }

    private void stop() {
        if (front == null) return;
        front.close();
        proxy.close();
    }

    private Raw.Response send(String method, String path) throws IOException {
        String body = method.equals("POST") ? "Content-Length: 1\r\n\r\nx" : "\r\n";
        return Raw.get(front.address(), method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + body);
    }

    @Test
    void aRestartIsNoReasonToAskAgain() throws Exception {
        start(ProxyOptions.DEFAULTS);
        for (int i = 0; i < 10; i++) send("GET", "/" + i);
        start(ProxyOptions.DEFAULTS);
        for (int i = 0; i < 10; i++) {
            var answer = send("GET", "/" + i);
            assertTrue(answer.header("Cache-Status").startsWith("wirelab; hit"), answer.header("Cache-Status"));
            assertEquals(("/" + i).repeat(1000), answer.body());
        }
        assertEquals(10, asked.get());
    }

    @Test
    void whatWasInvalidatedStaysSo() throws Exception {
        start(ProxyOptions.DEFAULTS);
        send("GET", "/a");
        start(ProxyOptions.DEFAULTS);
        send("POST", "/a");
        start(ProxyOptions.DEFAULTS);
        assertTrue(send("GET", "/a").header("Cache-Status").contains("uri-miss"));
    }

    @Test
    void whatHadNoRoomInMemoryComesFromTheDisk() throws Exception {
        start(ProxyOptions.DEFAULTS.withMemory(100_000));
        for (int round = 0; round < 2; round++) {
            for (int i = 1000; i < 1100; i++) assertEquals(("/" + i).repeat(1000), send("GET", "/" + i).body());
        }
        assertEquals(100, asked.get());
    }

    @Test
    void offlineTheStoreIsAllThereIs() throws Exception {
        start(ProxyOptions.DEFAULTS);
        send("GET", "/a");
        start(ProxyOptions.DEFAULTS.withOffline(true));
        assertEquals(200, send("GET", "/a").status());
        for (String method : List.of("POST", "DELETE", "OPTIONS", "BREW")) assertEquals(504, send(method, "/a").status());
        assertEquals(504, send("GET", "/b").status());
        assertEquals(200, send("GET", "/a").status());
        assertEquals(1, asked.get());
    }

    @Test
    void offlineThereAreNoTunnels() throws Exception {
        try (var echo = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {});
                var forward = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS.withOffline(true).withAccess(null, List.of(),
                        List.of(), Set.of(echo.address().getPort()), true), null);
                var server = WebServer.start(CachingProxy.SERVER, forward)) {
            String connect = "CONNECT 127.0.0.1:" + echo.address().getPort() + " HTTP/1.1\r\nHost: a\r\n\r\n";
            assertEquals(504, Raw.get(server.address(), connect).status());
        }
    }
}
