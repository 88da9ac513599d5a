package wirelab.ring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Draws a run from its traces: a row for each node, bars where it held the turn, slopes for the frames between them.
///
/// Traces have no clock that all share: what is drawn from left to right is one order that could have been.
public final class RingPicture {
    private static final int ROW = 60;
    private static final int STEP = 6;
    /// More is no picture.
    private static final int MOST_STEPS = 4_000;

    private record Point(int x, int y) {}

    private final StringBuilder svg = new StringBuilder();
    private final Map<String, Point> sent = new HashMap<>();
    private final Map<Long, Integer> rows = new HashMap<>();
    private final Map<Long, Integer> holds = new HashMap<>();
    private int x = 60;

    private RingPicture() {}

    /// The picture of the first steps of a run.
    public static String svg(List<Path> traces) throws IOException {
        var picture = new RingPicture();
        var lines = new ArrayList<List<TraceLine>>();
        for (var trace : traces) {
            var steps = new ArrayList<TraceLine>();
            for (String line : Files.readAllLines(trace)) {
                var step = TraceLine.parse(trace.toString(), line);
                if (step != null) steps.add(step);
            }
            lines.add(steps);
        }
        picture.draw(lines);
        return picture.whole(traces.size());
    }

    /// In turns, each as far as it can go: what is received was sent before.
    private void draw(List<List<TraceLine>> traces) {
        var places = new int[traces.size()];
        boolean moved = true;
        while (moved && x < STEP * MOST_STEPS) {
            moved = false;
            for (int i = 0; i < places.length; i++) {
                var trace = traces.get(i);
                while (places[i] < trace.size() && isPossible(trace.get(places[i]))) {
                    step(trace.get(places[i]++), i);
                    moved = true;
                }
            }
        }
    }

    private boolean isPossible(TraceLine step) {
        return !step.act().equals("receive") || sent.containsKey(step.place(sender(step)));
    }

    private static long sender(TraceLine step) {
        return step.dialler() == step.node() ? step.number("src") : step.dialler();
    }

    private void step(TraceLine step, int row) {
        rows.putIfAbsent(step.node(), row);
        int y = 40 + ROW * row;
        switch (step.act()) {
            case "send" -> sent.put(step.place(step.node()), new Point(x += STEP, y));
            case "receive" -> {
                var from = sent.get(step.place(sender(step)));
                x += STEP;
                if (!"ALIVE".equals(step.fields().get("kind"))) line(from, new Point(x, y), step.fields().get("kind"));
            }
            case "hold" -> holds.put(step.node(), x += STEP);
            case "pass", "void", "over" -> {
                Integer since = holds.remove(step.node());
                if (since != null) {
                    svg.append("<rect x='%d' y='%d' width='%d' height='12' class='held'/>%n".formatted(since, y - 6,
                            Math.max(STEP, x - since)));
                }
            }
            default -> {
                // Not drawn.
            }
        }
    }

    private void line(Point from, Point to, String kind) {
        svg.append("<line x1='%d' y1='%d' x2='%d' y2='%d' class='%s'/>%n".formatted(from.x, from.y, to.x, to.y, kind));
    }

    private String whole(int nodes) {
        int width = x + 40;
        int height = 40 + ROW * nodes;
        var all = new StringBuilder("""
                <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='14'>
                <style>line{stroke:#999} .DATA{stroke:#06c} .TOKEN{stroke:#c60} .CLAIM{stroke:#909} .FINISH{stroke:#090}
                .held{fill:#fc6}</style>
                """.formatted(width, height));
        rows.forEach((node, row) -> all.append("<text x='8' y='%d'>node %d</text><line x1='60' y1='%d' x2='%d' y2='%d'/>%n"
                .formatted(45 + ROW * row, node, 40 + ROW * row, width, 40 + ROW * row)));
        return all.append(svg).append("</svg>\n").toString();
    }
}
