package wirelab.dialogue;

import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What lines of this protocol have besides the fields of every chat ([LineFields]): tokens and numbers.
final class DialogueFields {
    /// Longest line in bytes, without its end: the longest text and all that may stand before it.
    static final int MAX_LINE = 1_200;
    /// Longest token; ours have 22 characters.
    static final int MAX_TOKEN = 64;
    /// Numbers have 15 digits at most: enough for a line each microsecond over thirty years.
    private static final int MAX_DIGITS = 15;

    private DialogueFields() {}

    static String token(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String token = fields.until("token", ' ');
        if (!isToken(token)) throw new ProtocolViolation("token", at, "not 1 to 64 letters, digits, '_' or '-'");
        return token;
    }

    static boolean isToken(String token) {
        return !token.isEmpty() && token.length() <= MAX_TOKEN && token.chars().allMatch(LineFields::isWordCharacter);
    }

    static long number(String field, FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String digits = fields.until(field, ' ');
        boolean number = !digits.isEmpty() && digits.length() <= MAX_DIGITS && digits.chars().allMatch(c -> c >= '0'
                && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!number) throw new ProtocolViolation(field, at, "not a number of at most 15 digits");
        return Long.parseLong(digits);
    }

    static void requireNumber(long number) {
        if (number < 0 || number >= 1_000_000_000_000_000L) throw new IllegalArgumentException("number " + number);
    }
}
