package wirelab.network;

import wirelab.kit.ProtocolViolation;

/// A datagram could not be forwarded, and its source is told; after ICMP (RFC 792). A report travels like a datagram. Of a
/// report that cannot be forwarded nobody is told (RFC 1122, section 3.2.2): two reports could chase each other for ever.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 5 |
/// | source | name | the node that dropped the datagram |
/// | destination | name | the source of the datagram |
/// | ttl | u8 | of the report itself |
/// | problem | u8 | 1 TTL expired, 2 MTU exceeded, 3 destination unreachable |
/// | mtu | u16 | problem 2: longest frame of the link, 512 to 1,472; else 0 |
/// | about | name | where the datagram was going |
/// | id | u32 | which datagram of its source |
///
/// @param source the node that dropped the datagram
/// @param destination whom the report is for
/// @param ttl how many links the report may still pass
/// @param problem why it was dropped
/// @param mtu longest frame of the link that was too narrow, else 0
/// @param about the destination of the datagram
/// @param id which datagram of its source
public record Report(String source, String destination, int ttl, Problem problem, int mtu, String about, long id)
        implements Frame.Routed {
    /// Why a datagram was dropped.
    public enum Problem {
        /// It had passed as many links as it was allowed to; 1.
        TTL_EXPIRED("its time to live has expired"),
        /// It is longer than the next link carries, and nobody cuts datagrams to pieces here; 2.
        MTU_EXCEEDED("it is too long for a link on the way"),
        /// There is no route to its destination; 3.
        UNREACHABLE("its destination cannot be reached");

        private final String words;

        Problem(String words) {
            this.words = words;
        }

        /// {@return as the end of the sentence "it was dropped because": a few words}
        public String words() {
            return words;
        }
    }

    /// Checks the bounds.
    public Report {
        NodeNames.check(source);
        NodeNames.check(destination);
        NodeNames.check(about);
        if (ttl < 1 || ttl > 255) throw new IllegalArgumentException("ttl " + ttl);
        boolean fits = problem == Problem.MTU_EXCEEDED ? mtu >= Topology.MIN_MTU && mtu <= MAX_LENGTH : mtu == 0;
        if (!fits) throw new IllegalArgumentException("mtu " + mtu);
    }

    @Override
    public Type type() {
        return Type.REPORT;
    }

    @Override
    public byte[] encode() {
        return type().begin().sizedText(1, source).sizedText(1, destination).u8(ttl).u8(problem.ordinal() + 1).u16(mtu)
                .sizedText(1, about).u32(id).done();
    }

    static Report read(FrameReader in) throws ProtocolViolation {
        String source = in.name("source");
        String destination = in.name("destination");
        int ttl = in.u8("ttl", 1, 255);
        var problem = Problem.values()[in.u8("problem", 1, Problem.values().length) - 1];
        boolean narrow = problem == Problem.MTU_EXCEEDED;
        int mtu = in.u16("mtu", narrow ? Topology.MIN_MTU : 0, narrow ? MAX_LENGTH : 0);
        return new Report(source, destination, ttl, problem, mtu, in.name("about"), in.u32("id", 0xffff_ffffL));
    }

    @Override
    public Report withTtl(int ttl) {
        return new Report(source, destination, ttl, problem, mtu, about, id);
    }

    @Override
    public String text() {
        return "REPORT " + problem + (mtu > 0 ? " (" + mtu + ")" : "") + " " + destination + ">" + about + " #" + id;
    }
}
