package wirelab.raft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /// What a write says that was not answered.
    private static final String ANY = new String("?");

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

    /// @param done operations that were answered
    private record Seen(BitSet done, SortedMap<String, String> tree) {}

    /// By question, by answer, and by question with those last that have no answer. Which finds an order soon is different
    /// from history to history.
    private static final List<Comparator<Event>> ORDERS = List.of(Comparator.comparingLong(it -> it.operation.began()),
            Comparator.comparingLong(it -> it.operation.ended()),
            Comparator.<Event, Boolean>comparing(it -> it.operation.isOpen()).thenComparing(it -> it.operation.began()));

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
    private final Comparator<Event> order;
    private long steps;

    /// @param order of what is tried in one place
    private Linearizability(List<Operation> operations, long limit, Comparator<Event> order) {
        this.operations = operations;
        this.limit = limit;
        this.order = order;
    }

    /// Checks a history, in parts that have no path in common.
    ///
    /// @param limit steps of the search, in each part
    public static Result check(List<Operation> history, long limit) {
        long steps = 0;
        for (var part : parts(history)) {
            var result = checkPart(part, limit);
            steps += result.steps;
            if (result.verdict != Verdict.LINEARIZABLE) return result;
        }
        return new Result(Verdict.LINEARIZABLE, steps, List.of());
    }

    /// Most of what was not answered never happened, or nobody saw it: perhaps the rest is explained without it.
    private static Result checkPart(List<Operation> all, long limit) {
        var part = withSeen(all);
        var needed = part.stream().filter(it -> !it.isOpen()).toList();
        boolean isAll = needed.size() == part.size();
        var result = search(needed, limit);
        return isAll || result.verdict == Verdict.LINEARIZABLE ? result : search(part, limit);
    }

    private static Result search(List<Operation> part, long limit) {
        Result result = null;
        for (var order : ORDERS) {
            result = new Linearizability(part, limit, order).search();
            if (result.verdict != Verdict.UNDECIDED) break;
        }
        return result;
    }

    /// A write without an answer whose text somebody has seen happened before that one was answered. (As long as nobody else
    /// wrote the same text.)
    private static List<Operation> withSeen(List<Operation> part) {
        var counts = new HashMap<String, Integer>();
        for (var it : part) counts.merge(text(it), 1, Integer::sum);
        return part.stream().map(it -> {
            String text = text(it);
            if (!it.isOpen() || text.isEmpty() || counts.get(text) > 1) return it;
            long seen = part.stream().filter(other -> !other.isOpen() && SmallTree.isQuestion(other.command())
                            && shows(other.result(), text))
                    .mapToLong(Operation::ended).min().orElse(Operation.OPEN);
            return seen == Operation.OPEN ? it : new Operation(it.client(), it.command(), it.began(), seen, ANY);
        }).toList();
    }

    private static String text(Operation operation) {
        var words = operation.command().split(" ", 3);
        return words.length == 3 && (words[0].equals("put") || words[0].equals("append")) ? words[2] : "";
    }

    /// A number is not seen in a longer one.
    private static boolean shows(String result, String text) {
        for (int at = result.indexOf(text); at >= 0; at = result.indexOf(text, at + 1)) {
            int end = at + text.length();
            boolean begins = at == 0 || text.startsWith(".") || !isOfNumber(result.charAt(at - 1));
            if (begins && (end == result.length() || !Character.isDigit(result.charAt(end)))) return true;
        }
        return false;
    }

    private static boolean isOfNumber(char c) {
        return Character.isDigit(c) || c == '.';
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

    /// One place in the order: what may come there, and which of it is being tried.
    private static final class Place {
        final List<Event> candidates;
        SortedMap<String, String> before;
        Event chosen;
        int next;

        Place(List<Event> candidates) {
            this.candidates = candidates;
        }
    }

    private Result search() {
        var head = list();
        long left = operations.stream().filter(it -> !it.isOpen()).count();
        long fewest = left;
        List<Operation> stuck = List.of();
        var done = new BitSet();
        SortedMap<String, String> tree = new TreeMap<>();
        // Which operations without an answer had come there.
        var used = new BitSet();
        Map<Seen, List<BitSet>> seen = new HashMap<>();
        var places = new ArrayList<Place>();
        places.add(new Place(candidates(head)));
        while (left > 0) {
            var place = places.getLast();
            if (place.next == place.candidates.size()) {
                // Nothing can come before the first answer: the last choice was wrong.
                if (left <= fewest && !place.candidates.isEmpty()) {
                    fewest = left;
                    stuck = place.candidates.stream().map(it -> it.operation).toList();
                }
                places.removeLast();
                if (places.isEmpty()) return new Result(Verdict.BROKEN, steps, stuck);
                place = places.getLast();
                tree = place.before;
                (place.chosen.operation.isOpen() ? used : done).clear(place.chosen.number);
                if (place.chosen.answer != null) place.chosen.answer.relink();
                place.chosen.relink();
                if (!place.chosen.operation.isOpen()) left++;
                continue;
            }
            if (++steps > limit) return new Result(Verdict.UNDECIDED, steps, List.of());
            var call = place.candidates.get(place.next++);
            var step = SmallTree.step(tree, call.operation.command());
            if (!fits(call.operation, step, tree)) continue;
            var set = call.operation.isOpen() ? used : done;
            set.set(call.number);
            if (!isNew(seen.computeIfAbsent(new Seen((BitSet) done.clone(), step.tree()), _ -> new ArrayList<>()), used)) {
                set.clear(call.number);
                continue;
            }
            place.before = tree;
            place.chosen = call;
            tree = step.tree();
            call.unlink();
            if (call.answer != null) call.answer.unlink();
            if (!call.operation.isOpen()) left--;
            places.add(new Place(candidates(head)));
        }
        return new Result(Verdict.LINEARIZABLE, steps, List.of());
    }

    /// Where the same was reached with fewer operations without an answer, more of them were left, and it led nowhere.
    private static boolean isNew(List<BitSet> before, BitSet used) {
        for (var fewer : before) {
            var beyond = (BitSet) fewer.clone();
            beyond.andNot(used);
            if (beyond.isEmpty()) return false;
        }
        before.add((BitSet) used.clone());
        return true;
    }

    /// What was not answered and changes nothing explains nothing.
    private static boolean fits(Operation operation, SmallTree.Step step, SortedMap<String, String> before) {
        if (operation.isOpen()) return !step.tree().equals(before);
        return operation.result() == ANY || step.result().equals(operation.result());
    }

    /// {@return operations that may come next: those before the first answer}
    private List<Event> candidates(Event head) {
        var candidates = new ArrayList<Event>();
        for (var event = head.after; event != null && !isAnswer(event); event = event.after) candidates.add(event);
        candidates.sort(order);
        return candidates;
    }

    private static boolean isAnswer(Event event) {
        return event.answer == null && !event.operation.isOpen();
    }
}
