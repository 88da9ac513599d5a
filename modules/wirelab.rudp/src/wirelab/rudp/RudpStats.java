package wirelab.rudp;

import java.time.Duration;
import java.util.Locale;
import wirelab.kit.Text;

/// How a connection does.
///
/// @param window packets that may be under way
/// @param rate packets per second that may leave
/// @param inFlight packets under way
/// @param smoothed round-trip time, ns
/// @param least round-trip time seen, ns
/// @param sent packets sent, of all kinds
/// @param received packets received
/// @param lost packets taken for lost
/// @param spurious of those, the ones that then came
/// @param bytesSent UDP payload
/// @param bytesReceived UDP payload
/// @param mtu the largest UDP payload in use
/// @param state of the congestion controller
public record RudpStats(double window, double rate, int inFlight, long smoothed, long least, long sent, long received,
        long lost, long spurious, long bytesSent, long bytesReceived, int mtu, String state) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "window %.0f packets (%s), %d under way, round trip %s, %,d sent (%,d bytes), %,d"
                + " lost (%d of them were not), %,d received, MTU %d", window, state, inFlight,
                Text.duration(Duration.ofNanos(smoothed)), sent, bytesSent, lost, spurious, received, mtu);
    }
}
