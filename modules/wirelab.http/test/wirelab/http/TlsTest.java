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
import java.util.Random;
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
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        try (var peer = Peer.start(keytool, "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass",
                PASSWORD, "-alias", "localhost", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
                "-ext", "SAN=dns:localhost,ip:127.0.0.1")) {
            assertEquals(0, peer.awaitExit(), peer.output());
        }
        made = Files.readAllBytes(file);
        return file;
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
            while (tls.read(back.limit(Math.min(back.capacity(), back.position() + 1 + back.position() % 40_000))) >= 0) continue;
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
