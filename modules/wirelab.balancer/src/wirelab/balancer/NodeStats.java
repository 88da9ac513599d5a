package wirelab.balancer;

import java.util.concurrent.atomic.LongAdder;

/// What a node has done so far. Any thread may count, and read what may be a moment old.
final class NodeStats {
    /// Seconds that the plot shows.
    static final int SHOWN = 120;

    final LongAdder requests = new LongAdder();
    /// Failures for which the node is to blame.
    final LongAdder errors = new LongAdder();
    /// Requests that came here because another node had failed.
    final LongAdder retries = new LongAdder();
    /// Requests that found no place.
    final LongAdder refused = new LongAdder();
    final LongAdder[] statuses = new LongAdder[6];
    final Latencies latencies = new Latencies();
    /// Answers per second, the newest last.
    private final long[] rates = new long[SHOWN];
    private long before;

    NodeStats() {
        for (int i = 0; i < statuses.length; i++) statuses[i] = new LongAdder();
    }

    void answered(int status, long nanos) {
        statuses[Math.min(status / 100, 5)].increment();
        latencies.add(nanos);
    }

    /// A second has passed.
    synchronized void second() {
        long now = requests.sum();
        System.arraycopy(rates, 1, rates, 0, SHOWN - 1);
        rates[SHOWN - 1] = now - before;
        before = now;
    }

    synchronized double[] rates() {
        var all = new double[SHOWN];
        for (int i = 0; i < SHOWN; i++) all[i] = rates[i];
        return all;
    }
}
