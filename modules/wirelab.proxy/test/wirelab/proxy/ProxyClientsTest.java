package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Certificates;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.Tls;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// The JDK's client, our own and a server behind TLS.
@Tag("interop")
class ProxyClientsTest {
    @TempDir
    Path folder;

    private static void answer(Exchange exchange) throws IOException {
        exchange.respond(200, Headers.of("Cache-Control", "max-age=600"), ByteBuffer.wrap("here".getBytes()));
    }

    @Test
    void theClientOfTheJdkGetsWhatIsKept() throws Exception {
        try (var origin = WebServer.start(WebServer.Options.DEFAULTS, ProxyClientsTest::answer);
                var proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
                var front = WebServer.start(CachingProxy.SERVER, proxy);
                var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                        .proxy(ProxySelector.of(front.address())).build()) {
            String url = "http://127.0.0.1:" + origin.address().getPort() + "/a";
            var request = HttpRequest.newBuilder(URI.create(url)).build();
            for (String did : new String[] {"; stored", "; hit"}) {
                var answer = client.send(request, BodyHandlers.ofString());
                assertEquals("here", answer.body());
                String status = answer.headers().firstValue("Cache-Status").orElse("");
                assertTrue(status.contains(did), status);
            }
        }
    }

    @Test
    void ourOwnClientGoesThroughIt() throws Exception {
        try (var origin = WebServer.start(WebServer.Options.DEFAULTS, ProxyClientsTest::answer);
                var proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
                var front = WebServer.start(CachingProxy.SERVER, proxy)) {
            String url = "http://127.0.0.1:" + origin.address().getPort() + "/a";
            try (var peer = Peer.script("HttpGet", "--url", url, "--proxy", "127.0.0.1:" + front.address().getPort(),
                    "-O", folder.resolve("a").toString())) {
                assertEquals(0, peer.awaitExit(), peer::output);
            }
            assertEquals("here", Files.readString(folder.resolve("a")));
            assertEquals(1, proxy.counters().get("misses"));
        }
    }

    @Test
    void aServerBehindTlsIsTrustedByItsCertificate() throws Exception {
        var key = Certificates.of(folder);
        var pem = folder.resolve("localhost.pem");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        try (var peer = Peer.start(keytool, "-exportcert", "-rfc", "-keystore", key.toString(), "-storepass",
                Certificates.PASSWORD, "-alias", "localhost", "-file", pem.toString())) {
            assertEquals(0, peer.awaitExit(), peer::output);
        }
        var tls = WebServer.Options.DEFAULTS.withTls(Tls.context(key, Certificates.PASSWORD.toCharArray()));
        try (var origin = WebServer.start(tls, ProxyClientsTest::answer)) {
            String to = "https://localhost:" + origin.address().getPort();
            try (var proxy = Peer.script("Proxy", "--port", "0", "--to", to, "--ca-certificate", pem.toString())) {
                assertEquals("here", Raw.get(proxy.awaitListening(), "/a", "").body());
            }
            try (var proxy = Peer.script("Proxy", "--port", "0", "--to", to)) {
                assertEquals(502, Raw.get(proxy.awaitListening(), "/a", "").status());
            }
        }
    }
}
