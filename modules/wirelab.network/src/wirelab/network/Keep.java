package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// A circuit is still wanted. Each end says so from time to time, and it passes the whole way: a node that has lost its
/// memory notices the label that it does not know, and a circuit of which nothing is heard is cleared.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 10 |
/// | label | u16 | the circuit's number on this link |
///
/// @param label the circuit's number on this link
public record Keep(int label) implements Frame.Labelled {
    /// Checks the bounds.
    public Keep {
        if (label < 0 || label > 65_535) throw new IllegalArgumentException("label " + label);
    }

    @Override
    public Type type() {
        return Type.KEEP;
    }

    @Override
    public byte[] encode() {
        return type().begin().u16(label).done();
    }

    static Keep read(FrameReader in) throws ProtocolViolation {
        return new Keep(in.u16("label", 0, 65_535));
    }

    @Override
    public String text() {
        return "KEEP " + label;
    }
}
