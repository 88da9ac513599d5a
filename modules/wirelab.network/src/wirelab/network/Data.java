package wirelab.network;

import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// A packet in a circuit: no address, only the label, which each node on the way replaces by that of the next link.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 9 |
/// | label | u16 | the circuit's number on this link |
/// | sequence | u32 | 0 for the first packet of one direction, then one more each time; from the last back to 0 |
/// | payload | payload | at most 1,400 bytes, and no more than the circuit's MTU has room for |
///
/// @param label the circuit's number on this link
/// @param sequence which packet of its direction
/// @param payload what it carries; not copied
public record Data(int label, long sequence, byte[] payload) implements Frame.Labelled {
    /// Bytes of a frame beside its payload.
    static final int HEADER = 10;

    /// Checks the bounds.
    public Data {
        if (label < 0 || label > 65_535) throw new IllegalArgumentException("label " + label);
        if (sequence < 0 || sequence > 0xffff_ffffL) throw new IllegalArgumentException("sequence " + sequence);
        if (payload.length > MAX_PAYLOAD) throw new IllegalArgumentException(payload.length + " bytes");
    }

    @Override
    public Type type() {
        return Type.DATA;
    }

    @Override
    public byte[] encode() {
        return type().begin().u16(label).u32(sequence).sized(2, payload).done();
    }

    static Data read(FrameReader in) throws ProtocolViolation {
        return new Data(in.u16("label", 0, 65_535), in.u32("sequence", 0xffff_ffffL), in.payload());
    }

    @Override
    public String text() {
        return "DATA " + label + " #" + sequence + ", " + Text.count(payload.length, "byte");
    }

    @Override
    public String toString() {
        return "Data[label=" + label + ", sequence=" + sequence + ", payload=" + Bytes.of(payload) + "]";
    }
}
