package wirelab.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import wirelab.kit.ProtocolViolation;

/// The links of one node as it sees them itself, flooded to all nodes; after the router-LSA of RFC 2328, section 12.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 3 |
/// | origin | name | whose links these are |
/// | sequence | u32 | 1 to 2,147,483,647; of two advertisements of one origin the greater is the newer |
/// | age | u32 | milliseconds since it was made, one added by each hop; from the greatest age on it is forgotten |
/// | count | u8 | how many links follow, 0 to 24 |
/// | neighbour | name | a link to this node ... |
/// | cost | u16 | ... which costs so much, 1 to 100 |
///
/// @param origin whose links these are
/// @param sequence which version of them
/// @param age milliseconds since it was made
/// @param links to neighbours that origin and neighbour both hear
public record Advertisement(String origin, long sequence, long age, List<Adjacency> links) implements Frame.Routing {
    /// The greatest sequence number, as in RFC 2328, section 12.1.6. At one a second it lasts for 68 years.
    public static final long MAX_SEQUENCE = 0x7fff_ffffL;

    /// One link.
    ///
    /// @param neighbour the node at its other end
    /// @param cost what it costs to go there
    public record Adjacency(String neighbour, int cost) {
        /// Checks the bounds.
        public Adjacency {
            NodeNames.check(neighbour);
            if (cost < 1 || cost > Topology.MAX_COST) throw new IllegalArgumentException("cost " + cost);
        }
    }

    /// Checks the bounds.
    public Advertisement {
        NodeNames.check(origin);
        links = List.copyOf(links);
        if (sequence < 1 || sequence > MAX_SEQUENCE) throw new IllegalArgumentException("sequence " + sequence);
        if (age < 0 || age > 0xffff_ffffL) throw new IllegalArgumentException("age " + age);
        if (links.size() > Topology.MAX_DEGREE) throw new IllegalArgumentException(links.size() + " links");
    }

    @Override
    public Type type() {
        return Type.ADVERTISEMENT;
    }

    @Override
    public byte[] encode() {
        var out = type().begin().sizedText(1, origin).u32(sequence).u32(age).u8(links.size());
        for (var link : links) out.sizedText(1, link.neighbour).u16(link.cost);
        return out.done();
    }

    static Advertisement read(FrameReader in) throws ProtocolViolation {
        String origin = in.name("origin");
        int at = in.offset();
        long sequence = in.u32("sequence", MAX_SEQUENCE);
        if (sequence == 0) throw new ProtocolViolation("sequence", at, "0 is not between 1 and " + MAX_SEQUENCE);
        long age = in.u32("age", 0xffff_ffffL);
        int count = in.u8("count", 0, Topology.MAX_DEGREE);
        var links = new ArrayList<Adjacency>(count);
        for (int i = 0; i < count; i++) links.add(new Adjacency(in.name("neighbour"), in.u16("cost", 1, Topology.MAX_COST)));
        return new Advertisement(origin, sequence, age, links);
    }

    /// Which of two advertisements of one origin is the newer. A node that was started anew may use a number a second time:
    /// then the contents decide, by an order that all nodes share (RFC 2328, section 13.1, has the checksums for that), so
    /// that all keep the same one until its origin goes past it.
    int compareVersion(Advertisement other) {
        if (sequence != other.sequence) return Long.compare(sequence, other.sequence);
        return Arrays.compareUnsigned(withAge(0).encode(), other.withAge(0).encode());
    }

    Advertisement withAge(long age) {
        return new Advertisement(origin, sequence, age, links);
    }

    @Override
    public String text() {
        return "LSA " + origin + " #" + sequence + " "
                + links.stream().map(l -> l.neighbour + ":" + l.cost).collect(Collectors.joining(" ", "[", "]"));
    }
}
