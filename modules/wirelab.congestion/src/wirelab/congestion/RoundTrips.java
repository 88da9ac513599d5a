package wirelab.congestion;

import java.util.concurrent.TimeUnit;

/// The least round trip of the last 10 to 20 seconds, how far the usual one lies above it by jitter alone, and the queue
/// that is thereby seen.
final class RoundTrips {
    /// A bucket's life: two of them together remember the least.
    private static final long BUCKET = TimeUnit.SECONDS.toNanos(10);
    private static final long UNKNOWN = Long.MAX_VALUE / 4;
    /// A mean of fewer samples says nothing about jitter.
    private static final int ENOUGH = 12;
    /// Round trips by packet number, for the neighbours of one that was lost.
    private static final int REMEMBERED = 1 << 15;

    private long current = UNKNOWN;
    private long previous = UNKNOWN;
    private long bucketSince;
    private long frozenSince;
    private boolean begun;
    private boolean frozen;
    private double queue;

    private final double[] means = new double[10];
    private int meanCount;
    private double meanSum;
    private int samples;
    private double jitter;
    private long roundLeast = UNKNOWN;
    private double spread;

    private final long[] numbers = new long[REMEMBERED];
    private final int[] micros = new int[REMEMBERED];

    /// Takes a sample.
    ///
    /// @param freeze whether what is known does not grow old: while another fills the queue, no better will be seen
    /// @return the queue's share in it, in ns
    long take(long now, long number, long roundTrip, boolean freeze) {
        if (!begun) {
            begun = true;
            bucketSince = now;
        }
        if (roundTrip < current) current = roundTrip;
        if (frozen) bucketSince += now - frozenSince;
        frozen = freeze;
        frozenSince = now;
        if (now - bucketSince > BUCKET) {
            previous = current;
            current = roundTrip;
            bucketSince = now;
        }
        numbers[slot(number)] = number + 1;
        micros[slot(number)] = (int) Math.min(Integer.MAX_VALUE, roundTrip / 1000 + 1);
        long above = roundTrip - least();
        queue += (above - queue) / 6;
        meanSum += above;
        roundLeast = Math.min(roundLeast, roundTrip);
        samples++;
        return above;
    }

    private static int slot(long number) {
        return (int) number & REMEMBERED - 1;
    }

    boolean isKnown() {
        return begun;
    }

    long least() {
        return Math.min(current, previous);
    }

    /// {@return the queue as it is about now, in ns}
    double queue() {
        return queue;
    }

    /// {@return what jitter alone adds to the mean, in ns: at most a tenth of the path}
    double jitter() {
        return Math.min(jitter, 0.1 * least());
    }

    /// {@return how far the mean of a round lies above the least of the same round, in ns, up to half of the path: links of
    /// radio and busy machines do that, and a standing queue does not}
    double spread() {
        return Math.min(spread, 0.5 * least());
    }

    /// {@return a queue longer than this is one, in ns}
    double raised() {
        return 0.3e6 + jitter();
    }

    /// {@return the queue when a packet passed, by the samples of up to four packets on each side of it, in ns}
    double near(long number) {
        double sum = 0;
        int count = 0;
        for (int side = -1; side <= 1; side += 2) {
            int found = 0;
            for (int i = 1; i <= 16 && found < 4; i++) {
                long neighbour = number + (long) side * i;
                if (neighbour < 0 || numbers[slot(neighbour)] != neighbour + 1) continue;
                sum += micros[slot(neighbour)];
                found++;
            }
            count += found;
        }
        return count == 0 ? queue : sum / count * 1000 - least();
    }

    /// A round trip is over: its mean, if it is the least of ten, is the jitter's.
    void endRound() {
        if (samples >= ENOUGH) {
            double mean = meanSum / samples + least();
            means[meanCount++ % means.length] = mean;
            spread += (mean - roundLeast - spread) / Math.min(8, meanCount);
        }
        roundLeast = UNKNOWN;
        meanSum = 0;
        samples = 0;
        double lowest = Double.MAX_VALUE;
        for (double mean : means) if (mean > 0) lowest = Math.min(lowest, mean);
        jitter = lowest == Double.MAX_VALUE ? 0 : Math.max(0, lowest - least());
    }
}
