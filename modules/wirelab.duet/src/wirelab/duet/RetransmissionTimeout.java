package wirelab.duet;

import java.time.Duration;

/// How long to wait for an acknowledgement, after RFC 6298: the smoothed round trip and four times its variation; twice as
/// long each time that it does not come.
final class RetransmissionTimeout {
    /// Before anything is known; TCP takes a second, but here a handshake has gone before.
    static final long FIRST = Duration.ofMillis(300).toNanos();
    static final long LEAST = Duration.ofMillis(50).toNanos();
    static final long MOST = Duration.ofSeconds(2).toNanos();
    private static final int MOST_DOUBLINGS = 6;

    private double smoothed;
    private double variation;

    /// Learns from a message that was sent once only: of one sent twice nobody knows which was acknowledged (Karn's
    /// algorithm).
    void sample(long nanos) {
        if (smoothed == 0) {
            smoothed = nanos;
            variation = nanos / 2.0;
        } else {
            variation = 0.75 * variation + 0.25 * Math.abs(smoothed - nanos);
            smoothed = 0.875 * smoothed + 0.125 * nanos;
        }
    }

    /// How long to wait.
    ///
    /// @param times how often the message was sent, at least 1
    long timeout(int times) {
        long first = smoothed == 0 ? FIRST : Math.clamp((long) (smoothed + 4 * variation), LEAST, MOST);
        return Math.min(MOST, first << Math.min(MOST_DOUBLINGS, times - 1));
    }

    /// {@return the smoothed round trip: nanoseconds, 0 while nothing is known}
    long smoothed() {
        return (long) smoothed;
    }
}
