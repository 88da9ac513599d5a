package wirelab.balancer;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How often answers took how long, in steps of an eighth from one microsecond to some hours: percentiles that are right
/// to a tenth, in two kilobytes, from any thread.
final class Latencies {
    private static final int FINE = 3;
    private static final int STEPS = 34 << FINE;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);
    private final LongAdder sum = new LongAdder();

    void add(long nanos) {
        sum.add(nanos);
        counts.incrementAndGet(step(nanos / 1000));
    }

    /// The first eight have a step each; from then on eight steps for each power of two.
    private static int step(long micros) {
        if (micros < 1 << FINE) return (int) Math.max(0, micros);
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int step = (power - FINE << FINE) + (int) (micros >> power - FINE);
        return Math.min(step, STEPS - 1);
    }

    /// The greatest figure that belongs to a step, in microseconds.
    private static long most(int step) {
        if (step < 2 << FINE) return step;
        int power = (step >> FINE) - 1;
        return ((1L << FINE) + (step & (1 << FINE) - 1) + 1 << power) - 1;
    }

    long count() {
        long all = 0;
        for (int i = 0; i < STEPS; i++) all += counts.get(i);
        return all;
    }

    /// {@return all of them together, in nanoseconds}
    long sum() {
        return sum.sum();
    }

    /// {@return what so many did not take longer than, in nanoseconds; 0 when there were none}
    ///
    /// @param share from 0 to 1
    long percentile(double share) {
        long all = count();
        if (all == 0) return 0;
        long rank = Math.max(1, (long) Math.ceil(share * all - 1e-9));
        long so = 0;
        for (int i = 0; i < STEPS; i++) {
            so += counts.get(i);
            if (so >= rank) return 1000 * (most(i) + 1);
        }
        return 1000 * (most(STEPS - 1) + 1);
    }
}
