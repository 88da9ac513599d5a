package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Connection;
import wirelab.kit.Peer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

@Tag("socket")
class TlsTest {
    static final String PASSWORD = "sesame";

    @TempDir
    Path folder;

    /// Made once, since keytool takes its time.
    private static byte[] made;

    /// A key and a certificate for localhost, signed by itself.
    static synchronized Path certificate(Path folder) throws IOException {
        Path file = folder.resolve("localhost.p12");
        if (made != null) return Files.write(file, made);
        makeCertificate(file, "-ext", "SAN=dns:localhost,ip:127.0.0.1");
        made = Files.readAllBytes(file);
        return file;
    }

    private static void makeCertificate(Path file, String... more) throws IOException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = new ArrayList<>(List.of(keytool, "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-alias", "localhost", "-keyalg", "EC", "-groupname", "secp256r1",
                "-dname", "CN=localhost"));
        command.addAll(List.of(more));
        try (var peer = Peer.start(command.toArray(String[]::new))) {
            assertEquals(0, peer.awaitExit(), peer.output());
        }
    }

    /// A client's context that trusts the certificate in a file.
    static SSLContext trusting(Path file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("localhost", store.getCertificate("localhost"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Test
    void bytesPassBothWaysAndTheEndIsSaid() throws Exception {
        Path file = certificate(folder);
        var context = Tls.context(file, PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, c -> {
            var tls = Tls.server(c, context);
            var buffer = ByteBuffer.allocate(50_000);
            while (tls.read(buffer.clear()) >= 0) tls.write(buffer.flip());
            tls.endOutput();
        })) {
            var connection = Connection.connect(server.address(), Tap.Party.UNKNOWN);
            var tls = Tls.client(connection, trusting(file), "localhost", server.address().getPort());
            assertEquals("TLSv1.3", tls.session().getProtocol());
            var sent = new byte[1_000_000];
            new Random(1).nextBytes(sent);
            Thread.ofVirtual().start(() -> {
                try {
                    tls.write(ByteBuffer.wrap(sent, 0, 10), ByteBuffer.wrap(sent, 10, sent.length - 10));
                    tls.endOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var back = ByteBuffer.allocate(sent.length + 1);
            while (tls.read(back.limit(Math.min(back.capacity(), back.position() + 1 + back.position() % 40_000))) >= 0) {
                continue;
            }
            assertEquals(sent.length, back.position());
            assertArrayEquals(sent, java.util.Arrays.copyOf(back.array(), sent.length));
            tls.close();
        }
    }

    @Test
    void aConnectionCutOffIsNoOrderlyEnd() throws Exception {
        Path file = certificate(folder);
        var context = Tls.context(file, PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            Tls.server(connection, context).write(ByteBuffer.wrap(new byte[] {1}));
            connection.close();
        })) {
            var tls = Tls.client(Connection.connect(server.address(), Tap.Party.UNKNOWN), trusting(file), "localhost", 1);
            assertEquals(1, tls.read(ByteBuffer.allocate(10)));
            assertThrows(SSLException.class, () -> tls.read(ByteBuffer.allocate(10)));
            tls.close();
        }
    }

    @Test
    void aClientSaysThatItCloses() throws Exception {
        Path file = certificate(folder);
        var context = Tls.context(file, PASSWORD.toCharArray());
        var orderly = new CompletableFuture<Boolean>();
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var tls = Tls.server(connection, context);
            var reader = new MessageReader(tls, Limits.SERVER);
            reader.readRequest();
            tls.write(ByteBuffer.wrap(Canned.answer(200, "", "hi").getBytes()));
            try {
                orderly.complete(reader.readRequest() == null);
            } catch (IOException e) {
                orderly.completeExceptionally(e);
            }
        })) {
            try (var client = new HttpClient(ClientOptions.DEFAULTS.withTrust(trusting(file)))) {
                var request = ClientRequest.get("https://localhost:" + server.address().getPort() + "/");
                try (var response = client.fetch(request)) {
                    assertEquals("hi", response.text());
                }
                assertEquals(1, client.pool().size());
            }
            assertTrue(orderly.get(20, TimeUnit.SECONDS), "close_notify has come");
        }
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        Path file = certificate(folder);
        var options = WebServer.Options.DEFAULTS.withTls(Tls.context(file, PASSWORD.toCharArray()));
        try (var server = WebServer.start(options, new Echo());
                var client = new HttpClient(ClientOptions.DEFAULTS.withTrust(trusting(file)))) {
            for (int i = 0; i < 3; i++) {
                var request = ClientRequest.get("https://localhost:" + server.address().getPort() + "/" + i);
                try (var response = client.fetch(request)) {
                    assertEquals("GET /" + i + " []", response.text());
                }
            }
            assertEquals(1, server.counters().get("accepted"));
        }
    }

    @Test
    void aServerSaysThatItClosesAfterHalfARequestToo() throws Exception {
        Path file = certificate(folder);
        var options = WebServer.Options.DEFAULTS.withTls(Tls.context(file, PASSWORD.toCharArray()));
        var quick = options.withLimits(Limits.SERVER.withTimes(Duration.ofMillis(300), Duration.ofMillis(300)))
                .withTcp(options.tcp().withTimeouts(Duration.ofMillis(300), Duration.ofHours(1)));
        try (var server = WebServer.start(quick, new Echo())) {
            for (String request : List.of("GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / nonsense\r\n\r\n")) {
                for (boolean ends : new boolean[] {true, false}) {
                    var connection = Connection.connect(server.address(), Tap.Party.UNKNOWN);
                    var tls = Tls.client(connection, trusting(file), "localhost", server.address().getPort());
                    tls.write(ByteBuffer.wrap(request.getBytes()));
                    if (ends) tls.endOutput();
                    var buffer = ByteBuffer.allocate(20_000);
                    while (tls.read(buffer.clear()) >= 0) continue;
                    connection.close();
                }
            }
        }
    }

    @Test
    void aCommonNameIsNoHost() throws Exception {
        Path file = folder.resolve("cn.p12");
        makeCertificate(file);
        var context = Tls.context(file, PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> Tls.server(connection, context))) {
            var connection = Connection.connect(server.address(), Tap.Party.UNKNOWN);
            var trust = trusting(file);
            var e = assertThrows(SSLException.class, () -> Tls.client(connection, trust, "localhost", 1));
            assertTrue(e.getMessage().contains("CN"), e.getMessage());
            connection.close();
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        Path file = certificate(folder);
        var context = Tls.context(file, PASSWORD.toCharArray());
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> Tls.server(connection, context))) {
            var connection = Connection.connect(server.address(), Tap.Party.UNKNOWN);
            var trust = trusting(file);
            var e = assertThrows(SSLException.class, () -> Tls.client(connection, trust, "elsewhere.example", 1));
            assertTrue(e.getMessage().contains("elsewhere.example"), e.getMessage());
            connection.close();
        }
        assertThrows(IOException.class, () -> Tls.context(file, "wrong".toCharArray()));
    }
}
