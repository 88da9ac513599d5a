package wirelab.kit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes as a value: they never change, two are equal when their contents are, and they say what they are.
///
/// ```
/// 6 bytes "hello\n"
/// 4 bytes 21 12 a4 42
/// ```
public final class Bytes {
    /// So many are shown; a line of a terminal has room for no more.
    private static final int SHOWN_TEXT = 48;
    private static final int SHOWN_HEX = 16;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// Keeps a copy.
    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    /// Keeps the array itself, which nobody may change any more: what a client has read into a buffer of its own.
    public static Bytes wrap(byte[] content) {
        return new Bytes(content);
    }

    public int length() {
        return content.length;
    }

    /// {@return a copy of them}
    public byte[] array() {
        return content.clone();
    }

    /// {@return them to read, from the first, without a copy}
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /// {@return them as UTF-8; what is none becomes U+FFFD}
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// How many, and the first of them: in quotes where they are text, else as hexadecimal digits.
    @Override
    public String toString() {
        String size = Text.count(content.length, "byte");
        if (content.length == 0) return size;
        String quoted = quoted();
        return size + " " + (quoted != null ? quoted : hex());
    }

    /// The text in quotes and with escapes as in Java, or `null` when it is none.
    private String quoted() {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            // Bytes that are no UTF-8 are shown as numbers.
            return null;
        }
        var quoted = new StringBuilder("\"");
        int shown = 0;
        for (int c : text.codePoints().toArray()) {
            String escape = escape(c);
            if (escape == null) return null;
            if (shown++ < SHOWN_TEXT) quoted.append(escape);
        }
        return quoted.append(shown > SHOWN_TEXT ? "…\"" : "\"").toString();
    }

    /// How a character is shown, or `null` where it makes the whole look like no text.
    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE,
                        Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> null;
                default -> Character.toString(c);
            };
        };
    }

    private String hex() {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN_HEX, content.length); i++) {
            text.append(i == 0 ? "" : " ").append(Character.forDigit(content[i] >> 4 & 15, 16))
                    .append(Character.forDigit(content[i] & 15, 16));
        }
        return text.append(content.length > SHOWN_HEX ? " …" : "").toString();
    }
}
