package wirelab.kit;

/// What somebody else said, made fit for a terminal, a log or a page: one line that shows all of itself and commands
/// nothing.
///
/// A terminal obeys what stands in a text: `ESC [ 2 J` wipes the screen, `ESC ] 0 ;` renames the window, a line feed begins
/// a line that looks as if the program had written it, a carriage return lets a text overwrite the name of its sender, a
/// bidirectional override turns it round, and what is invisible makes two names look alike. Every such character is shown as
/// an escape: `\n`, `\r`, or a backslash, `u` and the number of the character, in four hexadecimal digits or in braces. A
/// tab stays a tab.
///
/// The joiners U+200C and U+200D stay in texts, since Persian and many an emoji are written with them, and are shown in
/// names. Whoever types an escape himself gets it printed as he typed it: that commands nothing either.
public final class Visible {
    private Visible() {}

    /// {@return a text as one line; the same text where nothing had to be replaced}
    public static String of(String text) {
        return shown(text, true);
    }

    /// {@return a name as it is to be shown: as [#of(String)], with joiners shown as well}
    public static String name(String name) {
        return shown(name, false);
    }

    /// {@return several lines of our own, each with what it quotes made visible}
    public static String lines(String text) {
        return String.join("\n", text.lines().map(Visible::of).toList());
    }

    /// {@return a text for a drawing, in which the place of each character counts: a dot for each that is hidden or unknown,
    /// tabs included; what is left is valid in XML}
    public static String dotted(String text) {
        return text.codePoints().map(c -> isHidden(c, true) || c == '\t' || c == 0xfffd ? '.' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /// {@return a text as it is to stand inside an element or a quoted attribute of XML or HTML: visible, and none of it
    /// markup}
    public static String markup(String text) {
        return of(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;").replace("'", "&#39;");
    }

    /// {@return whether a terminal obeys commands such as to wipe a line, or can only print}
    ///
    /// @param kind as the variable TERM names it, or `null`: many start a terminal without a word about its kind
    public static boolean obeys(String kind) {
        return kind == null || !kind.equals("dumb") && !kind.equals("unknown");
    }

    private static String shown(String text, boolean joiners) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isHidden(c, joiners)) return replaced(text, joiners);
            i += Character.charCount(c);
        }
        return text;
    }

    private static String replaced(String text, boolean joiners) {
        var visible = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isHidden(c, joiners)) visible.append(escape(c));
            else visible.appendCodePoint(c);
        });
        return visible.toString();
    }

    private static String escape(int c) {
        if (c == '\n') return "\\n";
        if (c == '\r') return "\\r";
        String digits = Integer.toHexString(c);
        return c > 0xffff ? "\\u{" + digits + "}" : "\\u" + "0".repeat(4 - digits.length()) + digits;
    }

    private static boolean isHidden(int c, boolean joiners) {
        if (c >= ' ' && c < 0x7f || c == '\t') return false;
        if (c < 0xa0) return true;
        if (c == 0x200c || c == 0x200d) return !joiners;
        return switch (Character.getType(c)) {
            // FORMAT turns the direction of writing, joins, tags or annotates; the separators are line ends; half a pair of
            // surrogates is what no encoding can write.
            case Character.FORMAT -> !isSign(c);
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> isBlank(c) || isNoncharacter(c);
        };
    }

    /// Letters and marks that leave no trace: the grapheme joiner, the fillers of Hangul, the inherent vowels of Khmer,
    /// Mongolian variation selectors, the empty Braille pattern.
    private static boolean isBlank(int c) {
        return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c >= 0x180b && c <= 0x180f
                || c == 0x2800 || c == 0x3164 || c == 0xffa0 || c >= 0xe0000 && c <= 0xe0fff;
    }

    /// Formatting characters that leave a mark: the signs before numbers and verses of Arabic, Syriac and Kaithi.
    private static boolean isSign(int c) {
        return c >= 0x600 && c <= 0x605 || c == 0x6dd || c == 0x70f || c == 0x890 || c == 0x891 || c == 0x8e2
                || c == 0x110bd || c == 0x110cd;
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xfffe) == 0xfffe || c >= 0xfdd0 && c <= 0xfdef;
    }
}
