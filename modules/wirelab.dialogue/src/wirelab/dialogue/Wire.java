package wirelab.dialogue;

import wirelab.kit.Fields;
import wirelab.kit.LineFields;
import wirelab.kit.ProtocolException;

/// What lines of this protocol have besides the fields of every chat ([LineFields]): tokens and numbers.
final class Wire {
    /// Longest line in bytes, without its end: the longest text and all that may stand before it.
    static final int MAX_LINE = 1_200;
    /// Longest token; ours have 22 characters.
    static final int MAX_TOKEN = 64;
    /// Numbers have 15 digits at most: enough for a line each microsecond over thirty years.
    private static final int MAX_DIGITS = 15;

    private Wire() {}

    static String token(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String token = fields.until("token", ' ');
        if (!isToken(token)) throw new ProtocolException("token", at, "not 1 to 64 letters, digits, '_' or '-'");
        return token;
    }

    static boolean isToken(String token) {
        return !token.isEmpty() && token.length() <= MAX_TOKEN && token.chars().allMatch(LineFields::isWordCharacter);
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

    static void requireNumber(long number) {
        if (number < 0 || number >= 1_000_000_000_000_000L) throw new IllegalArgumentException("number " + number);
    }
}
