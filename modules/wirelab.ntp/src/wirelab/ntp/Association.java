package wirelab.ntp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a client remembers of one server: when it may ask again, how the server answered, and the best of its last samples.
///
/// It obeys the server: `RATE` doubles the interval for good, `DENY` and `RSTR` end the association (RFC 5905, section 7.4).
/// A server that does not answer is asked at doubled intervals, too, until it answers again (RFC 4330, section 10).
public final class Association {
    /// The longest interval (RFC 5905, MAXPOLL): 36 hours.
    private static final long MOST = Duration.ofSeconds(1 << 17).toNanos();
    /// A silent server is asked at most this many times less often, so that its return is noticed.
    private static final int MOST_BACKOFF = 16;

    private long interval;
    private long backoff = 1;
    private long due = Long.MIN_VALUE;
    private int reach;
    private boolean ended;
    private Outcome last;
    private Sample best;

    /// Begins with a server that may be asked at once.
    ///
    /// @param poll interval between questions, or bursts of questions
    public Association(Duration poll) {
        if (!poll.isPositive()) throw new IllegalArgumentException("poll interval " + poll);
        interval = poll.toNanos();
    }

    /// Whether the server may be asked.
    ///
    /// @param now by any clock that only moves forward, in nanoseconds, the same for all calls
    /// @return whether the interval has passed and the server has not forbidden it
    public boolean isDue(long now) {
        return !ended && now >= due;
    }

    /// {@return when the server may be asked next: nanoseconds by the clock of the calls; the greatest number if never
    /// again}
    public long due() {
        return ended ? Long.MAX_VALUE : due;
    }

    /// Learns what became of a burst of questions.
    ///
    /// @param outcomes one per question, at least one
    public void heard(long now, List<Outcome> outcomes) {
        var samples = outcomes.stream().filter(Sample.class::isInstance).map(Sample.class::cast).toList();
        reach = (reach << 1 | (samples.isEmpty() ? 0 : 1)) & 0xff;
        last = outcomes.getLast();
        if (last instanceof Outcome.Kiss kiss) {
            ended = kiss.isFinal();
            if (kiss.code().equals("RATE")) interval = Math.min(MOST, 2 * interval);
        }
        boolean silent = samples.isEmpty() && last instanceof Outcome.Silence;
        backoff = silent ? Math.min(MOST_BACKOFF, 2 * backoff) : 1;
        best = Sample.best(samples).orElse(best);
        // The first silence costs nothing yet: one lost datagram is no reason to wait longer.
        due = now + interval * Math.max(1, backoff / 2);
    }

    /// The best sample of the last burst that brought one, if that is not too long ago.
    ///
    /// @param now by the local clock, as the time stamps of the sample
    /// @return the sample, empty when the server has been silent for four intervals
    public Optional<Sample> recent(long now) {
        return best == null || ended || now - best.exchange().t4() > 4 * interval ? Optional.empty() : Optional.of(best);
    }

    /// {@return what became of the last question: the outcome, `null` before the first}
    public Outcome last() {
        return last;
    }

    /// {@return which of the last eight bursts brought a sample: eight bits, the lowest is the last burst (RFC 5905,
    /// "reachability register")}
    public int reach() {
        return reach;
    }

    /// {@return the interval that the server allows: time between bursts}
    public Duration interval() {
        return Duration.ofNanos(interval);
    }

    /// {@return whether the server has forbidden to be asked: a `DENY` or `RSTR` came}
    public boolean isEnded() {
        return ended;
    }

    @Override
    public String toString() {
        return "association, reach " + Integer.toOctalString(reach) + (ended ? ", ended" : "");
    }
}
