package wirelab.daytime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Text in a field of fixed length: UTF-8, filled up with zero bytes.
final class FixedText {
    private FixedText() {}

    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// Cuts a text so that it fits, but only between two characters as a reader sees them: a letter and the marks upon it,
    /// or the parts of an emoji, stay together.
    ///
    /// @param size bytes that there are
    /// @return the text, or a beginning of it
    static String cut(String text, int size) {
        if (length(text) <= size) return text;
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        int end = 0;
        for (int next = characters.next(); next != BreakIterator.DONE && length(text.substring(0, next)) <= size;
                next = characters.next()) {
            end = next;
        }
        return text.substring(0, end);
    }

    /// Writes a text that fits.
    static void put(FieldWriter into, String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > size) throw new IllegalArgumentException("'" + text + "' has more than " + size + " bytes");
        into.bytes(bytes).zeros(size - bytes.length);
    }

    /// Reads a text; the filling must be zero, and the text without zeros, so that it can be written in one way only.
    static String read(FieldReader fields, String field, int size) throws ProtocolViolation {
        int offset = fields.offset();
        byte[] bytes = fields.bytes(field, size);
        int end = 0;
        while (end < size && bytes[end] != 0) end++;
        for (int i = end; i < size; i++) {
            if (bytes[i] != 0) throw new ProtocolViolation(field, offset + i, "is not zero behind the text");
        }
        return new FieldReader(ByteBuffer.wrap(bytes, 0, end)).text(field, end);
    }
}
