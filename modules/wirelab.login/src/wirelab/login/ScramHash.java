package wirelab.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import wirelab.kit.Hmac;

/// The functions of RFC 5802, sections 2.2 and 3, over one hash.
///
/// ```
/// SaltedPassword  := Hi(Normalize(password), salt, i)
/// ClientKey       := HMAC(SaltedPassword, "Client Key")
/// StoredKey       := H(ClientKey)
/// AuthMessage     := client-first-message-bare + "," + server-first-message + "," + client-final-message-without-proof
/// ClientSignature := HMAC(StoredKey, AuthMessage)
/// ClientProof     := ClientKey XOR ClientSignature
/// ServerKey       := HMAC(SaltedPassword, "Server Key")
/// ServerSignature := HMAC(ServerKey, AuthMessage)
/// ```
///
/// On the wire only SHA-256 is offered (RFC 7677); SHA-1 is here so that the example of RFC 5802 can be a test.
enum ScramHash {
    SHA_1("SHA-1", "HmacSHA1", 20),
    SHA_256("SHA-256", "HmacSHA256", 32);

    private final String digest;
    private final String mac;
    private final int length;

    ScramHash(String digest, String mac, int length) {
        this.digest = digest;
        this.mac = mac;
        this.length = length;
    }

    /// Bytes of a hash, and so of each key, proof and signature.
    int length() {
        return length;
    }

    /// Hi(str, salt, i): PBKDF2 with HMAC as the function and a result as long as the hash. It is this that takes long, and
    /// only the client and `AddUser` do it, never the server. The password has been through [SaslPrep].
    byte[] saltedPassword(String normalized, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(normalized.toCharArray(), salt, iterations, length * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + mac).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            spec.clearPassword();
        }
    }

    byte[] clientKey(byte[] saltedPassword) {
        return hmac(saltedPassword, "Client Key");
    }

    byte[] serverKey(byte[] saltedPassword) {
        return hmac(saltedPassword, "Server Key");
    }

    byte[] h(byte[] bytes) {
        try {
            return MessageDigest.getInstance(digest).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    byte[] hmac(byte[] key, String text) {
        return hmac(key, text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] hmac(byte[] key, byte[] bytes) {
        return (this == SHA_1 ? Hmac.sha1(key) : Hmac.sha256(key)).of(bytes);
    }

    /// XOR of two strings of the length of this hash.
    byte[] xor(byte[] a, byte[] b) {
        var x = new byte[length];
        for (int i = 0; i < length; i++) x[i] = (byte) (a[i] ^ b[i]);
        return x;
    }

    static String authMessage(ClientFirst first, ServerFirst challenge, ClientFinal answer) {
        return first.bare() + "," + challenge.text() + "," + answer.withoutProof();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Every Java platform must have these functions.
    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException(e);
    }
}
