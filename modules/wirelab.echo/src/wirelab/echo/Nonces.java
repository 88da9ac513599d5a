package wirelab.echo;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes nonces of 24 printable characters, 144 bits.
///
/// A server whose nonce came twice could be fooled by a recorded conversation. Therefore a counter and the time of the start
/// are mixed in with the random bytes under a secret key: even a random source that is stuck gives each nonce but once.
final class Nonces {
    private static final int LENGTH = 18;

    private final RandomGenerator random;
    private final byte[] key;
    private final AtomicLong counter = new AtomicLong();

    /// Begins a series.
    ///
    /// @param random unpredictable, as far as the machine can
    /// @param key a secret; two series with the same key must begin at different times
    /// @param start the time
    Nonces(RandomGenerator random, byte[] key, long start) {
        this.random = random;
        this.key = ScramHash.SHA_256.hmac(key, "nonces of " + start);
    }

    String next() {
        var bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        var input = ByteBuffer.allocate(LENGTH + Long.BYTES).put(bytes).putLong(counter.incrementAndGet()).array();
        return ScramHash.base64(Arrays.copyOf(ScramHash.SHA_256.hmac(key, input), LENGTH));
    }
}
