package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Certificates;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.Headers;
import wirelab.http.HttpClient;
import wirelab.http.Raw;
import wirelab.http.Tls;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// Both ends of a balancer: who the client is, TLS, where a node is.
@Tag("socket")
class EdgeTest {
    private static String asked(int times) {
        return "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(times);
    }

    @Test
    void whoTheClientIsStandsInThePROXYHeader() throws Exception {
        try (var behind = new Behind("proxy-in = yes", Behind.ok())) {
            for (int version = 1; version <= 2; version++) {
                var header = new ProxyHeader(new InetSocketAddress("192.0.2.7", 4711), new InetSocketAddress("192.0.2.8",
                        80));
                try (var client = new Raw(behind.address())) {
                    client.send(header.encode(version)).send(asked(2));
                    assertEquals(200, client.response().status());
                    assertEquals(200, client.response().status());
                }
                for (int i = 0; i < 2; i++) {
                    assertEquals("192.0.2.7", behind.node(1).requests.remove().headers().first("X-Forwarded-For"));
                }
            }
            try (var client = new Raw(behind.address())) {
                assertTrue(client.send(asked(1)).closed(), "who does not say it is not served");
            }
            behind.fleet.apply(behind.config("proxy-in = yes\ntrust = 192.0.2.0/24"));
            try (var client = new Raw(behind.address())) {
                assertTrue(client.send(ProxyHeader.LOCAL.encode(1)).send(asked(1)).closed(), "who is not trusted neither");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aNodeIsToldInThePROXYHeaderAndAConnectionServesOneClientAlone(int version) throws Exception {
        Queue<ProxyHeader> said = new ConcurrentLinkedQueue<>();
        var tcp = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            said.add(ProxyHeader.read(connection));
            var request = new String(new byte[] {}, StandardCharsets.US_ASCII);
            var buffer = ByteBuffer.allocate(4096);
            while (!request.contains("\r\n\r\n") && connection.read(buffer) >= 0) {
                request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
            }
            connection.write(Behind.OK.getBytes(StandardCharsets.US_ASCII));
        });
        var config = BalancerConfig.parse("config.ini", "[balancer]\nconnect = 30s\nproxy-out = v" + version
                + "\n[n1]\nhost = 127.0.0.1\nport = "
                + tcp.address().getPort());
        try (tcp; var fleet = Fleet.start(Host.HERE, config, _ -> {});
                var front = WebServer.start(HttpBalancer.SERVER,
                        new HttpBalancer(fleet)); var client = new Raw(front.address())) {
            for (int i = 0; i < 2; i++) {
                assertEquals(200, client.send(asked(1)).response().status());
                var header = said.remove();
                assertEquals(client.connection.local(), header.source());
                assertEquals(front.address(), header.destination());
            }
        }
    }

    @Test
    void bothSidesMaySpeakTls(@TempDir Path folder) throws Exception {
        Path key = Certificates.of(folder);
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(key)) {
            store.load(in, Certificates.PASSWORD.toCharArray());
        }
        Path ca = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(store.getCertificate("localhost").getEncoded())
                + "\n-----END CERTIFICATE-----\n");
        var context = Tls.context(key, Certificates.PASSWORD.toCharArray());
        var told = new AtomicReference<Headers>();
        var node = WebServer.start(WebServer.Options.DEFAULTS.withTls(context), exchange -> {
            told.set(exchange.request().headers());
            exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap("secret".getBytes(StandardCharsets.US_ASCII)));
        });
        String text = "[n1]\nhost = localhost\nport = " + node.address().getPort()
                + "\ntls = yes\n[balancer]\nconnect = 30s\nsticky = n\n";
        try (node; var fleet = Fleet.start(Host.HERE, BalancerConfig.parse("config.ini", text + "ca = " + ca), _ -> {});
                var front = WebServer.start(HttpBalancer.SERVER.withTls(context), new HttpBalancer(fleet));
                var client = new HttpClient(ClientOptions.DEFAULTS.withTrust(Certificates.trusting(key)))) {
            var request = ClientRequest.get("https://localhost:" + front.address().getPort() + "/");
            for (int i = 0; i < 3; i++) {
                try (var response = client.exchange(request)) {
                    assertEquals("secret", response.text());
                    assertTrue(response.head().headers().first("Set-Cookie").endsWith("; Secure"));
                }
            }
            assertEquals("https", told.get().first("X-Forwarded-Proto"));
            fleet.apply(BalancerConfig.parse("config.ini", text.replace("[n1]", "[n2]")));
            try (var response = client.exchange(request)) {
                assertEquals(502, response.head().status(), "nobody who is trusted vouches for it");
            }
        }
    }

    @Test
    void theNameOfANodeIsLookedUpAgain() throws Exception {
        try (var behind = new Behind("", Behind.ok())) {
            var where = new AtomicReference<>(InetAddress.getByName("127.0.0.1"));
            var config = BalancerConfig.parse("config.ini", "[balancer]\nconnect = 30s\n[n1]\nhost = node.example\nport = "
                    + behind.node(1).port());
            try (var fleet = Fleet.start(Host.HERE, config, _ -> {}, _ -> new InetAddress[] {where.get()});
                    var front = WebServer.start(HttpBalancer.SERVER,
                            new HttpBalancer(fleet)); var client = new Raw(front.address())) {
                for (int i = 0; i < 3; i++) assertEquals(200, client.send(asked(1)).response().status());
                assertEquals(1, behind.node(1).tcp.counters().get("accepted"));
                where.set(InetAddress.getByName("127.0.0.2"));
                fleet.backends().iterator().next().lookUp();
                assertEquals(502, client.send(asked(1)).response().status(),
                        "nobody is there, and the old connection is not used");
                where.set(InetAddress.getByName("127.0.0.1"));
                assertEquals(200, client.send(asked(1)).response().status());
            }
        }
    }

    @Test
    void ofSeveralAddressesTheFirstThatAnswersIsTaken() throws Exception {
        try (var behind = new Behind("", Behind.ok())) {
            var config = BalancerConfig.parse("config.ini", "[balancer]\nconnect = 30s\n[n1]\nhost = node.example\nport = "
                    + behind.node(1).port());
            var addresses = List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1"));
            try (var fleet = Fleet.start(Host.HERE, config, _ -> {}, _ -> addresses.toArray(InetAddress[]::new));
                    var front = WebServer.start(HttpBalancer.SERVER, new HttpBalancer(fleet))) {
                assertEquals(200, Raw.get(front.address(), asked(1)).status());
            }
        }
    }
}
