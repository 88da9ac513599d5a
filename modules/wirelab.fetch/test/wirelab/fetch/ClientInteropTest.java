package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.ClientException;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.fetch.Download.Outcome;
import wirelab.http.HttpClient;
import wirelab.http.HttpUrl;
import wirelab.http.Proxies;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// The client against servers and proxies that nobody here wrote, and the script as its user starts it.
@Tag("interop")
class ClientInteropTest {
    @TempDir
    Path folder;
    private final byte[] big = new byte[3_000_000];

    private Path site() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site/sub"));
        new Random(4).nextBytes(big);
        Files.write(site.resolveSibling("big.bin"), big);
        Files.writeString(site.resolveSibling("text.txt"), "hello\n".repeat(5000));
        Files.writeString(site.resolve("page.html"), "<img src=../big.bin>");
        // Whoever makes the site is root, and nginx and squid read as somebody else.
        Path up = site.getParent();
        for (Path path : List.of(folder, up, site)) path.toFile().setExecutable(true, false);
        for (Path path : List.of(folder, up, site)) path.toFile().setReadable(true, false);
        return up;
    }

    private Path downloads() throws IOException {
        return Files.createDirectories(folder.resolve("downloads"));
    }

    private Peer nginx(int port, Path site, String more) throws IOException {
        String nginx = Peer.require("nginx", "nginx");
        Path home = Files.createDirectories(folder.resolve("nginx"));
        home.toFile().setExecutable(true, false);
        var temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) temporary.append(kind
                + "_temp_path " + home + "/" + kind + "; ");
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/errors; worker_processes 1; user root;
                events { worker_connections 64; }
                http { access_log off; sendfile on; %2$s
                  types { text/html html; text/plain txt; } gzip on; gzip_types text/plain;
                  server { listen 127.0.0.1:%3$d; root %4$s; autoindex on; location /old { return 301 /text.txt; }
                    location /loop { return 302 /loop; } location /post { return 303 /text.txt; } %5$s } }
                """.formatted(home, temporary, port, site, more));
        var peer = Peer.start(nginx, "-p", home.toString(), "-c", home.resolve("nginx.conf").toString());
        peer.awaitPort(port);
        return peer;
    }

    private Download.Result get(String url, DownloadOptions options) throws Exception {
        return get(url, options, ClientOptions.DEFAULTS);
    }

    private Download.Result get(String url, DownloadOptions options, ClientOptions clientOptions) throws Exception {
        try (var client = new HttpClient(clientOptions)) {
            return new Download(client, ClientRequest.get(url), options).run();
        }
    }

    @Test
    void nginxServesWholePartUnchangedAndCompressed() throws Exception {
        int port = Peer.freePort();
        try (var _ = nginx(port, site(), "")) {
            String url = "http://127.0.0.1:" + port;
            var options = DownloadOptions.DEFAULTS.withFolder(downloads());
            assertArrayEquals(big, Files.readAllBytes(get(url + "/big.bin", options).file()));
            assertEquals(Outcome.NOT_NEWER, get(url + "/big.bin", options.withNewer(true)).outcome());
            assertEquals(Outcome.ALREADY_COMPLETE, get(url + "/big.bin", options.withResume(true)).outcome());

            Path part = options.folder().resolve("big.bin");
            Files.write(part, java.util.Arrays.copyOf(big, 1_000_000));
            var result = get(url + "/big.bin", options.withResume(true));
            assertEquals(Outcome.COMPLETED, result.outcome());
            assertEquals(2_000_000, result.received());
            assertArrayEquals(big, Files.readAllBytes(part));

            var text = get(url + "/old", VariedOptions.compressed(options));
            assertEquals("gzip", text.response().headers().first("Content-Encoding"));
            assertTrue(text.received() < 1000 && text.size() == 30_000, text.toString());
            assertEquals("hello\n".repeat(5000), Files.readString(options.folder().resolve("old")));
        }
    }

    @Test
    void aSiteOfNginxIsCopiedThroughItsListings() throws Exception {
        int port = Peer.freePort();
        try (var _ = nginx(port, site(), ""); var client = new HttpClient(ClientOptions.DEFAULTS)) {
            var options = DownloadOptions.DEFAULTS.withFolder(downloads());
            var failures = new ArrayList<String>();
            var kind = new SiteCopy(client, options, SiteCopy.Extent.DEFAULTS, new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) {}

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    failures.add(failure.getMessage());
                }
            }).run(ClientRequest.get("http://127.0.0.1:" + port + "/"));
            assertEquals(null, kind, failures.toString());
            Path copy = options.folder().resolve("127.0.0.1+" + port);
            assertArrayEquals(big, Files.readAllBytes(copy.resolve("big.bin")));
            assertEquals("<img src=../big.bin>", Files.readString(copy.resolve("sub/page.html")));
            assertTrue(Files.readString(copy.resolve("sub/index.html")).contains("page.html"));
        }
    }

    @Test
    void pythonWhoseServerKnowsNoRangesIsFetchedFromTheBeginning() throws Exception {
        String python = Peer.require("python3", "python3");
        int port = Peer.freePort();
        try (var peer = Peer.start(python, "-m", "http.server", Integer.toString(port), "--bind", "127.0.0.1",
                "--directory", site().toString())) {
            peer.awaitPort(port);
            var options = DownloadOptions.DEFAULTS.withFolder(downloads());
            Path part = Files.write(options.folder().resolve("big.bin"), java.util.Arrays.copyOf(big, 1_000_000));
            var result = get("http://127.0.0.1:" + port + "/big.bin", options.withResume(true));
            assertEquals(Outcome.SAVED, result.outcome());
            assertArrayEquals(big, Files.readAllBytes(part));
            assertEquals("http://127.0.0.1:" + port + "/sub/", get("http://127.0.0.1:" + port + "/sub", options).url()
                    .toString());
        }
    }

    private Peer tinyproxy(int port) throws IOException {
        String tinyproxy = Peer.require("tinyproxy", "tinyproxy-bin");
        Path file = Files.writeString(folder.resolve("tinyproxy.conf"), "Port " + port
                + "\nListen 127.0.0.1\nTimeout 30\nMaxClients 10\n");
        var peer = Peer.start(tinyproxy, "-d", "-c", file.toString());
        peer.awaitPort(port);
        return peer;
    }

    private Peer squid(int port) throws IOException {
        String squid = Peer.require("squid", "squid");
        Path home = Files.createDirectories(folder.resolve("squid"));
        Path file = Files.writeString(home.resolve("squid.conf"), """
                http_port 127.0.0.1:%1$d
                http_access allow all
                cache deny all
                pid_filename none
                access_log none
                cache_log /dev/null
                cache_store_log none
                netdb_filename none
                shutdown_lifetime 0 seconds
                pinger_enable off
                """.formatted(port));
        var peer = Peer.start(squid, "-N", "-n", "wirelab" + port, "-f", file.toString());
        peer.awaitPort(port);
        return peer;
    }

    /// Both methods: whole URLs for http, a tunnel for https, to an nginx that speaks both.
    private void throughProxy(int proxyPort) throws Exception {
        String openssl = Peer.require("openssl", "openssl");
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        try (var made = Peer.start(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key.toString(), "-out",
                certificate.toString())) {
            assertEquals(0, made.awaitExit(), made.output());
        }
        int port = Peer.freePort();
        int tlsPort = Peer.freePort();
        String tls = "listen 127.0.0.1:" + tlsPort + " ssl; ssl_certificate " + certificate + "; ssl_certificate_key " + key
                + ";";
        try (var _ = nginx(port, site(), tls)) {
            var lines = new ArrayList<String>();
            var client = ClientOptions.DEFAULTS.withProxies(Proxies.all(Proxies.Proxy.parse("127.0.0.1:" + proxyPort)))
                    .withTrust(Trust.of(certificate))
                    .withTranscript(lines::add);
            var options = DownloadOptions.DEFAULTS.withFolder(downloads());
            assertArrayEquals(big, Files.readAllBytes(get("http://127.0.0.1:" + port + "/big.bin", options, client).file()));
            assertTrue(lines.contains("> GET http://127.0.0.1:" + port + "/big.bin HTTP/1.1"), lines.toString());
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("< Via: ")), lines.toString());
            lines.clear();
            assertArrayEquals(big, Files.readAllBytes(get("https://localhost:" + tlsPort + "/big.bin", options, client)
                    .file()));
            assertTrue(lines.contains("> CONNECT localhost:" + tlsPort + " HTTP/1.1"), lines.toString());
            assertTrue(lines.contains("> GET /big.bin HTTP/1.1"), lines.toString());
            var nobody = Peer.freePort();
            var e = org.junit.jupiter.api.Assertions.assertThrows(ClientException.class,
                    () -> get("https://localhost:" + nobody + "/",
                    VariedOptions.trying(options, new Retries.Policy(1, java.time.Duration.ZERO,
                            java.time.Duration.ZERO, java.time.Duration.ZERO)), client));
            assertTrue(e.getMessage().contains("opens no tunnel to localhost:" + nobody + ": 50"), e.getMessage());
        }
    }

    @Test
    void tinyproxyForwardsAndTunnels() throws Exception {
        int port = Peer.freePort();
        try (var _ = tinyproxy(port)) {
            throughProxy(port);
        }
    }

    @Test
    void squidForwardsAndTunnels() throws Exception {
        int port = Peer.freePort();
        var squid = squid(port);
        try {
            throughProxy(port);
        } finally {
            // Asked to end, it takes its shared memory with it.
            squid.process().destroy();
            squid.awaitExit();
        }
    }

    private Peer script(int status, String... args) throws IOException {
        var all = new ArrayList<>(List.of("--folder", downloads().toString(), "--no-proxy"));
        all.addAll(List.of(args));
        try (var peer = Peer.script("HttpGet", all.toArray(String[]::new))) {
            assertEquals(status, peer.awaitExit(), String.join(" ", args) + "\n" + peer.output());
            return peer;
        }
    }

    @Test
    void theScriptEndsWithTheStatusesOfWget() throws Exception {
        String wget = Peer.require("wget", "wget");
        int port = Peer.freePort();
        try (var _ = nginx(port, site(), "location /private { return 401; } location /busy { return 500; }")) {
            String url = "http://127.0.0.1:" + port;
            String nowhere = "http://127.0.0.1:" + Peer.freePort() + "/";
            Path log = folder.resolve("log.txt");
            assertTrue(script(0, "--log", log.toString(), "-O", downloads().resolve("saved").toString(), url + "/old")
                    .output().contains("saved  29.3 KiB; "));
            assertEquals(2, Files.readString(log).lines().filter(line -> line.startsWith("< HTTP/1.1 ")).count());
            record Case(int status, String words, List<String> args) {}
            for (var one : List.of(new Case(8, "404 Not Found", List.of(url + "/none")),
                    new Case(6, "401 Unauthorized", List.of(url + "/private")),
                    new Case(4, "cannot connect to 127.0.0.1:", List.of(nowhere)),
                    new Case(3, "No space left on device", List.of("-O", "/dev/full", url + "/text.txt")))) {
                String output = script(one.status, one.args.toArray(String[]::new)).output();
                assertEquals(1, output.lines().count(), output);
                assertTrue(output.startsWith("HttpGet: ") && output.contains(one.words), output);
                var stock = new ArrayList<>(List.of(wget, "-q", "--no-proxy", "--tries=1", "-P", downloads().toString()));
                stock.addAll(one.args);
                try (var peer = Peer.start(stock.toArray(String[]::new))) {
                    assertEquals(one.status, peer.awaitExit(), "wget " + one.args + "\n" + peer.output());
                }
            }
            assertTrue(script(8, url + "/loop").output().contains("round in a circle"));
            script(2, "--output");
            script(2, "ftp://example.org/");
            script(1, "-O", "-", "--checksum", "md5:" + "0".repeat(32), url + "/sub/page.html");
            assertEquals("hello\n".repeat(5000), script(0, "-qO-", "--data", "a=b", url + "/post").output());
        }
    }

    @Test
    void aKilledDownloadIsContinuedByItsScript() throws Exception {
        int port = Peer.freePort();
        Path site = site();
        try (var _ = nginx(port, site, "location /big.bin { limit_rate_after 300k; limit_rate 1k; }")) {
            String url = "http://127.0.0.1:" + port + "/big.bin";
            Path file = downloads().resolve("big.bin");
            try (var peer = Peer.script("HttpGet", "-q", "--folder", downloads().toString(), url)) {
                Eventually.that("a note is there", () -> Files.exists(downloads().resolve("big.bin.resume"))
                        && Files.size(file) > 200_000);
                peer.process().destroyForcibly();
                peer.awaitExit();
            }
        }
        long size = Files.size(downloads().resolve("big.bin"));
        assertTrue(size < big.length);
        try (var _ = nginx(port, site, "")) {
            script(0, "-c", "http://127.0.0.1:" + port + "/big.bin");
            assertArrayEquals(big, Files.readAllBytes(downloads().resolve("big.bin")));
        }
    }
}
