package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// Chromium without a screen behind the proxy.
@Tag("interop")
class BrowserProxyTest {
    private static final int OBJECTS = 50;

    @TempDir
    Path folder;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private void answer(Exchange exchange) throws IOException {
        String path = exchange.request().target().toString();
        asked.add(path);
        boolean page = path.equals("/page.html");
        var html = new StringBuilder("<!DOCTYPE html><p id=p></p><script>let n = 0</script>");
        for (int i = 0; page && i < OBJECTS; i++) html.append("<script src=\"/object").append(i).append(".js\"></script>");
        String content = page ? html + "<script>p.textContent = n + ' objects'</script>" : path.endsWith(".js") ? "n++" : "";
        exchange.respond(200, Headers.of("Cache-Control", "max-age=600", "Content-Type",
                page ? "text/html" : "text/javascript"), ByteBuffer.wrap(content.getBytes()));
    }

    /// Each time with a profile of its own, so that the browser has kept nothing itself.
    private String load(WebServer front, String url) throws Exception {
        String chromium = Peer.require("chromium", "chromium");
        var profile = Files.createTempDirectory(folder, "profile");
        try (var peer = Peer.start("env", "TMPDIR=" + folder, chromium, "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--user-data-dir=" + profile, "--proxy-bypass-list=<-loopback>",
                "--proxy-server=http://127.0.0.1:" + front.address().getPort(), "--virtual-time-budget=20000", "--dump-dom",
                url)) {
            assertEquals(0, peer.awaitExit(), peer.output());
            return peer.output();
        }
    }

    @Test
    void aPageOfFiftyObjectsIsFetchedOnceForAll() throws Exception {
        try (var origin = WebServer.start(WebServer.Options.DEFAULTS, this::answer);
                var proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
                var front = WebServer.start(CachingProxy.SERVER, proxy)) {
            String url = "http://127.0.0.1:" + origin.address().getPort() + "/page.html";
            String first = load(front, url);
            assertTrue(first.contains(OBJECTS + " objects"), first);
            var before = List.copyOf(asked);
            assertTrue(before.size() > OBJECTS, () -> before.toString());
            String second = load(front, url);
            assertTrue(second.contains(OBJECTS + " objects"), second);
            // The browser may look for an icon the second time only: that is no part of the page.
            var more = asked.stream().skip(before.size()).filter(path -> !path.equals("/favicon.ico")).toList();
            assertEquals(List.of(), more);
            assertTrue(proxy.counters().get("hits") > OBJECTS, () -> proxy.counters().toString());
        }
    }
}
