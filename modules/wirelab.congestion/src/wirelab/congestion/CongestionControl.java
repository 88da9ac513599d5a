package wirelab.congestion;

import java.util.Locale;

/// How much may be under way, and how fast it leaves: one of several answers to the same question, told of every
/// acknowledgement and loss. Windows are in packets and rates in packets per second, as in the papers. It knows no clock, so
/// a test drives it by hand, and a simulation drives it for an hour in a second.
public sealed interface CongestionControl permits GoodBad, NewReno, Cubic, Tolerant {
    /// The packets of a first flight (RFC 6928, section 2).
    int INITIAL_WINDOW = 10;
    /// Fewer cannot be acknowledged in pairs (RFC 9002, section 7.2).
    int LEAST_WINDOW = 2;

    /// An acknowledgement has come, with what it says to be there and what is thereby found to be lost.
    void acked(AckSample sample);

    /// Nothing has come back for several probe time-outs: the path is as good as gone (RFC 9002, section 7.6).
    ///
    /// @param next the number of the next packet: what is lost before it is no news
    void collapsed(long now, long next);

    /// {@return how many packets may be under way}
    double window();

    /// {@return packets per second}
    ///
    /// @param roundTrip the smoothed round-trip time in ns
    double rate(long roundTrip);

    /// {@return a word for the state that it is in, for people and traces}
    String state();

    /// {@return the least rate at which a window is spread over a round trip}
    static double spread(double factor, double window, long roundTrip) {
        return factor * window * 1e9 / Math.max(1, roundTrip);
    }

    /// {@return a controller in words}
    static String words(String name, CongestionControl control) {
        return String.format(Locale.ROOT, "%s: %s, window of %.0f packets", name, control.state(), control.window());
    }
}
