package wirelab.daytime;

import java.nio.ByteBuffer;
import java.time.Instant;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The answer of a time server (RFC 868).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              Seconds since 1900-01-01 00:00 UTC               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// "This base will serve until the year 2036", says the RFC: at 2036-02-07 06:28:16 UTC the number begins at 0 again. So it
/// is read as the time nearest to what the reader believes already, which must be right to 68 years.
///
/// @param seconds 0 to 4,294,967,295
public record TimeMessage(long seconds) {
    /// Length of the message in bytes.
    public static final int SIZE = 4;
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long MASK = 0xffff_ffffL;

    public TimeMessage {
        if (seconds < 0 || seconds > MASK) throw new IllegalArgumentException(seconds + " has more than 32 bits");
    }

    /// The message for a time.
    ///
    /// @param time the time, of any year; what remains of a second is left out
    public static TimeMessage of(Instant time) {
        return new TimeMessage(time.getEpochSecond() + SECONDS_1900_TO_1970 & MASK);
    }

    /// Reads the message.
    ///
    /// @param bytes from position to limit
    /// @throws ProtocolViolation when it has not exactly four bytes
    public static TimeMessage decode(ByteBuffer bytes) throws ProtocolViolation {
        var fields = new FieldReader(bytes);
        var message = new TimeMessage(fields.u32("time"));
        fields.end();
        return message;
    }

    public byte[] encode() {
        return new FieldWriter(SIZE).u32(seconds).done();
    }

    /// The time that is meant.
    ///
    /// @param near a time that is right to 68 years, such as now
    /// @return of all times that have this number the one nearest to it
    public Instant time(Instant near) {
        long nearest = near.getEpochSecond() + SECONDS_1900_TO_1970;
        // The difference of the low 32 bits, taken as a signed number, is the shortest way from the one to the other.
        return Instant.ofEpochSecond(nearest + (int) (seconds - nearest) - SECONDS_1900_TO_1970);
    }
}
