package wirelab.room;

/// The flood limit of one member: a bucket of tokens, a warning, and then patience that ends.
///
/// Each line takes a token; `rate` tokens come back per second, up to `burst`. A line without a token is not passed on. The
/// first such line brings the warning, `patience` more are passed over in silence, and with the next the member is out.
/// Whoever is silent until the bucket is full again is forgiven. This class has no clock.
final class Flood {
    /// What is to become of a line.
    enum Verdict { PASS, WARN, IGNORE, OUT }

    private static final double NANOS = 1e9;

    private final Rules rules;
    private double tokens;
    private long at;
    private int tooMany;

    Flood(long now, Rules rules) {
        this.rules = rules;
        tokens = rules.burst();
        at = now;
    }

    /// Judges one line.
    Verdict judge(long now) {
        if (rules.rate() == 0) return Verdict.PASS;
        tokens = Math.min(rules.burst(), tokens + (now - at) * rules.rate() / NANOS);
        at = now;
        if (tokens >= rules.burst()) tooMany = 0;
        if (tokens >= 1) {
            tokens--;
            return Verdict.PASS;
        }
        tooMany++;
        return tooMany == 1 ? Verdict.WARN : tooMany - 1 <= rules.patience() ? Verdict.IGNORE : Verdict.OUT;
    }
}
