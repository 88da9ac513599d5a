package wirelab.ntp;

import wirelab.ntp.DisciplinedClock.Verdict;

/// What a clock knows of its true offset: an interval that grows while nothing is heard and that each measurement cuts down,
/// and, beside it, the measurements that contradict it and are not believed yet.
final class Belief {
    private final int doubtsAllowed;
    private Interval interval;
    private long at;
    private Interval contrary;
    private long contraryAt;
    private int doubts;

    /// Knows nothing.
    ///
    /// @param doubtsAllowed contradictions in a row that are believed at last
    Belief(int doubtsAllowed) {
        this.doubtsAllowed = doubtsAllowed;
    }

    boolean isEmpty() {
        return interval == null;
    }

    /// When something was last believed, by the local clock.
    long at() {
        return at;
    }

    /// What was believed then.
    Interval interval() {
        return interval;
    }

    /// Takes a measurement.
    ///
    /// @param measured where the measurement says that the offset lies now
    /// @param speed how the offset moved since the last one
    Verdict weigh(long now, Interval measured, Speed speed) {
        if (interval == null) return believe(now, measured, Verdict.SET);
        var common = speed.carry(interval, now - at).intersect(measured);
        if (common.isPresent()) return believe(now, common.get(), Verdict.CORRECTED);
        var agreeing = contrary == null ? null : speed.carry(contrary, now - contraryAt).intersect(measured).orElse(null);
        doubts = agreeing == null ? 1 : doubts + 1;
        contrary = agreeing == null ? measured : agreeing;
        contraryAt = now;
        return doubts < doubtsAllowed ? Verdict.DOUBTED : believe(now, contrary, Verdict.CONVINCED);
    }

    private Verdict believe(long now, Interval what, Verdict verdict) {
        interval = what;
        at = now;
        contrary = null;
        doubts = 0;
        return verdict;
    }

    /// The farthest that the true offset can be from one that is shown; while in doubt, both beliefs count.
    long farthest(long now, long offset, Speed speed) {
        long farthest = speed.carry(interval, now - at).farthest(offset);
        return contrary == null ? farthest : Math.max(farthest, speed.carry(contrary, now - contraryAt).farthest(offset));
    }

    /// True time has jumped by a known amount.
    void shift(long by) {
        interval = interval.moved(by, 0);
        if (contrary != null) contrary = contrary.moved(by, 0);
    }
}
