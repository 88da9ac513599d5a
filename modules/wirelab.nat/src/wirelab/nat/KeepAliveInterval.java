package wirelab.nat;

/// How often to send a keep-alive: learned, since no NAT says how long it keeps a mapping (RFC 4787, section 4.3, asks for
/// two minutes at least; many give 30 s, some less).
///
/// Each keep-alive asks the server for a second answer just before the next one is due. If that comes, the mapping has
/// lived through so much silence: the interval is proven, and after two such answers twice as much is tried, up to the ten
/// seconds that the server expects. If only the prompt answer came, twice, the mapping had died: back to what is proven,
/// for good. If even that fails three times, the interval is halved.
final class KeepAliveInterval {
    static final long FIRST = 2_500_000_000L;
    static final long LONGEST = 10_000_000_000L;
    static final long SHORTEST = 500_000_000L;

    private long proven = FIRST;
    private long nanos = FIRST;
    private long ceiling = LONGEST;
    private int good;
    private int bad;
    private boolean prompt;
    private boolean late;

    /// Until the next keep-alive to the server.
    long nanos() {
        return nanos;
    }

    /// What paths to peers are kept alive with: nothing is tried out on them.
    long proven() {
        return proven;
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
            proven = nanos;
            if (++good >= 2 && nanos < ceiling) {
                nanos = Math.min(ceiling, 2 * nanos);
                good = 0;
            }
        } else if (prompt && ++bad >= (nanos > proven ? 2 : 3)) {
            nanos = nanos > proven ? proven : Math.max(SHORTEST, nanos / 2);
            proven = nanos;
            ceiling = nanos;
            good = 0;
            bad = 0;
        }
        prompt = false;
        late = false;
    }
}
