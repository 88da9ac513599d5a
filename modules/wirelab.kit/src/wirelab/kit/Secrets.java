package wirelab.kit;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// What nobody else may guess, and how to compare it without giving it away. [Hmac] proves that one knows a secret.
public final class Secrets {
    /// Where unpredictable numbers come from, for any thread: the JDK's [SecureRandom], seeded by the system. State machines
    /// are handed a source, so that a test can hand them another.
    public static final RandomGenerator RANDOM = new SecureRandom();

    private Secrets() {}

    /// {@return so many random bytes}
    public static byte[] bytes(int count) {
        return bytes(RANDOM, count);
    }

    /// {@return so many bytes of a source}
    public static byte[] bytes(RandomGenerator random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A token to be shown by whoever was given it, in characters that need no escaping in a line, an address or a header.
    ///
    /// @param count how many random bytes it holds; 16 cannot be guessed
    /// @return base64url without padding: 4 characters for each 3 bytes (RFC 4648, section 5)
    public static String token(int count) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(count));
    }

    /// Compares what a peer sent with a secret, in a time that tells nothing about how much of it was right.
    public static boolean same(byte[] sent, byte[] secret) {
        return MessageDigest.isEqual(sent, secret);
    }
}
