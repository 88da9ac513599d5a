package wirelab.balancer;

import java.util.function.IntPredicate;

/// Chooses among nodes, which are numbers here. A value: what it does follows from its arguments alone.
interface Chooser {
    /// How much each has to do.
    interface Loads {
        /// Requests under way.
        int active(int node);

        /// What one more request is expected to take, in nanoseconds; 0 when nothing is known.
        double latency(int node);
    }

    /// @param turn another number for each request; the same for the same key where keys count
    /// @param usable who is not to be chosen now gives `false`
    /// @return a node, or -1 when none is usable
    int choose(long turn, Loads loads, IntPredicate usable);

    /// @param weights positive
    static Chooser of(Policy policy, String[] names, int[] weights) {
        return switch (policy) {
            case Policy.RoundRobin _ -> new Turns(weights);
            case Policy.LeastConnections _ -> new LeastBusy(weights);
            case Policy.Latency _ -> new TwoChoices(weights);
            case Policy.Hash _ -> new HashRing(names, weights);
        };
    }

    /// Spreads what differs little over all numbers (the last step of SplitMix64).
    static long mix(long x) {
        x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }
}
