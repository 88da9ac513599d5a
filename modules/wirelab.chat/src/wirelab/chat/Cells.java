package wirelab.chat;

/// How many cells of a terminal a character takes.
public final class Cells {
    /// First and last of what is two cells wide, beside emoji: Hangul, Han, Kana, full-width forms.
    private static final int[][] WIDE = {
            {0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
            {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f200, 0x1f2ff}, {0x20000, 0x3fffd}};
    /// Vowels and final consonants of Hangul, which stand in the cells of the first consonant.
    private static final int[][] NARROWEST = {{0x1160, 0x11ff}, {0xd7b0, 0xd7ff}};

    private Cells() {}

    /// {@return the cells of a text}
    public static int of(CharSequence text) {
        return text.codePoints().map(Cells::of).sum();
    }

    /// Whether terminals agree about the width of a text: not where emoji are joined or turned into each other.
    static boolean isCertain(CharSequence text) {
        return text.codePoints().noneMatch(c -> c == 0x200d || c == 0xfe0f || c >= 0x1f3fb && c <= 0x1f3ff || isHalfFlag(c));
    }

    /// The width of a character.
    public static int of(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
                return 0;
            }
            default -> {
                if (isAmong(NARROWEST, codePoint)) return 0;
                return isAmong(WIDE, codePoint)
                        || Character.isEmojiPresentation(codePoint) && !isHalfFlag(codePoint) ? 2 : 1;
            }
        }
    }

    /// Two of them are a flag, which is two cells wide.
    private static boolean isHalfFlag(int codePoint) {
        return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
    }

    private static boolean isAmong(int[][] ranges, int codePoint) {
        for (int[] range : ranges) if (codePoint >= range[0] && codePoint <= range[1]) return true;
        return false;
    }
}
