package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// The whole proxy in a process of its own that is killed while many ask it.
@Tag("interop")
class KilledProxyTest {
    private static final int PAGES = 400;
    private static final int CLIENTS = 16;

    @TempDir
    Path folder;

    /// Each page has a length and bytes of its own.
    private static byte[] content(String path) {
        var random = new Random(path.hashCode());
        var bytes = new byte[1 + random.nextInt(60_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    @Test
    void whatIsServedAfterwardsIsWhatTheOriginSaid() throws Exception {
        try (var origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> exchange.respond(200,
                Headers.of("Cache-Control", "max-age=6000"),
                ByteBuffer.wrap(content(exchange.request().target().toString()))))) {
            String to = "http://127.0.0.1:" + origin.address().getPort();
            for (int round = 0; round < 3; round++) {
                try (var proxy = proxy(to)) {
                    var address = proxy.awaitListening();
                    if (round > 0) assertTrue(check(address) > 0, "nothing was kept over the kill");
                    load(proxy, address, round);
                }
            }
        }
    }

    private Peer proxy(String to) throws IOException {
        String store = folder.resolve("store").toString();
        return Peer.script("Proxy", "--port", "0", "--to", to, "--store", store, "--store-size", "64M");
    }

    /// Many ask; in the middle of it the proxy is killed.
    private void load(Peer proxy, InetSocketAddress address, int round) throws Exception {
        var answered = new AtomicInteger();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < CLIENTS; c++) {
                int client = c;
                clients.submit(() -> {
                    var random = new Random(100L * round + client);
                    try (var raw = new Raw(address)) {
                        while (true) {
                            raw.send(get("/" + random.nextInt(PAGES))).response();
                            answered.incrementAndGet();
                        }
                    } catch (IOException _) {
                        // It was killed.
                        return null;
                    }
                });
            }
            Eventually.that("many were answered, and some of it is on the disk", () -> answered.get() > 500 && files() > 50);
            proxy.process().destroyForcibly().waitFor();
        }
    }

    private long files() throws IOException {
        try (var files = Files.list(folder.resolve("store"))) {
            return files.filter(file -> file.getFileName().toString().length() == 32).count();
        }
    }

    /// {@return how many of the pages are hits, each with the bytes of the origin: 0 or more}
    private static int check(InetSocketAddress address) throws IOException {
        int hits = 0;
        try (var raw = new Raw(address)) {
            for (int page = 0; page < PAGES; page++) {
                String path = "/" + page;
                var answer = raw.send(get(path)).response();
                assertEquals(new String(content(path), StandardCharsets.ISO_8859_1), answer.body(), path);
                if (answer.header("Cache-Status").contains("; hit")) hits++;
            }
        }
        return hits;
    }
}
