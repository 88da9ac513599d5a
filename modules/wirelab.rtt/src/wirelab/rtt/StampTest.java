package wirelab.rtt;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.ntp.NtpTimestamp;

/// The test packet of a Session-Sender (RFC 8762, section 4.2), in unauthenticated mode 44 bytes and more:
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence Number                        |   0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Timestamp (64 bits)                       |   4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Error Estimate        |     must be zero, 30 bytes    |  12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// In authenticated mode 112 and more: sequence number 0, time stamp 16, error estimate 24, code 96, zeros between them.
/// What must be zero is ignored on receipt. What stands behind is padding, or extensions, which come back as they are.
///
/// @param sequence 0 to 4,294,967,295
/// @param timestamp when it left, by the clock of the sender; with PTP's Z flag these bits mean something else
record StampTest(long sequence, NtpTimestamp timestamp, ErrorEstimate error) {
    /// Reads one.
    ///
    /// @param packet from position to limit; the position does not move
    /// @throws ProtocolViolation when it is too short for the mode, or signed with another key
    static StampTest decode(StampMode mode, ByteBuffer packet) throws ProtocolViolation {
        mode.verify(packet);
        int at = packet.position();
        return new StampTest(Integer.toUnsignedLong(packet.getInt(at)), new NtpTimestamp(packet.getLong(at
                + mode.timestamp())),
                ErrorEstimate.of(packet.getShort(at + mode.timestamp() + 8) & 0xffff));
    }

    /// Writes it, without padding.
    ///
    /// @param into the position moves behind it; needs an array or not
    void encode(StampMode mode, ByteBuffer into) {
        int at = into.position();
        for (int i = 0; i < mode.size(); i += 4) into.putInt(at + i, 0);
        into.putInt(at, (int) sequence).putLong(at + mode.timestamp(), timestamp.bits())
                .putShort(at + mode.timestamp() + 8, (short) error.bits());
        mode.sign(into);
        into.position(at + mode.size());
    }
}
