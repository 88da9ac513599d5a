package wirelab.keys;

import java.math.BigInteger;

/// The block cipher Blowfish with the key schedule of bcrypt, which takes a salt as well. The JDK has the cipher but not
/// this schedule.
///
/// The state begins with the first 33,344 bits of the fraction of pi, which nobody can have chosen to hide something. They
/// are computed, when first needed, by Machin's formula: pi = 16 arctan(1/5) - 4 arctan(1/239).
final class Blowfish {
    private static final int ROUNDS = 16;
    private static final int SUBKEYS = ROUNDS + 2;
    private static final int WORDS = SUBKEYS + 4 * 256;

    /// Computed once, when somebody has an encrypted key.
    private static final class Pi {
        private static final int[] FRACTION = fraction();

        private static int[] fraction() {
            int guard = 64;
            int bits = 32 * WORDS + guard;
            var pi = arctan(5, bits).shiftLeft(4).subtract(arctan(239, bits).shiftLeft(2));
            var fraction = pi.subtract(BigInteger.valueOf(3).shiftLeft(bits)).shiftRight(guard);
            var words = new int[WORDS];
            for (int i = 0; i < WORDS; i++) words[i] = fraction.shiftRight(32 * (WORDS - 1 - i)).intValue();
            return words;
        }

        /// arctan(1/n) times 2^bits, by its series.
        private static BigInteger arctan(int n, int bits) {
            var power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(n));
            var square = BigInteger.valueOf((long) n * n);
            var sum = power;
            for (long k = 1; power.signum() != 0; k++) {
                power = power.divide(square);
                var term = power.divide(BigInteger.valueOf(2 * k + 1));
                sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
            }
            return sum;
        }
    }

    /// The subkeys, then the four tables.
    private final int[] state = Pi.FRACTION.clone();

    /// {@return the state before any key: for tests}
    int[] state() {
        return state.clone();
    }

    /// Mixes a key and a salt into the state.
    ///
    /// @param salt 64 bytes; `null` for none
    void expand(byte[] key, byte[] salt) {
        for (int i = 0; i < SUBKEYS; i++) state[i] ^= word(key, i);
        var pair = new int[2];
        for (int i = 0; i < WORDS; i += 2) {
            if (salt != null) {
                pair[0] ^= word(salt, i);
                pair[1] ^= word(salt, i + 1);
            }
            encrypt(pair, 0);
            state[i] = pair[0];
            state[i + 1] = pair[1];
        }
    }

    /// The key, read round and round as words.
    private static int word(byte[] key, int index) {
        int word = 0;
        for (int i = 0; i < 4; i++) word = word << 8 | key[(4 * index + i) % key.length] & 0xff;
        return word;
    }

    /// Encrypts two words in place.
    void encrypt(int[] words, int at) {
        int left = words[at], right = words[at + 1];
        for (int i = 0; i < ROUNDS; i += 2) {
            left ^= state[i];
            right ^= mixed(left);
            right ^= state[i + 1];
            left ^= mixed(right);
        }
        words[at] = right ^ state[ROUNDS + 1];
        words[at + 1] = left ^ state[ROUNDS];
    }

    private int mixed(int x) {
        int a = state[SUBKEYS + (x >>> 24)] + state[SUBKEYS + 256 + (x >>> 16 & 0xff)];
        return (a ^ state[SUBKEYS + 512 + (x >>> 8 & 0xff)]) + state[SUBKEYS + 768 + (x & 0xff)];
    }
}
