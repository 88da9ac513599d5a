package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.login.UserFile;
import wirelab.login.UserFileWriter;
import wirelab.login.Verifier;

/// A proxy that wants to know who asks.
@Tag("socket")
class ProxyLoginTest {
    @TempDir
    Path folder;
    private final Queue<Headers> seen = new ConcurrentLinkedQueue<>();
    private WebServer origin;
    private CachingProxy proxy;
    private WebServer front;

    @BeforeEach
    void start() throws IOException {
        var file = folder.resolve("users.ini");
        password(file, "s\u00e9same: open");
        origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            seen.add(exchange.request().headers());
            exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap("here".getBytes()));
        });
        var options = ProxyOptions.DEFAULTS.withAccess(null, List.of(), List.of(), Set.of(origin.address().getPort()), true);
        proxy = new CachingProxy(Host.HERE, options, null);
        front = WebServer.start(CachingProxy.SERVER, new ProxyLogin(UserFile.open(file), proxy));
    }

    @AfterEach
    void close() {
        front.close();
        proxy.close();
        origin.close();
    }

    private static void password(Path file, String password) throws IOException {
        var random = new Random(password.length());
        new UserFileWriter(file, random).put("alice", Verifier.of(password, Verifier.MIN_ITERATIONS, random));
    }

    private String there() {
        return "127.0.0.1:" + origin.address().getPort();
    }

    private Raw.Response get(String credentials) throws IOException {
        String line = credentials == null ? "" : "Proxy-Authorization: " + credentials + "\r\n";
        return Raw.get(front.address(), "GET http://" + there() + "/ HTTP/1.1\r\nHost: a\r\n" + line + "\r\n");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoSaysNothingIsAsked() throws Exception {
        var answer = get(null);
        assertEquals(407, answer.status());
        assertEquals("Basic realm=\"wirelab\", charset=\"UTF-8\"", answer.header("Proxy-Authenticate"));
        assertEquals(0, seen.size());
    }

    @Test
    void whoIsInTheFileGoesThroughAndHisPasswordEndsHere() throws Exception {
        for (int i = 0; i < 3; i++) assertEquals(200, get(basic("alice:s\u00e9same: open")).status());
        assertEquals(200, get(basic("alice:s\u00e9same: open").replace("Basic", "bAsIc")).status());
        assertEquals(4, seen.size());
        for (var headers : seen) assertNull(headers.first("Proxy-Authorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice:sesame: open", "alice:", "bob:s\u00e9same: open", ":s\u00e9same: open", "alice", "",
        "Alice:s\u00e9same: open"})
    void nobodyElseDoes(String pair) throws Exception {
        assertEquals(407, get(basic(pair)).status());
        assertEquals(0, seen.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ???", "Bearer YWxpY2U6c8Opc2FtZTogb3Blbg==", "Basic YQ= =", "x"})
    void whatIsNoBasicIsRefused(String credentials) throws Exception {
        assertEquals(407, get(credentials).status());
    }

    @Test
    void aTunnelNeedsItToo() throws Exception {
        String connect = "CONNECT " + there() + " HTTP/1.1\r\nHost: a\r\n";
        assertEquals(407, Raw.get(front.address(), connect + "\r\n").status());
        try (var raw = new Raw(front.address())) {
            raw.send(connect + "Proxy-Authorization: " + basic("alice:s\u00e9same: open") + "\r\n\r\n");
            assertEquals(200, raw.response("CONNECT").status());
            assertEquals("here", raw.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().body());
        }
    }

    @Test
    void aNewPasswordCountsAtOnce() throws Exception {
        assertEquals(200, get(basic("alice:s\u00e9same: open")).status());
        password(folder.resolve("users.ini"), "changed");
        assertEquals(407, get(basic("alice:s\u00e9same: open")).status());
        assertEquals(200, get(basic("alice:changed")).status());
    }

    @Test
    void theWayToTheProxyIsToldToEverybody() throws Exception {
        assertEquals(200, Raw.get(front.address(), "/proxy.pac", "").status());
    }

    @Test
    @Tag("interop")
    void curlLogsIn() throws Exception {
        Peer.require("curl", "curl");
        String here = "http://127.0.0.1:" + front.address().getPort();
        for (String tunnel : List.of("--no-proxytunnel", "--proxytunnel")) {
            try (var curl = Peer.start("curl", "-sS", tunnel, "-x", here, "-U", "alice:s\u00e9same: open",
                    "http://" + there())) {
                assertEquals(0, curl.awaitExit(), curl::output);
                assertEquals("here", curl.output());
            }
        }
        try (var curl = Peer.start("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-x", here,
                "http://" + there())) {
            assertEquals(0, curl.awaitExit(), curl::output);
            assertEquals("407", curl.output());
        }
        assertFalse(seen.stream().anyMatch(headers -> headers.has("Proxy-Authorization")));
    }
}
