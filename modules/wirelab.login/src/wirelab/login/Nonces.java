package wirelab.login;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;
import wirelab.kit.Secrets;

/// Makes nonces of 24 printable characters, 144 bits.
///
/// A server whose nonce came twice could be fooled by a recorded conversation. Therefore a counter and the time of the start
/// are mixed in with the random bytes under a secret key: even a random source that is stuck gives each nonce but once.
final class Nonces {
    private static final int LENGTH = 18;

    private final RandomGenerator random;
    private final Hmac hmac;
    private final AtomicLong counter = new AtomicLong();

    /// Begins a series.
    ///
    /// @param random unpredictable, as far as the machine can
    /// @param key a secret; two series with the same key must begin at different times
    Nonces(RandomGenerator random, byte[] key, long start) {
        this.random = random;
        hmac = Hmac.sha256(ScramHash.SHA_256.hmac(key, "nonces of " + start));
    }

    String next() {
        byte[] number = new FieldWriter(Long.BYTES).u64(counter.incrementAndGet()).done();
        return ScramHash.base64(Arrays.copyOf(hmac.of(Secrets.bytes(random, LENGTH), number), LENGTH));
    }
}
