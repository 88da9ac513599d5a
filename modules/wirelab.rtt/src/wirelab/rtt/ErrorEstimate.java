package wirelab.rtt;

import java.time.Duration;
import wirelab.kit.Text;

/// How wrong the clock of whoever made a time stamp may be (RFC 8762, section 4.2.1; S, Scale and Multiplier after RFC 4656,
/// section 4.1.2): Multiplier × 2^(Scale-32) seconds.
///
/// ```
///  0                   1
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |S|Z|   Scale   |   Multiplier  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// @param synchronised whether the clock follows UTC by some external source
/// @param ptp whether the time stamps are those of PTP and not of NTP
/// @param scale 0 to 63
/// @param multiplier 0 to 255; a sender must not send zero
public record ErrorEstimate(boolean synchronised, boolean ptp, int scale, int multiplier) {
    /// A clock about which nobody says anything: not synchronised, good to a second.
    public static final ErrorEstimate UNKNOWN = new ErrorEstimate(false, false, 32, 1);

    public ErrorEstimate {
        if (scale < 0 || scale > 63 || multiplier < 0 || multiplier > 255) {
            throw new IllegalArgumentException("scale " + scale + ", multiplier " + multiplier);
        }
    }

    static ErrorEstimate of(int bits) {
        return new ErrorEstimate((bits & 0x8000) != 0, (bits & 0x4000) != 0, bits >> 8 & 63, bits & 0xff);
    }

    int bits() {
        return (synchronised ? 0x8000 : 0) | (ptp ? 0x4000 : 0) | scale << 8 | multiplier;
    }

    /// {@return the error in seconds}
    public double seconds() {
        return multiplier * Math.pow(2, scale - 32.0);
    }

    /// Such as `synchronised, ± 1.00 s`.
    @Override
    public String toString() {
        double nanos = Math.min(seconds() * 1e9, 1e18);
        return (synchronised ? "" : "not ") + "synchronised, ± " + Text.duration(Duration.ofNanos(Math.round(nanos)));
    }
}
