package wirelab.ring;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Draws a ring as it turns, in characters, from what its nodes write into their traces meanwhile: who holds the turn, where
/// the frames are, and what became of the epoch. Nodes in this process or in others, it is the same.
public final class RingScreen {
    private static final int TABLE = 33;
    private static final int MOST_EVENTS = 4;

    /// A node, as far as its trace tells.
    private static final class Seat {
        final Path trace;
        long read;
        boolean alive;
        boolean holds;
        long successor = -1;
        String mark = "-";
        int settled;
        int delivered;
        TraceLine flight;
        long sentAt;

        Seat(Path trace) {
            this.trace = trace;
        }
    }

    private final List<Long> ids;
    private final Map<Long, Seat> seats = new HashMap<>();
    private final Map<String, Long> peers = new HashMap<>();
    private final Deque<String> events = new ArrayDeque<>();
    private final long hop;

    /// A screen for nodes in ring order.
    ///
    /// @param traces where each writes what it does
    /// @param hop how long a frame is on its way from one to the next, to draw it there
    public RingScreen(List<Long> ids, List<Path> traces, Duration hop) {
        this.ids = List.copyOf(ids);
        this.hop = hop.toNanos();
        for (int i = 0; i < ids.size(); i++) seats.put(ids.get(i), new Seat(traces.get(i)));
    }

    /// A trace does not tell that its node was killed.
    public void killed(long id) {
        var seat = seats.get(id);
        seat.alive = false;
        seat.holds = false;
        seat.flight = null;
        event("node " + id + " is dead");
    }

    /// Reads what was written since the last time.
    public void read(long now) throws IOException {
        for (long id : ids) {
            var seat = seats.get(id);
            if (!Files.exists(seat.trace)) continue;
            try (var file = new RandomAccessFile(seat.trace.toFile(), "r")) {
                file.seek(seat.read);
                var bytes = new byte[(int) Math.min(1 << 20, file.length() - seat.read)];
                file.readFully(bytes);
                String text = new String(bytes, StandardCharsets.UTF_8);
                int whole = text.lastIndexOf('\n') + 1;
                seat.read += text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
                for (String line : text.substring(0, whole).split("\n")) {
                    var step = TraceLine.parse("", line);
                    if (step != null && step.node() == id) take(now, seat, step);
                }
            }
        }
    }

    private void take(long now, Seat seat, TraceLine step) {
        long id = step.node();
        if (step.number("n") == 0 && !step.act().equals("over")) begin(seat);
        switch (step.act()) {
            case "hold" -> {
                seat.holds = true;
                seat.mark = step.turn();
            }
            case "pass", "void" -> seat.holds = false;
            case "settle" -> seat.settled++;
            case "deliver" -> seat.delivered++;
            case "claim" -> event("node " + id + " claims epoch " + step.fields().get("note"));
            case "win" -> event("node " + id + " has made epoch " + step.epoch());
            case "link" -> {
                String link = step.fields().get("note");
                if (link.startsWith(id + ".")) seat.successor = peers.getOrDefault(link, -1L);
            }
            case "over" -> {
                seat.alive = false;
                seat.holds = false;
                event("node " + id + " has ended: " + step.fields().get("note"));
            }
            case "send" -> sent(now, seat, step);
            case "receive" -> arrived(step);
            default -> {
                // Not drawn.
            }
        }
    }

    private static void begin(Seat seat) {
        seat.alive = true;
        seat.successor = -1;
        seat.flight = null;
    }

    private void sent(long now, Seat seat, TraceLine step) {
        switch (step.fields().get("kind")) {
            case "HELLO" -> peers.put(step.fields().get("link"), step.number("dst"));
            case "TOKEN", "DATA", "FINISH", "CLAIM" -> {
                seat.flight = step;
                seat.sentAt = now;
            }
            default -> {
                // Stays between two neighbours.
            }
        }
    }

    private void arrived(TraceLine step) {
        var from = seats.get(step.dialler());
        if (from != null && from.flight != null && from.flight.frame().equals(step.frame())) from.flight = null;
    }

    private void event(String what) {
        if (what.equals(events.peekLast())) return;
        events.add(what);
        if (events.size() > MOST_EVENTS) events.remove();
    }

    /// The picture: the ring, a table beside it, and what has happened below.
    ///
    /// @param width in columns
    /// @param height in lines
    public List<String> draw(long now, int width, int height) {
        int rows = height - MOST_EVENTS - 1;
        var canvas = new char[rows][width - TABLE];
        for (char[] row : canvas) Arrays.fill(row, ' ');
        for (int i = 0; i < ids.size(); i++) link(now, canvas, i);
        for (int i = 0; i < ids.size(); i++) {
            var seat = seats.get(ids.get(i));
            String id = ids.get(i).toString();
            put(canvas, i, seat.holds ? "[" + id + "]" : seat.alive ? "(" + id + ")" : "x" + id + "x");
        }
        var lines = new ArrayList<String>();
        var table = table();
        for (int y = 0; y < rows; y++) {
            lines.add((new String(canvas[y]) + (y < table.size() ? table.get(y) : "")).stripTrailing());
        }
        lines.add("");
        lines.addAll(events);
        while (lines.size() < height) lines.add("");
        return lines;
    }

    private List<String> table() {
        var table = new ArrayList<>(List.of("", "node  last held      said heard"));
        for (long id : ids) {
            var seat = seats.get(id);
            String mark = seat.mark.length() > 14 ? seat.mark.substring(0, 14) : seat.mark;
            table.add("%-4d  %-14s %4d %5d".formatted(id, seat.alive ? mark : "gone", seat.settled, seat.delivered));
        }
        return table;
    }

    /// A dotted way from a node to its successor, with the frame that is on it.
    private void link(long now, char[][] canvas, int i) {
        var seat = seats.get(ids.get(i));
        int to = ids.indexOf(seat.successor);
        if (!seat.alive || to < 0) return;
        int span = Math.floorMod(to - i - 1, ids.size()) + 1;
        int points = 8 * span;
        for (int n = 1; n < points; n++) put(canvas, i + (double) span * n / points, ".");
        if (seat.flight == null) return;
        double way = Math.clamp((double) (now - seat.sentAt) / hop, 0.2, 0.8);
        put(canvas, i + span * way, "<" + seat.flight.fields().get("kind").charAt(0) + ">");
    }

    /// Puts a text around a place on the circle; node 0 stands at the top, and the ring turns as a clock does.
    private void put(char[][] canvas, double place, String text) {
        double angle = 2 * Math.PI * place / ids.size();
        int width = canvas[0].length;
        int x = (int) Math.round(width / 2.0 + Math.sin(angle) * (width / 2.0 - 5)) - text.length() / 2;
        int y = (int) Math.round((canvas.length - 1) / 2.0 - Math.cos(angle) * (canvas.length - 1) / 2.0);
        for (int n = 0; n < text.length(); n++) canvas[y][Math.clamp(x + n, 0, width - 1)] = text.charAt(n);
    }
}
