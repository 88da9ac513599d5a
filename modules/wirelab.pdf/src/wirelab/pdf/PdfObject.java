package wirelab.pdf;

import java.util.List;
import java.util.Map;

/// What a file in PDF is made of (ISO 32000-1, 7.3).
sealed interface PdfObject {
    Nothing NOTHING = new Nothing();

    /// `null`, and whatever is missing or makes no sense.
    record Nothing() implements PdfObject {}

    record Number(double value) implements PdfObject {}

    record Name(String text) implements PdfObject {}

    /// A string; of a text, of codes of a font, of anything.
    record Codes(byte[] bytes) implements PdfObject {}

    record Row(List<PdfObject> items) implements PdfObject {}

    record Dictionary(Map<String, PdfObject> entries) implements PdfObject {
        PdfObject get(String key) {
            return entries.getOrDefault(key, NOTHING);
        }
    }

    /// A stream of bytes as they stand in the file, or in another stream.
    record Content(Dictionary dictionary, byte[] in, int from, int to) implements PdfObject {}

    /// An object that stands elsewhere.
    record Reference(int object) implements PdfObject {}

    /// A word of the syntax, such as `obj`, or what is to be done in the content of a page.
    record Operator(String word) implements PdfObject {}

    /// {@return the number, 0 for anything else}
    default double number() {
        return this instanceof Number(double value) ? value : 0;
    }

    /// {@return the whole number, kept in bounds}
    default int integer() {
        return (int) number();
    }

    /// {@return the text of a name, empty for anything else}
    default String name() {
        return this instanceof Name(String text) ? text : "";
    }

    default boolean isOperator(String word) {
        return this instanceof Operator(String its) && its.equals(word);
    }
}
