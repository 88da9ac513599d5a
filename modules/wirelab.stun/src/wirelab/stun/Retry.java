package wirelab.stun;

import java.time.Duration;
import java.util.Objects;
import wirelab.kit.UsageException;

/// How long a client waits for an answer over UDP, and how often it asks again (RFC 8489, section 6.2.1).
///
/// @param rto time from the first request to the second; it doubles from one to the next
/// @param requests how often the request is sent in all (Rc)
/// @param last how many times `rto` the answer to the last one may take (Rm)
public record Retry(Duration rto, int requests, int last) {
    /// As the RFC recommends: at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, given up after 39.5 s.
    public static final Retry STANDARD = new Retry(Duration.ofMillis(500), 7, 16);
    /// For tests in which no answer is an answer as well: at 0, 0.25 and 0.75 s, given up after 1.75 s.
    public static final Retry DISCOVERY = new Retry(Duration.ofMillis(250), 3, 4);

    public Retry {
        Objects.requireNonNull(rto);
        if (!rto.isPositive() || requests < 1 || requests > 16 || last < 1) {
            throw new UsageException("rto " + rto + ", requests " + requests + ", last " + last);
        }
    }

    /// When to do something after a request was sent.
    ///
    /// @param sent how many requests have been sent, at least 1
    /// @return nanoseconds from that request to the next, or to giving up
    long pause(int sent) {
        return rto.toNanos() * (sent < requests ? 1L << sent - 1 : last);
    }

    /// {@return how long a transaction without an answer takes: the time from the first request to giving up}
    public Duration whole() {
        long nanos = 0;
        for (int sent = 1; sent <= requests; sent++) nanos += pause(sent);
        return Duration.ofNanos(nanos);
    }
}
