package wirelab.ntp;

import java.util.Optional;

/// Spreads a leap second over the last 1,000 s of its day, so that a clock need not jump (the "UTC-SLS" time scale, which
/// [java.time.Instant] prescribes).
///
/// With a second inserted, 1,001 s pass while the clock shows 1,000; with one deleted, 999.
///
/// @param begins when spreading begins, on the scale without leap seconds, in nanoseconds since 1970
/// @param seconds 1 for an inserted second, -1 for a deleted one
record LeapSmear(long begins, long midnight, int seconds) {
    private static final long SECOND = 1_000_000_000L;
    private static final long OVER = 1000 * SECOND;

    /// Plans to spread a leap second.
    ///
    /// @param seconds 1 or -1
    /// @param now the time now; a late announcement is spread over what is left
    /// @return the plan, empty if it is too late
    static Optional<LeapSmear> before(long now, long midnight, int seconds) {
        long begins = Math.max(midnight - OVER, now);
        return begins >= midnight - 2 * SECOND ? Optional.empty() : Optional.of(new LeapSmear(begins, midnight, seconds));
    }

    /// What the clock shows.
    ///
    /// @param time on the scale without leap seconds
    /// @return never decreasing with `time`: the same before, one second less or more afterwards
    long spread(long time) {
        long ends = midnight + seconds * SECOND;
        if (time <= begins) return time;
        if (time >= ends) return time - seconds * SECOND;
        return begins + (long) ((time - begins) * ((double) (midnight - begins) / (ends - begins)));
    }
}
