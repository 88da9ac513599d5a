package wirelab.ntp;

/// The four time stamps of one question and its answer (RFC 5905, section 8), in nanoseconds since 1970.
///
/// ```
/// server      T2 ---- T3            the server's clock
///            /          \
///           /            \
/// client  T1              T4        the client's clock
/// ```
///
/// The question was under way from T1 to T2, the answer from T3 to T4; nobody can tell how the time on the wires was shared
/// between the two, and that is all the error there is.
///
/// @param t1 when the question left, by the client's clock
/// @param t2 when it arrived, by the server's clock
/// @param t3 when the answer left, by the server's clock
/// @param t4 when it arrived, by the client's clock
public record RoundTrip(long t1, long t2, long t3, long t4) {
    /// {@return the round trip on the wires: without the time that the server took; nanoseconds}
    public long delay() {
        return (t4 - t1) - (t3 - t2);
    }

    /// {@return how far the server's clock is ahead of the client's, if both ways took equally long: nanoseconds, negative
    /// if the server's clock is behind}
    public long offset() {
        return ((t2 - t1) + (t3 - t4)) / 2;
    }

    /// What is known of the offset when no way takes less than a minimum: the measured one may be wrong by half of the round
    /// trip less that minimum, and not by more.
    ///
    /// @param least the shortest time that one way can take, 0 if that is not known
    public Estimate estimate(long least) {
        return new Estimate(offset(), Math.max(0, (delay() + 1) / 2 - least));
    }
}
