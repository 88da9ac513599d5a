package wirelab.balancer;

import java.util.function.IntPredicate;

/// The node with the fewest requests under way for its weight; of equal ones each in its turn.
final class LeastBusy implements Chooser {
    private final int[] weights;

    LeastBusy(int... weights) {
        this.weights = weights.clone();
    }

    @Override
    public int choose(long turn, Loads loads, IntPredicate usable) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        int node = (int) Long.remainderUnsigned(turn, weights.length);
        for (int i = 0; i < weights.length; i++) {
            double load = (loads.active(node) + 1.0) / weights[node];
            if (load < least && usable.test(node)) {
                best = node;
                least = load;
            }
            if (++node == weights.length) node = 0;
        }
        return best;
    }
}
