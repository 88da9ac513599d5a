package wirelab.ntp;

/// A clock that counts by itself.
///
/// @param ahead nanoseconds that it is ahead of [System#nanoTime()]
record FreeClock(long ahead) implements LocalClock {
    @Override
    public long nanos() {
        return System.nanoTime() + ahead;
    }

    @Override
    public String toString() {
        return "clock that nobody sets, at " + LocalClock.instant(nanos());
    }
}
