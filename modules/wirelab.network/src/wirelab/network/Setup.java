package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// The request for a circuit. It alone carries addresses: each node on the way looks the destination up once, chooses a
/// label for the next link, and remembers both.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 6 |
/// | label | u16 | the circuit's number on this link, by the sender: even if it has the lesser name, else odd |
/// | source | name | who calls |
/// | destination | name | who is called |
/// | ttl | u8 | how many links the set-up may still pass, 1 to 255 |
/// | mtu | u16 | longest frame of the links so far, 512 to 1,472 |
/// | hops | u8 | links passed so far, this one included, 1 to 255 |
///
/// @param label the circuit's number on this link
/// @param source who calls
/// @param destination who is called
/// @param ttl how many links it may still pass
/// @param mtu longest frame of all links so far
/// @param hops links passed so far
public record Setup(int label, String source, String destination, int ttl, int mtu, int hops) implements Frame.Labelled {
    /// Checks the bounds.
    public Setup {
        NodeNames.check(source);
        NodeNames.check(destination);
        if (label < 0 || label > 65_535) throw new IllegalArgumentException("label " + label);
        if (ttl < 1 || ttl > 255) throw new IllegalArgumentException("ttl " + ttl);
        if (mtu < Topology.MIN_MTU || mtu > MAX_LENGTH) throw new IllegalArgumentException("mtu " + mtu);
        if (hops < 1 || hops > 255) throw new IllegalArgumentException("hops " + hops);
    }

    @Override
    public Type type() {
        return Type.SETUP;
    }

    @Override
    public byte[] encode() {
        return type().begin().u16(label).sizedText(1, source).sizedText(1, destination).u8(ttl).u16(mtu).u8(hops).done();
    }

    static Setup read(FrameReader in) throws ProtocolViolation {
        return new Setup(in.u16("label", 0, 65_535), in.name("source"), in.name("destination"), in.u8("ttl", 1, 255),
                in.u16("mtu", Topology.MIN_MTU, MAX_LENGTH), in.u8("hops", 1, 255));
    }

    @Override
    public String text() {
        return "SETUP " + label + ": " + source + " calls " + destination;
    }
}
