package wirelab.rudp;

import java.util.concurrent.TimeUnit;

/// Spreads packets over time: in bursts as long as a sleeping thread is late, and without making up for more than a
/// millisecond in which there was nothing to send, or no room for it. A burst leaves when all of it is due: each one wakes
/// threads all along the path, which costs as much as some packets do. What a late clock has held up is made up for, but at
/// no more than twice the rate: where the path's queue has room for five packets, ten at once are five losses.
final class Pacer {
    private static final long CREDIT = TimeUnit.MILLISECONDS.toNanos(1);
    /// On a busy machine a clock is late by more; who waited for it, and for nothing else, may make up for that much.
    private static final long LATENESS = TimeUnit.MILLISECONDS.toNanos(4);
    /// A burst lasts no longer than this at the rate of the path; a clock that is late by as much costs nothing.
    private static final double BURST = 250e3;
    private static final int MOST_AT_ONCE = 32;

    /// When the next packet is due by the rate alone.
    private long due;
    /// When it may leave although others before it were late: packets leave at twice the rate at most, in bursts of [#BURST].
    private long gate;
    private boolean begun;
    private long interval;
    private boolean waiting;
    private int quantum = 1;

    /// @param rate packets per second
    void rate(double rate) {
        interval = (long) (1e9 / Math.clamp(rate, 1, 1e8));
        quantum = (int) Math.clamp(BURST / Math.max(1, interval), 1, MOST_AT_ONCE);
    }

    /// Whether a burst may begin.
    boolean isBurstDue(long now) {
        return isOpen(now) && now - opensAt() >= 0;
    }

    /// Whether the next packet of a burst may leave.
    boolean isOpen(long now) {
        if (!begun) {
            begun = true;
            due = gate = now;
        }
        if (waiting) due = Math.max(due - now, -LATENESS) + now;
        else if (now - due > CREDIT) due = now - Math.min(CREDIT, quantum * interval);
        return due - now <= 0 && gate - now <= 0;
    }

    /// Says what sending waits for: its time alone, or something else.
    void waits(boolean waiting) {
        this.waiting = waiting;
    }

    void sent(long now) {
        due += interval;
        if (now - gate > BURST / 2) gate = now - (long) BURST / 2;
        gate += interval / 2;
    }

    /// {@return when a burst may leave}
    long opensAt() {
        long at = due + (quantum - 1) * interval;
        return gate - at > 0 ? gate : at;
    }
}
