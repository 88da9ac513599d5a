package wirelab.ntp;

import java.time.Instant;

/// A time stamp as it travels (RFC 5905, section 6): seconds since 1900-01-01 00:00 UTC, without leap seconds.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                            Seconds                            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                 Fraction, in units of 2^-32 s                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// The seconds roll over every 136 years, next on 2036-02-07 06:28:16 UTC; each such period is an era. A time stamp alone
/// does not say its era: whoever reads it must know the time to 68 years and takes the era that is nearest.
///
/// @param bits all 64 bits; 0 means "not known" by convention
public record NtpTimestamp(long bits) {
    /// The time is not known.
    public static final NtpTimestamp UNKNOWN = new NtpTimestamp(0);

    /// Seconds from the beginning of 1900 to that of 1970: 70 years of which 17 are leap years.
    public static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    private static final long NANOS = 1_000_000_000L;
    private static final long LOW = 0xffff_ffffL;
    private static final long HALF = 1L << 31;

    /// The time stamp of an instant, whatever its era, to the nearest 2^-32 s.
    public static NtpTimestamp of(Instant instant) {
        return new NtpTimestamp(bits(instant.getEpochSecond(), instant.getNano()));
    }

    /// The 64 bits of a time, for a path on which nothing shall be allocated.
    ///
    /// @param epochSecond seconds since 1970
    /// @param nano nanoseconds since that second, 0 to 999,999,999
    static long bits(long epochSecond, int nano) {
        return (epochSecond + SECONDS_1900_TO_1970) << 32 | (((long) nano << 32) + NANOS / 2) / NANOS;
    }

    /// The instant, in the era in which it is nearest to another one.
    ///
    /// @param near a time that is right to 68 years, such as now
    /// @return the instant, to the nearest nanosecond
    public Instant instant(Instant near) {
        long nearest = near.getEpochSecond() + SECONDS_1900_TO_1970;
        // The difference of the low 32 bits, taken as a signed number, is the shortest way from the one to the other.
        long seconds = nearest + (int) ((bits >>> 32) - nearest);
        return Instant.ofEpochSecond(seconds - SECONDS_1900_TO_1970, fractionNanos());
    }

    /// How much later this is than another time stamp; right across the end of an era, too.
    ///
    /// @param earlier the other, at most 68 years away
    /// @return nanoseconds, negative if the other is later
    public long nanosSince(NtpTimestamp earlier) {
        long difference = bits - earlier.bits;
        return (difference >> 32) * NANOS + (((difference & LOW) * NANOS + HALF) >>> 32);
    }

    private long fractionNanos() {
        return ((bits & LOW) * NANOS + HALF) >>> 32;
    }

    /// {@return whether this says "not known": all bits are zero}
    public boolean isUnknown() {
        return bits == 0;
    }

    /// Seconds and fraction in hexadecimal, since the era is not known.
    ///
    /// @return such as `ebb5c3a1.80000000`
    @Override
    public String toString() {
        return "%08x.%08x".formatted(bits >>> 32, bits & LOW);
    }
}
