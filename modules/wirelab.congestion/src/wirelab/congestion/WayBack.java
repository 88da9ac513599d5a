package wirelab.congestion;

import java.util.concurrent.TimeUnit;

/// Finds out, while [Tolerant] competes, whether there is still anybody to compete with: it sends less for three rounds, and
/// less again for three more. If the queue shrinks along, the queue is its own. And whether there is anybody who makes room, too.
final class WayBack {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);
    private static final int ROUNDS = 3;
    private static final double MS = 1e6;

    private final FutileCuts futile = new FutileCuts();
    private long last;
    private double mostQueue;
    /// 0 for none, then the first and the second step.
    private int stage;
    private int rounds;
    private int cutsBefore;
    private long tripBefore, leastBefore, afterFirst;
    private double underWay;
    private long leastQueue, leastTrip;

    void begin(long now, long queue) {
        stage = 0;
        last = now;
        mostQueue = queue;
        futile.forget();
    }

    /// Whether to make room at a loss would be of no use, as it was before.
    boolean isCutFutile() {
        return futile.isTooEarly();
    }

    /// The window is cut.
    ///
    /// @param queue as it is about now, in ns
    /// @param least the least round trip that is known
    void cut(double queue, long least) {
        futile.cut(queue, least);
    }

    boolean isTesting() {
        return stage > 0;
    }

    /// {@return what may be under way during the test}
    double window() {
        return (stage == 1 ? 0.5 : 0.3) * underWay;
    }

    void see(long queue, long roundTrip) {
        leastQueue = Math.min(leastQueue, queue);
        leastTrip = Math.min(leastTrip, roundTrip);
        futile.see(queue);
    }

    void endRound(long queue) {
        mostQueue = Math.max(0.97 * mostQueue, queue);
        futile.endRound();
    }

    /// A round of competing is over.
    ///
    /// @param least the least round trip that is known
    /// @param roundQueue the least queue of this round
    /// @param roundTrip the least round trip of this round
    /// @param cuts how often the window was cut since the beginning
    /// @return whether nobody else is there
    boolean round(AckSample sample, long least, long roundQueue, long roundTrip, int cuts) {
        if (stage == 0) {
            long pause = Math.max(PAUSE, 40 * sample.smoothed);
            // Where to make room is of no use the queue is somebody else's.
            if (sample.now - last <= pause || futile.isTooEarly() || roundQueue <= 0.7 * mostQueue) return false;
            step(1, sample.inFlight);
            cutsBefore = cuts;
            leastBefore = least;
            tripBefore = roundTrip;
            return false;
        }
        rounds++;
        if (cuts != cutsBefore) return end(sample.now, false);
        if (rounds < ROUNDS) return false;
        boolean none = leastQueue < Math.max(0.7 * MS, 0.05 * least);
        if (stage == 1) {
            boolean flat = none && least > 0.95 * leastBefore;
            if (!flat && leastTrip > 0.6 * tripBefore) return end(sample.now, false);
            afterFirst = leastTrip;
            step(2, underWay);
            return false;
        }
        boolean same = leastTrip >= afterFirst - Math.max(0.3 * MS, 0.015 * afterFirst)
                && leastTrip - least < Math.max(0.7 * MS, 0.05 * least);
        return end(sample.now, same || leastTrip <= 0.8 * afterFirst);
    }

    private void step(int next, double inFlight) {
        stage = next;
        rounds = 0;
        underWay = inFlight;
        leastQueue = leastTrip = Long.MAX_VALUE;
    }

    private boolean end(long now, boolean alone) {
        stage = 0;
        last = now;
        return alone;
    }
}
