package wirelab.terms;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What a term is, and where a text may be cut without cutting one.
///
/// A term is a maximal run of code points of the general categories L, M and Nd, as the running JDK knows them, each in
/// lower case by [Character#toLowerCase(int)] and not normalised: `İ` becomes `i`, `ß` stays, `Σ` is `σ` wherever it stands.
/// All else separates, and so does each byte that is no part of well-formed UTF-8 (RFC 3629, section 3).
public final class Terms {
    /// Longest term, in bytes of lower-cased UTF-8; a longer one fails its portion, since memory is bounded.
    public static final int MAX_BYTES = 2 << 20;

    /// For each byte: the lower-case letter or digit of ASCII, 0 for a separator, -1 where more than ASCII begins.
    public static final byte[] CLASS = new byte[256];
    /// For each code point of the basic plane its lower case, 0 for a separator. No lower case leaves the plane.
    private static final char[] LOWER = new char[1 << 16];

    static {
        for (int c = 0; c < LOWER.length; c++) LOWER[c] = isTerm(c) ? (char) Character.toLowerCase(c) : 0;
        for (int b = 0; b < 256; b++) CLASS[b] = (byte) (b < 0x80 ? LOWER[b] : -1);
    }

    private static final int CATEGORIES = 1 << Character.UPPERCASE_LETTER | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER | 1 << Character.MODIFIER_LETTER | 1 << Character.OTHER_LETTER
            | 1 << Character.NON_SPACING_MARK | 1 << Character.COMBINING_SPACING_MARK | 1 << Character.ENCLOSING_MARK
            | 1 << Character.DECIMAL_DIGIT_NUMBER;

    private Terms() {}

    private static boolean isTerm(int codePoint) {
        return (CATEGORIES >> Character.getType(codePoint) & 1) != 0;
    }

    /// {@return the lower case of a code point, 0 if it separates}
    public static int lower(int codePoint) {
        if (codePoint < LOWER.length) return LOWER[codePoint];
        return isTerm(codePoint) ? Character.toLowerCase(codePoint) : 0;
    }

    /// Decodes one code point that is not ASCII.
    ///
    /// @param to end of the text
    /// @return the code point, or -1 when no well-formed one begins here; then one byte is to be skipped
    public static int decode(byte[] text, int at, int to) {
        int lead = text[at] & 0xff;
        int left = to - at;
        if (lead < 0xc2 || lead > 0xf4 || left < 2) return -1;
        int second = text[at + 1];
        if (lead < 0xe0) return isContinuation(second) ? (lead & 0x1f) << 6 | second & 0x3f : -1;
        if (left < 3 || !isContinuation(second) || !isContinuation(text[at + 2])) return -1;
        int three = (second & 0x3f) << 6 | text[at + 2] & 0x3f;
        if (lead < 0xf0) {
            int codePoint = (lead & 0x0f) << 12 | three;
            return codePoint < 0x800 || codePoint >= 0xd800 && codePoint <= 0xdfff ? -1 : codePoint;
        }
        if (left < 4 || !isContinuation(text[at + 3])) return -1;
        int codePoint = (lead & 0x07) << 18 | three << 6 | text[at + 3] & 0x3f;
        return codePoint < 0x10000 || codePoint > 0x10ffff ? -1 : codePoint;
    }

    private static boolean isContinuation(int b) {
        return (b & 0xc0) == 0x80;
    }

    public static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /// Writes the UTF-8 of a code point.
    ///
    /// @return where it ends
    public static int encode(int codePoint, byte[] into, int at) {
        if (codePoint < 0x80) {
            into[at] = (byte) codePoint;
            return at + 1;
        }
        int length = length(codePoint);
        int lead = length == 2 ? 0xc0 : length == 3 ? 0xe0 : 0xf0;
        for (int i = length - 1; i > 0; i--, codePoint >>= 6) into[at + i] = (byte) (0x80 | codePoint & 0x3f);
        into[at] = (byte) (lead | codePoint);
        return at + length;
    }

    /// The first place, not before a given one, at which the text may be cut in two: right before a separator. A byte that
    /// does not continue another one begins anew for every decoder, so the search may begin anywhere.
    ///
    /// @return -1 when there is none before the end
    public static int firstBorder(byte[] text, int from, int to) {
        int at = from;
        while (at < to && isContinuation(text[at])) at++;
        while (at < to) {
            int known = CLASS[text[at] & 0xff];
            if (known == 0) return at;
            // What is cut off by the end of the text in hand may be a letter.
            if (known < 0 && to - at < 4) return -1;
            int codePoint = known > 0 ? known : decode(text, at, to);
            if (codePoint < 0 || lower(codePoint) == 0) return at;
            at += length(codePoint);
        }
        return -1;
    }

    /// The last place at which the text may be cut in two, whatever follows it.
    ///
    /// @return -1 when there is none
    public static int lastBorder(byte[] text, int from, int to) {
        for (int at = to - 1; at >= from; at--) {
            int known = CLASS[text[at] & 0xff];
            if (known == 0) return at;
            if (known < 0 && !isContinuation(text[at]) && to - at >= 4) {
                int codePoint = decode(text, at, to);
                if (codePoint < 0 || lower(codePoint) == 0) return at;
            }
        }
        return -1;
    }

    /// Gives the terms of a text, one after the other.
    public static void forEach(String text, Consumer<String> taker) {
        var term = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            int lower = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0 : lower(codePoint);
            if (lower != 0) {
                term.appendCodePoint(lower);
            } else if (!term.isEmpty()) {
                taker.accept(term.toString());
                term.setLength(0);
            }
        });
        if (!term.isEmpty()) taker.accept(term.toString());
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
