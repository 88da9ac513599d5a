package wirelab.kit;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Damaged copies of a message: every truncation, and as many seeded mutations as wanted.
public final class Fuzz {
    private static final byte[] NASTY = {0, 1, '\n', '\r', ' ', ',', '=', ':', '/', '%', 0x7f, (byte) 0x80, (byte) 0xff};

    private Fuzz() {}

    /// All beginnings of a message, from nothing to one byte less than the whole.
    ///
    /// @param message the whole
    /// @return the beginnings
    public static Stream<byte[]> truncations(byte[] message) {
        return IntStream.range(0, message.length).mapToObj(n -> Arrays.copyOf(message, n));
    }

    /// Mutations of messages: one to four of a flipped bit, a replaced, inserted, deleted or doubled stretch,
    /// a cut, a splice.
    ///
    /// @param seed the same seed gives the same mutations
    /// @param count how many
    /// @param messages what to start from, in turn
    /// @return the mutations
    public static Stream<byte[]> mutations(long seed, int count, byte[]... messages) {
        var random = new Random(seed);
        return IntStream.range(0, count).mapToObj(i -> {
            byte[] bytes = messages[i % messages.length];
            for (int n = 1 + random.nextInt(4); n > 0; n--) bytes = mutate(random, bytes, messages);
            return bytes;
        });
    }

    private static byte[] mutate(Random random, byte[] bytes, byte[][] messages) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] after = Arrays.copyOfRange(bytes, at + length, bytes.length);
        byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
        return switch (random.nextInt(8)) {
            case 0 -> {
                if (piece.length > 0) piece[0] ^= (byte) (1 << random.nextInt(8));
                yield join(before, piece, after);
            }
            case 1 -> {
                random.nextBytes(piece);
                yield join(before, piece, after);
            }
            case 2 -> {
                Arrays.fill(piece, NASTY[random.nextInt(NASTY.length)]);
                yield join(before, piece, after);
            }
            case 3 -> join(before, new byte[] {NASTY[random.nextInt(NASTY.length)]}, piece, after);
            case 4 -> join(before, after);
            case 5 -> join(before, piece, piece, after);
            case 6 -> before;
            default -> {
                byte[] other = messages[random.nextInt(messages.length)];
                yield join(before, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
            }
        };
    }

    private static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) size += part.length;
        var joined = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
