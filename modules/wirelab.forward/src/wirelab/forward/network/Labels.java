package wirelab.forward.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Chooses labels for the circuits that a node sets up. On each link the end with the lesser name takes even numbers and
/// the other one odd numbers, so that the two never choose the same.
///
/// A label that has become free is used again as late as can be: a late CLEAR of the old circuit must not hit the new one.
final class Labels {
    private static final int COUNT = 65_536;

    private final String name;
    private final RandomGenerator random;
    private final Map<String, Integer> next = new HashMap<>();

    Labels(String name, RandomGenerator random) {
        this.name = name;
        this.random = random;
    }

    /// Whether the other end of a link may have chosen a label.
    boolean isOfNeighbour(String neighbour, int label) {
        return label % 2 == parity(neighbour, name);
    }

    /// A label that is not in use; there is one, since a node has fewer circuits than labels.
    int choose(String neighbour, Predicate<Circuit.Leg> inUse) {
        int label = next.computeIfAbsent(neighbour, _ -> 2 * random.nextInt(COUNT / 2) + parity(name, neighbour));
        while (inUse.test(new Circuit.Leg(neighbour, label))) label = (label + 2) % COUNT;
        next.put(neighbour, (label + 2) % COUNT);
        return label;
    }

    private static int parity(String chooser, String other) {
        return chooser.compareTo(other) < 0 ? 0 : 1;
    }
}
