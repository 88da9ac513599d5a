package wirelab.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import wirelab.kit.Text;

/// Rows of figures, for the eye, for JSON and for CSV alike.
///
/// ```
/// var table = new Table().text("server", "server", 8).number("answers/s", "perSecond", 12, 0).time("p99", "p99ns", 10);
/// System.out.println(table.head());
/// System.out.println(table.add("wirelab", 51_234.5, 81_000));
/// ```
///
/// A column has a title for the eye and a key for the files; where one of them is `null`, it is not shown there.
public final class Table {
    private record Column(String title, String key, int width, Function<Object, String> shown, int decimals) {
        String cell(String text) {
            // Texts begin at the left, figures end at the right.
            return width < 0 ? text + " ".repeat(Math.max(0, -width - text.length()))
                    : " ".repeat(Math.max(0, width - text.length())) + text;
        }

        Object stored(Object cell) {
            return cell instanceof Double figure ? Json.rounded(figure, decimals) : cell;
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();

    /// Adds a column in any form.
    ///
    /// @param width in characters at least; below 0 for texts, which begin at the left
    /// @param shown makes the cell for the eye
    /// @param decimals of a fraction in the files
    public Table column(String title, String key, int width, Function<Object, String> shown, int decimals) {
        columns.add(new Column(title, key, width, shown, decimals));
        return this;
    }

    public Table text(String title, String key, int width) {
        return column(title, key, -width, String::valueOf, 0);
    }

    /// Adds a column of figures: whole numbers as they are, others with so many decimals.
    public Table number(String title, String key, int width, int decimals) {
        return column(title, key, width, cell -> cell instanceof Double figure
                ? String.format(Locale.ROOT, "%,." + decimals + "f", figure) : String.valueOf(cell), decimals);
    }

    /// Adds a column of times, given in nanoseconds; `Long.MAX_VALUE` is infinite, as the delay of what was lost is (RFC 2681).
    public Table time(String title, String key, int width) {
        return column(title, key, width, cell -> ((Number) cell).longValue() == Long.MAX_VALUE ? "infinite"
                : Text.duration(Duration.ofNanos(((Number) cell).longValue())), 0);
    }

    /// Adds a column of ratios: two decimals for the eye, three in the files.
    public Table ratio(String title, String key, int width) {
        return column(title, key, width, cell -> String.format(Locale.ROOT, "%.2f", (Double) cell), 3);
    }

    /// Adds a column of parts of a whole, from 0 to 1, which the eye sees as percents.
    public Table share(String title, String key, int width, int decimals) {
        String form = "%." + decimals + "f%%";
        return column(title, key, width, cell -> String.format(Locale.ROOT, form, 100 * (Double) cell), 4);
    }

    public Table() {}

    /// {@return the titles}
    public String head() {
        return shown(columns.stream().map(Column::title).toArray(String[]::new));
    }

    /// Adds a row, a cell for each column.
    public String add(Object... cells) {
        if (cells.length != columns.size()) throw new IllegalArgumentException(cells.length + " cells");
        rows.add(cells);
        return line(cells);
    }

    private String line(Object... cells) {
        var texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) texts[i] = columns.get(i).shown.apply(cells[i]);
        return shown(texts);
    }

    private String shown(String... texts) {
        var line = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            var column = columns.get(i);
            if (column.title == null) continue;
            // A text behind a figure stands apart from it.
            if (!line.isEmpty()) line.append(column.width < 0 ? "  " : " ");
            line.append(column.cell(texts[i]));
        }
        return line.toString().stripTrailing();
    }

    /// {@return head and rows for the eye, a line each}
    public String text() {
        return head() + rows.stream().map(cells -> "\n" + line(cells)).collect(Collectors.joining());
    }

    /// {@return the rows for JSON}
    public List<Map<String, Object>> rows() {
        return rows.stream().map(cells -> {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                var column = columns.get(i);
                if (column.key != null) row.put(column.key, column.stored(cells[i]));
            }
            return row;
        }).toList();
    }

    /// {@return the rows as CSV with a header (RFC 4180)}
    public String csv() {
        var lines = new StringBuilder();
        lines.append(columns.stream().filter(column -> column.key != null).map(column -> quoted(column.key))
                .collect(Collectors.joining(","))).append("\r\n");
        for (var row : rows()) {
            lines.append(row.values().stream().map(cell -> cell == null ? "" : quoted(cell.toString()))
                    .collect(Collectors.joining(","))).append("\r\n");
        }
        return lines.toString();
    }

    /// A field that holds a comma, a quotation mark or a line end stands in quotation marks, and each of these twice.
    static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }
}
