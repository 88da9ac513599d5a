package wirelab.raft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the answers of a history show of the texts that were written.
///
/// A content that no answer to come begins with is as good as any other such: all of them become one, and so do the writes
/// without an answer that differ in nothing else.
final class Sightings {
    /// Writes without an answer that do the same to any tree. The first that began is as good as each later one.
    record Kind(String command, List<Operation> operations) {}

    /// In the order of their answers; an operation's number is its place here.
    final List<Operation> answered;
    final List<Kind> kinds;
    private final List<String> results;
    /// Stands for all contents that nobody will see.
    private final String unseen;
    private final Map<String, BitSet> readers = new HashMap<>();

    Sightings(List<Operation> history) {
        answered = history.stream().filter(it -> !it.isOpen()).sorted(Comparator.comparingLong(Operation::ended)).toList();
        results = answered.stream().filter(it -> SmallTree.isQuestion(it.command())).map(Operation::result).distinct()
                .toList();
        String none = "?";
        while (isInResult(none)) none += "?";
        unseen = none;
        kinds = kinds(history);
    }

    private boolean isInResult(String text) {
        return results.stream().anyMatch(it -> it.contains(text));
    }

    /// {@return what a command makes of a tree, in which all that nobody will see is the same}
    ///
    /// @param done numbers of the operations that are explained, this one among them
    SmallTree.Step step(SortedMap<String, String> tree, String command, BitSet done) {
        var step = SmallTree.step(tree, command);
        if (step.tree().values().stream().allMatch(it -> it.equals(unseen) || isAwaited(it, done))) return step;
        var plain = new TreeMap<>(step.tree());
        plain.replaceAll((_, text) -> isAwaited(text, done) ? text : unseen);
        return new SmallTree.Step(plain, step.result());
    }

    private boolean isAwaited(String text, BitSet done) {
        var readers = readers(text);
        for (int i = readers.nextSetBit(0); i >= 0; i = readers.nextSetBit(i + 1)) if (!done.get(i)) return true;
        return false;
    }

    /// {@return numbers of those whose answers may begin with a text; contents grow at their end alone}
    private BitSet readers(String text) {
        return readers.computeIfAbsent(text, _ -> {
            var found = new BitSet();
            for (int i = 0; i < answered.size(); i++) {
                var it = answered.get(i);
                boolean shows = it.result().startsWith(text) || it.result().contains("=" + text);
                if (shows && SmallTree.isQuestion(it.command())) found.set(i);
            }
            return found;
        });
    }

    private List<Kind> kinds(List<Operation> history) {
        Map<String, List<Operation>> byCommand = new TreeMap<>();
        history.stream().filter(Operation::isOpen).sorted(Comparator.comparingLong(Operation::began))
                .forEach(it -> byCommand.computeIfAbsent(plain(it.command()), _ -> new ArrayList<>()).add(it));
        return byCommand.entrySet().stream().map(it -> new Kind(it.getKey(), it.getValue())).toList();
    }

    /// An append of what nobody saw leaves what nobody saw, whatever there was before; so it is a put.
    private String plain(String command) {
        var words = command.split(" ", 3);
        boolean hides = words[0].equals("put") && readers(SmallTree.text(command)).isEmpty()
                || words[0].equals("append") && !isInResult(SmallTree.text(command));
        return hides ? "put " + words[1] + " " + unseen : command;
    }

    /// @param number of an operation, or the complement of a kind's
    String command(int number) {
        return number >= 0 ? answered.get(number).command() : kinds.get(~number).command();
    }

    /// {@return when the next write of a kind began of which so many are used; [Operation#OPEN] when there is none}
    long began(int kind, int used) {
        var operations = kinds.get(kind).operations;
        return used < operations.size() ? operations.get(used).began() : Operation.OPEN;
    }
}
