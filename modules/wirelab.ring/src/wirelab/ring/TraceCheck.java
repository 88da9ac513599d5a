package wirelab.ring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Holds the traces of a run against the properties of SPECIFICATION.txt, Section 1.1.
///
/// The traces are merged into one order that could have been: each node's own steps in their order, and each frame received
/// after it was sent, in the order of its link; one that was sent may be lost. A line that a kill has torn may stand at the
/// end of a life.
public final class TraceCheck {
    private static final int MOST_LINES = 10_000_000;

    /// What was found.
    ///
    /// @param problem the first step that breaks a property, and which; `null` when none does
    /// @param summary the run in a line
    public record Result(String problem, String summary) {}

    /// One life of a node.
    private static final class Life {
        final ArrayDeque<TraceLine> steps = new ArrayDeque<>();
        String received;
        String held;
        String seen;
        final Set<String> unsettled = new HashSet<>();
    }

    private final Map<String, Life> lives = new LinkedHashMap<>();
    /// Longest trace that is read.
    private static final int MOST_BYTES = 1 << 30;

    private final Set<Long> traced = new HashSet<>();
    private final Map<String, ArrayDeque<String>> under = new HashMap<>();
    private final Map<String, Long> holders = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, Set<Long>> delivered = new HashMap<>();
    private final Map<String, TraceLine> undelivered = new LinkedHashMap<>();
    private final Map<String, Long> destinations = new HashMap<>();
    private final Set<String> won = new HashSet<>();
    private int acknowledged;
    private int steps;

    private TraceCheck() {}

    /// Checks the traces of a run.
    public static Result check(Collection<Path> files) throws IOException {
        var check = new TraceCheck();
        for (var file : files) {
            String problem = check.read(file.toString(), SafeFile.read(file, MOST_BYTES));
            if (problem != null) return new Result(problem, "");
        }
        return check.run();
    }

    /// Checks traces that are not in files.
    static Result check(Map<String, String> traces) {
        var check = new TraceCheck();
        for (var trace : traces.entrySet()) {
            String problem = check.read(trace.getKey(), trace.getValue());
            if (problem != null) return new Result(problem, "");
        }
        return check.run();
    }

    private String read(String name, String text) {
        String torn = null;
        int number = 0;
        for (String line : text.split("\n")) {
            String at = name + ":" + ++number;
            if (line.isEmpty()) continue;
            if (++steps > MOST_LINES) throw new UsageException("more than " + MOST_LINES + " lines");
            var step = TraceLine.parse(at, line);
            if (step == null) {
                if (torn != null) return torn;
                torn = at + ": is no step";
                continue;
            }
            // A torn line is the last of its life.
            if (torn != null && step.number("n") != 0) return torn;
            torn = null;
            traced.add(step.node());
            var life = lives.computeIfAbsent(step.node() + "." + step.number("incarnation"), _ -> new Life());
            if (!life.steps.isEmpty() && life.steps.getLast().number("n") + 1 != step.number("n")) {
                return step + "\nbreaks: the steps of a life are numbered one by one";
            }
            life.steps.add(step);
        }
        return null;
    }

    private Result run() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (var life : lives.values()) {
                for (TraceLine step; (step = life.steps.peek()) != null && isPossible(step); moved = true) {
                    life.steps.remove();
                    String broken = take(life, step);
                    if (broken != null) return new Result(step + "\nbreaks: " + broken, "");
                }
            }
        }
        var stuck = lives.values().stream().map(life -> life.steps.peek()).filter(Objects::nonNull).toList();
        if (!stuck.isEmpty()) {
            // Most wait for those that wait; one waits for what nobody has sent.
            var first = stuck.stream().filter(step -> !isToCome(step)).findFirst().orElse(stuck.getFirst());
            return new Result(first + "\nbreaks: a frame is received as it was sent, and in the order of its link", "");
        }
        for (var step : undelivered.values()) {
            if (!restarted(step)) return new Result(step + "\nbreaks: what is acknowledged was delivered", "");
        }
        return new Result(null, Text.count(traced.size(), "node") + ", " + lives.size() + " lives, "
                + Text.count(steps, "step") + ": " + won.size()
                + " epochs, "
                + Text.count(holders.size(), "turn") + ", " + Text.count(delivered.size(), "message") + " delivered, "
                        + acknowledged + " acknowledged");
    }

    /// Whether one to whom the message went has lived more than once: a kill between the record of a delivery and its line
    /// leaves no line, and the next life acknowledges what is on record.
    private boolean restarted(TraceLine step) {
        long to = destinations.get(step.message());
        return traced.stream().filter(node -> to == RingFrame.ALL || node == to)
                .anyMatch(node -> lives.keySet().stream().filter(life -> life.startsWith(node + ".")).count() > 1);
    }

    private boolean isPossible(TraceLine step) {
        if (!step.act().equals("receive")) return true;
        long sender = sender(step);
        if (sender < 0) return true;
        var frames = under.get(step.way(sender));
        return frames != null && frames.contains(step.frame());
    }

    private boolean isToCome(TraceLine received) {
        String place = received.place(sender(received));
        return lives.values().stream().flatMap(life -> life.steps.stream())
                .anyMatch(step -> step.act().equals("send") && step.place(step.node()).equals(place));
    }

    /// Who sent what a node received, or -1 where it has left no trace.
    private long sender(TraceLine step) {
        long dialler = step.dialler();
        if (dialler != step.node()) return traced.contains(dialler) ? dialler : -1;
        // Towards the dialling node only frames go whose source is the other end.
        long other = step.number("src");
        return traced.contains(other) && other != step.node() ? other : -1;
    }

    /// {@return the property that the step breaks, or `null`}
    private String take(Life life, TraceLine step) {
        return switch (step.act()) {
            case "send" -> send(life, step);
            case "receive" -> receive(life, step);
            case "win" -> {
                life.received = step.turn();
                yield won.add(step.epoch()) && step.fields().get("maker").equals(Long.toString(step.node())) ? null
                        : "an epoch is made once, by its maker";
            }
            case "hold" -> hold(life, step);
            case "pass", "void" -> {
                life.held = null;
                yield null;
            }
            case "number" -> {
                life.unsettled.add(step.message());
                yield null;
            }
            case "deliver" -> deliver(life, step);
            case "settle" -> settle(life, step);
            case "over" -> life.unsettled.isEmpty() ? null : "a node ends when all that it has numbered is settled";
            default -> null;
        };
    }

    private String send(Life life, TraceLine step) {
        under.computeIfAbsent(step.way(step.node()), _ -> new ArrayDeque<>()).add(step.frame());
        String kind = step.fields().get("kind");
        boolean own = step.number("src") == step.node();
        if (kind.equals("TOKEN")) {
            String before = tokens.putIfAbsent(step.turn(), step.fields().get("src") + ">" + step.fields().get("dst"));
            if (before != null && !before.equals(step.fields().get("src") + ">" + step.fields().get("dst"))) {
                return "a turn is passed by one node to one node";
            }
        }
        if (own && (kind.equals("DATA") || kind.equals("FINISH")) && !step.turn().equals(life.held)) {
            return "only the holder sends DATA and FINISH, under its turn";
        }
        if (kind.equals("FINISH") && !life.unsettled.isEmpty()) return "FINISH passes a node only when all is settled there";
        if (own && kind.equals("DATA")) destinations.put(step.message(), step.number("dst"));
        return null;
    }

    private String receive(Life life, TraceLine step) {
        long sender = sender(step);
        // What was sent before it on the link and has not come is lost: links keep their order.
        if (sender >= 0) {
            var frames = under.get(step.way(sender));
            while (!frames.remove().equals(step.frame())) continue;
        }
        if (step.is("receive", "TOKEN")) life.received = step.turn();
        if (step.is("receive", "DATA")) life.seen = step.message();
        return null;
    }

    private String hold(Life life, TraceLine step) {
        String turn = step.turn();
        if (!turn.equals(life.received)) return "a turn is held that was received or won";
        Long before = holders.put(turn, step.node());
        life.held = turn;
        return before == null || before == step.node() ? null : "one holder in an epoch: node " + before + " held this turn";
    }

    private String deliver(Life life, TraceLine step) {
        if (!step.message().equals(life.seen)) return "a message is delivered that was received";
        undelivered.remove(step.message());
        boolean first = delivered.computeIfAbsent(step.message(), _ -> new HashSet<>()).add(step.node());
        return first ? null : "a message is delivered at most once";
    }

    private String settle(Life life, TraceLine step) {
        life.unsettled.remove(step.message());
        if (!"ACKNOWLEDGED".equals(step.fields().get("note"))) return null;
        acknowledged++;
        Long to = destinations.get(step.message());
        boolean seen = to != null && (to == RingFrame.ALL ? traced.size() > 1 : traced.contains(to));
        // Where nodes on the way have left no trace, the destination's may be merged later.
        if (seen && !delivered.containsKey(step.message())) undelivered.putIfAbsent(step.message(), step);
        return null;
    }
}
