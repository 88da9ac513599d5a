package wirelab.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;

/// Whom a client trusts.
public final class Trust {
    /// A file of certificates has some kilobytes; all that a system trusts, some hundreds.
    private static final int MAX_BYTES = 10 << 20;

    private Trust() {}

    /// Trusts the certificates in a file, and nobody else: for servers with a certificate of one's own making.
    ///
    /// @param file PEM (`-----BEGIN CERTIFICATE-----`) or DER, one certificate or several
    /// @return the context for [wirelab.http.ClientOptions#withTrust(SSLContext)]
    /// @throws ClientException when it cannot be read
    public static SSLContext of(Path file) throws ClientException {
        try {
            var in = new ByteArrayInputStream(SafeFile.bytes(file, MAX_BYTES));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int n = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + ++n, certificate);
            }
            if (n == 0) throw new ClientException(Kind.FILE, file + ": no certificate in it");
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (ClientException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new ClientException(Kind.FILE, "cannot read certificates from " + file + ": " + Failure.reason(e), e);
        }
    }
}
