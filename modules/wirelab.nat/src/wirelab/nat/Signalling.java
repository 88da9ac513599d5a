package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What a client of ours and the server say to each other.
///
/// ```
///  0        1        2                        10
/// +--------+--------+------------------------+-----------------
/// |  0xFB  |  type  |  token (u64)           |  fields
/// +--------+--------+------------------------+-----------------
/// ```
///
/// The byte 0xFB stands in no UTF-8 text, so that no classroom datagram begins with it, and its first two bits are not
/// those of STUN; such a datagram is sent only to who has sent one. The token is a number that the client drew: whoever
/// does not see its datagrams can neither speak for it nor make it believe something in the server's name.
///
/// | type | from | message | fields |
/// | --- | --- | --- | --- |
/// | 1 | client | register | cookie u64, key 32 bytes, id text, private addresses list, zeros |
/// | 2 | client | keep alive | events seen u32, wanted late answer in ms u16, zeros to 48 bytes |
/// | 3 | client | leave | |
/// | 4 | client | probe | transaction u32, zeros to 48 bytes |
/// | 5 | client | connect | peer's id, sockets u8 (1 to 32) |
/// | 6 | client | ready | peer's id, round u32, [Profile] |
/// | 7 | client | relay | peer's id, packet to the end |
/// | 17 | server | cookie | cookie u64: register again with it (never longer than the question) |
/// | 18 | server | registered | public address, further addresses of the server list |
/// | 19 | server | refused | reason text |
/// | 20 | server | alive | public address, late u8 |
/// | 21 | server | unknown | token not known at this address: register again |
/// | 22 | server | members | from u32, to u32, events list (see [Event]) |
/// | 23 | server | seen | transaction u32, the server's clock in µs u64, public address |
/// | 24 | server | invite | peer's id, round u32, sockets u8 |
/// | 25 | server | go | peer's id, round u32, begin at this time of the server's clock in µs u64, [Profile] of the peer |
/// | 26 | server | relayed | peer's id, packet to the end |
sealed interface Signalling {
    int MAGIC = 0xFB;
    int KEY = 32;
    /// The longest datagram: fits every link without being fragmented (1,280 of IPv6 less headers).
    int MAX = 1232;
    int QUESTION = 48;

    long token();

    byte[] encode();

    static boolean is(byte[] datagram) {
        return datagram.length > 0 && (datagram[0] & 0xff) == MAGIC;
    }

    private static FieldWriter head(int type, long token) {
        return new FieldWriter().u8(MAGIC).u8(type).u64(token);
    }

    record Register(long token, long cookie, byte[] key, String id, List<InetSocketAddress> locals) implements Signalling {
        @Override
        public byte[] encode() {
            return head(1, token).u64(cookie).bytes(key).sizedText(1, id).put(NatFields::addresses, locals).done();
        }

        @Override
        public String toString() {
            return "Register[token=" + token + ", cookie=" + cookie + ", key=" + Bytes.of(key) + ", id=" + id
                    + ", locals=" + locals + "]";
        }
    }

    record KeepAlive(long token, long seen, int lateMillis) implements Signalling {
        @Override
        public byte[] encode() {
            return head(2, token).u32(seen).u16(lateMillis).zerosTo(QUESTION).done();
        }
    }

    record Leave(long token) implements Signalling {
        @Override
        public byte[] encode() {
            return head(3, token).done();
        }
    }

    record Probe(long token, long transaction) implements Signalling {
        @Override
        public byte[] encode() {
            return head(4, token).u32(transaction).zerosTo(QUESTION).done();
        }
    }

    record Connect(long token, String peer, int sockets) implements Signalling {
        @Override
        public byte[] encode() {
            return head(5, token).sizedText(1, peer).u8(sockets).done();
        }
    }

    record Ready(long token, String peer, long round, Profile profile) implements Signalling {
        @Override
        public byte[] encode() {
            return profile.encode(head(6, token).sizedText(1, peer).u32(round)).done();
        }
    }

    record Relay(long token, String peer, byte[] packet) implements Signalling {
        @Override
        public byte[] encode() {
            return head(7, token).sizedText(1, peer).bytes(packet).done();
        }

        @Override
        public String toString() {
            return "Relay[token=" + token + ", peer=" + peer + ", packet=" + Bytes.of(packet) + "]";
        }
    }

    record Cookie(long token, long cookie) implements Signalling {
        @Override
        public byte[] encode() {
            return head(17, token).u64(cookie).done();
        }
    }

    record Registered(long token, InetSocketAddress seen, List<InetSocketAddress> alternates) implements Signalling {
        @Override
        public byte[] encode() {
            return head(18, token).put(NatFields::address, seen).put(NatFields::addresses, alternates).done();
        }
    }

    record Refused(long token, String reason) implements Signalling {
        @Override
        public byte[] encode() {
            return head(19, token).sizedText(1, reason).done();
        }
    }

    record Alive(long token, InetSocketAddress seen, boolean late) implements Signalling {
        @Override
        public byte[] encode() {
            return head(20, token).put(NatFields::address, seen).u8(late ? 1 : 0).done();
        }
    }

    record Unknown(long token) implements Signalling {
        @Override
        public byte[] encode() {
            return head(21, token).done();
        }
    }

    record Members(long token, long from, long to, List<Event> events) implements Signalling {
        @Override
        public byte[] encode() {
            var out = head(22, token).u32(from).u32(to).u8(events.size());
            events.forEach(event -> event.encode(out));
            return out.done();
        }
    }

    record Seen(long token, long transaction, long clock, InetSocketAddress address) implements Signalling {
        @Override
        public byte[] encode() {
            return head(23, token).u32(transaction).u64(clock).put(NatFields::address, address).done();
        }
    }

    record Invite(long token, String peer, long round, int sockets) implements Signalling {
        @Override
        public byte[] encode() {
            return head(24, token).sizedText(1, peer).u32(round).u8(sockets).done();
        }
    }

    record Go(long token, String peer, long round, long clock, Profile profile) implements Signalling {
        @Override
        public byte[] encode() {
            return profile.encode(head(25, token).sizedText(1, peer).u32(round).u64(clock)).done();
        }
    }

    record Relayed(long token, String peer, byte[] packet) implements Signalling {
        @Override
        public byte[] encode() {
            return head(26, token).sizedText(1, peer).bytes(packet).done();
        }

        @Override
        public String toString() {
            return "Relayed[token=" + token + ", peer=" + peer + ", packet=" + Bytes.of(packet) + "]";
        }
    }

    static Signalling decode(byte[] datagram) throws ProtocolViolation {
        if (datagram.length > MAX) throw new ProtocolViolation("datagram", MAX, "longer than " + MAX + " bytes");
        var in = new FieldReader(datagram);
        if (in.u8("magic") != MAGIC) throw new ProtocolViolation("magic", 0, "not 0xFB");
        int type = in.u8("type");
        long token = in.u64("token");
        var signal = type < 16 ? fromClient(type, token, in) : fromServer(type, token, in);
        in.end();
        return signal;
    }

    private static Signalling fromClient(int type, long token, FieldReader in) throws ProtocolViolation {
        return switch (type) {
            case 1 -> new Register(token, in.u64("cookie"), in.bytes("key", KEY), NatFields.id(in),
                    NatFields.addresses(in, Profile.MAX_ADDRESSES));
            case 2 -> {
                var signal = new KeepAlive(token, in.u32("events seen"), in.u16("late answer"));
                yield padded(signal, in);
            }
            case 3 -> new Leave(token);
            case 4 -> padded(new Probe(token, in.u32("transaction")), in);
            case 5 -> new Connect(token, NatFields.id(in), sockets(in));
            case 6 -> new Ready(token, NatFields.id(in), in.u32("round"), Profile.decode(in));
            case 7 -> new Relay(token, NatFields.id(in), in.bytes("packet", in.remaining()));
            default -> throw new ProtocolViolation("type", 1, "unknown " + type);
        };
    }

    private static int sockets(FieldReader in) throws ProtocolViolation {
        int sockets = in.u8("sockets");
        if (sockets >= 1 && sockets <= Profile.MAX_SOCKETS) return sockets;
        throw new ProtocolViolation("sockets", in.offset() - 1, sockets + " is not 1 to " + Profile.MAX_SOCKETS);
    }

    private static Signalling padded(Signalling signal, FieldReader in) throws ProtocolViolation {
        if (in.offset() + in.remaining() != QUESTION) throw new ProtocolViolation("padding", in.offset(), "not to 48 bytes");
        in.zeros("padding", in.remaining());
        return signal;
    }

    private static Signalling fromServer(int type, long token, FieldReader in) throws ProtocolViolation {
        return switch (type) {
            case 17 -> new Cookie(token, in.u64("cookie"));
            case 18 -> new Registered(token, NatFields.address(in), NatFields.addresses(in, Profile.MAX_ADDRESSES));
            case 19 -> new Refused(token, NatFields.text(in, "reason"));
            case 20 -> {
                var seen = NatFields.address(in);
                int late = in.u8("late");
                if (late > 1) throw new ProtocolViolation("late", in.offset() - 1, "neither 0 nor 1");
                yield new Alive(token, seen, late == 1);
            }
            case 21 -> new Unknown(token);
            case 22 -> {
                long from = in.u32("from");
                long to = in.u32("to");
                int count = NatFields.count(in, 255);
                var events = new ArrayList<Event>();
                for (int i = 0; i < count; i++) events.add(Event.decode(in));
                yield new Members(token, from, to, events);
            }
            case 23 -> new Seen(token, in.u32("transaction"), in.u64("clock"), NatFields.address(in));
            case 24 -> new Invite(token, NatFields.id(in), in.u32("round"), sockets(in));
            case 25 -> new Go(token, NatFields.id(in), in.u32("round"), in.u64("clock"), Profile.decode(in));
            case 26 -> new Relayed(token, NatFields.id(in), in.bytes("packet", in.remaining()));
            default -> throw new ProtocolViolation("type", 1, "unknown " + type);
        };
    }
}
