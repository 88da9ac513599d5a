package wirelab.replicaview;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// What happened in a run, as a picture: a row for each node, coloured by what it was; below, a line for each write, as high
/// as it had to wait; and how many entries each folder was behind. Pure: the time comes with what happens, in nanoseconds
/// since the run began, and never goes back.
///
/// For several threads.
public final class RunPicture {
    /// What a node is.
    public enum Being { LEADER, FOLLOWER, CANDIDATE, DOWN }

    private record Span(long since, Being being, long term, boolean alone) {}

    private record Mark(long at, long value) {}

    private record Event(long at, String text) {}

    private static final int MOST = 50_000;
    private static final int LEFT = 92;
    private static final int WIDTH = 880;
    private static final int ROW = 30;
    private static final int PANEL = 70;
    /// Rows of words above the nodes: neighbours do not lie on each other.
    private static final int EVENT_ROWS = 5;
    private static final int TOP = 40 + EVENT_ROWS * 16;
    private static final double LETTER = 6.6;
    private static final String STYLE = """
            svg { --paper: #ffffff; --ink: #24292f; --soft: #6b7480; --grid: #e3e7ec;
              font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
            .LEADER { fill: #0b8a5a } .FOLLOWER { fill: #b9cfe4 } .CANDIDATE { fill: #e8a33d } .DOWN { fill: #4a4f57 }
            .n0 { color: #0065bd } .n1 { color: #d9730d } .n2 { color: #b6408f } .n3 { color: #5a6b00 } .n4 { color: #5b4fc4 }
            .wait { color: #0065bd }
            @media (prefers-color-scheme: dark) {
              svg { --paper: #14181d; --ink: #e4e8ec; --soft: #98a2ad; --grid: #2b323a }
              .LEADER { fill: #2fae7d } .FOLLOWER { fill: #3b5570 } .CANDIDATE { fill: #c98a2a } .DOWN { fill: #8a9099 }
              .n0 { color: #5aaeff } .n1 { color: #ffa24d } .n2 { color: #f08acb } .n3 { color: #c3d34b } .n4 { color: #a99fff }
              .wait { color: #5aaeff } }
            .paper { fill: var(--paper) } text { fill: var(--ink) } .soft { fill: var(--soft) } .term { fill: #ffffff }
            .title { font-size: 16px; font-weight: 600 } .right { text-anchor: end } .middle { text-anchor: middle }
            path { fill: none; stroke: currentColor; stroke-width: 1.6 } .grid { stroke: var(--grid) }
            .event { stroke: var(--soft); stroke-dasharray: 3 3; stroke-width: 1 }
            .alone { fill: none; stroke: #c43b3b; stroke-width: 2.5; stroke-dasharray: 5 3 }
            """;

    private final String title;
    private final Map<Integer, List<Span>> spans = new TreeMap<>();
    private final Map<Integer, List<Mark>> behind = new TreeMap<>();
    private final List<Mark> writes = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private int marks;

    public RunPicture(String title) {
        this.title = title;
    }

    private <T> void add(List<T> where, T mark) {
        if (marks++ < MOST) where.add(mark);
    }

    /// A node is something from now on.
    ///
    /// @param alone whether it was cut off from all others
    public synchronized void being(long at, int node, Being being, long term, boolean alone) {
        var its = spans.computeIfAbsent(node, _ -> new ArrayList<>());
        var last = its.isEmpty() ? null : its.getLast();
        if (last == null || last.being != being || last.term != term || last.alone != alone) {
            add(its, new Span(at, being, term, alone));
        }
    }

    /// A node's folder is some entries behind what the group has agreed on.
    public synchronized void behind(long at, int node, long entries) {
        var its = behind.computeIfAbsent(node, _ -> new ArrayList<>());
        if (its.isEmpty() || its.getLast().value != entries) add(its, new Mark(at, entries));
    }

    /// A write was acknowledged.
    ///
    /// @param took nanoseconds since the client wanted it
    public synchronized void acknowledged(long at, long took) {
        add(writes, new Mark(at, took));
    }

    /// Something was done to the group.
    public synchronized void happened(long at, String text) {
        add(events, new Event(at, text));
    }

    /// Writes it into a file, for a browser.
    public void write(Path file, long end) throws IOException {
        Files.writeString(file, svg(end));
    }

    /// {@return the picture}
    ///
    /// @param end when the run ended
    public synchronized String svg(long end) {
        double scale = (double) WIDTH / Math.max(1, end);
        int below = TOP + spans.size() * ROW;
        int height = below + 2 * (PANEL + 30) + 76;
        var svg = new StringBuilder();
        put(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d' height='%2$d' role='img'>%n",
                LEFT + WIDTH + 24, height);
        put(svg, "<title>%s</title>%n<style>%n%s</style>%n<rect class='paper' width='100%%' height='100%%'/>%n",
                Visible.markup(title), STYLE);
        put(svg, "<text class='title' x='%d' y='24'>%s</text>%n", LEFT, Visible.markup(title));
        axis(svg, end, scale, TOP, height - 56);
        events(svg, scale, height - 56);
        int row = 0;
        for (var node : spans.entrySet()) {
            row(svg, "nodo" + node.getKey(), node.getValue(), end, scale, TOP + ROW * row++);
        }
        waits(svg, scale, below + 30 + PANEL);
        lags(svg, end, scale, below + 60 + 2 * PANEL);
        legend(svg, height - 16);
        return svg.append("</svg>\n").toString();
    }

    private static void axis(StringBuilder svg, long end, double scale, int top, int bottom) {
        double seconds = end / 1e9;
        double step = seconds > 40 ? 10 : seconds > 15 ? 5 : seconds > 5 ? 2 : seconds > 2 ? 1 : 0.5;
        for (double at = 0; at <= seconds; at += step) {
            put(svg, "<path class='grid' d='M%.1f %dV%d'/>", LEFT + at * 1e9 * scale, top, bottom);
            put(svg, "<text class='soft middle' x='%.1f' y='%d'>%s s</text>%n", LEFT + at * 1e9 * scale, bottom + 15,
                    step < 1 ? String.format(Locale.ROOT, "%.1f", at) : String.format(Locale.ROOT, "%.0f", at));
        }
    }

    private void events(StringBuilder svg, double scale, int bottom) {
        var free = new double[EVENT_ROWS];
        for (var event : events) {
            double x = LEFT + event.at * scale;
            double wide = event.text.length() * LETTER;
            // What would leave the paper stands to the left of its line.
            boolean left = x + wide > LEFT + WIDTH;
            double from = left ? x - wide - 8 : x;
            int row = 0;
            while (row < EVENT_ROWS - 1 && free[row] > from) row++;
            free[row] = Math.max(free[row], from + wide + 12);
            int y = 44 + 16 * row;
            put(svg, "<path class='event' d='M%.1f %dV%d'/>", x, y - 8, bottom);
            put(svg, "<text%s x='%.1f' y='%d'>%s</text>%n", left ? " class='right'" : "", left ? x - 4 : x + 4, y,
                    Visible.markup(event.text));
        }
    }

    private static void row(StringBuilder svg, String name, List<Span> its, long end, double scale, int y) {
        put(svg, "<text class='right' x='%d' y='%d'>%s</text>%n", LEFT - 10, y + 17, name);
        for (int i = 0; i < its.size(); i++) {
            var span = its.get(i);
            double x = LEFT + span.since * scale;
            double wide = Math.max(1, ((i + 1 < its.size() ? its.get(i + 1).since : end) - span.since) * scale);
            String words = span.being == Being.DOWN ? "down" : span.being.name().toLowerCase(Locale.ROOT) + " in term " + span.term;
            put(svg, "<rect class='%s' x='%.1f' y='%d' width='%.1f' height='%d'><title>%s%s</title></rect>%n", span.being, x, y + 3,
                    wide, ROW - 8, words, span.alone ? ", cut off" : "");
            if (span.alone) {
                put(svg, "<rect class='alone' x='%.1f' y='%d' width='%.1f' height='%d'/>%n", x, y + 3, wide, ROW - 8);
            }
            String shown = wide > 56 ? "term " + span.term : Long.toString(span.term);
            if (span.being == Being.LEADER && wide > 12) {
                put(svg, "<text class='term' x='%.1f' y='%d'>%s</text>%n", x + 5, y + 18, shown);
            }
        }
    }

    private static void panel(StringBuilder svg, String name, String most, int base) {
        put(svg, "<path class='grid' d='M%d %dh%d'/>", LEFT, base, WIDTH);
        put(svg, "<text class='right' x='%d' y='%d'>%s</text>", LEFT - 10, base, name);
        put(svg, "<text class='soft right' x='%d' y='%d'>%s</text>%n", LEFT - 10, base - PANEL + 8, most);
    }

    private void waits(StringBuilder svg, double scale, int base) {
        long most = writes.stream().mapToLong(Mark::value).max().orElse(0);
        panel(svg, "writes", Text.duration(Duration.ofNanos(most)), base);
        var path = new StringBuilder();
        for (var write : writes) {
            put(path, "M%.1f %dv%.1f", LEFT + write.at * scale, base, -Math.max(3, (double) PANEL * write.value / Math.max(1, most)));
        }
        put(svg, "<path class='wait' d='%s'/>%n", path);
    }

    private void lags(StringBuilder svg, long end, double scale, int base) {
        long most = behind.values().stream().flatMap(List::stream).mapToLong(Mark::value).max().orElse(0);
        panel(svg, "behind", Text.count(most, "entry").replace("entrys", "entries"), base);
        behind.forEach((node, its) -> {
            var path = new StringBuilder();
            for (var mark : its) {
                double y = base - (double) PANEL * mark.value / Math.max(1, most);
                put(path, path.isEmpty() ? "M%.1f %.1f" : "H%.1fV%.1f", LEFT + mark.at * scale, y);
            }
            put(svg, "<path class='n%d' d='%sH%.1f'><title>nodo%d</title></path>%n", node % 5, path, LEFT + end * scale, node);
        });
    }

    private void legend(StringBuilder svg, int y) {
        double x = LEFT;
        for (var being : Being.values()) {
            String word = being.name().toLowerCase(Locale.ROOT);
            put(svg, "<rect class='%s' x='%.0f' y='%d' width='12' height='12'/><text x='%.0f' y='%d'>%s</text>%n", being, x, y - 10,
                    x + 18, y, word);
            x += 36 + word.length() * LETTER;
        }
        put(svg, "<rect class='alone' x='%.0f' y='%d' width='12' height='12'/><text x='%.0f' y='%d'>cut off</text>%n", x, y - 10, x + 18, y);
        x += 36 + 7 * LETTER;
        for (int node : behind.keySet()) {
            put(svg, "<path class='n%d' d='M%.0f %dh14'/><text x='%.0f' y='%d'>nodo%d</text>%n", node % 5, x, y - 4, x + 20, y, node);
            x += 36 + 5 * LETTER;
        }
        put(svg, "<text class='soft right' x='%d' y='%d'>%s acknowledged</text>%n", LEFT + WIDTH, y, Text.count(writes.size(), "write"));
    }

    private static void put(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    @Override
    public synchronized String toString() {
        return "picture of a run: " + Text.count(spans.size(), "node") + ", " + Text.count(writes.size(), "write");
    }
}
