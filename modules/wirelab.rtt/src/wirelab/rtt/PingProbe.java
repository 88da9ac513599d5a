package wirelab.rtt;

import java.nio.ByteBuffer;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// An ICMP echo request (RFC 792; RFC 4443, section 4.1) around an echo probe. The system fills in checksum and identifier
/// of what leaves by a socket for pings, and passes up what answers that identifier alone (icmp(7)).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Type      |     Code      |          Checksum             |   0
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           Identifier          |        Sequence Number        |   4
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     echo probe                                                |   8
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
final class PingProbe implements ProbeFormat {
    static final int HEADER = 8;
    private static final int REQUEST = 8;
    private static final int REPLY = 0;
    private static final int REQUEST_6 = 128;
    private static final int REPLY_6 = 129;

    private final EchoProbe payload;
    private final boolean ipv6;

    PingProbe(EchoProbe payload, boolean ipv6) {
        this.payload = payload;
        this.ipv6 = ipv6;
    }

    @Override
    public int size() {
        return HEADER + payload.size();
    }

    @Override
    public void encode(ByteBuffer into, int sequence) {
        into.put((byte) (ipv6 ? REQUEST_6 : REQUEST)).put((byte) 0).putShort((short) 0).putShort((short) 0)
                .putShort((short) sequence);
        payload.encode(into, sequence);
    }

    @Override
    public Reading decode(ByteBuffer datagram, long wall) throws ProtocolViolation {
        int type = new FieldReader(datagram).u8("type");
        if (datagram.remaining() < HEADER) throw new ProtocolViolation("header", 0, "has fewer than 8 bytes");
        if (type != (ipv6 ? REPLY_6 : REPLY)) return Reading.Not.FOREIGN;
        return payload.decode(datagram.slice(datagram.position() + HEADER, datagram.remaining() - HEADER), wall);
    }
}
