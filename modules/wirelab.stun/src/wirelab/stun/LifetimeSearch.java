package wirelab.stun;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Text;

/// The search for the lifetime of a mapping: which silences to try next, and what is known so far. Pure.
///
/// Each silence is tried on a mapping of its own, so several can be tried at the same time: a round takes as long as its
/// longest silence that the mapping survives, or the shortest that it does not. The first round doubles from the least to
/// the limit; each further one divides what is left until it is as narrow as wanted.
public final class LifetimeSearch {
    /// Silences in one round after the first.
    private static final int WIDTH = 8;

    private final long precision;
    private final long limit;
    private long survived;
    private long ended = Long.MAX_VALUE;

    /// Begins knowing nothing.
    ///
    /// @param limit the longest silence that is tried, in whole seconds; a mapping that survives it is long enough
    public LifetimeSearch(Duration limit, Duration precision) {
        if (precision.toMillis() < 1 || limit.compareTo(precision) < 0) {
            throw new IllegalArgumentException("limit " + limit + ", precision " + precision);
        }
        this.limit = limit.toMillis();
        this.precision = precision.toMillis();
    }

    /// {@return what to try next: silences in growing order, to be tried each on a fresh mapping; empty when the search is
    /// over}
    public List<Duration> round() {
        var silences = new ArrayList<Duration>();
        if (ended == Long.MAX_VALUE) {
            if (survived >= limit) return List.of();
            long first = Math.max(precision, survived * 2);
            for (long silence = first; silence < limit; silence *= 2) silences.add(Duration.ofMillis(silence));
            silences.add(Duration.ofMillis(limit));
            return silences;
        }
        if (ended - survived <= precision) return List.of();
        long step = Math.max(precision, (ended - survived + WIDTH) / (WIDTH + 1));
        for (long silence = survived + step; silence < ended; silence += step) silences.add(Duration.ofMillis(silence));
        return silences;
    }

    /// Takes a result. Where results contradict each other, the shorter life is believed: it is the safe side.
    public void result(Duration silence, boolean alive) {
        long millis = silence.toMillis();
        if (!alive) ended = Math.min(ended, millis);
        else if (millis < ended) survived = Math.max(survived, millis);
        if (survived >= ended) survived = 0;
    }

    /// {@return the longest silence that a mapping has survived: zero if none yet}
    public Duration survived() {
        return Duration.ofMillis(survived);
    }

    /// {@return the shortest silence that has ended one: `null` if none, as far as the limit}
    public Duration ended() {
        return ended == Long.MAX_VALUE ? null : Duration.ofMillis(ended);
    }

    /// {@return how often to send so that a mapping stays: half of what it survives; the interval}
    public Duration keepAlive() {
        return Duration.ofMillis(Math.max(1, survived / 2));
    }

    /// {@return what is known: such as `between 8 s and 9 s`}
    @Override
    public String toString() {
        if (ended == Long.MAX_VALUE) return "more than " + Text.duration(survived());
        return "between " + Text.duration(survived()) + " and " + Text.duration(ended());
    }
}
