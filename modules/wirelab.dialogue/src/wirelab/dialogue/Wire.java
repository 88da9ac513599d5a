package wirelab.dialogue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// The fields that lines of this protocol are made of: words with one blank between them, numbers, names, and a text that
/// goes to the end of the line.
final class Wire {
    /// Longest line in bytes, without its end: the longest text and all that may stand before it.
    static final int MAX_LINE = 1_200;
    /// Longest text of a message in bytes.
    static final int MAX_TEXT = 1_000;
    /// Longest name of a user.
    static final int MAX_NAME = 32;
    /// Longest token; ours have 22 characters.
    static final int MAX_TOKEN = 64;
    /// Numbers have 15 digits at most: enough for a line each microsecond over thirty years.
    private static final int MAX_DIGITS = 15;

    private Wire() {}

    static Fields fields(String line) {
        return new Fields(line.getBytes(StandardCharsets.UTF_8));
    }

    /// The verb that a line begins with, in capitals however it was typed.
    static String verb(Fields fields) throws ProtocolException {
        return fields.until("verb", ' ').toUpperCase(Locale.ROOT);
    }

    static String name(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String name = fields.until("name", ' ');
        if (!isName(name)) throw new ProtocolException("name", at, "not 1 to 32 letters, digits, '_', '-' or '.'");
        return name;
    }

    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().allMatch(c -> isWordCharacter(c) || c == '.');
    }

    static String token(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String token = fields.until("token", ' ');
        if (!isToken(token)) throw new ProtocolException("token", at, "not 1 to 64 letters, digits, '_' or '-'");
        return token;
    }

    static boolean isToken(String token) {
        return !token.isEmpty() && token.length() <= MAX_TOKEN && token.chars().allMatch(Wire::isWordCharacter);
    }

    private static boolean isWordCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    static long number(String field, Fields fields) throws ProtocolException {
        int at = fields.offset();
        String digits = fields.until(field, ' ');
        boolean number = !digits.isEmpty() && digits.length() <= MAX_DIGITS && digits.chars().allMatch(c -> c >= '0'
                && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!number) throw new ProtocolException(field, at, "not a number of at most 15 digits");
        return Long.parseLong(digits);
    }

    /// The rest of the line.
    static String text(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String text = fields.text("text", fields.remaining());
        String problem = textProblem(text);
        if (problem != null) throw new ProtocolException("text", at, problem);
        return text;
    }

    /// What is wrong with the text of a message; control characters could do anything to the other's terminal.
    ///
    /// @return the problem in words, or `null`
    static String textProblem(String text) {
        if (text.isEmpty()) return "empty";
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) return "longer than " + MAX_TEXT + " bytes";
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\t')) return "has a control character";
        // A lone half of a surrogate pair has no encoding.
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "has half a character";
    }

    static void requireName(String name) {
        if (!isName(name)) throw new IllegalArgumentException("not a name: " + name);
    }

    static void requireText(String text) {
        String problem = textProblem(text);
        if (problem != null) throw new IllegalArgumentException("the text is " + problem);
    }

    static void requireNumber(long number) {
        if (number < 0 || number >= 1_000_000_000_000_000L) throw new IllegalArgumentException("number " + number);
    }
}
