package wirelab.ntp;

import java.time.Instant;

/// A clock that runs by itself and that nobody sets: what a quartz gives. It may show the wrong time and run too fast or too
/// slow; it never jumps and never runs backwards. Others are measured against it.
@FunctionalInterface
public interface LocalClock {
    /// {@return what the clock shows: nanoseconds since 1970, as far as this clock knows}
    long nanos();

    /// {@return a clock that begins with the time of this machine and then counts by itself, whatever is done to the
    /// machine's clock: a new clock; two of them differ by less than a microsecond unless the machine's clock was set in
    /// between}
    static LocalClock free() {
        long ahead = 0;
        long least = Long.MAX_VALUE;
        // The two clocks cannot be read at once: of several tries the quickest is the most exact.
        for (int i = 0; i < 50; i++) {
            long before = System.nanoTime();
            long now = nanos(Instant.now());
            long took = System.nanoTime() - before;
            if (took < least) {
                least = took;
                ahead = now - before - took / 2;
            }
        }
        return new FreeClock(ahead);
    }

    /// An instant as nanoseconds since 1970.
    ///
    /// @param instant between the years 1678 and 2262
    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /// Nanoseconds since 1970 as an instant.
    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
