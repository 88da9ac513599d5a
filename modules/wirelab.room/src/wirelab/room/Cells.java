package wirelab.room;

/// How many cells of a terminal a character takes.
final class Cells {
    /// First and last of what is two cells wide: Hangul, Han, Kana, full-width forms, emoji.
    private static final int[][] WIDE = {
            {0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
            {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};

    private Cells() {}

    /// The width of a text.
    static int of(CharSequence text) {
        return text.codePoints().map(Cells::of).sum();
    }

    /// The width of a character.
    static int of(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
                return 0;
            }
            default -> {
                for (int[] range : WIDE) if (codePoint >= range[0] && codePoint <= range[1]) return 2;
                return 1;
            }
        }
    }
}
