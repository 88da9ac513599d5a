package wirelab.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// What a node remembers of one circuit: a leg towards the caller and one towards the called node, of which one is missing
/// where the circuit ends.
final class Circuit {
    /// One side: a label on the link to a neighbour.
    record Leg(String neighbour, int label) {}

    /// The end of a circuit that is at this node.
    static final class End {
        final int id;
        final String peer;
        int mtu;
        int hops;
        long nextSent;
        long nextExpected;
        long nextKeep;

        End(int id, String peer) {
            this.id = id;
            this.peer = peer;
        }
    }

    /// Towards the caller, or `null` if the caller is here.
    final Leg back;
    /// Towards the called node, or `null` if it is here.
    final Leg forth;
    /// The end that is here, or `null` in the middle.
    final End end;
    /// Whether it stands.
    boolean open;
    /// Until when it must stand.
    long limit;
    private long heardBack;
    private long heardForth;

    Circuit(long now, Leg back, Leg forth, End end, long limit) {
        this.back = back;
        this.forth = forth;
        this.end = end;
        this.limit = limit;
        heardBack = now;
        heardForth = now;
    }

    /// The side on which what comes from one side goes on; `null` if it ends here.
    Leg other(Leg side) {
        return side.equals(back) ? forth : back;
    }

    void hear(long now, Leg side) {
        if (side.equals(back)) heardBack = now;
        else heardForth = now;
    }

    /// When the silence of one side began.
    long quietSince() {
        if (back == null) return heardForth;
        return forth == null || heardBack - heardForth <= 0 ? heardBack : heardForth;
    }

    /// Chooses labels for the circuits that a node sets up. On each link the end with the lesser name takes even numbers and
    /// the other one odd numbers, so that the two never choose the same.
    ///
    /// A label that has become free is used again as late as can be: a late CLEAR of the old circuit must not hit the new
    /// one.
    static final class Labels {
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
}
