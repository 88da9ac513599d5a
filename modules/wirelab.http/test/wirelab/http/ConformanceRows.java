package wirelab.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.Collectors;

/// Raw request bytes and what must come of them, one rule per row, each naming its paragraph: `RFC-SECTION words`.
///
/// ```
/// 9112-2.2 two empty lines are not | ¶¶GET / HTTP/1.1¶{H}¶ | 400, closed
/// ```
///
/// | written | means |
/// | --- | --- |
/// | `¶` | CR LF |
/// | `␍` `␊` `␉` `␀` `␡` … | the control character itself |
/// | `{H}` | `Host: x¶` |
/// | `@9000` | so many letters `a` |
/// | `@fields`, `@lastfields` | one field more than a server accepts, one less |
/// | `@clientfields`, `@folds` | one field more than a client accepts, as many lines that go on with a field |
/// | `␄` at the end | the client ends its direction |
/// | `200 GET / [body]` | a response whose body says what the server understood |
/// | `open`, `closed` | what becomes of the connection |
///
/// Lines that begin with four spaces go on with the row above, those with eight without a space between; lines with `#` are
/// headings.
public final class ConformanceRows {
    /// One row.
    ///
    /// @param rule the paragraph and what it says
    /// @param bytes what the client sends
    /// @param ends whether the client ends its direction behind them
    /// @param expected what must come of it
    public record Row(String rule, byte[] bytes, boolean ends, String expected) {
        /// How many responses are expected.
        public int responses() {
            return (int) Pattern.compile("(^|, )\\d{3}").matcher(expected).results().count();
        }

        /// The method of the first request, which decides whether a body follows.
        public String method() {
            return new String(bytes, StandardCharsets.ISO_8859_1).startsWith("HEAD") ? "HEAD" : "GET";
        }

        @Override
        public String toString() {
            return rule;
        }
    }

    public static final List<Row> ALL = Stream
            .of(RequestLineRows.TEXT, TargetRows.TEXT, FramingRows.TEXT, ChunkRows.TEXT, ConnectionRows.TEXT)
            .flatMap(text -> lines(text).stream()).map(ConformanceRows::row).toList();

    private ConformanceRows() {}

    /// One line for each row of a table.
    public static List<String> lines(String text) {
        var rows = new ArrayList<String>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("        ")) rows.add(rows.removeLast() + line.substring(8));
            else if (line.startsWith("    ")) rows.add(rows.removeLast() + " " + line.substring(4));
            else rows.add(line);
        }
        return rows;
    }

    private static Row row(String line) {
        String[] columns = line.split(" \\| ");
        if (columns.length != 3) throw new IllegalArgumentException("not three columns: " + line);
        boolean ends = columns[1].endsWith("␄");
        String request = ends ? columns[1].substring(0, columns[1].length() - 1) : columns[1];
        return new Row(columns[0], plain(request).getBytes(StandardCharsets.ISO_8859_1), ends, plain(columns[2]));
    }

    /// The characters that a cell stands for.
    public static String plain(String text) {
        text = text.replace("{H}", "Host: x¶").replace("@fields", fields(Limits.SERVER.fields() + 1))
                .replace("@lastfields", fields(Limits.SERVER.fields() - 1)).replace("@manyfields", fields(10_000))
                .replace("@clientfields", fields(Limits.CLIENT.fields() + 1))
                .replace("@folds", " x¶".repeat(Limits.CLIENT.fields()));
        text = Pattern.compile("@(\\d+)").matcher(text).replaceAll(match -> "a".repeat(Integer.parseInt(match.group(1))));
        var plain = new StringBuilder();
        for (char c : text.replace("¶", "\r\n").toCharArray()) {
            plain.append(c == '␡' ? (char) 0x7f : c >= '␀' && c < '␠' ? (char) (c - '␀') : c);
        }
        return plain.toString();
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "F" + i + ": v¶").collect(Collectors.joining());
    }
}
