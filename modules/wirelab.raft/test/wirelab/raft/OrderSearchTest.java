package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import wirelab.raft.Linearizability.Verdict;

/// The search leaves out most orders; what it says is what comes of trying them all.
class OrderSearchTest {
    /// -Dwirelab.raft.histories=200000 for more.
    private static final int HISTORIES = Integer.getInteger("wirelab.raft.histories", 5_000);
    private static final List<String> PATHS = List.of("a", "b", "d/a");
    /// Few, so that some are written twice; and of which one is part of another.
    private static final List<String> TEXTS = List.of("1", "2", "12", ".1", ".2", "1.2", "");

    private static boolean hasOrder(List<Operation> left, SortedMap<String, String> tree) {
        if (left.stream().allMatch(Operation::isOpen)) return true;
        for (var operation : left) {
            if (left.stream().anyMatch(other -> other.ended() < operation.began())) continue;
            var step = SmallTree.step(tree, operation.command());
            if (!operation.isOpen() && !step.result().equals(operation.result())) continue;
            var others = new ArrayList<>(left);
            others.remove(operation);
            if (hasOrder(others, step.tree())) return true;
        }
        return false;
    }

    private static String command(SplittableRandom random, int paths) {
        String path = PATHS.get(random.nextInt(paths));
        return switch (random.nextInt(16)) {
            case 0, 1 -> "put " + path + " " + TEXTS.get(random.nextInt(TEXTS.size()));
            case 2, 3 -> "append " + path + " " + TEXTS.get(random.nextInt(TEXTS.size()));
            case 4, 5, 6, 7, 8 -> "get " + path;
            case 9 -> "rm " + path;
            case 10 -> "mv " + path + " " + PATHS.get(random.nextInt(paths));
            case 11 -> "cp " + path + " " + PATHS.get(random.nextInt(paths));
            case 12 -> "rm-r d";
            default -> "ls";
        };
    }

    private static SortedMap<String, String> another(SplittableRandom random, SortedMap<String, String> tree, int paths) {
        var other = tree;
        for (int i = 0; i < 4; i++) other = SmallTree.step(other, command(random, paths)).tree();
        return other;
    }

    /// Made from an order. Some writes are not answered, of which some do not happen; and at times an answer is that which
    /// another tree would give.
    private static List<Operation> history(SplittableRandom random, int size) {
        var history = new ArrayList<Operation>();
        SortedMap<String, String> tree = new TreeMap<>();
        boolean lies = random.nextBoolean();
        int wide = 1 + random.nextInt(5);
        int openness = random.nextInt(4);
        int paths = 1 + random.nextInt(PATHS.size());
        for (int i = 0; i < size; i++) {
            String command = command(random, paths);
            boolean open = random.nextInt(6) < openness;
            boolean lie = lies && random.nextInt(3) == 0;
            String result = SmallTree.step(lie ? another(random, tree, paths) : tree, command).result();
            if (!open || random.nextBoolean()) tree = SmallTree.step(tree, command).tree();
            // Every moment has a number of its own.
            long began = 100L * (i - random.nextInt(wide)) + 2L * i;
            long ended = 100L * (i + random.nextInt(wide)) + 2L * i + 1;
            history.add(new Operation(i, command, began, open ? Operation.OPEN : ended, open ? "" : result));
        }
        return history;
    }

    @Test
    void itSaysWhatTryingAllOrdersSays() {
        var counts = new EnumMap<Verdict, Integer>(Verdict.class);
        for (int seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var history = history(random, 3 + random.nextInt(6));
            var right = hasOrder(history, new TreeMap<>()) ? Verdict.LINEARIZABLE : Verdict.BROKEN;
            var result = Linearizability.check(history, 1_000_000);
            assertEquals(right, result.verdict(), "seed " + seed + ": " + history + "\n" + result);
            assertEquals(right == Verdict.BROKEN, !result.stuck().isEmpty(), "seed " + seed + ": " + history);
            counts.merge(right, 1, Integer::sum);
        }
        System.out.println(HISTORIES + " histories: " + counts);
        assertTrue(counts.get(Verdict.LINEARIZABLE) > HISTORIES / 5, counts.toString());
        assertTrue(counts.get(Verdict.BROKEN) > HISTORIES / 20, counts.toString());
    }
}
