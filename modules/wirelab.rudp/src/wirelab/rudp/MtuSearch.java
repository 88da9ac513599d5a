package wirelab.rudp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Machine;

/// Finds out how large a datagram the path carries, by probes alone (RFC 8899, DPLPMTUD): 1,200 bytes always, and then the
/// largest of a few sizes that comes back. What the system refuses (EMSGSIZE under IP_DONTFRAGMENT) was too large.
final class MtuSearch {
    /// Sizes worth a probe: Ethernet, the same over IPv6, PPPoE or a tunnel, IPv6's least of 1,280.
    private static final int[] SIZES = {8_972, 1_472, 1_452, 1_400, 1_252};
    /// MAX_PROBES (section 5.1.2).
    private static final int MOST_PROBES = 3;
    /// PMTU_RAISE_TIMER (section 5.1.1): later the path may carry more.
    private static final long RAISE = TimeUnit.MINUTES.toNanos(10);
    /// After a black hole, which may have been no more than an outage, or a busy machine: a probe that is lost costs nothing else.
    private static final long CALM = TimeUnit.MILLISECONDS.toNanos(500);

    private final int[] sizes;
    private int current = RudpOptions.LEAST_MTU;
    private int index;
    private int failures;
    private boolean underWay;
    private long nextAt;

    MtuSearch(long now, int most) {
        sizes = Arrays.stream(SIZES).filter(size -> size < most && size > RudpOptions.LEAST_MTU).toArray().clone();
        nextAt = now;
        this.most = most;
    }

    private final int most;

    private int candidate() {
        if (most == RudpOptions.LEAST_MTU) return 0;
        int at = index - 1;
        if (at < 0) return most;
        return at < sizes.length ? sizes[at] : 0;
    }

    int current() {
        return current;
    }

    /// {@return when a probe is due, if any}
    long nextAt() {
        return underWay || candidate() <= current ? Machine.NEVER : nextAt;
    }

    /// Takes the size of the probe that is due.
    int probe() {
        underWay = true;
        return candidate();
    }

    void arrived(long now, int size) {
        underWay = false;
        current = Math.max(current, size);
        failures = 0;
        // The search is over; later it begins anew, unless there is nothing larger.
        index = 0;
        nextAt = now + RAISE;
        if (size == most) index = sizes.length + 1;
    }

    void lost(long now, int size) {
        underWay = false;
        if (++failures < MOST_PROBES) {
            nextAt = now;
        } else {
            smaller(now);
        }
    }

    private void smaller(long now) {
        failures = 0;
        index++;
        nextAt = now;
        if (candidate() <= current) {
            index = 0;
            nextAt = now + RAISE;
        }
    }

    /// The system did not send so much.
    void refused(long now, int size) {
        if (underWay && size == candidate()) {
            underWay = false;
            smaller(now);
        } else if (size <= current && size > RudpOptions.LEAST_MTU) {
            blackHole(now);
            nextAt = now;
        }
    }

    /// Nothing as large as before comes back any more (section 4.3).
    void blackHole(long now) {
        if (current == RudpOptions.LEAST_MTU) return;
        reset(now + CALM);
    }

    /// The path is another.
    void reset(long now) {
        current = RudpOptions.LEAST_MTU;
        underWay = false;
        failures = 0;
        index = 0;
        nextAt = now;
    }
}
