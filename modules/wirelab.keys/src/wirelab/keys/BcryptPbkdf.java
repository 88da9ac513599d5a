package wirelab.keys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// `bcrypt_pbkdf`, by which OpenSSH makes a key of a pass phrase: PBKDF2 (RFC 8018, section 5.2) over a hash that is made
/// slow by Blowfish's key schedule, repeated 64 times with the pass phrase and the salt by turns. What comes out is dealt
/// out: byte `i` of block `j` stands at `i * blocks + j`, so that whoever needs any of it must compute all of it.
final class BcryptPbkdf {
    /// Rounds of a file that are accepted; ssh-keygen takes 16 (some 0.1 s), and more than this would keep the user waiting
    /// for minutes.
    static final int MOST_ROUNDS = 1_000;
    private static final int BLOCK = 32;
    private static final byte[] TEXT = "OxychromaticBlowfishSwatDynamite".getBytes(StandardCharsets.US_ASCII);

    private BcryptPbkdf() {}

    static byte[] derive(byte[] phrase, byte[] salt, int rounds, int length) {
        byte[] hashedPhrase = Jca.hash("SHA-512", phrase);
        int blocks = (length + BLOCK - 1) / BLOCK;
        var key = new byte[length];
        for (int block = 0; block < blocks; block++) {
            var counter = new byte[4];
            counter[3] = (byte) (block + 1);
            byte[] next = hash(hashedPhrase, Jca.hash("SHA-512", salt, counter));
            byte[] sum = next.clone();
            for (int round = 1; round < rounds; round++) {
                next = hash(hashedPhrase, Jca.hash("SHA-512", next));
                for (int i = 0; i < BLOCK; i++) sum[i] ^= next[i];
            }
            for (int i = 0; i < BLOCK; i++) {
                int at = i * blocks + block;
                if (at < length) key[at] = sum[i];
            }
        }
        return key;
    }

    private static byte[] hash(byte[] phrase, byte[] salt) {
        var blowfish = new Blowfish();
        blowfish.expand(phrase, salt);
        for (int i = 0; i < 64; i++) {
            blowfish.expand(salt, null);
            blowfish.expand(phrase, null);
        }
        var words = new int[BLOCK / 4];
        ByteBuffer.wrap(TEXT).asIntBuffer().get(words);
        for (int i = 0; i < 64; i++) {
            for (int pair = 0; pair < words.length; pair += 2) blowfish.encrypt(words, pair);
        }
        var out = new byte[BLOCK];
        // The words come out with their least significant byte first.
        ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
        return out;
    }
}
