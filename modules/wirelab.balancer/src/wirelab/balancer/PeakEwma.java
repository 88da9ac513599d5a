package wirelab.balancer;

import java.time.Duration;

/// How long a node takes to answer, as one figure that rises at once and sinks slowly: a peak must not be averaged away, and
/// an old one counts less and less.
///
/// @param latency in nanoseconds; 0 when nothing is known
/// @param at when that was
record PeakEwma(double latency, long at) {
    static final PeakEwma NONE = new PeakEwma(0, 0);
    private static final double TAU = Duration.ofSeconds(10).toNanos();

    /// After one more answer.
    PeakEwma heard(long now, long nanos) {
        if (latency == 0 || nanos >= latency) return new PeakEwma(Math.max(1, nanos), now);
        double old = Math.exp(-(now - at) / TAU);
        return new PeakEwma(Math.max(1, latency * old + nanos * (1 - old)), now);
    }

    /// {@return what is to be expected now: who has been left alone for long gets another chance}
    double now(long now) {
        return latency * Math.exp(-Math.max(0, now - at) / TAU);
    }
}
