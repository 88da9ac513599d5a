package wirelab.kit;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
    /// @return its fields
    public static Fields of(String line) {
        return new Fields(line.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads the verb that a line begins with.
    ///
    /// @param fields of the line
    /// @return the verb in capitals, however it was typed
    /// @throws ProtocolException when it is no text
    public static String verb(Fields fields) throws ProtocolException {
        return fields.until("verb", ' ').toUpperCase(Locale.ROOT);
    }

    /// Reads a name.
    ///
    /// @param fields of the line
    /// @return the name
    /// @throws ProtocolException when it is not one
    public static String name(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String name = fields.until("name", ' ');
        if (!isName(name)) throw new ProtocolException("name", at, "not 1 to 32 letters, digits, '_', '-' or '.'");
        return name;
    }

    /// Whether a user may be called so.
    ///
    /// @param name what was asked for
    /// @return whether it has 1 to 32 letters, digits, `_`, `-` or `.`
    public static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().allMatch(c -> isWordCharacter(c) || c == '.');
    }

    /// Whether a word of a line may hold a character, in a name or a token.
    ///
    /// @param c the character
    /// @return whether it is a letter or digit of ASCII, `_` or `-`
    public static boolean isWordCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    /// Reads the rest of the line.
    ///
    /// @param fields of the line
    /// @return the text
    /// @throws ProtocolException when it is empty, too long, or holds what may not be in it
    public static String text(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String text = fields.text("text", fields.remaining());
        String problem = textProblem(text);
        if (problem != null) throw new ProtocolException("text", at, problem);
        return text;
    }

    /// What is wrong with the text of a message; control characters could do anything to the other's terminal.
    ///
    /// @param text what somebody wants to say
    /// @return the problem in words, or `null`
    public static String textProblem(String text) {
        if (text.isEmpty()) return "empty";
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) return "longer than " + MAX_TEXT + " bytes";
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\t')) return "has a control character";
        // A lone half of a surrogate pair has no encoding.
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "has half a character";
    }

    /// Checks a name in a message that is being made.
    ///
    /// @param name the name
    /// @throws IllegalArgumentException when it is not one
    public static void requireName(String name) {
        if (!isName(name)) throw new IllegalArgumentException("not a name: " + name);
    }

    /// Checks a text in a message that is being made.
    ///
    /// @param text the text
    /// @throws IllegalArgumentException when it may not be said
    public static void requireText(String text) {
        String problem = textProblem(text);
        if (problem != null) throw new IllegalArgumentException("the text is " + problem);
    }
}
