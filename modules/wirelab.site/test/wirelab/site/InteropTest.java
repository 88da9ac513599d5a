package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Tls;
import wirelab.http.Certificates;
import wirelab.http.WebServer;
import wirelab.kit.Address;
import wirelab.kit.Peer;

/// Stock clients at our server; the browser has a test of its own.
@Tag("interop")
class InteropTest {
    private static final int LARGE = 20 * 1024 * 1024;

    @TempDir
    Path folder;
    private Path root;
    private byte[] large;
    private WebServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(folder.resolve("root/deep/er")).getParent().getParent();
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        Files.write(root.resolve("large.bin"), large);
        Files.writeString(root.resolve("deep/er/ä &.txt"), "hello");
        Files.writeString(root.resolve("style.css"), "body { color: red }");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("body { color: red }".getBytes());
        }
        Files.write(root.resolve("style.css.gz"), packed.toByteArray());
        server = WebServer.start(WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS));
        url = "http://" + Address.text(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String run(String... command) throws IOException {
        try (var peer = Peer.start(command)) {
            int status = peer.awaitExit();
            return peer.output() + (status == 0 ? "" : "exit " + status);
        }
    }

    @Test
    void curlFetchesWholeInPartsConditionallyAndInARow() throws Exception {
        String curl = Peer.require("curl", "curl");
        String out = folder.resolve("out").toString();
        run(curl, "-sS", "-o", out, url + "/large.bin");
        assertArrayEquals(large, Files.readAllBytes(Path.of(out)));
        Files.write(Path.of(out), java.util.Arrays.copyOf(large, 1000));
        run(curl, "-sS", "-C", "-", "-o", out, url + "/large.bin");
        assertArrayEquals(large, Files.readAllBytes(Path.of(out)));
        assertEquals("hello", run(curl, "-sS", "-L", url + "/deep/er/%C3%A4%20%26.txt"));
        assertEquals("body { color: red }", run(curl, "-sS", "--compressed", url + "/style.css"));
        assertEquals("304", run(curl, "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-z",
                root.resolve("style.css").toString(),
                url + "/style.css"));
        assertEquals("301 200", run(curl, "-sS", "-o", "/dev/null", "-w", "%{http_code} ", url + "/deep", "-o", "/dev/null",
                url + "/deep/").strip());
        assertEquals("1 0 0", run(curl, "-sS", "-w", "%{num_connects} ", "-o", "/dev/null",
                url + "/style.css", "-o", "/dev/null",
                url + "/style.css", "-o", "/dev/null", url + "/large.bin").strip(), "one connection for all three");
        assertEquals("405", run(curl, "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T",
                root.resolve("style.css").toString(), url + "/x"));
        assertEquals("413", run(curl, "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T", out, url + "/x"),
                "refused before it is sent");
        assertTrue(run(curl, "-sS", "--path-as-is", url + "/../../etc/passwd").contains("400"));
        assertTrue(run(curl, "-sS", "--http1.0", "-i", url + "/style.css").contains("Connection: close"));
    }

    @Test
    void curlSpeaksHttpsWithUs() throws Exception {
        String curl = Peer.require("curl", "curl");
        var context = Tls.context(Certificates.of(folder), Certificates.PASSWORD.toCharArray());
        try (var secure = WebServer.start(WebServer.Options.DEFAULTS.withTls(context),
                new Site(root, Site.Options.DEFAULTS))) {
            String https = "https://localhost:" + secure.address().getPort();
            String out = folder.resolve("out").toString();
            assertEquals("", run(curl, "-sS", "-k", "-o", out, https + "/large.bin"));
            assertArrayEquals(large, Files.readAllBytes(Path.of(out)));
            assertEquals("body { color: red }",
                    run(curl, "-sS", "-k", "--tlsv1.2", "--tls-max", "1.2", https + "/style.css"));
            assertTrue(run(curl, "-sS", https + "/style.css").contains("exit 60"),
                    "an unknown certificate is the client's to refuse");
            assertTrue(run(curl, "-sS", "http://localhost:" + secure.address().getPort() + "/").contains("exit "),
                    "no TLS, no answer");
            assertEquals("body { color: red }", run(curl, "-sS", "-k", https + "/style.css"));
        }
    }

    @Test
    void wgetMirrorsAFolderAndResumes() throws Exception {
        String wget = Peer.require("wget", "wget");
        var copy = Files.createDirectory(folder.resolve("copy"));
        run(wget, "-q", "-r", "-np", "-nH", "-P", copy.toString(), url + "/");
        assertEquals("hello", Files.readString(copy.resolve("deep/er/ä &.txt")));
        assertArrayEquals(large, Files.readAllBytes(copy.resolve("large.bin")));
        Files.write(copy.resolve("large.bin"), java.util.Arrays.copyOf(large, LARGE / 2));
        assertTrue(run(wget, "-nv", "-c", "-P", copy.toString(), url + "/large.bin")
                .contains("[" + LARGE / 2 + "/" + LARGE / 2 + "]")
                || Files.size(copy.resolve("large.bin")) == LARGE);
        assertArrayEquals(large, Files.readAllBytes(copy.resolve("large.bin")));
        assertTrue(run(wget, "-nv", "-N", "-P", copy.toString(), url + "/style.css").isEmpty(), "not modified");
        assertTrue(run(wget, "-nv", "-O", "/dev/null", url + "/nowhere").contains("exit 8"),
                "wget's status for an error of the server");
    }

    @Test
    void theClientOfTheJdkFetchesAtOnceAndInARow() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/large.bin")).build();
            var all = IntStream.range(0, 8).mapToObj(_ -> client.sendAsync(request, BodyHandlers.ofByteArray())).toList();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            for (var one : all) assertArrayEquals(large, one.join().body());
            assertEquals(HttpClient.Version.HTTP_1_1, all.getFirst().join().version());
            for (int i = 0; i < 100; i++) {
                assertEquals("body { color: red }",
                        client.send(HttpRequest.newBuilder(URI.create(url + "/style.css")).build(),
                        BodyHandlers.ofString()).body());
            }
            HttpResponse<String> refused = client.send(HttpRequest.newBuilder(URI.create(url + "/x")).expectContinue(true)
                    .POST(HttpRequest.BodyPublishers.ofString("data")).build(), BodyHandlers.ofString());
            assertEquals(405, refused.statusCode());
        }
    }
}
