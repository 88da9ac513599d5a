package wirelab.tap;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/// Draws the rows of a ladder on a terminal, as they happen, no wider than it is.
///
/// ```
///                 echo client :40822               echo server :7007
///                         │                                │
///      0.000              │─── connect ───────────────────▶│
///      0.412              │─── "hello" ───────────────────▶│
///      0.630              │◀── "hello" ────────────────────│
/// ```
///
/// The more columns, the closer they stand; names that do not fit any more are numbers, which lines above the drawing
/// explain. An arrow that passes other columns says what it carries before the first of them.
final class LadderText implements LadderPicture {
    private static final int TIME = 10;
    private static final int WIDEST_GAP = 33;
    private static final int WIDEST_MARGIN = 16;
    /// Where columns stand closer than this, arrows are drawn with less around their labels.
    private static final int WIDE_GAP = 20;
    /// One colour of a terminal for each party: cyan, yellow, magenta, green, blue, red.
    private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};

    private final PrintStream out;
    private final boolean colour;
    private final int width;
    private List<String> labels = List.of();
    private List<Integer> order = List.of();
    private boolean reordered;
    private int gap;
    private int margin;

    /// @param width of the terminal, at least 40
    LadderText(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.colour = colour;
        this.width = width;
    }

    @Override
    public void order(List<Integer> order) {
        this.order = order;
        reordered = true;
    }

    @Override
    public void row(LadderRow row, List<String> labels) {
        if (reordered || isNews(labels)) head(labels);
        var line = lifelines();
        int from = at(row.from());
        int to = at(row.to());
        int left = Math.min(from, to);
        int right = Math.max(from, to);
        if (left == right) place(line, left + 2, fit(row.label(), Math.max(1, width - left - 2)));
        else arrow(line, left, right, to > from, row);
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

    /// Whether somebody has come, or one who was known by an address alone has got a name.
    private boolean isNews(List<String> labels) {
        if (labels.size() > this.labels.size()) return true;
        return IntStream.range(0, labels.size()).anyMatch(i -> labels.get(i).contains(" ")
                && this.labels.get(i).contains(":") && !this.labels.get(i).contains(" "));
    }

    private void head(List<String> labels) {
        this.labels = labels;
        reordered = false;
        // A picture that nobody has ordered stands as it came.
        if (order.size() < labels.size()) order = IntStream.range(0, labels.size()).boxed().toList();
        measure(labels.size());
        boolean named = labels.stream().allMatch(label -> label.length() <= gap - 2);
        var line = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            int column = order.get(i);
            String label = named ? fit(labels.get(column), gap - 2) : Integer.toString(i + 1);
            place(line, Math.max(0, at(column) - label.length() / 2), label);
            if (!named) out.println(fit("%4d  %s".formatted(i + 1, labels.get(column)), width));
        }
        out.println(line);
        out.println(lifelines());
    }

    /// The widest gap with which all columns, the time and half a label at either end fit.
    private void measure(int columns) {
        gap = WIDEST_GAP;
        while (gap > 2 && TIME + 2 * margin(gap) + (columns - 1) * gap > width) gap--;
        margin = margin(gap);
    }

    private static int margin(int gap) {
        return Math.min(WIDEST_MARGIN, gap / 2);
    }

    private int at(int column) {
        return TIME + margin + order.indexOf(column) * gap;
    }

    private StringBuilder lifelines() {
        var line = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) place(line, TIME + margin + i * gap, "│");
        return line;
    }

    private void arrow(StringBuilder line, int left, int right, boolean goesRight, LadderRow row) {
        boolean broken = row.kind() == LadderRow.Kind.BROKEN || row.kind() == LadderRow.Kind.LOST;
        boolean datagram = row.kind() == LadderRow.Kind.DATAGRAM || row.kind() == LadderRow.Kind.LOST;
        put(line, left + 1, (datagram ? "╌" : "─").repeat(right - left - 1));
        for (int passed = left + gap; passed < right; passed += gap) put(line, passed, "┼");
        // `─── label ───▶`, or `─ label ▶`.
        int before = gap < WIDE_GAP ? 2 : 4;
        int room = gap - 2 * before - 1;
        if (room >= 1) put(line, (goesRight ? left : right - gap) + before, " " + fit(row.label(), room) + " ");
        // Where no label fits into the drawing it stands beside it.
        else place(line, TIME + margin + labels.size() * gap, fit(row.label(), width - TIME - margin - labels.size() * gap));
        if (goesRight) put(line, right - 1, broken ? "✗" : "▶");
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
        if (plain.length() <= width) return plain.toString();
        return width < 1 ? "" : plain.substring(0, width - 1) + "…";
    }
}
