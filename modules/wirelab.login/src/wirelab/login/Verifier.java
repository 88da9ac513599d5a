package wirelab.login;

import java.util.Base64;
import java.util.random.RandomGenerator;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// What a server keeps of a user instead of the password (RFC 5802, section 3): enough to check a proof, too little to
/// make one.
///
/// Whoever steals it can try passwords against it, one at the cost of `iterations` hashes, and can pretend to be the server,
/// but cannot log in.
///
/// @param salt base64 of 16 bytes
/// @param iterations how often the hash is applied to the password, 4,096 to 1,000,000
/// @param storedKey base64 of H(ClientKey), 32 bytes
/// @param serverKey base64 of ServerKey, 32 bytes
public record Verifier(String salt, int iterations, String storedKey, String serverKey) {
    /// Bytes of a salt. All salts have the same length, so that an invented one does not stand out.
    public static final int SALT = 16;
    /// The least that RFC 7677, section 4, allows.
    public static final int MIN_ITERATIONS = 4096;
    /// More than this would make logging in slow on purpose; a client refuses it (RFC 5802, section 9).
    public static final int MAX_ITERATIONS = 1_000_000;
    /// A tenth of a second of the client's time, the rule of thumb of RFC 7677, section 4.
    public static final int DEFAULT_ITERATIONS = 100_000;

    /// Checks the limits.
    ///
    /// @throws UsageException when a part has the wrong length or form
    public Verifier {
        require("salt", salt, SALT);
        checkIterations(iterations);
        require("stored-key", storedKey, ScramHash.SHA_256.length());
        require("server-key", serverKey, ScramHash.SHA_256.length());
    }

    /// Makes the verifier of a new password.
    ///
    /// @param password the password; SASLprep is applied to it
    /// @param random where the salt comes from; a `SecureRandom` but in tests
    /// @throws UsageException when SASLprep refuses the password or the count is out of bounds
    public static Verifier of(String password, int iterations, RandomGenerator random) {
        var salt = Secrets.bytes(random, SALT);
        checkIterations(iterations);
        try {
            return of(SaslPrep.stored(password), salt, iterations);
        } catch (UsageException e) {
            throw new UsageException("password: " + e.getMessage());
        }
    }

    static Verifier of(String normalized, byte[] salt, int iterations) {
        var hash = ScramHash.SHA_256;
        byte[] salted = hash.saltedPassword(normalized, salt, iterations);
        byte[] storedKey = hash.h(hash.clientKey(salted));
        return new Verifier(ScramHash.base64(salt), iterations, ScramHash.base64(storedKey),
                ScramHash.base64(hash.serverKey(salted)));
    }

    /// Whether this is the verifier of a password, for a protocol in which the server is told it. Takes the work of one
    /// PBKDF2, and tells nothing of how much was right by the time that it takes.
    public boolean isOf(String password) {
        try {
            var same = of(SaslPrep.query(password), Base64.getDecoder().decode(salt), iterations);
            return Secrets.same(same.storedKeyBytes(), storedKeyBytes());
        } catch (UsageException _) {
            // SASLprep refuses it, so it is nobody's.
            return false;
        }
    }

    byte[] storedKeyBytes() {
        return Base64.getDecoder().decode(storedKey);
    }

    byte[] serverKeyBytes() {
        return Base64.getDecoder().decode(serverKey);
    }

    /// Says what is no secret: a client is told salt and count too.
    @Override
    public String toString() {
        return "Verifier[salt=" + salt + ", iterations=" + iterations + ", keys hidden]";
    }

    private static void checkIterations(int iterations) {
        if (iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS) return;
        throw new UsageException("iterations: " + iterations + " is not between " + MIN_ITERATIONS + " and "
                + MAX_ITERATIONS);
    }

    private static void require(String field, String value, int length) {
        String problem = Attributes.base64Problem(value, length, length);
        if (problem != null) throw new UsageException(field + ": " + problem);
    }
}
