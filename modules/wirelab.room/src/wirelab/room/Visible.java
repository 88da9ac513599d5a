package wirelab.room;

/// Makes control characters visible, so that nobody can write to the terminals of others what only a program should write.
///
/// A terminal obeys what stands in a text: `ESC [ 2 J` wipes the screen, `ESC ] 0 ;` renames the window, a carriage return
/// lets a line overwrite the name of its sender, a bidirectional override turns a text round. Such characters are shown
/// as their pictures (Unicode block Control Pictures) instead, or as U+FFFD where there is no picture. A tab stays a tab.
final class Visible {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int PICTURES = 0x2400;
    private static final char DELETE_PICTURE = '\u2421';

    private Visible() {}

    /// A text that a terminal shows and does not obey.
    ///
    /// @param text any text
    /// @return the same text where nothing had to be replaced
    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (shown(text.charAt(i)) != text.charAt(i)) return replaced(text);
        }
        return text;
    }

    private static String replaced(String text) {
        var visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) visible.append(shown(text.charAt(i)));
        return visible.toString();
    }

    private static char shown(char c) {
        if (c >= ' ' && c < 0x7f || c == '\t') return c;
        if (c < ' ') return (char) (PICTURES + c);
        if (c == 0x7f) return DELETE_PICTURE;
        // C1: some terminals take U+009B for ESC [.
        if (c < 0xa0) return REPLACEMENT;
        // Line and paragraph separator, and what turns the direction of writing.
        if (c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069) return REPLACEMENT;
        return c;
    }
}
