package wirelab.rtt;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.ntp.NtpTimestamp;

/// What a STAMP Session-Reflector answers (RFC 8762, section 4.3): a function of the packet, of when it came, and, if it is
/// stateful, of how many of the session it has answered; no socket, no clock.
final class Reflector {
    /// Sessions that a stateful reflector counts for.
    static final int MOST_SESSIONS = 10_000;

    private final ErrorEstimate error;
    private final Map<InetSocketAddress, Long> sessions;

    /// @param stateful whether answers are numbered for each session, so that the sender can tell on which way a packet was
    ///     lost; else they carry the number of the packet (section 4)
    Reflector(boolean stateful, ErrorEstimate error) {
        this.error = error;
        sessions = !stateful ? null : new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
                return size() > MOST_SESSIONS;
            }
        };
    }

    /// Answers a packet.
    ///
    /// @param source who sent it: a session is known by its sender's address and port
    /// @param ttl hops that it had left, 0 when that is not known
    /// @return the answer, in which the time of leaving is still that of the arrival
    StampReply answer(StampTest test, InetSocketAddress source, NtpTimestamp received, int ttl) {
        return new StampReply(number(test, source), received, error, received, test, ttl);
    }

    private long number(StampTest test, InetSocketAddress source) {
        if (sessions == null) return test.sequence();
        // "It starts with zero and is incremented by one for each subsequent packet for each test session", of which a new
        // one from the same port begins at zero as well.
        long number = test.sequence() == 0 ? 0 : sessions.getOrDefault(source, 0L);
        sessions.put(source, number + 1 & 0xffff_ffffL);
        return number;
    }
}
