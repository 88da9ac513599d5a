package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// The called node accepts; this goes back along the way of the set-up, and the circuit stands.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 7 |
/// | label | u16 | the circuit's number on this link |
/// | mtu | u16 | longest frame of the whole way, 512 to 1,472 |
/// | hops | u8 | links of the whole way, 1 to 255 |
///
/// @param label the circuit's number on this link
/// @param mtu longest frame of the whole way
/// @param hops links of the whole way
public record Accepted(int label, int mtu, int hops) implements Frame.Labelled {
    /// Checks the bounds.
    public Accepted {
        if (label < 0 || label > 65_535) throw new IllegalArgumentException("label " + label);
        if (mtu < Topology.MIN_MTU || mtu > MAX_LENGTH) throw new IllegalArgumentException("mtu " + mtu);
        if (hops < 1 || hops > 255) throw new IllegalArgumentException("hops " + hops);
    }

    @Override
    public Type type() {
        return Type.ACCEPT;
    }

    @Override
    public byte[] encode() {
        return type().begin().u16(label).u16(mtu).u8(hops).done();
    }

    static Accepted read(FrameReader in) throws ProtocolViolation {
        return new Accepted(in.u16("label", 0, 65_535), in.u16("mtu", Topology.MIN_MTU, MAX_LENGTH), in.u8("hops", 1, 255));
    }

    @Override
    public String text() {
        return "ACCEPT " + label + ", " + hops + (hops == 1 ? " hop" : " hops");
    }
}
