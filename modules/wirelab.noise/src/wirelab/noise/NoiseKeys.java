package wirelab.noise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/// The two functions of which Noise is made here: DH with 25519 (RFC 7748) and SHA-256.
public final class NoiseKeys {
    public static final int SIZE = 32;
    private static final byte[] BASE = {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0,
        0, 0};

    private NoiseKeys() {}

    /// {@return the public key of a private one}
    public static byte[] publicKey(byte[] secret) {
        try {
            return agree(secret, BASE);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// {@return what both ends know, each of its own private and the other's public key}
    ///
    /// @throws InvalidKeyException when the public key is one of the few that make it known to all (RFC 7748, section 6.1)
    public static byte[] agree(byte[] secret, byte[] other) throws InvalidKeyException {
        try {
            var factory = KeyFactory.getInstance("X25519");
            PrivateKey own = factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
            var key = factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(other)));
            var agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase((XECPublicKey) key, true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has X25519", e);
        }
    }

    /// The last byte comes first here, and its top bit does not count (RFC 7748, section 5).
    private static BigInteger coordinate(byte[] key) {
        byte[] turned = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) turned[i] = key[SIZE - 1 - i];
        turned[0] &= 0x7f;
        return new BigInteger(1, turned);
    }

    static byte[] hash(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static byte[] cut(byte[] from, int start, int end) {
        return Arrays.copyOfRange(from, start, end);
    }
}
