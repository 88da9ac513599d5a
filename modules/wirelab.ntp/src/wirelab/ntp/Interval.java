package wirelab.ntp;

import java.util.Optional;

/// Where something unknown must lie: the offset of a clock, in nanoseconds, from `low` to `high` inclusive.
///
/// @param high the most it can be, not less than `low`
public record Interval(long low, long high) {
    public Interval {
        if (low > high) throw new IllegalArgumentException("no interval from " + low + " to " + high);
    }

    /// The interval around a measured value.
    ///
    /// @param bound how wrong it may be, not negative
    /// @return from `middle - bound` to `middle + bound`
    public static Interval around(long middle, long bound) {
        return new Interval(middle - bound, middle + bound);
    }

    /// {@return what two intervals have in common: the common part, empty when they are apart}
    public Optional<Interval> intersect(Interval other) {
        long from = Math.max(low, other.low);
        long to = Math.min(high, other.high);
        return from > to ? Optional.empty() : Optional.of(new Interval(from, to));
    }

    /// The interval when what it is about has moved and become less certain.
    ///
    /// @param more how much wider it is at either end, not negative
    public Interval moved(long by, long more) {
        return new Interval(low + by - more, high + by + more);
    }

    /// {@return whether a value can be the true one}
    public boolean contains(long value) {
        return value >= low && value <= high;
    }

    /// {@return the value inside that is nearest to another: itself if it lies inside, else the nearer end}
    public long nearest(long value) {
        return Math.clamp(value, low, high);
    }

    /// How wrong a value may be at most, if the truth lies inside.
    ///
    /// @param value the value, which may itself lie outside
    public long farthest(long value) {
        return Math.max(high - value, value - low);
    }

    /// The middle, which is wrong by the least if all inside is equally likely.
    public long middle() {
        return low + (high - low) / 2;
    }
}
