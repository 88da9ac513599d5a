package wirelab.rtt;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.ntp.NtpTimestamp;

/// The test packet of a Session-Reflector (RFC 8762, section 4.3), in unauthenticated mode:
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence Number                        |   0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Timestamp (64 bits)                       |   4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Error Estimate        |         must be zero          |  12
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                 Receive Timestamp (64 bits)                   |  16
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                 Session-Sender Sequence Number                |  24
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              Session-Sender Timestamp (64 bits)               |  28
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Session-Sender Error Estimate |         must be zero          |  36
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Ses-Sender TTL |         must be zero                          |  40
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
///
/// In authenticated mode: sequence number 0, time stamp 16, error estimate 24, receive time stamp 32, the sender's sequence
/// number 48, time stamp 64, error estimate 72, TTL 80, code 96.
///
/// @param sequence the sender's again from a stateless reflector; a stateful one counts its answers
/// @param timestamp when it left the reflector, by its clock
/// @param received when the question came there
/// @param question what the sender had written
/// @param ttl hops that the question had left, 0 from a reflector that cannot know
record StampReply(long sequence, NtpTimestamp timestamp, ErrorEstimate error, NtpTimestamp received, StampTest question,
        int ttl) {
    /// Seconds from 1900, where NTP begins, to 1970, where PTP does.
    private static final long PTP_EPOCH = 2_208_988_800L;

    /// Reads one.
    ///
    /// @param packet from position to limit; the position does not move
    /// @throws ProtocolViolation when it is too short for the mode, or signed with another key
    static StampReply decode(StampMode mode, ByteBuffer packet) throws ProtocolViolation {
        mode.verify(packet);
        int at = packet.position();
        var error = ErrorEstimate.of(packet.getShort(at + mode.timestamp() + 8) & 0xffff);
        int question = at + mode.questionTimestamp();
        return new StampReply(Integer.toUnsignedLong(packet.getInt(at)), time(error, packet.getLong(at + mode.timestamp())),
                error, time(error, packet.getLong(at + mode.received())),
                new StampTest(Integer.toUnsignedLong(packet.getInt(at + mode.question())),
                        new NtpTimestamp(packet.getLong(question)), ErrorEstimate.of(packet.getShort(question
                        + 8) & 0xffff)),
                packet.get(at + mode.ttl()) & 0xff);
    }

    /// A time stamp of PTP, seconds and nanoseconds, as one of NTP, seconds and fraction.
    private static NtpTimestamp time(ErrorEstimate error, long bits) {
        if (!error.ptp()) return new NtpTimestamp(bits);
        long nanos = Math.min(bits & 0xffff_ffffL, 999_999_999);
        return new NtpTimestamp((bits >>> 32) + PTP_EPOCH << 32 | (nanos << 32) / 1_000_000_000);
    }

    /// The same, leaving at another time: that is noted at the last moment.
    StampReply leavingAt(NtpTimestamp timestamp) {
        return new StampReply(sequence, timestamp, error, received, question, ttl);
    }

    /// Writes it over the question it answers, or into an empty buffer; what stands behind stays.
    ///
    /// @param into the position moves behind it
    void encode(StampMode mode, ByteBuffer into) {
        int at = into.position();
        for (int i = 0; i < mode.size(); i += 4) into.putInt(at + i, 0);
        int repeated = at + mode.questionTimestamp();
        into.putInt(at, (int) sequence).putLong(at + mode.timestamp(), timestamp.bits())
                .putShort(at + mode.timestamp() + 8, (short) error.bits())
                .putLong(at + mode.received(), received.bits())
                .putInt(at + mode.question(), (int) question.sequence()).putLong(repeated, question.timestamp().bits())
                .putShort(repeated + 8, (short) question.error().bits())
                .put(at + mode.ttl(), (byte) ttl);
        mode.sign(into);
        into.position(at + mode.size());
    }
}
