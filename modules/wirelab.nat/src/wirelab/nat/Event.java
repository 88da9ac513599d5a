package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// Something that the server tells everybody: a client is here (or elsewhere than before), has left, or has fallen silent.
///
/// ```
/// kind u8: 0 tagged, 1 spoken, 2 ours is here   id, public addresses list, private addresses list,
///                                               key (32 bytes, ours alone)
///          3 unregistered, 4 off-line           id, public address
/// ```
sealed interface Event {
    String id();

    Wire encode(Wire out);

    record Present(Member member) implements Event {
        @Override
        public String id() {
            return member.id();
        }

        @Override
        public Wire encode(Wire out) {
            return out.u8(member.dialect().ordinal()).text(member.id()).addresses(member.publics())
                    .addresses(member.locals())
                    .bytes(member.key());
        }
    }

    record Gone(String id, boolean left, InetSocketAddress address) implements Event {
        @Override
        public Wire encode(Wire out) {
            return out.u8(left ? 3 : 4).text(id).address(address);
        }
    }

    static Event decode(Fields in) throws ProtocolException {
        int kind = in.u8("kind");
        if (kind > 4) throw new ProtocolException("kind", in.offset() - 1, "unknown " + kind);
        String id = Wire.id(in);
        if (kind >= 3) return new Gone(id, kind == 3, Wire.address(in));
        var dialect = Dialect.values()[kind];
        int at = in.offset();
        List<InetSocketAddress> publics = Wire.addresses(in, 2);
        if (publics.isEmpty()) throw new ProtocolException("public addresses", at, "none");
        return new Present(new Member(id, dialect, publics, Wire.addresses(in, Profile.MAX_ADDRESSES),
                in.bytes("key", dialect == Dialect.OURS ? Signal.KEY : 0)));
    }
}
