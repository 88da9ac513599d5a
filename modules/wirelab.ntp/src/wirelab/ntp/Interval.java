package wirelab.ntp;

import java.util.Optional;

/// Where something unknown must lie: the offset of a clock, in nanoseconds, from `low` to `high` inclusive.
///
/// @param low the least it can be
/// @param high the most it can be, not less than `low`
public record Interval(long low, long high) {
    /// Checks that it is not empty.
    public Interval {
        if (low > high) throw new IllegalArgumentException("no interval from " + low + " to " + high);
    }

    /// The interval around a measured value.
    ///
    /// @param middle the value
    /// @param bound how wrong it may be, not negative
    /// @return from `middle - bound` to `middle + bound`
    public static Interval around(long middle, long bound) {
        return new Interval(middle - bound, middle + bound);
    }

    /// What two intervals have in common.
    ///
    /// @param other the other
    /// @return the common part, empty when they are apart
    public Optional<Interval> intersect(Interval other) {
        long from = Math.max(low, other.low);
        long to = Math.min(high, other.high);
        return from > to ? Optional.empty() : Optional.of(new Interval(from, to));
    }

    /// The least interval that holds two.
    ///
    /// @param other the other
    /// @return from the lower beginning to the higher end
    public Interval hull(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    /// The interval when what it is about has moved and become less certain.
    ///
    /// @param by how far it moved
    /// @param more how much wider it is at either end, not negative
    /// @return the moved and widened interval
    public Interval moved(long by, long more) {
        return new Interval(low + by - more, high + by + more);
    }

    /// Whether a value can be the true one.
    ///
    /// @param value the value
    /// @return whether it lies inside
    public boolean contains(long value) {
        return value >= low && value <= high;
    }

    /// The value inside that is nearest to another.
    ///
    /// @param value the other
    /// @return itself if it lies inside, else the nearer end
    public long nearest(long value) {
        return Math.clamp(value, low, high);
    }

    /// How wrong a value may be at most, if the truth lies inside.
    ///
    /// @param value the value, which may itself lie outside
    /// @return the distance to the farther end
    public long farthest(long value) {
        return Math.max(high - value, value - low);
    }

    /// The middle, which is wrong by the least if all inside is equally likely.
    ///
    /// @return the middle
    public long middle() {
        return low + (high - low) / 2;
    }
}
