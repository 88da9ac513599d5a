package wirelab.fetch;

import java.time.Duration;

/// How fast bytes may go (pure): each number of bytes takes its time, and whoever has moved them waits for what is left of
/// that. Time in which nothing moved is not made up for.
final class Throttle {
    /// Pieces of an eighth of a second, so that what comes slowly comes evenly.
    private static final int PIECES = 8;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long perSecond;
    private boolean begun;
    private long free;

    /// @param perSecond bytes, 0 for as fast as it goes
    Throttle(long perSecond) {
        this.perSecond = perSecond;
    }

    /// {@return how many of some bytes may be moved at once, at least one}
    int piece(int most) {
        return perSecond == 0 ? most : Math.clamp(perSecond / PIECES, 1, most);
    }

    /// So many bytes have moved.
    ///
    /// @return nanoseconds to wait before the next ones
    long moved(long now, long bytes) {
        if (perSecond == 0 || bytes <= 0) return 0;
        if (!begun || free - now < 0) free = now;
        begun = true;
        free += (long) (bytes * (double) SECOND / perSecond);
        return free - now;
    }
}
