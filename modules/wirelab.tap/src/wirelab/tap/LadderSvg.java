package wirelab.tap;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import wirelab.kit.Failure;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// Draws a ladder as SVG, for slides and pages: light or dark as the reader's system is. Written when the ladder ends.
final class LadderSvg implements LadderPicture {
    private static final int LEFT = 190;
    private static final int GAP = 330;
    private static final int TOP = 92;
    private static final int STEP = 38;
    /// Characters of a label that fit between two neighbouring columns, and so many in the smallest letters.
    private static final int FITS = 33;
    private static final int FITS_SMALL = 45;
    /// Characters of a name that fit into its box.
    private static final int NAME_FITS = 19;
    /// Rows that the description tells one by one.
    private static final int MOST_DESCRIBED = 40;
    private static final String[] COLOURS = {
            "#2f81f7", "#db6d28", "#a371f7", "#2da44e", "#db61a2", "#7d8590", "#bb8009", "#e5534b"};

    private final Path file;
    private final String title;
    private final PrintStream notes;
    private final List<LadderRow> rows = new ArrayList<>();
    private List<String> labels = List.of();
    private List<Integer> order = List.of();
    private String note = "";

    LadderSvg(Path file, String title, PrintStream notes) {
        this.file = file;
        this.title = title;
        this.notes = notes;
    }

    @Override
    public void row(LadderRow row, List<String> labels) {
        rows.add(row);
        this.labels = labels;
    }

    @Override
    public void order(List<Integer> order) {
        this.order = order;
    }

    @Override
    public void note(String note) {
        this.note = note;
    }

    @Override
    public void end() {
        try {
            Files.writeString(file, draw());
        } catch (IOException e) {
            notes.println("the ladder is lost: cannot write " + file + ": " + Failure.writing(e));
        }
    }

    String draw() {
        if (order.size() < labels.size()) order = IntStream.range(0, labels.size()).boxed().toList();
        var rows = LadderFold.fold(this.rows);
        int width = LEFT + 45 + Math.max(1, labels.size() - 1) * GAP + 130;
        int bottom = TOP + STEP * (rows.size() + 1);
        int height = bottom + (note.isEmpty() ? 24 : 54);
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui, sans-serif">
                <title>%s</title>
                <desc>%s</desc>
                <style>
                .paper { fill: #ffffff } .life { stroke: #afb8c1; stroke-width: 2 }
                .box { fill: #f6f8fa; stroke: #afb8c1; stroke-width: 1.5 }
                .name { fill: #1f2328; font-size: 17px; font-weight: 600; text-anchor: middle }
                .time { fill: #656d76; font-size: 14px; text-anchor: end }
                .label { fill: #1f2328; font-size: 15px; text-anchor: middle; font-family: ui-monospace, monospace;
                  stroke: #ffffff; stroke-width: 5; stroke-linejoin: round; paint-order: stroke }
                .note { fill: #656d76; font-size: 14px; text-anchor: middle }
                @media (prefers-color-scheme: dark) {
                .paper { fill: #0d1117 } .life { stroke: #484f58 } .box { fill: #161b22; stroke: #484f58 }
                .name, .label { fill: #e6edf3 } .label { stroke: #0d1117 } .time, .note { fill: #8d96a0 } }
                .arrow { stroke-width: 2.2; fill: none }
                </style>
                <rect class="paper" width="%d" height="%d"/>
                """.formatted(width, height, Visible.markup(title), Visible.markup(description(rows)), width, height));
        svg.append("<text class=\"time\" x=\"92\" y=\"48\">ms</text>\n");
        for (int i = 0; i < labels.size(); i++) party(svg, i, bottom);
        for (int i = 0; i < rows.size(); i++) arrow(svg, rows.get(i), TOP + STEP * (i + 1));
        if (!note.isEmpty()) {
            svg.append("<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>\n"
                    .formatted(width / 2, bottom + 34, Visible.markup(note)));
        }
        return svg.append("</svg>\n").toString();
    }

    /// For those who cannot see the picture: who stands there, and what is said, row by row.
    private String description(List<LadderRow> rows) {
        var text = new StringBuilder("Message ladder. From left to right: "
                + String.join(", ", order.stream().map(labels::get).toList()) + ".");
        for (var row : rows.subList(0, Math.min(MOST_DESCRIBED, rows.size()))) {
            text.append(' ').append(labels.get(row.from()));
            if (row.from() != row.to()) text.append(row.kind() == LadderRow.Kind.LOST ? " to, and lost before, " : " to ")
                    .append(labels.get(row.to()));
            text.append(": ").append(row.label()).append('.');
        }
        return rows.size() <= MOST_DESCRIBED ? text.toString()
                : text + " And " + Text.count(rows.size() - MOST_DESCRIBED, "row") + " more.";
    }

    private void party(StringBuilder svg, int column, int bottom) {
        int x = at(column);
        svg.append("<line class=\"life\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(x, TOP - 26, x, bottom));
        svg.append("<rect class=\"box\" x=\"%d\" y=\"24\" width=\"230\" height=\"42\" rx=\"8\"/>\n".formatted(x - 115));
        String name = cut(labels.get(column), 26);
        svg.append("<text class=\"name\" x=\"%d\" y=\"51\"%s>%s</text>\n".formatted(x, smaller(17, NAME_FITS, name),
                Visible.markup(name)));
    }

    private int at(int column) {
        return LEFT + 45 + order.indexOf(column) * GAP;
    }

    private void arrow(StringBuilder svg, LadderRow row, int y) {
        svg.append("<text class=\"time\" x=\"92\" y=\"%d\">%s</text>\n".formatted(y + 5, row.time()));
        int from = at(row.from());
        int to = at(row.to());
        if (from == to) {
            svg.append("<text class=\"label\" x=\"%d\" y=\"%d\" style=\"text-anchor: start\">%s</text>\n"
                    .formatted(from + 10, y + 5, Visible.markup(cut(row.label(), FITS_SMALL))));
            return;
        }
        int sign = to > from ? 1 : -1;
        int tip = to - 3 * sign;
        String colour = COLOURS[row.from() % COLOURS.length];
        String dashes = switch (row.kind()) {
            case DATAGRAM, LOST -> " stroke-dasharray=\"7 5\"";
            case SIGNAL -> " opacity=\"0.55\"";
            default -> "";
        };
        svg.append("<g stroke=\"%s\"%s><path class=\"arrow\" d=\"M%d %dH%d\"/></g>\n"
                .formatted(colour, dashes, from, y, tip));
        String head = row.kind() == LadderRow.Kind.BROKEN || row.kind() == LadderRow.Kind.LOST
                ? "M%d %dl-12 -12m0 12l12 -12".formatted(tip - 6 * sign + 6, y + 6)
                : "M%d %dl%d -6m%d 6l%d 6".formatted(tip, y, -11 * sign, 11 * sign, -11 * sign);
        svg.append("<path class=\"arrow\" stroke=\"%s\" d=\"%s\"/>\n".formatted(colour, head));
        // Before the first column that it passes, so that no lifeline runs through the words.
        String text = cut(row.label(), FITS_SMALL);
        svg.append("<text class=\"label\" x=\"%d\" y=\"%d\"%s>%s</text>\n".formatted(from + sign * GAP / 2, y - 8,
                smaller(15, FITS, text), Visible.markup(text)));
    }

    /// Letters in which a long text has room.
    private static String smaller(int size, int fits, String text) {
        int length = text.codePointCount(0, text.length());
        return length <= fits ? "" : " style=\"font-size: %dpx\"".formatted(size * fits / length);
    }

    private static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) return text;
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }
}
