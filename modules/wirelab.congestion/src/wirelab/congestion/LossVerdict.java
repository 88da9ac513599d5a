package wirelab.congestion;

/// Tells congestion from random loss: a loss counts as congestion only when losses *at a raised round-trip time* exceed what
/// the rate of the others explains.
final class LossVerdict {
    /// Clean packets remembered; the counters are halved above it.
    private static final int MEMORY = 6_000;
    private static final int BLOCK = 500;
    /// More than that is never taken for random.
    private static final double MOST_RANDOM = 0.15;
    /// More than this share of a round is congestion whatever the queue says.
    private static final double CEILING = 0.12;

    /// Acknowledged and lost while no queue was seen.
    private double cleanAcked = 200;
    private double cleanLost;
    /// Acknowledged and lost at a raised round trip, in this round and the one before.
    private double raisedAcked, raisedLost, oldAcked, oldLost;
    private double roundAcked, roundLost;
    /// The loss rates of the last four blocks.
    private final double[] blocks = new double[4];
    private int blockCount;
    private double blockAcked, blockLost;
    private double leastBlock;

    /// Takes what an acknowledgement says.
    ///
    /// @param answered losses up to this number have been answered already
    /// @param starting whether the window still doubles: losses of an overshoot are no measure
    /// @return whether it is congestion
    boolean take(AckSample sample, RoundTrips trips, long answered, boolean starting) {
        if (trips.queue() > trips.raised()) raisedAcked += sample.acked;
        else cleanAcked += sample.acked;
        roundAcked += sample.acked;
        cleanLost = Math.max(0, cleanLost - sample.spurious);
        boolean news = false;
        for (int i = 0; i < sample.lostCount; i++) {
            roundLost++;
            if (trips.near(sample.lost(i)) > trips.raised()) {
                raisedLost++;
                news |= sample.lost(i) > answered;
            } else {
                cleanLost++;
            }
        }
        if (cleanAcked + cleanLost > MEMORY) {
            cleanAcked /= 2;
            cleanLost /= 2;
        }
        block(sample);
        return news && isMore(starting) || sample.newestLost() > answered && isTooMuch();
    }

    private void block(AckSample sample) {
        blockAcked += sample.acked;
        blockLost += sample.lostCount;
        if (blockAcked + blockLost < BLOCK) return;
        blocks[blockCount++ & 3] = blockLost / (blockAcked + blockLost);
        blockAcked = blockLost = 0;
        leastBlock = 1;
        for (double rate : blocks) leastBlock = Math.min(leastBlock, rate);
    }

    /// {@return the rate of random loss}
    double random() {
        return Math.min(MOST_RANDOM, Math.max(cleanLost / (cleanAcked + cleanLost), 0.7 * leastBlock));
    }

    /// Whether there are more losses at a raised round trip than chance has: two standard deviations.
    private boolean isMore(boolean starting) {
        double lost = raisedLost + oldLost;
        double all = raisedAcked + oldAcked + lost;
        if (starting) return lost > 3 + 0.05 * all;
        double expected = random() * all;
        return lost > expected + 2 * Math.sqrt(expected) + 0.5;
    }

    /// Whether more is lost in this round than any path loses at random.
    boolean isTooMuch() {
        double expected = CEILING * (roundAcked + roundLost);
        return roundLost >= 10 && roundLost > expected + 2 * Math.sqrt(expected);
    }

    /// The window was cut: what led to it is answered.
    void answered() {
        raisedAcked = raisedLost = oldAcked = oldLost = 0;
        roundAcked = roundLost = 0;
    }

    /// {@return packets acknowledged in this round}
    double roundAcked() {
        return roundAcked;
    }

    void endRound() {
        oldAcked = raisedAcked;
        oldLost = raisedLost;
        raisedAcked = raisedLost = 0;
        roundAcked = roundLost = 0;
    }
}
