package wirelab.multicast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// A datagram of our own. All numbers are unsigned (the time is signed) and in network byte order.
///
/// ```
///  0               1               2               3
/// +---------------+---------------+---------------+---------------+
/// | magic 0x574C4D43, "WLMC"                                      |  0
/// +---------------+---------------+---------------+---------------+
/// | version 1     | type          | flags       A | zero          |  4
/// +---------------+---------------+---------------+---------------+
/// | sender: a random number that each run of a sender draws anew  |  8
/// |                                                               |
/// +---------------+---------------+---------------+---------------+
/// | sequence, from 1                                              | 16
/// +---------------+---------------+---------------+---------------+
/// | text length in bytes, at most 1,000                           | 20
/// +---------------+---------------+---------------+---------------+
/// | time: nanoseconds since 1970 by the clock of who sends this   | 24
/// |                                                               |
/// +---------------+---------------+---------------+---------------+
/// | text (UTF-8), then zeros up to the end of the datagram        | 32
/// ```
///
/// | type | what | sequence | flag A | text, zeros |
/// | --- | --- | --- | --- | --- |
/// | 1 | [Data] | of this datagram | the receiver is to answer | as wanted |
/// | 2 | [End] | of the last datagram | 0 | none |
/// | 3 | [Answer] | of the datagram that is answered | 0 | none |
public sealed interface CastMessage extends Payload {
    /// Every datagram of ours begins with this: "WLMC".
    int MAGIC = 0x574C4D43;
    /// Bytes before the text.
    int HEADER = 32;
    /// Bytes of text that a datagram may carry.
    int MAX_TEXT = 1000;
    /// The greatest sequence number; a sender ends before it would begin again.
    long MAX_SEQUENCE = 0xffff_ffffL;

    /// {@return which run of which sender it comes from, or, for an answer, goes to: 64 random bits}
    long sender();

    /// {@return the number that counts the datagrams of a sender: from 1 to [#MAX_SEQUENCE]}
    long sequence();

    /// {@return when it was sent: nanoseconds since 1970 by the sender's clock}
    long time();

    /// One of the datagrams that are counted.
    ///
    /// @param sender see [CastMessage#sender()]
    /// @param sequence see [CastMessage#sequence()]
    /// @param time see [CastMessage#time()]
    /// @param answerWanted whether the receiver is to answer: flag A
    /// @param text for people, may be empty
    /// @param padding zeros behind the text, to give the datagram its size
    record Data(long sender, long sequence, long time, boolean answerWanted, String text,
            int padding) implements CastMessage {
        public Data {
            checkSequence(sequence);
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_TEXT) throw new UsageException("a text has at most " + MAX_TEXT + " bytes, not " + length);
            if (padding < 0 || HEADER + length + padding > UdpSocket.MAX_PAYLOAD) {
                throw new UsageException("a datagram has at most " + UdpSocket.MAX_PAYLOAD + " bytes");
            }
        }
    }

    /// The sender has sent its last datagram: without this nobody would know how many were lost at the end. Sent several
    /// times, since it may get lost itself.
    ///
    /// @param sender see [CastMessage#sender()]
    /// @param time see [CastMessage#time()]
    record End(long sender, long sequence, long time) implements CastMessage {
        public End {
            checkSequence(sequence);
        }
    }

    /// The receiver has got a datagram that wanted an answer; goes back to its source.
    ///
    /// @param time the time in the datagram, so that its sender can tell the round trip
    record Answer(long sender, long sequence, long time) implements CastMessage {
        public Answer {
            checkSequence(sequence);
        }
    }

    private static void checkSequence(long sequence) {
        if (sequence < 1 || sequence > MAX_SEQUENCE) {
            throw new UsageException("a sequence number is from 1 to " + MAX_SEQUENCE + ", not " + sequence);
        }
    }

    /// Writes it.
    ///
    /// @return a datagram, from position to limit
    default ByteBuffer encode() {
        byte[] text = this instanceof Data data ? data.text.getBytes(StandardCharsets.UTF_8) : new byte[0];
        int padding = this instanceof Data data ? data.padding : 0;
        boolean answerWanted = this instanceof Data data && data.answerWanted;
        int type = switch (this) {
            case Data _ -> 1;
            case End _ -> 2;
            case Answer _ -> 3;
        };
        var out = ByteBuffer.allocate(HEADER + text.length + padding);
        new FieldWriter(out).u32(MAGIC).u8(1).u8(type).u8(answerWanted ? 1 : 0).u8(0)
                .u64(sender()).u32(sequence()).u32(text.length).u64(time()).bytes(text);
        return out.clear();
    }

    /// Whether a datagram claims to be one of ours.
    ///
    /// @param datagram from position to limit
    /// @return whether it begins with the magic number
    static boolean isOurs(ByteBuffer datagram) {
        return datagram.remaining() >= Integer.BYTES && datagram.getInt(datagram.position()) == MAGIC;
    }

    /// Reads one.
    ///
    /// @param datagram from position to limit; its position does not move
    /// @throws ProtocolViolation when it is none, naming field and offset
    static CastMessage decode(ByteBuffer datagram) throws ProtocolViolation {
        var in = new FieldReader(datagram);
        if (in.u32("magic") != MAGIC) throw new ProtocolViolation("magic", 0, "not 0x574C4D43");
        int version = in.u8("version");
        if (version != 1) throw new ProtocolViolation("version", 4, version + " is not 1");
        int type = in.u8("type");
        if (type < 1 || type > 3) throw new ProtocolViolation("type", 5, type + " is not 1, 2 or 3");
        int flags = in.u8("flags");
        if (flags > (type == 1 ? 1 : 0)) throw new ProtocolViolation("flags", 6, "unknown flags in " + flags);
        if (in.u8("zero") != 0) throw new ProtocolViolation("zero", 7, "not zero");
        long sender = in.u64("sender");
        long sequence = in.u32("sequence");
        if (sequence == 0) throw new ProtocolViolation("sequence", 16, "0, but the first is 1");
        int textLength = (int) in.u32("text length");
        if (textLength < 0 || textLength > MAX_TEXT) throw new ProtocolViolation("text length", 20, "more than " + MAX_TEXT);
        long time = in.u64("time");
        if (type == 1) {
            String text = in.text("text", textLength);
            return new Data(sender, sequence, time, flags == 1, text, padding(in));
        }
        if (textLength > 0) throw new ProtocolViolation("text length", 20, "only data has a text");
        in.end();
        return type == 2 ? new End(sender, sequence, time) : new Answer(sender, sequence, time);
    }

    private static int padding(FieldReader in) throws ProtocolViolation {
        int from = in.offset();
        if (from + in.remaining() > UdpSocket.MAX_PAYLOAD) {
            throw new ProtocolViolation("padding", from, "the datagram is longer than " + UdpSocket.MAX_PAYLOAD);
        }
        int length = in.remaining();
        in.zeros("padding", length);
        return length;
    }
}
