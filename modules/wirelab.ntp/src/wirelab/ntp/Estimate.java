package wirelab.ntp;

/// A measured offset between two clocks and how wrong it may be.
///
/// @param offset nanoseconds by which the other clock is ahead
/// @param bound nanoseconds by which the offset may be wrong, either way, at most
public record Estimate(long offset, long bound) {
    public Estimate {
        if (bound < 0) throw new IllegalArgumentException("a bound of " + bound);
    }

    /// {@return where the true offset must lie: from `offset - bound` to `offset + bound`}
    public Interval interval() {
        return Interval.around(offset, bound);
    }

    /// Cristian's algorithm as he gave it in 1989: a server says what time it is, and the client takes it to be half of the
    /// round trip older. The server's own time is part of the round trip here; NTP's second server time stamp takes it out,
    /// see [RoundTrip].
    ///
    /// @param sent when the question left, by the client's clock
    /// @param received when the answer arrived, by the client's clock
    /// @param least the shortest time that one way can take, 0 if that is not known
    /// @return the server's offset from the client's clock, within half of the round trip less the minimum
    public static Estimate cristian(long sent, long serverTime, long received, long least) {
        long half = (received - sent) / 2;
        return new Estimate(serverTime + half - received, Math.max(0, (received - sent + 1) / 2 - least));
    }
}
