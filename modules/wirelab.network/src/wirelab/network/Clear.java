package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// A circuit is refused, or is no more. Each node on the way forgets its labels and passes this on to the other side; it
/// is never answered.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 8 |
/// | label | u16 | the circuit's number on this link |
/// | reason | u8 | 1 to 9, see [Reason] |
/// | reporter | name | the node that began the clearing |
///
/// @param label the circuit's number on this link
/// @param reason why
/// @param reporter the node that began the clearing
public record Clear(int label, Reason reason, String reporter) implements Frame.Labelled {
    /// Why there is no circuit, or no longer one.
    public enum Reason {
        /// One of the two ends has closed it; 1.
        CLOSED("closed"),
        /// The called node does not take calls; 2.
        REFUSED("refused"),
        /// A node on the way has no route to the called one; 3.
        NO_ROUTE("no route"),
        /// The set-up passed more links than it was allowed to; 4.
        TTL_EXPIRED("too many hops"),
        /// A node on the way has as many circuits as it may have; 5.
        FULL("no room for another circuit"),
        /// The neighbour on the way has died, or the link to it; 6.
        NEIGHBOUR_DOWN("neighbour is down"),
        /// Nothing was heard of the circuit for too long, or no answer to its set-up; 7.
        TIMEOUT("time-out"),
        /// A packet is missing, so that the order cannot be kept; 8.
        SEQUENCE("a packet was lost"),
        /// A label that means nothing to the node, as after a restart, or one that it could not have been given; 9.
        UNKNOWN_LABEL("unknown label");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    /// Checks the bounds.
    public Clear {
        NodeNames.check(reporter);
        if (label < 0 || label > 65_535) throw new IllegalArgumentException("label " + label);
    }

    @Override
    public Type type() {
        return Type.CLEAR;
    }

    @Override
    public byte[] encode() {
        return type().begin().u16(label).u8(reason.ordinal() + 1).sizedText(1, reporter).done();
    }

    static Clear read(FrameReader in) throws ProtocolViolation {
        return new Clear(in.u16("label", 0, 65_535), Reason.values()[in.u8("reason", 1, Reason.values().length) - 1],
                in.name("reporter"));
    }

    @Override
    public String text() {
        return "CLEAR " + label + ": " + reason.words() + ", says " + reporter;
    }
}
