package wirelab.ntp;

/// A length of time as it travels (RFC 5905, section 6, "short format"): unsigned, 16 bits of seconds and 16 of fraction.
///
/// @param bits all 32 bits, in units of 2^-16 s (15 µs)
public record NtpShort(int bits) {
    /// No time at all.
    public static final NtpShort ZERO = new NtpShort(0);

    private static final double UNIT_NANOS = 1e9 / 65_536;

    /// The short format of a length of time, rounded up, since what it tells is how wrong a clock may be.
    ///
    /// @param nanos nanoseconds, not negative; what is longer than 18 hours becomes the longest that fits
    public static NtpShort ofNanos(long nanos) {
        return new NtpShort((int) (long) Math.min(0xffff_ffffL, Math.ceil(nanos / UNIT_NANOS)));
    }

    /// {@return the length of time: nanoseconds, 0 to 65,536 s}
    public long nanos() {
        return Math.round((bits & 0xffff_ffffL) * UNIT_NANOS);
    }
}
