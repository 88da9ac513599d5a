package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.nat.Member.Dialect;

/// Something that the server tells everybody: a client is here (or elsewhere than before), has left, or has fallen silent.
///
/// ```
/// kind u8: 0 tagged, 1 spoken, 2 ours is here   id, public addresses list, private addresses list,
///                                               key (32 bytes, ours alone)
///          3 unregistered, 4 off-line           id, public address
/// ```
sealed interface Event {
    String id();

    FieldWriter encode(FieldWriter out);

    record Present(Member member) implements Event {
        @Override
        public String id() {
            return member.id();
        }

        @Override
        public FieldWriter encode(FieldWriter out) {
            return out.u8(member.dialect().ordinal()).sizedText(1, member.id()).put(NatFields::addresses, member.publics())
                    .put(NatFields::addresses, member.locals()).bytes(member.key());
        }
    }

    record Gone(String id, boolean left, InetSocketAddress address) implements Event {
        @Override
        public FieldWriter encode(FieldWriter out) {
            return out.u8(left ? 3 : 4).sizedText(1, id).put(NatFields::address, address);
        }
    }

    static Event decode(FieldReader in) throws ProtocolViolation {
        int kind = in.u8("kind");
        if (kind > 4) throw new ProtocolViolation("kind", in.offset() - 1, "unknown " + kind);
        String id = NatFields.id(in);
        if (kind >= 3) return new Gone(id, kind == 3, NatFields.address(in));
        var dialect = Dialect.values()[kind];
        int at = in.offset();
        List<InetSocketAddress> publics = NatFields.addresses(in, 2);
        if (publics.isEmpty()) throw new ProtocolViolation("public addresses", at, "none");
        return new Present(new Member(id, dialect, publics, NatFields.addresses(in, Profile.MAX_ADDRESSES),
                in.bytes("key", dialect == Dialect.OURS ? Signalling.KEY : 0)));
    }
}
