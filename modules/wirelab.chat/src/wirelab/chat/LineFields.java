package wirelab.chat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// What the lines of our chats are made of, besides numbers: a verb, names of users, and a text that goes to the end.
public final class LineFields {
    /// Longest name of a user, in characters.
    public static final int MAX_NAME = 32;
    /// Longest text of a message, in bytes: with all that may stand before it, it fits a datagram that no network cuts up.
    public static final int MAX_TEXT = 1_000;

    private LineFields() {}

    /// Begins to read a line.
    ///
    /// @param line without its end
    public static FieldReader of(String line) {
        return new FieldReader(line.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads the verb that a line begins with.
    ///
    /// @return the verb in capitals, however it was typed
    /// @throws ProtocolViolation when it is no text
    public static String verb(FieldReader fields) throws ProtocolViolation {
        return fields.until("verb", ' ').toUpperCase(Locale.ROOT);
    }

    /// Reads a name.
    ///
    /// @throws ProtocolViolation when it is not one
    public static String name(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String name = fields.until("name", ' ');
        if (!isName(name)) throw new ProtocolViolation("name", at, "not 1 to 32 letters, digits, '_', '-' or '.'");
        return name;
    }

    /// {@return whether a user may be called so: it has 1 to 32 letters, digits, `_`, `-` or `.`}
    public static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().allMatch(c -> isWordCharacter(c) || c == '.');
    }

    /// {@return whether a word of a line may hold a character, in a name or a token: it is a letter or digit of ASCII, `_`
    /// or `-`}
    public static boolean isWordCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    /// Reads the rest of the line.
    ///
    /// @throws ProtocolViolation when it is empty, too long, or holds what may not be in it
    public static String text(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String text = fields.text("text", fields.remaining());
        String problem = textProblem(text);
        if (problem != null) throw new ProtocolViolation("text", at, problem);
        return text;
    }

    /// {@return what is wrong with the text of a message; control characters could do anything to the other's terminal; the
    /// problem in words, or `null`}
    public static String textProblem(String text) {
        if (text.isEmpty()) return "empty";
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) return "longer than " + MAX_TEXT + " bytes";
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\t')) return "has a control character";
        // A lone half of a surrogate pair has no encoding.
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "has half a character";
    }

    /// Checks a name in a message that is being made.
    ///
    /// @throws IllegalArgumentException when it is not one
    public static void requireName(String name) {
        if (!isName(name)) throw new IllegalArgumentException("not a name: " + name);
    }

    /// Checks a text in a message that is being made.
    ///
    /// @throws IllegalArgumentException when it may not be said
    public static void requireText(String text) {
        String problem = textProblem(text);
        if (problem != null) throw new IllegalArgumentException((problem.startsWith("has ")
                ? "the text " : "the text is ") + problem);
    }
}
