package wirelab.http;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.http.Canned.CLOSE;
import static wirelab.http.Canned.HANG;
import static wirelab.http.Canned.RESET;
import static wirelab.http.Canned.answer;
import static wirelab.http.Canned.redirect;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse.Timing;
import wirelab.http.Proxies.Route;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.TcpServer;

@Tag("socket")
class HttpClientTest {
    private final StringWriter log = new StringWriter();
    private final ClientOptions options = ClientOptions.DEFAULTS.withTranscript(Transcript.to(log));

    /// A connection for each request.
    static ClientOptions oneRequestEach() {
        var o = ClientOptions.DEFAULTS;
        return new ClientOptions(o.connect(), o.idle(), o.limits(), o.redirects(), o.proxies(), o.trust(), o.userAgent(),
                false, o.pooled(), o.transcript(), o.memory());
    }

    private ClientResponse fetch(HttpClient client, String url) throws IOException {
        return client.fetch(ClientRequest.get(url));
    }

    private Kind failure(ClientOptions options, String url) {
        try (var client = new HttpClient(options)) {
            return assertThrows(ClientException.class, () -> {
                try (var response = fetch(client, url)) {
                    response.bytes();
                }
            }).kind();
        }
    }

    @Test
    void aConnectionIsUsedForOneRequestAfterTheOther() throws Exception {
        try (var server = new Canned(answer(200, "", "one"), answer(200, "", "two"), answer(200, "", "three"));
                var client = new HttpClient(options)) {
            for (String text : List.of("one", "two", "three")) {
                try (var response = fetch(client, server.url("/"))) {
                    assertEquals(text, response.text());
                }
            }
            assertEquals(1, server.connections());
            assertEquals(1, client.pool().size());
        }
    }

    @Test
    void redirectsAreFollowedOnTheSameConnectionAndLogged() throws Exception {
        try (var server = new Canned(redirect(301, "/b"), redirect(302, "c?d"), answer(200, "X-Last: yes\r\n", "here"));
                var client = new HttpClient(options)) {
            try (var response = fetch(client, server.url("/a"))) {
                assertEquals("here", response.text());
                assertEquals(server.url("/c?d"), response.request().url().toString());
            }
            assertEquals(1, server.connections());
            String text = log.toString();
            for (String line : List.of("> GET /a HTTP/1.1", "< HTTP/1.1 301 Moved Permanently", "< Location: /b",
                    "* redirect to GET " + server.url("/b"),
                    "> GET /c?d HTTP/1.1", "< X-Last: yes", "* 4 bytes of body; connection reused, first byte ")) {
                assertTrue(text.contains(line), line + " in\n" + text);
            }
        }
    }

    @Test
    void passwordsAreNotLogged() throws Exception {
        try (var server = new Canned(answer(200, "", "")); var client = new HttpClient(options)) {
            fetch(client, server.url("/").replace("//", "//me:sesame@")).close();
            assertEquals("Basic bWU6c2VzYW1l", server.field(0, "Authorization"));
            assertTrue(log.toString().contains("> Authorization: Basic *****\n"), log.toString());
            assertFalse(log.toString().contains("sesame"), log.toString());
            assertFalse(log.toString().contains("bWU6"), log.toString());
        }
    }

    @Test
    void anIdleConnectionThatTheServerClosedIsReplaced() throws Exception {
        try (var server = new Canned(answer(200, "", "one") + CLOSE, answer(200, "", "two"));
                var client = new HttpClient(options)) {
            try (var response = fetch(client, server.url("/"))) {
                response.text();
            }
            try (var response = fetch(client, server.url("/"))) {
                assertEquals("two", response.text());
            }
            assertEquals(2, server.connections());
        }
    }

    @Test
    void whatAServerSaysUnaskedIsNoAnswer() throws Exception {
        var idle = new CountDownLatch(1);
        var spoken = new CountDownLatch(1);
        var requests = new AtomicInteger();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var reader = new MessageReader(Transport.of(connection), Limits.SERVER);
            while (reader.readRequest() != null) {
                boolean first = requests.incrementAndGet() == 1;
                connection.write(answer(200, "", first ? "one" : "two").getBytes());
                if (!first) continue;
                await(idle);
                connection.write(answer(408, "Connection: close\r\n", "late").getBytes());
                spoken.countDown();
            }
        }); var client = new HttpClient(options)) {
            String url = "http://127.0.0.1:" + server.address().getPort() + "/";
            try (var response = fetch(client, url)) {
                assertEquals("one", response.text());
            }
            idle.countDown();
            await(spoken);
            try (var response = fetch(client, url)) {
                assertEquals("two", response.text());
            }
            assertEquals(2, server.counters().get("accepted"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPostIsNotSentTwice() throws Exception {
        try (var server = new Canned(answer(200, "", "one"), RESET, answer(200, "", "two"));
                var client = new HttpClient(options)) {
            fetch(client, server.url("/")).close();
            var post = new ClientRequest("POST", HttpUrl.parse(server.url("/")), Headers.EMPTY, "order=1".getBytes());
            assertEquals(Kind.NETWORK, assertThrows(ClientException.class, () -> client.fetch(post)).kind());
            assertEquals(List.of("", "order=1"), server.bodies);
        }
    }

    @Test
    void whatStandsInTheWayOfReuseClosesTheConnection() throws Exception {
        String[] answers = {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\n\r\nx" + CLOSE, "HTTP/1.1 204 No Content\r\n\r\nx"};
        try (var server = new Canned(answers); var client = new HttpClient(options)) {
            for (String _ : answers) {
                try (var response = fetch(client, server.url("/"))) {
                    response.bytes();
                }
                assertEquals(0, client.pool().size());
            }
            assertEquals(answers.length, server.connections());
        }
    }

    @Test
    void aBodyThatNobodyReadsClosesTheConnection() throws Exception {
        try (var server = new Canned(answer(200, "", "x".repeat(300_000))); var client = new HttpClient(options)) {
            fetch(client, server.url("/")).close();
            assertEquals(0, client.pool().size());
        }
    }

    @Test
    void interimResponsesArePassedOver() throws Exception {
        try (var server = new Canned("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + answer(200, "", "real"));
                var client = new HttpClient(options); var response = fetch(client, server.url("/"))) {
            assertEquals("real", response.text());
            assertTrue(log.toString().contains("< HTTP/1.1 103 Early Hints\n< Link: </a.css>\n"), log.toString());
        }
        try (var server = new Canned("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000) + answer(200, "", "real"))) {
            assertEquals(Kind.PROTOCOL, failure(options, server.url("/")));
        }
    }

    @Test
    void trailersBehindChunksAreLogged() throws Exception {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Sum: 42\r\n\r\n";
        try (var server = new Canned(chunked); var client = new HttpClient(options)) {
            try (var response = fetch(client, server.url("/"))) {
                assertEquals("abcde", response.text());
                assertEquals("42", response.body().trailers().first("X-Sum"));
            }
            assertTrue(log.toString().contains("< X-Sum: 42\n"), log.toString());
            assertEquals(1, client.pool().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc" + CLOSE,
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc" + RESET,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc" + CLOSE,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" + CLOSE,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + CLOSE, "HTTP/1.1 200 OK\r\nContent-Le" + CLOSE,
            CLOSE, RESET})
    void whatIsCutShortIsAFailureOfTheNetwork(String answer) throws Exception {
        try (var server = new Canned(answer)) {
            assertEquals(Kind.NETWORK, failure(options, server.url("/")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n" + CLOSE, "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdefgh"})
    void whatBreaksTheRulesIsAFailureOfTheProtocol(String answer) throws Exception {
        try (var server = new Canned(answer)) {
            assertEquals(Kind.PROTOCOL, failure(options, server.url("/")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HANG, "HTTP/1.1 200 OK\r\n" + HANG, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc" + HANG})
    void aSilentServerIsLeftAfterTheTimeAllowed(String answer) throws Exception {
        try (var server = new Canned(answer)) {
            assertEquals(Kind.NETWORK, failure(options.withTimes(Duration.ofSeconds(5), Duration.ofMillis(200)),
                    server.url("/")));
        }
    }

    @Test
    void nobodyThereIsAFailureOfTheNetwork() throws Exception {
        assertEquals(Kind.NETWORK, failure(options, "http://127.0.0.1:" + Peer.freePort() + "/"));
        assertEquals(Kind.NETWORK, failure(options, "http://no-such-host.invalid/"));
    }

    @Test
    void aRefusalIsReadThoughTheBodyCouldNotBeSent() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.read(java.nio.ByteBuffer.allocate(100));
            connection.write(answer(413, "Connection: close\r\n", "too much").getBytes());
            connection.endOutput();
            // Reads on for a while, as RFC 9112, section 9.6, asks, then leaves with the rest unread.
            connection.read(java.nio.ByteBuffer.allocate(100));
        }); var client = new HttpClient(options)) {
            var put = new ClientRequest("PUT", HttpUrl.parse("http://127.0.0.1:" + server.address().getPort() + "/"),
                    Headers.EMPTY, new byte[200_000]);
            try (var response = client.exchange(put)) {
                assertEquals(413, response.head().status());
            }
        }
    }

    @Test
    void aProxyIsAskedForWholeUrlsOverOneConnection() throws Exception {
        try (var proxy = new Canned(answer(200, "", "a"), answer(200, "", "b"))) {
            try (var client = new HttpClient(options.withProxies(Proxies.all(Proxies.Proxy.parse("u:p@127.0.0.1:"
                    + proxy.port()))))) {
                for (String host : List.of("a.test", "b.test:81")) {
                    try (var response = fetch(client, "http://" + host + "/x")) {
                        response.text();
                    }
                }
            }
            assertEquals(List.of("GET http://a.test/x HTTP/1.1", "GET http://b.test:81/x HTTP/1.1"), proxy.requests.stream()
                    .map(Head::startLine).toList());
            assertEquals("b.test:81", proxy.field(1, "Host"));
            assertEquals("Basic dTpw", proxy.field(0, "Proxy-Authorization"));
            assertEquals(1, proxy.connections());
        }
    }

    @Test
    void aBrokenProxyIsNamedWithItsKindOfFailure() throws Exception {
        record Case(String answer, Kind kind, String words) {}
        for (var broken : List.of(new Case("nonsense\r\n\r\n", Kind.PROTOCOL, "malformed answer"),
                new Case(CLOSE, Kind.NETWORK, "without an answer"),
                new Case(RESET, Kind.NETWORK, "proxy"), new Case(answer(502, "", "down"), Kind.NETWORK,
                "opens no tunnel to a.test:443: 502 Bad Gateway"),
                new Case(answer(407, "", ""), Kind.AUTHENTICATION, "407"),
                new Case("HTTP/1.1 200 OK\r\n\r\nhello", Kind.PROTOCOL, "speaks into the tunnel"),
                new Case("HTTP/1.1 200 OK\r\n\r\n" + CLOSE, Kind.TLS, "TLS with a.test"))) {
            try (var proxy = new Canned(broken.answer);
                    var client = new HttpClient(options.withProxies(Proxies.all(Proxies.Proxy.parse("127.0.0.1:"
                            + proxy.port()))))) {
                var e = assertThrows(ClientException.class, () -> fetch(client, "https://a.test/"));
                assertEquals(broken.kind, e.kind(), e.getMessage());
                assertTrue(e.getMessage().contains(broken.words), e.getMessage());
                assertEquals("CONNECT a.test:443 HTTP/1.1", proxy.requests.getFirst().startLine());
            }
        }
        var nobody = options.withProxies(Proxies.all(Proxies.Proxy.parse("127.0.0.1:" + Peer.freePort())));
        assertEquals(Kind.NETWORK, failure(nobody, "https://a.test/"));
        assertEquals(Kind.NETWORK, failure(nobody, "http://a.test/"));
    }

    @Test
    void tlsIsSpokenAndOnlyWithWhomIsTrusted(@TempDir Path folder) throws Exception {
        Path file = Certificates.of(folder);
        var context = Tls.context(file, Certificates.PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var tls = Tls.server(connection, context);
            var reader = new MessageReader(tls, Limits.SERVER);
            while (reader.readRequest() != null) tls.write(java.nio.ByteBuffer.wrap(answer(200, "", "secret").getBytes()));
        })) {
            String url = "https://localhost:" + server.address().getPort() + "/";
            try (var client = new HttpClient(options.withTrust(Certificates.trusting(file)))) {
                for (int i = 0; i < 2; i++) {
                    try (var response = fetch(client, url)) {
                        assertEquals("secret", response.text());
                        assertEquals(i == 0, response.timing().tls().isPositive());
                    }
                }
                assertTrue(log.toString().contains("* TLSv1.3 TLS_"), log.toString());
            }
            assertEquals(Kind.TLS, failure(options, url));
        }
    }

    @Test
    void thePoolIsBounded() throws Exception {
        try (var one = new Canned(answer(200, "", "")); var two = new Canned(answer(200, "", "")); var pool =
                new ConnectionPool(1)) {
            var routes = List.of(new Route.Direct("127.0.0.1", one.port(), false),
                    new Route.Direct("127.0.0.1", two.port(), false));
            for (var route : routes) {
                pool.give(ClientConnection.open(Host.HERE, route, ClientOptions.DEFAULTS, new Timing()));
            }
            assertEquals(1, pool.size());
            assertNull(pool.take(routes.getFirst()), "the older one had to go");
            pool.take(routes.getLast()).close();
            assertEquals(0, pool.size());
        }
    }

    @Test
    void damagedResponsesEndInAResponseOrOneException() throws Exception {
        byte[][] seeds = {answer(200, "ETag: \"x\"\r\nConnection: close\r\n", "hello").getBytes(),
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: u\r\n\r\n".getBytes(),
                redirect(302, "/next").getBytes()};
        var damaged = Fuzz.mutations(9112, 500, seeds).iterator();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.read(java.nio.ByteBuffer.allocate(4096));
            byte[] answer;
            synchronized (damaged) {
                if (!damaged.hasNext()) return;
                answer = damaged.next();
            }
            connection.write(answer);
        }); var client = new HttpClient(oneRequestEach())) {
            for (int i = 0; i < 500; i++) {
                try (var response = fetch(client, "http://127.0.0.1:" + server.address().getPort() + "/")) {
                    response.bytes();
                } catch (ClientException _) {
                    // One of the answers that are not taken.
                }
            }
            assertEquals(0, server.counters().get("failed"));
        }
    }
}
