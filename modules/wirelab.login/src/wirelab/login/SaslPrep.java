package wirelab.login;

import static java.lang.Character.DIRECTIONALITY_LEFT_TO_RIGHT;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;

import java.text.Normalizer;
import wirelab.kit.UsageException;

/// SASLprep (RFC 4013): brings user names and passwords into one form, so that they compare equal however they were typed.
///
/// | step | what | tables of RFC 3454 |
/// | --- | --- | --- |
/// | map | spaces other than U+0020 become U+0020; soft hyphens, joiners and the like vanish | C.1.2, B.1 |
/// | normalize | form KC, so that `Ⅸ` and `IX` are the same | |
/// | prohibit | control, private use, surrogate, tagging characters and the like | C.2 to C.9 |
/// | directions | text with right-to-left letters has no others, and begins and ends with such | D.1, D.2 |
///
/// RFC 4013 was written for Unicode 3.2. Here normal form, directions and the question what is assigned come from the JDK's
/// newer Unicode, so letters younger than 2002 are prepared too. Nothing else differs.
final class SaslPrep {
    private SaslPrep() {}

    /// Prepares what is to be stored: code points that Unicode has not assigned yet are prohibited, since a later version
    /// may change what they normalize to.
    ///
    /// @throws UsageException when a character is prohibited or nothing is left
    static String stored(String text) {
        text.codePoints().filter(c -> !Character.isDefined(c)).findFirst().ifPresent(c -> {
            throw prohibited(c);
        });
        return query(text);
    }

    /// Prepares what is to be compared with something stored: unassigned code points pass, and then match nothing.
    ///
    /// @throws UsageException when a character is prohibited or nothing is left
    static String query(String text) {
        var mapped = new StringBuilder();
        text.codePoints().filter(c -> !vanishes(c)).map(c -> isOtherSpace(c) ? ' ' : c).forEach(mapped::appendCodePoint);
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        if (prepared.isEmpty()) throw new UsageException("nothing is left of it after SASLprep");
        prepared.codePoints().filter(SaslPrep::isProhibited).findFirst().ifPresent(c -> {
            throw prohibited(c);
        });
        checkDirections(prepared);
        return prepared;
    }

    private static UsageException prohibited(int c) {
        return new UsageException("character U+%04X is prohibited (SASLprep, RFC 4013)".formatted(c));
    }

    /// Table B.1, commonly mapped to nothing.
    private static boolean vanishes(int c) {
        return c == 0xad || c == 0x34f || c == 0x1806 || in(c, 0x180b, 0x180d) || in(c, 0x200b, 0x200d) || c == 0x2060
                || in(c, 0xfe00, 0xfe0f) || c == 0xfeff;
    }

    /// Table C.1.2, non-ASCII space characters; U+200B has vanished before.
    private static boolean isOtherSpace(int c) {
        return c == 0xa0 || c == 0x1680 || in(c, 0x2000, 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000;
    }

    private static boolean isProhibited(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.PRIVATE_USE, Character.SURROGATE -> true; // C.2.1, most of C.2.2, C.3, C.5
            default -> c == 0x6dd || c == 0x70f || c == 0x180e || in(c, 0x2028, 0x2029) || in(c, 0x2061, 0x2063) // C.2.2
                    || in(c, 0xfff9, 0xfffd) || in(c, 0x1d173, 0x1d17a) // C.2.2, C.6
                    || in(c, 0xfdd0, 0xfdef) || (c & 0xfffe) == 0xfffe // C.4, non-characters
                    || in(c, 0x2ff0, 0x2ffb) // C.7
                    || in(c, 0x340, 0x341) || in(c, 0x200e, 0x200f) || in(c, 0x202a, 0x202e) || in(c, 0x206a, 0x206f) // C.8
                    || c == 0xe0001 || in(c, 0xe0020, 0xe007f); // C.9
        };
    }

    /// RFC 3454, section 6.
    private static void checkDirections(String text) {
        if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) return;
        boolean mixed = text.codePoints().anyMatch(c -> Character.getDirectionality(c) == DIRECTIONALITY_LEFT_TO_RIGHT);
        if (mixed || !isRightToLeft(text.codePointAt(0)) || !isRightToLeft(text.codePointBefore(text.length()))) {
            throw new UsageException("right-to-left text must not be mixed with other letters or end in them (RFC 3454)");
        }
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == DIRECTIONALITY_RIGHT_TO_LEFT || direction == DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static boolean in(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
