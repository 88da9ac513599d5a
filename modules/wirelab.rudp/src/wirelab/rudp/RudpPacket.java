package wirelab.rudp;

import java.nio.ByteBuffer;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What stands before the frames of every packet: the PDU's three numbers, and the first bytes of its data.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---------------------------------------------------------------+
///  |                           sequence                            |
///  +---------------------------------------------------------------+
///  |                              ack                              |
///  +---------------------------------------------------------------+
///  |                         ack_bitfield                          |
///  +---------------+-----------------------------------------------+
///  |0 0|S|P|A| kind|                                               |
///  +---------------+        connection id, 64 bits                 |
///  |                                                               |
///  |               +-----------------------------------------------+
///  |               |  body ...  CRC-32C (4 bytes) or tag (16 bytes)
/// ```
///
/// @param sequence the last 32 bits of the number of this transmission: each has one of its own
/// @param ack those of the highest number received, if there is one
/// @param bits for each of the 32 numbers before `ack` whether it was received, the one just before it in the last bit
/// @param hasAck A: whether anything was received
/// @param phase P: which of two keys it is sealed with
/// @param sealed S: whether it is sealed at all
/// @param connection chosen by the client
record RudpPacket(Kind kind, int sequence, int ack, int bits, boolean hasAck, boolean phase, boolean sealed,
        long connection) {
    /// Bytes before the body.
    static final int HEADER = 21;
    private static final int ACKED = 0x08, PHASE = 0x10, SEALED = 0x20, UNUSED = 0xc0;

    /// What a packet is for; the number is its place in this list.
    enum Kind {
        /// Frames, on a connection.
        DATA,
        /// The client wants a connection.
        HELLO,
        /// The server wants to see that the client is where it says.
        COOKIE,
        /// The server has made the connection.
        WELCOME,
        /// The server knows nothing of such a connection.
        RESET
    }

    RudpPacket(Kind kind, int sequence, long connection) {
        this(kind, sequence, 0, 0, false, false, false, connection);
    }

    void write(FieldWriter out) {
        out.u32(sequence & 0xffff_ffffL).u32(ack & 0xffff_ffffL).u32(bits & 0xffff_ffffL);
        out.u8(kind.ordinal() | (hasAck ? ACKED : 0) | (phase ? PHASE : 0) | (sealed ? SEALED : 0)).u64(connection);
    }

    /// Reads what stands before the body.
    ///
    /// @param datagram from position to limit; not moved
    static RudpPacket read(ByteBuffer datagram) throws ProtocolViolation {
        var in = new FieldReader(datagram);
        int sequence = (int) in.u32("sequence");
        int ack = (int) in.u32("ack");
        int bits = (int) in.u32("ack_bitfield");
        int flags = in.u8("flags");
        int kind = flags & 7;
        if (kind >= Kind.values().length || (flags & UNUSED) != 0) {
            throw new ProtocolViolation("flags", 12, "are unknown: 0x" + Integer.toHexString(flags));
        }
        boolean hasAck = (flags & ACKED) != 0;
        if (!hasAck && (ack != 0 || bits != 0)) throw new ProtocolViolation("ack", 4, "is there without its flag");
        if ((flags & PHASE) != 0 && (flags & SEALED) == 0)
            throw new ProtocolViolation("flags", 12, "have a phase without a seal");
        return new RudpPacket(Kind.values()[kind], sequence, ack, bits, hasAck, (flags & PHASE) != 0, (flags & SEALED) != 0,
                in.u64("connection id"));
    }
}
