package wirelab.nat;

import java.net.InetSocketAddress;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What two clients of ours say to each other, inside the seal of [SecurityAssociation].
///
/// ```
/// 1 ping   id u32                        is this path open? (as the check of RFC 8445, section 2.2)
/// 2 pong   id u32, seen address          it is, and this is where you come from
/// 3 data   sequence u32, text to the end one message; the first has sequence 1
/// 4 ack    next u32                      every message before this one has been shown
/// ```
sealed interface PeerPacket {
    byte[] encode();

    record Ping(long id) implements PeerPacket {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(1).u32(id).done();
        }
    }

    record Pong(long id, InetSocketAddress seen) implements PeerPacket {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(2).u32(id).put(NatFields::address, seen).done();
        }
    }

    record Data(long sequence, String text) implements PeerPacket {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(3).u32(sequence).text(text).done();
        }
    }

    record Ack(long next) implements PeerPacket {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(4).u32(next).done();
        }
    }

    static PeerPacket decode(byte[] packet) throws ProtocolViolation {
        var in = new FieldReader(packet);
        int type = in.u8("type");
        var decoded = switch (type) {
            case 1 -> new Ping(in.u32("id"));
            case 2 -> new Pong(in.u32("id"), NatFields.address(in));
            case 3 -> new Data(in.u32("sequence"), text(in));
            case 4 -> new Ack(in.u32("next"));
            default -> throw new ProtocolViolation("type", 0, "unknown " + type);
        };
        in.end();
        return decoded;
    }

    private static String text(FieldReader in) throws ProtocolViolation {
        if (in.remaining() > Chat.MAX) throw new ProtocolViolation("text", in.offset(), "longer than " + Chat.MAX
                + " bytes");
        return in.text("text", in.remaining());
    }
}
