package wirelab.netview;

import java.time.Duration;
import wirelab.kit.Text;

/// What the kernel tells of a TCP connection (`struct tcp_info`): as far as it is known here, -1 for what is not.
///
/// @param rttMicros smoothed round trip
/// @param minRttMicros the shortest seen
/// @param retransmits segments sent again, in all
/// @param acked bytes that the peer has got
/// @param received bytes that came
public record TcpFigures(long rttMicros, long minRttMicros, long retransmits, long window, long acked, long received) {
    @Override
    public String toString() {
        return "rtt " + Text.duration(Duration.ofNanos(rttMicros * 1000)) + ", " + Text.count(retransmits, "retransmission");
    }
}
