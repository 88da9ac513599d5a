package wirelab.mapreduce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wirelab.http.Page;
import wirelab.kit.Text;

/// What happened when in a job, and as a picture: a row per mapper, a bar per attempt (maps, waits, sends), deaths and
/// backups marked. Any thread may add.
public final class Timeline {
    /// What may happen to an attempt, in the order in which it usually does.
    public enum Kind { ASSIGNED, BACKUP, ANNOUNCED, PERMITTED, ACCEPTED, DROPPED, CANCELLED, DIED, FAILED }

    /// @param at nanoseconds since the job began
    public record Mark(long at, Kind kind, int mapper, int portion, int attempt) {}

    /// As many as fit on a picture that anybody looks at; later ones are left out.
    private static final int MOST = 100_000;
    private static final int LEFT = 110;
    private static final int WIDTH = 900;
    private static final int ROW = 22;

    private final long began = System.nanoTime();
    private final List<Mark> marks = new ArrayList<>();
    private final Map<Integer, Map<Integer, Mark>> latest = new HashMap<>();
    private long merged;
    private long ended;

    Timeline() {}

    synchronized void add(Kind kind, int mapper, int portion, int attempt) {
        var mark = new Mark(System.nanoTime() - began, kind, mapper, portion, attempt);
        if (marks.size() < MOST) marks.add(mark);
        // Whose table was accepted is told to forget the portion, as all others are.
        latest.computeIfAbsent(portion, _ -> new HashMap<>()).merge(mapper, mark, (before, now) -> kind == Kind.CANCELLED
                && before.kind == Kind.ACCEPTED && before.attempt == attempt ? before : now);
    }

    synchronized void merging() {
        merged = System.nanoTime() - began;
    }

    synchronized void ended() {
        ended = System.nanoTime() - began;
    }

    /// {@return what happened last between a portion and a mapper}
    synchronized Map<Integer, Map<Integer, Mark>> latest() {
        var all = new HashMap<Integer, Map<Integer, Mark>>();
        latest.forEach((portion, its) -> all.put(portion, Map.copyOf(its)));
        return all;
    }

    public synchronized List<Mark> marks() {
        return List.copyOf(marks);
    }

    /// {@return the picture, to be opened in any browser}
    public synchronized String svg() {
        var rows = new LinkedHashMap<Integer, Integer>();
        for (var mark : marks) rows.putIfAbsent(mark.mapper, rows.size());
        double scale = (double) WIDTH / Math.max(1, ended);
        int height = (rows.size() + 2) * ROW + 50;
        var out = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <style>.paper { fill: #fff } .map { fill: #3b82c4 } .wait { fill: #d8c46b } .send { fill: #3fa66a }
                  .merge { fill: #8a63b8 } text { fill: #222 } .bad { fill: #c43b3b; font-weight: bold }
                  .late { font-style: italic; font-weight: bold }
                  @media (prefers-color-scheme: dark) { .paper { fill: #14191a } text { fill: #e4e9e3 } .bad { fill: #ff8a80 } }
                </style>
                <rect class="paper" width="100%%" height="100%%"/>
                """.formatted(LEFT + WIDTH + 20, height));
        rows.forEach((mapper, row) -> text(out, 5, row * ROW + 35, mapper < 0 ? "earlier" : "mapper " + mapper));
        bars(out, rows, scale);
        int y = rows.size() * ROW + 20;
        text(out, 5, y + 15, "merge, write");
        bar(out, "merge", merged, ended, y, scale, "the reducers merge, the master writes");
        legend(out, y + 2 * ROW);
        return out.append("</svg>\n").toString();
    }

    private void bars(StringBuilder out, Map<Integer, Integer> rows, double scale) {
        var open = new LinkedHashMap<String, Mark>();
        var signs = new StringBuilder();
        for (var mark : marks) {
            String key = mark.portion + "/" + mark.attempt;
            var before = open.get(key);
            int y = rows.get(mark.mapper) * ROW + 20;
            if (before != null) {
                String what = switch (before.kind) {
                    case ASSIGNED, BACKUP -> "map";
                    case ANNOUNCED -> "wait";
                    default -> "send";
                };
                bar(out, what, before.at, mark.at, y, scale, "portion " + key + " " + what + "s");
            }
            boolean goes = switch (mark.kind) {
                case ASSIGNED, BACKUP, ANNOUNCED, PERMITTED -> true;
                default -> false;
            };
            if (goes) open.put(key, mark);
            else open.remove(key);
            switch (mark.kind) {
                case DIED, FAILED -> sign(signs, mark, y, scale, "✕ ", " class=\"bad\"");
                case BACKUP -> sign(signs, mark, y, scale, "backup ", " class=\"late\"");
                case ASSIGNED -> sign(signs, mark, y, scale, "", "");
                default -> {
                    // The bar shows it.
                }
            }
        }
        // No bar lies over them.
        out.append(signs);
    }

    private static void sign(StringBuilder out, Mark mark, int y, double scale, String sign, String style) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\"%s>%s</text>%n", LEFT + mark.at * scale + 3, y + 14,
                style, sign + mark.portion));
    }

    private static void bar(StringBuilder out, String what, long from, long to, int y, double scale, String title) {
        out.append(String.format(Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" opacity=\".75\">"
                + "<title>%s, %.3f s</title></rect>%n", what, LEFT + from * scale, y, Math.max(1, (to - from) * scale),
                        ROW - 4,
                Page.escape(title), (to - from) / 1e9));
    }

    private static void text(StringBuilder out, int x, int y, String text) {
        out.append("<text x=\"")
                .append(x).append("\" y=\"").append(y).append("\">").append(Page.escape(text)).append("</text>\n");
    }

    private void legend(StringBuilder out, int y) {
        int x = LEFT;
        for (String what : List.of("map: maps", "wait: announced, waits", "send: sends", "merge: merge, write")) {
            String kind = what.substring(0, what.indexOf(':'));
            out.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>%n".formatted(kind, x, y));
            text(out, x + 18, y + 11, what.substring(kind.length() + 2));
            x += 145;
        }
        text(out, x, y + 11, String.format(Locale.ROOT, "✕ died · backup of a slow one · %.3f s in all", ended / 1e9));
    }

    @Override
    public synchronized String toString() {
        return "time line of " + Text.count(marks.size(), "mark");
    }
}
