package wirelab.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Networks for tests.
final class Networks {
    static final Duration LONG = Duration.ofMinutes(10);

    private Networks() {}

    /// The same, but for what no program changes.
    private static NodeOptions varied(NodeOptions o, Duration maxAge, int ttl, int circuits, Duration setup, Duration keep) {
        return new NodeOptions(o.routing(), o.hello(), o.dead(), o.update(), o.timeout(), o.garbage(), o.poisonedReverse(),
                o.triggered(), o.infinity(), maxAge, ttl, circuits, setup, keep);
    }

    static NodeOptions withMaxAge(NodeOptions o, Duration maxAge) {
        return varied(o, maxAge, o.ttl(), o.circuits(), o.setup(), o.keep());
    }

    static NodeOptions withTtl(NodeOptions o, int ttl) {
        return varied(o, o.maxAge(), ttl, o.circuits(), o.setup(), o.keep());
    }

    static NodeOptions withCircuits(int circuits, Duration each) {
        return varied(NodeOptions.DEFAULTS, NodeOptions.DEFAULTS.maxAge(), NodeOptions.DEFAULTS.ttl(), circuits, each, each);
    }

    /// A connected graph of 3 to 30 nodes: a random tree and up to twice as many further links, costs 1 to 10.
    static Topology random(Random random) {
        int n = 3 + random.nextInt(28);
        var nodes = new ArrayList<String>();
        for (int i = 0; i < n; i++) nodes.add("n" + i);
        var links = new ArrayList<Topology.Link>();
        Set<Set<String>> pairs = new HashSet<>();
        for (int i = 1; i < n; i++) join(random, nodes.get(i), nodes.get(random.nextInt(i)), pairs, links);
        for (int extra = random.nextInt(2 * n); extra > 0; extra--) {
            join(random, nodes.get(random.nextInt(n)), nodes.get(random.nextInt(n)), pairs, links);
        }
        return new Topology(nodes, links);
    }

    private static void join(Random random, String a, String b, Set<Set<String>> pairs, List<Topology.Link> links) {
        if (a.equals(b) || links.stream().filter(l -> l.touches(a)).count() >= Topology.MAX_DEGREE
                || links.stream().filter(l -> l.touches(b)).count() >= Topology.MAX_DEGREE
                        || !pairs.add(Set.of(a, b))) return;
        links.add(new Topology.Link(a, b, 1 + random.nextInt(10), Duration.ofMillis(random.nextInt(10)), Frame.MAX_LENGTH));
    }

    /// A line of nodes, all costs 1.
    static Topology line(String... nodes) {
        var links = new ArrayList<Topology.Link>();
        for (int i = 1; i < nodes.length; i++) links.add(Topology.Link.of(nodes[i - 1], nodes[i], 1));
        return new Topology(List.of(nodes), links);
    }

    static NodeOptions options(NodeOptions.Method method) {
        return NodeOptions.DEFAULTS.withRouting(method);
    }

    static Simulator converged(Topology topology, NodeOptions options) {
        var network = Simulator.start(topology, options, 7);
        if (!network.awaitConverged(LONG)) throw new AssertionError("not converged");
        return network;
    }
}
