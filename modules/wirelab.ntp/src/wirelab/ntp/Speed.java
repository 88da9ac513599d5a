package wirelab.ntp;

/// How fast the true offset of a clock moves, as far as that is known.
///
/// @param rate nanoseconds per nanosecond by which true time gains on the clock
/// @param error how wrong the rate may be
record Speed(double rate, double error) {
    /// How far the offset has moved.
    ///
    /// @param elapsed nanoseconds by the clock
    /// @return nanoseconds
    long over(long elapsed) {
        return (long) Math.floor(rate * elapsed);
    }

    /// Where the offset lies some time after it was known to lie in an interval.
    ///
    /// @param elapsed nanoseconds by the clock since then
    /// @return where it lies now: moved, and wider
    Interval carry(Interval interval, long elapsed) {
        return interval.moved(over(elapsed), (long) Math.ceil(error * elapsed) + 1);
    }
}
