package wirelab.keys;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Lends a source of random numbers to those parts of the JDK that take a [SecureRandom] only, so that a test with a fixed
/// seed gets the same keys again.
public final class HandedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient RandomGenerator source;

    private HandedRandom(RandomGenerator source) {
        this.source = source;
    }

    public static SecureRandom of(RandomGenerator source) {
        return source instanceof SecureRandom secure ? secure : new HandedRandom(source);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
