package wirelab.tap;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Draws a ladder as SVG, for slides and pages: light or dark as the reader's system is. Written when the ladder ends.
final class LadderSvg implements LadderPicture {
    private static final int LEFT = 190;
    private static final int GAP = 330;
    private static final int TOP = 92;
    private static final int STEP = 44;
    /// Characters of a label that fit between two neighbouring columns.
    private static final int FITS = 38;
    private static final String[] COLOURS = {
            "#2f81f7", "#db6d28", "#a371f7", "#2da44e", "#db61a2", "#7d8590", "#bb8009", "#e5534b"};

    private final Path file;
    private final String title;
    private final PrintStream notes;
    private final List<LadderRow> rows = new ArrayList<>();
    private List<String> labels = List.of();
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
    public void note(String note) {
        this.note = note;
    }

    @Override
    public void end() {
        try {
            Files.writeString(file, draw());
        } catch (IOException e) {
            notes.println("the ladder is lost: cannot write " + file + ": " + e.getMessage());
        }
    }

    String draw() {
        int width = at(Math.max(1, labels.size() - 1)) + 130;
        int bottom = TOP + STEP * (rows.size() + 1);
        int height = bottom + (note.isEmpty() ? 24 : 54);
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui, sans-serif">
                <title>%s</title>
                <desc>Message ladder: %d messages between %d parties</desc>
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
                """.formatted(width, height, escape(title), rows.size(), labels.size(), width, height));
        svg.append("<text class=\"time\" x=\"92\" y=\"48\">ms</text>\n");
        for (int i = 0; i < labels.size(); i++) party(svg, i, bottom);
        for (int i = 0; i < rows.size(); i++) arrow(svg, rows.get(i), TOP + STEP * (i + 1));
        if (!note.isEmpty()) {
            svg.append("<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>\n"
                    .formatted(width / 2, bottom + 34, escape(note)));
        }
        return svg.append("</svg>\n").toString();
    }

    private void party(StringBuilder svg, int column, int bottom) {
        int x = at(column);
        svg.append("<line class=\"life\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(x, TOP - 26, x, bottom));
        svg.append("<rect class=\"box\" x=\"%d\" y=\"24\" width=\"230\" height=\"42\" rx=\"8\"/>\n".formatted(x - 115));
        svg.append("<text class=\"name\" x=\"%d\" y=\"51\">%s</text>\n".formatted(x, escape(cut(labels.get(column), 26))));
    }

    private static int at(int column) {
        return LEFT + 45 + column * GAP;
    }

    private static void arrow(StringBuilder svg, LadderRow row, int y) {
        svg.append("<text class=\"time\" x=\"92\" y=\"%d\">%s</text>\n".formatted(y + 5, row.time()));
        int from = at(row.from());
        int to = at(row.to());
        if (from == to) {
            svg.append("<text class=\"label\" x=\"%d\" y=\"%d\" style=\"text-anchor: start\">%s</text>\n"
                    .formatted(from + 10, y + 5, escape(cut(row.label(), FITS))));
            return;
        }
        int sign = to > from ? 1 : -1;
        int tip = to - 3 * sign;
        String colour = COLOURS[row.from() % COLOURS.length];
        String dashes = switch (row.kind()) {
            case DATAGRAM -> " stroke-dasharray=\"7 5\"";
            case SIGNAL -> " opacity=\"0.55\"";
            default -> "";
        };
        svg.append("<g stroke=\"%s\"%s><path class=\"arrow\" d=\"M%d %dH%d\"/></g>\n"
                .formatted(colour, dashes, from, y, tip));
        String head = row.kind() == LadderRow.Kind.BROKEN
                ? "M%d %dl-12 -12m0 12l12 -12".formatted(tip - 6 * sign + 6, y + 6)
                : "M%d %dl%d -6m%d 6l%d 6".formatted(tip, y, -11 * sign, 11 * sign, -11 * sign);
        svg.append("<path class=\"arrow\" stroke=\"%s\" d=\"%s\"/>\n".formatted(colour, head));
        int room = FITS * Math.abs(row.to() - row.from());
        String label = escape(cut(row.label(), room));
        svg.append("<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n".formatted((from + to) / 2, y - 8, label));
    }

    private static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) return text;
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
