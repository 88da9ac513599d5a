package wirelab.rudp;

import java.util.concurrent.TimeUnit;

/// Spreads packets over time: in bursts as long as a sleeping thread is late, and without making up for more than a
/// millisecond.
final class Pacer {
    private static final long CREDIT = TimeUnit.MILLISECONDS.toNanos(1);
    /// A burst lasts no longer than this at the rate of the path; a clock that is late by as much costs nothing.
    private static final double BURST = 250e3;
    private static final int MOST_AT_ONCE = 8;

    private long due;
    private boolean begun;
    private long interval;
    private int quantum = 1;

    /// @param rate packets per second
    void rate(double rate) {
        interval = (long) (1e9 / Math.clamp(rate, 1, 1e8));
        quantum = (int) Math.clamp(BURST / Math.max(1, interval), 1, MOST_AT_ONCE);
    }

    /// Whether the next packet may leave.
    boolean isOpen(long now) {
        if (!begun) {
            begun = true;
            due = now;
        }
        if (now - due > CREDIT) due = now - Math.min(CREDIT, quantum * interval);
        return due - now <= 0;
    }

    void sent() {
        due += interval;
    }

    /// {@return when a burst may leave}
    long opensAt() {
        return due + (quantum - 1) * interval;
    }
}
