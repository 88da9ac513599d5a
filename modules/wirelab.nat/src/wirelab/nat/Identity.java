package wirelab.nat;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import wirelab.kit.ProtocolViolation;

/// The X25519 key pair of one client (RFC 7748), drawn anew for each run and never stored.
///
/// A new pair for each run means that what was said yesterday cannot be read with what is found on the machine today, and
/// that the counters of [SecurityAssociation] begin at 0 without ever repeating a nonce. The price: fingerprints are
/// compared once per run.
final class Identity {
    /// What stands before the 32 bytes of an X25519 key in its X.509 form (RFC 8410, section 4).
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] SALT = "wirelab.nat 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final KeyPair pair;
    private final byte[] publicKey;
    private long sent;

    private Identity(KeyPair pair) {
        this.pair = pair;
        byte[] encoded = pair.getPublic().getEncoded();
        publicKey = Arrays.copyOfRange(encoded, X509.length, encoded.length);
    }

    static Identity create() {
        try {
            return new Identity(KeyPairGenerator.getInstance("X25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has X25519", e);
        }
    }

    byte[] publicKey() {
        return publicKey;
    }

    /// The number of the next packet that this identity seals, to whomever: no number is ever used twice.
    long nextCounter() {
        return ++sent;
    }

    /// Agrees with a peer on two keys, one for each direction: X25519, then HKDF-SHA-256 (RFC 5869).
    SecurityAssociation session(byte[] peer) throws ProtocolViolation {
        try {
            byte[] encoded = Arrays.copyOf(X509, X509.length + peer.length);
            System.arraycopy(peer, 0, encoded, X509.length, peer.length);
            PublicKey key = KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
            var agreement = KeyAgreement.getInstance("X25519");
            agreement.init(pair.getPrivate());
            agreement.doPhase(key, true);
            byte[] shared = agreement.generateSecret();
            return new SecurityAssociation(this, tag(peer), derive(shared, publicKey, peer),
                    derive(shared, peer, publicKey));
        } catch (GeneralSecurityException e) {
            // A point of small order, from which everybody could compute the secret (RFC 7748, section 6.1), for instance.
            throw new ProtocolViolation("key", 0, "no usable X25519 key: " + e.getMessage());
        }
    }

    private static SecretKey derive(byte[] shared, byte[] from, byte[] to) throws GeneralSecurityException {
        byte[] info = Arrays.copyOf(from, from.length + to.length);
        System.arraycopy(to, 0, info, from.length, to.length);
        var parameters = HKDFParameterSpec.ofExtract().addIKM(shared).addSalt(SALT).thenExpand(info, 32);
        return KDF.getInstance("HKDF-SHA256").deriveKey("ChaCha20", parameters);
    }

    /// The first eight bytes of a key: names the sender in each packet.
    static long tag(byte[] key) {
        return java.nio.ByteBuffer.wrap(key).getLong();
    }

    /// What people read to each other on another channel: the first 12 bytes of the key's SHA-256, in groups of four digits.
    static String fingerprint(byte[] key) {
        try {
            String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 12);
            return hex.replaceAll("(....)(?!$)", "$1 ");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
