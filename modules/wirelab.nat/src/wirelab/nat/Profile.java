package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What one end tells the other before both punch: how its NAT maps the socket that it will use, and where that socket is.
///
/// ```
/// mapping u8, stride u8, round trip to the server in µs u32, public addresses list, private addresses list
/// ```
///
/// @param mapping how public ports come about
/// @param stride distance from one public port to the next where they are sequential, else 0
/// @param rttMicros round trip between this end and the server
/// @param publics where the server sees the socket; where ports are sequential, the last port given out
record Profile(Mapping mapping, int stride, int rttMicros, List<InetSocketAddress> publics, List<InetSocketAddress> locals) {
    /// Enough for two families and a machine with several networks.
    static final int MAX_ADDRESSES = 8;
    /// Sockets that one round may use.
    static final int MAX_SOCKETS = 32;

    /// How a NAT chooses the public port (RFC 4787, section 4.1), as far as it matters for meeting.
    enum Mapping {
        /// Endpoint-independent, or so as it looks: the peer will see the port that the server sees.
        STABLE,
        /// A new port for each destination, at a fixed distance from the last: can be predicted.
        SEQUENTIAL,
        /// A new port for each destination (or each address), anywhere: cannot be predicted, only guessed at.
        UNPREDICTABLE
    }

    /// For `@path`.
    String words() {
        return switch (mapping) {
            case STABLE -> "to a stable port";
            case SEQUENTIAL -> "to the next port for each destination";
            case UNPREDICTABLE -> "to an unpredictable port for each destination";
        };
    }

    FieldWriter encode(FieldWriter out) {
        return out.u8(mapping.ordinal()).u8(stride).u32(rttMicros).put(NatFields::addresses, publics)
                .put(NatFields::addresses, locals);
    }

    static Profile decode(FieldReader in) throws ProtocolViolation {
        int mapping = in.u8("mapping");
        if (mapping >= Mapping.values().length) throw new ProtocolViolation("mapping", in.offset() - 1, "unknown "
                + mapping);
        int stride = in.u8("stride");
        long rtt = in.u32("round trip");
        if (rtt > 10_000_000) throw new ProtocolViolation("round trip", in.offset() - 4, "more than 10 s");
        return new Profile(Mapping.values()[mapping], stride, (int) rtt, NatFields.addresses(in, MAX_SOCKETS),
                NatFields.addresses(in, MAX_ADDRESSES));
    }
}
