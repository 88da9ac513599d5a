package wirelab.terms;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Texts that hold what is hard: many scripts, letters whose lower case is longer or shorter, marks, letters beyond the
/// basic plane, and bytes that are no UTF-8.
public final class Texts {
    private static final String[] WORDS = {"the", "İstanbul", "Straße", "ΣΊΣΥΦΟΣ", "Ⱥgua", "e\u0301te\u0301", "НЕБО", "שלום",
        "العربية", "हिन्दी", "ภาษาไทย", "日本語", "한국어", "ქართული", "Ⴀ", "𐐀𐐨", "𝒳yz", "አማርኛ", "niño", "x²", "٣٤", "𞤀𞤢", "ԱԲԳ",
        "ꭰ", "Ω",
        "a", "I", "ab", "abcdefgh", "abcdefghi", "abcdefghA", "\u0301", "𝟘𝟙", "Ǆ", "ﬀ"};
    private static final String[] BETWEEN = {" ", "\n", ", ", "。", "—", "\u00a0", "'", "😀", "_", "\r\n", "\u2028", "\u0000",
            "\t"};
    private static final byte[][] BROKEN = {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xe2, (byte) 0x82}, {(byte) 0x80},
            {(byte) 0xed,
        (byte) 0xa0, (byte) 0x80}, {(byte) 0xf0, (byte) 0x9f, (byte) 0x98}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xf4,
                (byte) 0x90,
        (byte) 0x80, (byte) 0x80}};

    private Texts() {}

    public static byte[] mixed(long seed, int size, boolean broken) {
        var random = new Random(seed);
        var out = new ByteArrayOutputStream();
        while (out.size() < size) {
            byte[] next = broken && random.nextInt(8) == 0 ? BROKEN[random.nextInt(BROKEN.length)]
                    : WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
            out.writeBytes(next);
            String between = random.nextInt(5) > 0 ? BETWEEN[random.nextInt(BETWEEN.length)] : "";
            out.writeBytes(between.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /// Words over a vocabulary of some size, the first ones the most frequent, as in any text.
    public static byte[] words(long seed, int size, int vocabulary) {
        var random = new Random(seed);
        var out = new ByteArrayOutputStream();
        while (out.size() < size) {
            int word = (int) (vocabulary * Math.pow(random.nextDouble(), 3));
            out.writeBytes(("w" + Integer.toString(word, 36) + (random.nextInt(12) == 0 ? "\n" : " "))
                    .getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
