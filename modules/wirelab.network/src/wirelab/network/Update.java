package wirelab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import wirelab.kit.ProtocolViolation;

/// Part of a distance vector: how far the sender is from some nodes; after the Response of RFC 2453, section 4.
///
/// | field | bytes | meaning |
/// | --- | --- | --- |
/// | version, type | u8, u8 | 1, 2 |
/// | count | u8 | how many distances follow, 1 to 25 as in RFC 2453; a longer vector takes several updates |
/// | destination | name | to which node ... |
/// | metric | u16 | ... it is so far; infinity or more: it cannot be reached |
///
/// @param distances 1 to 25 of them
public record Update(List<Distance> distances) implements Frame.Routing {
    /// Most distances in one update.
    public static final int MOST = 25;

    /// How far it is to one node.
    ///
    /// @param destination the node
    /// @param metric sum of the costs of the links, 0 to 65,535
    public record Distance(String destination, int metric) {
        /// Checks the bounds.
        public Distance {
            NodeNames.check(destination);
            if (metric < 0 || metric > 65_535) throw new IllegalArgumentException("metric " + metric);
        }
    }

    /// Checks the number of distances.
    public Update {
        distances = List.copyOf(distances);
        if (distances.isEmpty() || distances.size() > MOST) throw new IllegalArgumentException(distances.size()
                + " distances");
    }

    @Override
    public Type type() {
        return Type.UPDATE;
    }

    @Override
    public byte[] encode() {
        var out = type().begin().u8(distances.size());
        for (var distance : distances) out.sizedText(1, distance.destination).u16(distance.metric);
        return out.done();
    }

    static Update read(FrameReader in) throws ProtocolViolation {
        int count = in.u8("count", 1, MOST);
        var distances = new ArrayList<Distance>(count);
        for (int i = 0; i < count; i++) distances.add(new Distance(in.name("destination"), in.u16("metric", 0, 65_535)));
        return new Update(distances);
    }

    @Override
    public String text() {
        return "UPDATE " + distances.stream().map(d -> d.destination + ":" + d.metric).collect(Collectors.joining(" "));
    }
}
