package wirelab.rudp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.random.RandomGenerator;
import wirelab.kit.Hmac;
import wirelab.kit.SafeFile;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;
import wirelab.noise.NoiseKeys;

/// The key by which a server is known: 25519, kept in a file that its owner alone can read.
public final class RudpIdentity {
    private final byte[] secret;
    private final Path file;
    private final byte[] key;

    private RudpIdentity(byte[] secret, Path file) {
        this.secret = secret;
        this.file = file;
        key = NoiseKeys.publicKey(secret);
    }

    /// {@return a new one}
    public static RudpIdentity create(RandomGenerator random) {
        return new RudpIdentity(Secrets.bytes(random, NoiseKeys.SIZE), null);
    }

    /// Reads it from a file, which is made when there is none.
    ///
    /// @throws UsageException when something else is in it
    public static RudpIdentity of(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] made = Secrets.bytes(NoiseKeys.SIZE);
            SafeFile.replacePrivately(file, (Base64.getEncoder().encodeToString(made)
                + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        try {
            byte[] secret = Base64.getDecoder().decode(SafeFile.read(file, 200).strip());
            if (secret.length == NoiseKeys.SIZE) return new RudpIdentity(secret, file);
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new UsageException(file + " is no key of a server");
    }

    /// {@return the file that it was read from, which is nobody else's business; `null` when there is none}
    public Path file() {
        return file;
    }

    byte[] secret() {
        return secret;
    }

    /// A key for tokens of resets: the same after a new start.
    byte[] resetKey() {
        return Hmac.sha256(secret).of("stateless reset".getBytes(StandardCharsets.US_ASCII));
    }

    /// {@return the public key, as text: what a client pins}
    public String publicKey() {
        return text(key);
    }

    static String text(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    @Override
    public String toString() {
        return "server key " + publicKey();
    }
}
