package wirelab.rudp;

import java.util.concurrent.TimeUnit;

/// The smoothed round-trip time and its variation (RFC 6298, with the probe time-out of RFC 9002, section 6.2.1).
final class RttEstimator {
    /// Before the first sample (RFC 9002, section 6.2.2, has 333 ms; a second is RFC 6298's).
    static final long INITIAL = TimeUnit.MILLISECONDS.toNanos(333);
    private static final long GRANULARITY = TimeUnit.MILLISECONDS.toNanos(1);

    private long smoothed = INITIAL;
    private long variation = INITIAL / 2;
    private long latest;
    private long least = Long.MAX_VALUE;

    /// @param delay how long the acknowledgement was held back, by its sender's word
    void sample(long roundTrip, long delay) {
        // A delay never makes a round trip shorter than one that was seen.
        long adjusted = roundTrip - delay >= least ? roundTrip - delay : roundTrip;
        if (latest == 0) {
            smoothed = adjusted;
            variation = adjusted / 2;
        } else {
            variation += (Math.abs(smoothed - adjusted) - variation) / 4;
            smoothed += (adjusted - smoothed) / 8;
        }
        latest = Math.max(1, adjusted);
        least = Math.min(least, roundTrip);
    }

    /// What it probably is, before there is a sample: so that the first packets are not spread over a guess that is far off.
    void guess(long roundTrip) {
        smoothed = roundTrip;
        variation = roundTrip / 2;
    }

    /// The path is another: what was known is of no use.
    void reset() {
        smoothed = INITIAL;
        variation = INITIAL / 2;
        latest = 0;
        least = Long.MAX_VALUE;
    }

    boolean isKnown() {
        return latest != 0;
    }

    long smoothed() {
        return smoothed;
    }

    long variation() {
        return variation;
    }

    long latest() {
        return latest;
    }

    long least() {
        return least;
    }

    /// {@return when a packet without an acknowledgement is asked after, in ns from its sending}
    ///
    /// @param delay for how long the other end may hold an acknowledgement back
    long probeTimeout(long delay) {
        return smoothed + Math.max(4 * variation, GRANULARITY) + delay;
    }
}
