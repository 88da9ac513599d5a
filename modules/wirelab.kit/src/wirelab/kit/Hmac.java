package wirelab.kit;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key for HMAC (RFC 2104): whoever does not have it can neither make the code of a message nor change one. It hides
/// nothing. May be used by several threads at once.
public final class Hmac {
    /// Made ready once and never fed: each message goes to a copy.
    private final Mac keyed;

    private Hmac(String algorithm, byte[] key) {
        try {
            keyed = Mac.getInstance(algorithm);
            // The JDK refuses an empty key; a zero byte is the same key to an HMAC (RFC 2104, section 2).
            keyed.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /// {@return the key for HMAC-SHA-256 (RFC 6234), whose codes have 32 bytes}
    public static Hmac sha256(byte[] key) {
        return new Hmac("HmacSHA256", key);
    }

    /// The key for HMAC-SHA-1, whose codes have 20 bytes: for protocols that are older than SHA-256.
    public static Hmac sha1(byte[] key) {
        return new Hmac("HmacSHA1", key);
    }

    /// {@return the code of a message that is given in parts}
    public byte[] of(byte[]... parts) {
        var mac = copy();
        for (byte[] part : parts) mac.update(part);
        return mac.doFinal();
    }

    /// {@return the code of what remains in a buffer, whose position does not move}
    public byte[] of(ByteBuffer message) {
        var mac = copy();
        mac.update(message.duplicate());
        return mac.doFinal();
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own can be copied", e);
        }
    }
}
