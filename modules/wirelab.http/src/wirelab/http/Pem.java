package wirelab.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import wirelab.kit.SafeFile;

/// Certificates and keys as text (RFC 7468), the way in which those who give certificates away hand them out: the server's
/// certificate first, then those that lead to somebody whom clients trust.
///
/// ```
/// -----BEGIN CERTIFICATE-----              the server's, then others
/// -----BEGIN PRIVATE KEY-----              PKCS#8 (RFC 5958); ENCRYPTED PRIVATE KEY with a password
/// -----BEGIN RSA PRIVATE KEY-----          PKCS#1 (RFC 8017, appendix A.1.2)
/// -----BEGIN EC PRIVATE KEY-----           SEC 1 (RFC 5915)
/// ```
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([^-]*)-----END \\1-----");

    private record Block(String label, byte[] bytes) {}

    private Pem() {}

    /// Whether a file is of this kind.
    static boolean is(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    /// A store with one entry.
    ///
    /// @param key the file with the key, which may be the same
    /// @param password of an encrypted key, and then of the store
    static KeyStore store(Path certificates, Path key, char[] password) throws IOException, GeneralSecurityException {
        var chain = new ArrayList<Certificate>();
        for (var block : blocks(certificates)) {
            if (!block.label.equals("CERTIFICATE")) continue;
            chain.add(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.bytes)));
        }
        if (chain.isEmpty()) throw new IOException(certificates + " has no certificate");
        var holder = chain.getFirst().getPublicKey();
        for (var block : blocks(key)) {
            if (!block.label.endsWith("PRIVATE KEY")) continue;
            PrivateKey secret;
            try {
                secret = key(block, holder, password);
            } catch (GeneralSecurityException e) {
                throw new IOException("the key in " + key + " is not that of the certificate, or broken, or protected by"
                        + " another password", e);
            }
            if (!belong(secret, holder)) throw new IOException("the key in " + key + " is not that of the certificate");
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", secret, password, chain.toArray(Certificate[]::new));
            return store;
        }
        throw new IOException(key + " has no private key");
    }

    private static List<Block> blocks(Path file) throws IOException {
        var blocks = new ArrayList<Block>();
        var found = BLOCK.matcher(new String(SafeFile.bytes(file, Tls.MAX_BYTES), StandardCharsets.ISO_8859_1));
        while (found.find()) {
            // Old programs write how a key is encrypted before it, in a way of their own.
            if (found.group(2).contains(":")) throw new IOException(file + ": an old encryption; write the key as PKCS#8");
            try {
                blocks.add(new Block(found.group(1), Base64.getMimeDecoder().decode(found.group(2))));
            } catch (IllegalArgumentException _) {
                throw new IOException(file + ": a block of PEM that is no Base64");
            }
        }
        return blocks;
    }

    private static PrivateKey key(Block block, PublicKey holder, char[] password)
            throws GeneralSecurityException, IOException {
        var spec = switch (block.label) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.bytes);
            case "ENCRYPTED PRIVATE KEY" -> decrypted(block.bytes, password);
            default -> new PKCS8EncodedKeySpec(wrapped(block.bytes, holder));
        };
        return KeyFactory.getInstance(holder.getAlgorithm()).generatePrivate(spec);
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, char[] password)
            throws GeneralSecurityException, IOException {
        if (password.length == 0) {
            throw new IOException("the key is encrypted, and there is no password", new UnrecoverableKeyException());
        }
        var info = new EncryptedPrivateKeyInfo(bytes);
        // Of PBES2 the JDK tells the name of what it is made of by the parameters alone.
        String name = info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2")
                ? info.getAlgParameters().toString() : info.getAlgName();
        return info.getKeySpec(SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password)));
    }

    /// The key of an older form inside PKCS#8: `SEQUENCE { INTEGER 0, algorithm, OCTET STRING key }`. The algorithm is what
    /// the certificate says of its own key, `SEQUENCE { algorithm, BIT STRING key }`.
    private static byte[] wrapped(byte[] key, PublicKey holder) {
        byte[] known = holder.getEncoded();
        int from = header(known, 0);
        int to = header(known, from) + length(known, from);
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.write(known, from, to - from);
        inner.writeBytes(tagged(4, key));
        return tagged(0x30, inner.toByteArray());
    }

    /// Where the content of the element begins that begins at a place.
    private static int header(byte[] der, int at) {
        return der[at + 1] >= 0 ? at + 2 : at + 2 + (der[at + 1] & 0x7f);
    }

    private static int length(byte[] der, int at) {
        if (der[at + 1] >= 0) return der[at + 1];
        int length = 0;
        for (int i = at + 2; i < header(der, at); i++) length = length << 8 | der[i] & 0xff;
        return length;
    }

    private static byte[] tagged(int tag, byte[] content) {
        var der = new ByteArrayOutputStream();
        der.write(tag);
        int n = content.length;
        if (n < 0x80) der.write(n);
        else der.writeBytes(new byte[] {(byte) 0x82, (byte) (n >> 8), (byte) n});
        der.writeBytes(content);
        return der.toByteArray();
    }

    private static boolean belong(PrivateKey secret, PublicKey holder) throws GeneralSecurityException {
        String name = switch (holder.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> holder.getAlgorithm();
        };
        var signature = Signature.getInstance(name);
        signature.initSign(secret);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(holder);
        signature.update((byte) 1);
        return signature.verify(signed);
    }
}
