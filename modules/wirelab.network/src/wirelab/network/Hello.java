package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// "I am here", to the neighbour at the other end of a link, again and again; after the Hello of RFC 2328, section 9.5.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 1 |
/// | sender | name | who says hello |
/// | heard | u8 | 1 if the sender hears the neighbour too, else 0: it has just started, or the link works one way |
///
/// @param sender who says hello
/// @param heard whether the sender has heard the neighbour within the dead interval
public record Hello(String sender, boolean heard) implements Frame {
    /// Checks the name.
    public Hello {
        NodeNames.check(sender);
    }

    @Override
    public Type type() {
        return Type.HELLO;
    }

    @Override
    public byte[] encode() {
        return type().begin().sizedText(1, sender).u8(heard ? 1 : 0).done();
    }

    static Hello read(FrameReader in) throws ProtocolViolation {
        return new Hello(in.name("sender"), in.u8("heard", 0, 1) == 1);
    }

    @Override
    public String text() {
        return "HELLO from " + sender + (heard ? ", I hear you" : "");
    }
}
