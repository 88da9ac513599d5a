package wirelab.network;

import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// The connectionless service: each datagram carries the full address and finds its own way.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 4 |
/// | source | name | who sends it, and is told if it cannot be forwarded |
/// | destination | name | whom it is for |
/// | ttl | u8 | how many links it may still pass, 1 to 255 |
/// | id | u32 | chosen by the source, so that it knows which one a report means |
/// | payload | payload | at most 1,400 bytes, and no more than the least MTU on the way has room for |
///
/// @param source who sends it
/// @param destination whom it is for
/// @param ttl how many links it may still pass
/// @param id which one of its source
/// @param payload what it carries; not copied
public record Datagram(String source, String destination, int ttl, long id, byte[] payload) implements Frame.Routed {
    /// Checks the bounds.
    public Datagram {
        NodeNames.check(source);
        NodeNames.check(destination);
        if (ttl < 1 || ttl > 255) throw new IllegalArgumentException("ttl " + ttl);
        if (payload.length > MAX_PAYLOAD) throw new IllegalArgumentException(payload.length + " bytes");
    }

    @Override
    public Type type() {
        return Type.DATAGRAM;
    }

    @Override
    public byte[] encode() {
        return type().begin().sizedText(1, source).sizedText(1, destination).u8(ttl).u32(id).sized(2, payload).done();
    }

    static Datagram read(FrameReader in) throws ProtocolViolation {
        return new Datagram(in.name("source"), in.name("destination"), in.u8("ttl", 1, 255), in.u32("id", 0xffff_ffffL),
                in.payload());
    }

    @Override
    public Datagram withTtl(int ttl) {
        return new Datagram(source, destination, ttl, id, payload);
    }

    @Override
    public String text() {
        return "DATAGRAM " + source + ">" + destination + " ttl " + ttl + " #" + id + ", "
                + Text.count(payload.length, "byte");
    }

    @Override
    public String toString() {
        return "Datagram[source=" + source + ", destination=" + destination + ", ttl=" + ttl + ", id=" + id
                + ", payload=" + Bytes.of(payload) + "]";
    }
}
