package wirelab.rudp;

import java.util.concurrent.TimeUnit;
import wirelab.kit.Machine;

/// The probe time-out (RFC 9002, section 6.2): nothing came back, so something is sent that must be answered, less and less
/// often, but at least three times a second: who was in the dark for long is to notice soon that the light is back.
final class ProbeTimer {
    private static final long SLOWEST = TimeUnit.MILLISECONDS.toNanos(300);
    /// So many times two packets are sent, in case one is lost; then the path is gone, and one is enough to ask after it.
    private static final int PAIRS = 3;

    private final RttEstimator rtt;
    private int count;
    private int pending;
    private long from;

    ProbeTimer(RttEstimator rtt) {
        this.rtt = rtt;
    }

    /// {@return when it fires, while anything is under way}
    long at(SentPackets sent) {
        if (sent.inFlight() == 0) return Machine.NEVER;
        long timeout = rtt.probeTimeout(ReceivedPackets.MOST_DELAY);
        return from + Math.max(timeout, Math.min(SLOWEST, timeout << Math.min(count, 10)));
    }

    /// A packet was sent that is to be answered.
    void elicited(long now) {
        from = now;
    }

    void fired() {
        count++;
        pending = count <= PAIRS ? 2 : 1;
    }

    int count() {
        return count;
    }

    /// Whether a packet may leave although the window is full.
    boolean isPending() {
        return pending > 0;
    }

    void sent() {
        if (pending > 0) pending--;
    }

    void reset() {
        count = 0;
        pending = 0;
    }
}
