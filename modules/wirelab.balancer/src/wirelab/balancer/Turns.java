package wirelab.balancer;

import java.util.function.IntPredicate;

/// Smooth weighted round robin. In each turn every node gains its weight; the richest is chosen, and pays what all have
/// gained together. So `5 1 1` gives `a a b a c a a`, and never five times `a` and then the others.
///
/// That repeats itself after as many turns as the weights make together, so it is worked out once.
final class Turns implements Chooser {
    private final int[] order;

    Turns(int... weights) {
        order = order(weights);
    }

    /// {@return who is chosen in each turn of one round}
    static int[] order(int... weights) {
        int divisor = 0;
        for (int weight : weights) divisor = gcd(divisor, weight);
        int all = 0;
        for (int weight : weights) all += weight / divisor;
        var order = new int[all];
        var riches = new long[weights.length];
        for (int turn = 0; turn < all; turn++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                riches[i] += weights[i] / divisor;
                if (riches[i] > riches[best]) best = i;
            }
            riches[best] -= all;
            order[turn] = best;
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public int choose(long turn, Loads loads, IntPredicate usable) {
        int at = (int) Long.remainderUnsigned(turn, order.length);
        for (int i = 0; i < order.length; i++) {
            int node = order[at];
            if (usable.test(node)) return node;
            if (++at == order.length) at = 0;
        }
        return -1;
    }
}
