package wirelab.mapreduce;

import java.util.List;
import java.util.stream.Collectors;

/// What is done with a text: one small class. Each line gives keys with numbers, numbers of one key are combined, wherever
/// they meet, and what is left of a key becomes a line of the result.
///
/// ```
/// public class LineLengths implements Job {
///     public void map(Line line, Output out) { out.emit("length " + line.text().length(), 1); }
/// }
/// ```
///
/// A job holds no state between lines: its lines may come in any portion, to any node, and twice.
public interface Job {
    /// A line of a text.
    ///
    /// @param document the file that it stands in
    /// @param offset where it begins there, in bytes
    /// @param text without its end; what is no UTF-8 in it has become U+FFFD
    record Line(String document, long offset, String text) {}

    /// Where a line's results go.
    interface Output {
        /// @param key what the number belongs to; control characters become spaces
        void emit(String key, long value);

        /// @param part of the key: parts are combined each for itself and reduced together
        void emit(String key, String part, long value);
    }

    /// A part of a key, and what was combined of it. A key without parts has one, whose name is empty.
    record Part(String name, long value) {}

    void map(Line line, Output out);

    /// {@return what becomes of two numbers of one key; their order must not matter}
    default long combine(long one, long other) {
        return one + other;
    }

    /// {@return what stands behind the key in the result}
    default String reduce(String key, List<Part> parts) {
        return parts.stream().map(part -> part.name().isEmpty() ? Long.toString(part.value()) : part.name() + ":"
                + part.value())
                .collect(Collectors.joining(","));
    }
}
