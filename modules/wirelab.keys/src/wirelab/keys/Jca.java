package wirelab.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import wirelab.kit.ProtocolViolation;

/// The JDK's own cryptography, and its exceptions: an algorithm that every JDK has is never missing, and what a peer can
/// get wrong is a [ProtocolViolation].
public final class Jca {
    private Jca() {}

    public static Cipher cipher(String name) {
        try {
            return Cipher.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    public static byte[] sha256(byte[]... parts) {
        return hash("SHA-256", parts);
    }

    public static byte[] hash(String algorithm, byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    public static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("the JDK's cryptography", e);
    }

    /// A public key whose form for the JDK is some fixed bytes of DER before the bytes that travel.
    ///
    /// @param algorithm of [KeyFactory]
    /// @param prefix the fixed bytes, in hexadecimal digits
    /// @throws ProtocolViolation when these bytes are no such key
    public static PublicKey publicKey(String algorithm, String prefix, byte[] raw) throws ProtocolViolation {
        byte[] before = HexFormat.of().parseHex(prefix);
        byte[] der = new byte[before.length + raw.length];
        System.arraycopy(before, 0, der, 0, before.length);
        System.arraycopy(raw, 0, der, before.length, raw.length);
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new ProtocolViolation("public key", 0, "is none of " + algorithm);
        }
    }

    /// {@return the last bytes of a key's DER, which are what travels}
    public static byte[] raw(PublicKey key, int length) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, der.length - length, der.length);
    }
}
