package wirelab.nat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// What two clients of ours say to each other, inside the seal of [Session].
///
/// ```
/// 1 ping   id u32                        is this path open? (as the check of RFC 8445, section 2.2)
/// 2 pong   id u32, seen address          it is, and this is where you come from
/// 3 data   sequence u32, text to the end one message; the first has sequence 1
/// 4 ack    next u32                      every message before this one has been shown
/// ```
sealed interface Packet {
    byte[] encode();

    record Ping(long id) implements Packet {
        @Override
        public byte[] encode() {
            return new Wire().u8(1).u32(id).done();
        }
    }

    record Pong(long id, InetSocketAddress seen) implements Packet {
        @Override
        public byte[] encode() {
            return new Wire().u8(2).u32(id).address(seen).done();
        }
    }

    record Data(long sequence, String text) implements Packet {
        @Override
        public byte[] encode() {
            return new Wire().u8(3).u32(sequence).bytes(text.getBytes(StandardCharsets.UTF_8)).done();
        }
    }

    record Ack(long next) implements Packet {
        @Override
        public byte[] encode() {
            return new Wire().u8(4).u32(next).done();
        }
    }

    static Packet decode(byte[] packet) throws ProtocolException {
        var in = new Fields(packet);
        int type = in.u8("type");
        var decoded = switch (type) {
            case 1 -> new Ping(in.u32("id"));
            case 2 -> new Pong(in.u32("id"), Wire.address(in));
            case 3 -> new Data(in.u32("sequence"), text(in));
            case 4 -> new Ack(in.u32("next"));
            default -> throw new ProtocolException("type", 0, "unknown " + type);
        };
        in.end();
        return decoded;
    }

    private static String text(Fields in) throws ProtocolException {
        if (in.remaining() > Chat.MAX) throw new ProtocolException("text", in.offset(), "longer than " + Chat.MAX
                + " bytes");
        return in.text("text", in.remaining());
    }
}
