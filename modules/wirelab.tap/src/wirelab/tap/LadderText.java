package wirelab.tap;

import java.io.PrintStream;
import java.util.List;

/// Draws the rows of a ladder on a terminal, as they happen.
///
/// ```
///                 echo client :40822               echo server :7007
///                         │                                │
///      0.000              │── connect ────────────────────▶│
///      0.412              │── "hello" ────────────────────▶│
///      0.630              │◀── "hello" ────────────────────│
/// ```
final class LadderText implements LadderPicture {
    private static final int TIME = 10;
    private static final int GAP = 33;
    private static final int FIRST = TIME + 16;
    /// One colour of a terminal for each party: cyan, yellow, magenta, green, blue, red.
    private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};

    private final PrintStream out;
    private final boolean colour;
    private int columns;

    LadderText(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    @Override
    public void row(LadderRow row, List<String> labels) {
        if (labels.size() > columns) head(labels);
        var line = lifelines();
        int left = at(Math.min(row.from(), row.to()));
        int right = at(Math.max(row.from(), row.to()));
        if (left == right) place(line, left + 2, row.label());
        else arrow(line, left, right, row);
        put(line, 0, "%9s".formatted(row.time()));
        print(line, left, right, row.from());
    }

    @Override
    public void note(String note) {
        out.println(note);
    }

    @Override
    public void end() {
        out.flush();
    }

    private void head(List<String> labels) {
        columns = labels.size();
        var line = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            String label = fit(labels.get(i), GAP - 2);
            place(line, Math.max(0, at(i) - label.length() / 2), label);
        }
        out.println(line);
        out.println(lifelines());
    }

    private static int at(int column) {
        return FIRST + column * GAP;
    }

    private StringBuilder lifelines() {
        var line = new StringBuilder();
        for (int i = 0; i < columns; i++) place(line, at(i), "│");
        return line;
    }

    private static void arrow(StringBuilder line, int left, int right, LadderRow row) {
        boolean broken = row.kind() == LadderRow.Kind.BROKEN;
        String shaft = row.kind() == LadderRow.Kind.DATAGRAM ? "╌" : "─";
        put(line, left + 1, shaft.repeat(right - left - 1));
        String label = " " + fit(row.label(), right - left - 9) + " ";
        put(line, left + 4, label);
        if (row.goesRight()) put(line, right - 1, broken ? "✗" : "▶");
        else put(line, left + 1, broken ? "✗" : "◀");
    }

    private void print(StringBuilder line, int left, int right, int from) {
        if (!colour || left == right) {
            out.println(line);
            return;
        }
        out.println(line.substring(0, left + 1)
                + "\033[" + COLOURS[from % COLOURS.length] + "m" + line.substring(left + 1, right) + "\033[0m"
                + line.substring(right));
    }

    /// Puts a text where spaces are, making the line longer if need be.
    private static void place(StringBuilder line, int at, String text) {
        while (line.length() < at + text.length()) line.append(' ');
        put(line, at, text);
    }

    private static void put(StringBuilder line, int at, String text) {
        line.replace(at, at + text.length(), text);
    }

    /// Cuts a text to a width. Characters that a terminal draws twice as wide, or not at all, would shift what follows
    /// them, so they are shown as a point.
    private static String fit(String text, int width) {
        var plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean narrow = c < 0x2E80 && Character.getType(c) != Character.NON_SPACING_MARK;
            plain.append(narrow ? (char) c : '·');
        });
        return plain.length() <= width ? plain.toString() : plain.substring(0, width - 1) + "…";
    }
}
