package wirelab.ntp;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// One good answer of a time server, and what it tells about this machine's clock.
///
/// @param least nanoseconds that one way takes at least, 0 if not known
public record Sample(RoundTrip exchange, long least, NtpMessage answer) implements Outcome {
    /// By how much a clock that nobody sets may run fast or slow: 500 ppm, the most that NTP corrects (RFC 5905, MAXFREQ).
    public static final double TOLERANCE = 500e-6;

    /// {@return how far the server's clock is ahead of ours: nanoseconds, negative if it is behind}
    public long offset() {
        return exchange.offset();
    }

    /// {@return the round trip on the wires: nanoseconds}
    public long delay() {
        return exchange.delay();
    }

    /// {@return how wrong the offset may be: half of the round trip less the minimum, and what both clocks may miss in that
    /// time; nanoseconds}
    public long bound() {
        return exchange.estimate(least).bound() + readingError();
    }

    /// The server's clock is read to its precision only, and ours may run fast or slow while we wait.
    private long readingError() {
        return (long) Math.ceil(Math.scalb(1e9, Math.min(answer.precision(), 0))
                + TOLERANCE * (exchange.t4() - exchange.t1()));
    }

    /// {@return how wrong we may be about true time: the bound, and what the server itself may be wrong by (RFC 5905, root
    /// distance); nanoseconds}
    public long distance() {
        return bound() + answer.rootDelay().nanos() / 2 + answer.rootDispersion().nanos();
    }

    /// Of several samples, the one with the shortest round trip: it was disturbed the least and has the smallest bound.
    ///
    /// @param samples from one server within a short time
    /// @return the best, empty if there are none
    public static Optional<Sample> best(Collection<Sample> samples) {
        return samples.stream().min(Comparator.comparingLong(Sample::delay));
    }

    @Override
    public String toString() {
        return "offset " + Offsets.text(offset()) + ", round trip " + Offsets.bound(delay()) + ", wrong by at most "
                + Offsets.bound(bound()) + ", stratum " + answer.stratum();
    }
}
