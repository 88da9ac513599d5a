package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import wirelab.kit.Peer;

/// Keys and certificates for tests, signed by themselves.
public final class Certificates {
    public static final String PASSWORD = "sesame";

    /// Made once, since keytool takes its time.
    private static byte[] made;

    /// A key and a certificate for localhost, signed by itself.
    public static synchronized Path of(Path folder) throws IOException {
        Path file = folder.resolve("localhost.p12");
        if (made != null) return Files.write(file, made);
        make(file, "-ext", "SAN=dns:localhost,ip:127.0.0.1");
        made = Files.readAllBytes(file);
        return file;
    }

    public static void make(Path file, String... more) throws IOException {
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
    public static SSLContext trusting(Path file) throws Exception {
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

    private Certificates() {}
}
