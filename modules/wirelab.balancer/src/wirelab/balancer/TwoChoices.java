package wirelab.balancer;

import java.util.function.IntPredicate;

/// The better of two nodes that are drawn: the one whose expected latency, times the requests that it would then have, is
/// less. Who always took the best of all would send everybody there until it is the worst.
final class TwoChoices implements Chooser {
    /// Who has not answered yet and has something to do may be dead.
    private static final double UNKNOWN = 1e18;

    private final int[] weights;

    TwoChoices(int... weights) {
        this.weights = weights.clone();
    }

    @Override
    public int choose(long turn, Loads loads, IntPredicate usable) {
        var nodes = new int[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) if (usable.test(i)) nodes[count++] = i;
        if (count < 2) return count == 0 ? -1 : nodes[0];
        long drawn = Chooser.mix(turn + 0x9e3779b97f4a7c15L);
        int first = (int) Long.remainderUnsigned(drawn, count);
        int second = (int) Long.remainderUnsigned(Chooser.mix(drawn), count - 1);
        if (second >= first) second++;
        return cost(nodes[first], loads) <= cost(nodes[second], loads) ? nodes[first] : nodes[second];
    }

    private double cost(int node, Loads loads) {
        int active = loads.active(node);
        double latency = loads.latency(node);
        return (latency == 0 && active > 0 ? UNKNOWN + active : latency * (active + 1)) / weights[node];
    }
}
