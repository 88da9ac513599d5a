package wirelab.nat;

/// How often to send a keep-alive: learned, since no NAT says how long it keeps a mapping (RFC 4787, section 4.3, asks for
/// two minutes at least; many give 30 s, some less).
///
/// Each keep-alive asks the server for a second answer just before the next one is due. If that comes, the mapping has lived
/// through so much silence, and after two such answers the interval is doubled, up to the ten seconds that the server expects.
/// If only the prompt answer came, three times in a row, the mapping had died: the interval is halved, and not tried longer again.
final class Interval {
    static final long FIRST = 2_500_000_000L;
    static final long LONGEST = 10_000_000_000L;
    static final long SHORTEST = 500_000_000L;

    private long nanos = FIRST;
    private long ceiling = LONGEST;
    private int good;
    private int bad;
    private boolean prompt;
    private boolean late;

    long nanos() {
        return nanos;
    }

    /// How much silence the server is asked to leave.
    int lateMillis() {
        return (int) (nanos * 9 / 10 / 1_000_000);
    }

    void answered(boolean lateAnswer) {
        if (lateAnswer) late = true;
        else prompt = true;
    }

    /// The next keep-alive is about to be sent: judges the last.
    void next() {
        if (prompt && late) {
            bad = 0;
            if (++good >= 2 && nanos < ceiling) {
                nanos = Math.min(ceiling, 2 * nanos);
                good = 0;
            }
        } else if (prompt) {
            good = 0;
            if (++bad >= 3) {
                nanos = Math.max(SHORTEST, nanos / 2);
                ceiling = nanos;
                bad = 0;
            }
        }
        prompt = false;
        late = false;
    }
}
