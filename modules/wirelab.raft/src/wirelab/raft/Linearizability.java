package wirelab.raft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import wirelab.kit.Text;

/// Whether what clients saw of a [SmallTree] can be explained by one order, in which each operation happens at one moment
/// between its question and its answer (Herlihy and Wing, 1990).
///
/// The search is that of Wing and Gong (1993) with the memory of Lowe (2017): at each step any operation may come next that
/// began before the first answer that is still to be explained; what was tried with the same operations done and the same
/// tree is not tried again. An operation without an answer may come at any time, or never.
public final class Linearizability {
    /// What came of it.
    public enum Verdict {
        LINEARIZABLE, BROKEN, UNDECIDED
    }

    /// @param stuck operations of which one should have come next, and none could; of the longest order that was found
    public record Result(Verdict verdict, long steps, List<Operation> stuck) {
        @Override
        public String toString() {
            return switch (verdict) {
                case LINEARIZABLE -> "linearizable, after " + Text.count(steps, "step");
                case UNDECIDED -> "undecided after " + Text.count(steps, "step");
                case BROKEN -> "not linearizable; nothing explains\n  "
                        + String.join("\n  ", stuck.stream().map(Operation::toString).toList());
            };
        }
    }

    private record Seen(BitSet done, SortedMap<String, String> tree) {}

    private record Choice(Event call, SortedMap<String, String> before) {}

    /// Question or answer, in a list of those that are still to be explained.
    private static final class Event {
        final Operation operation;
        final int number;
        Event answer;
        Event before;
        Event after;

        Event(Operation operation, int number) {
            this.operation = operation;
            this.number = number;
        }

        void unlink() {
            before.after = after;
            if (after != null) after.before = before;
        }

        void relink() {
            before.after = this;
            if (after != null) after.before = this;
        }
    }

    private final List<Operation> operations;
    private final long limit;
    private long steps;

    private Linearizability(List<Operation> operations, long limit) {
        this.operations = operations;
        this.limit = limit;
    }

    /// Checks a history, in parts that have no path in common.
    ///
    /// @param limit steps of the search, in each part
    public static Result check(List<Operation> history, long limit) {
        long steps = 0;
        for (var part : parts(history)) {
            var result = new Linearizability(part, limit).search();
            steps += result.steps;
            if (result.verdict != Verdict.LINEARIZABLE) return result;
        }
        return new Result(Verdict.LINEARIZABLE, steps, List.of());
    }

    /// "A history is linearizable if and only if, for each object, its part is" (Herlihy and Wing, theorem 1).
    static List<List<Operation>> parts(List<Operation> history) {
        // A question without an answer says nothing.
        var telling = history.stream().filter(it -> !it.isOpen() || !SmallTree.isQuestion(it.command())).toList();
        if (telling.stream().anyMatch(it -> SmallTree.paths(it.command()).isEmpty())) return List.of(telling);
        var group = new HashMap<String, String>();
        for (var it : telling) {
            var paths = SmallTree.paths(it.command());
            for (String path : paths) group.putIfAbsent(path, path);
            String one = group.get(paths.getFirst());
            String other = group.get(paths.getLast());
            group.replaceAll((_, name) -> name.equals(other) ? one : name);
        }
        Map<String, List<Operation>> parts = new TreeMap<>();
        for (var it : telling) {
            parts.computeIfAbsent(group.get(SmallTree.paths(it.command()).getFirst()), _ -> new ArrayList<>()).add(it);
        }
        return List.copyOf(parts.values());
    }

    private Event list() {
        record At(long time, Event event) {}
        var events = new ArrayList<At>();
        for (int i = 0; i < operations.size(); i++) {
            var operation = operations.get(i);
            var call = new Event(operation, i);
            events.add(new At(operation.began(), call));
            if (operation.isOpen()) continue;
            call.answer = new Event(operation, i);
            events.add(new At(operation.ended(), call.answer));
        }
        events.sort((a, b) -> Long.compare(a.time, b.time));
        var head = new Event(null, -1);
        var last = head;
        for (var at : events) {
            last.after = at.event;
            at.event.before = last;
            last = at.event;
        }
        return head;
    }

    private Result search() {
        var head = list();
        long left = operations.stream().filter(it -> !it.isOpen()).count();
        long fewest = left;
        List<Operation> stuck = List.of();
        var done = new BitSet();
        SortedMap<String, String> tree = new TreeMap<>();
        var choices = new ArrayList<Choice>();
        Set<Seen> seen = new HashSet<>();
        var next = head.after;
        while (left > 0) {
            boolean isAnswer = next != null && isAnswer(next);
            if (next == null || isAnswer) {
                // Nothing can come before this answer: the last choice was wrong.
                if (left <= fewest) {
                    fewest = left;
                    stuck = head.after == null ? stuck : open(head.after);
                }
                if (choices.isEmpty()) return new Result(Verdict.BROKEN, steps, stuck);
                var choice = choices.removeLast();
                tree = choice.before;
                done.clear(choice.call.number);
                if (choice.call.answer != null) {
                    choice.call.answer.relink();
                    left++;
                }
                choice.call.relink();
                next = choice.call.after;
                continue;
            }
            if (++steps > limit) return new Result(Verdict.UNDECIDED, steps, List.of());
            var step = SmallTree.step(tree, next.operation.command());
            if (next.operation.isOpen() || step.result().equals(next.operation.result())) {
                done.set(next.number);
                if (seen.add(new Seen((BitSet) done.clone(), step.tree()))) {
                    choices.add(new Choice(next, tree));
                    tree = step.tree();
                    next.unlink();
                    if (next.answer != null) {
                        next.answer.unlink();
                        left--;
                    }
                    next = head.after;
                    continue;
                }
                done.clear(next.number);
            }
            next = next.after;
        }
        return new Result(Verdict.LINEARIZABLE, steps, List.of());
    }

    private static boolean isAnswer(Event event) {
        return event.answer == null && !event.operation.isOpen();
    }

    /// Operations that could have come next: those before the first answer.
    private static List<Operation> open(Event first) {
        var open = new ArrayList<Operation>();
        for (var event = first; event != null && !isAnswer(event); event = event.after) open.add(event.operation);
        return open;
    }
}
