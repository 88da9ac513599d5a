package wirelab.raft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Text;

/// Whether what clients saw of a [SmallTree] can be explained by one order, in which each operation happens at one moment
/// between its question and its answer (Herlihy and Wing, 1990).
///
/// The search is that of Wing and Gong (1993) with the memory of Lowe (2017): at each step any operation may come next that
/// began before the first answer that is still to be explained; what was tried with the same operations done and the same
/// tree is not tried again ([OrderSearch]). An operation without an answer may come at any time, or never.
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

    private Linearizability() {}

    /// Checks a history, in parts that have no path in common.
    ///
    /// @param limit steps of the search, in each part
    public static Result check(List<Operation> history, long limit) {
        long steps = 0;
        for (var part : parts(history)) {
            var result = OrderSearch.search(part, limit);
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
}
