package wirelab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Lines and columns of text, each column as wide as its widest cell.
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void row(String head, Stream<String> cells) {
        rows.add(Stream.concat(Stream.of(head), cells).toList());
    }

    String text() {
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column)).repeat(' ', width(column) + 2 - row.get(column).length());
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().filter(row -> row.size() > column).mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
