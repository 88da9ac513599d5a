package wirelab.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Which nodes there are and which links join them. As a file, one line for each:
///
/// ```
/// # a comment
/// link a b cost=2 delay=5ms mtu=600
/// node z
/// ```
///
/// A node that a link names need not stand in a line of its own. Cost is 1 to 100 (1 when nothing is said), delay at most
/// 10 s (0), MTU the longest frame in bytes, 512 to 1,472 (1,472). A line that cannot be read is an error with its number.
///
/// @param nodes names, in the order of the file
/// @param links which join two of them each
public record Topology(List<String> nodes, List<Link> links) {
    /// Most nodes of a network: a drawing and a table that a person can read.
    public static final int MAX_NODES = 64;
    /// Most links at one node, so that an advertisement fits the least MTU.
    public static final int MAX_DEGREE = 24;
    /// Greatest cost of a link: the longest way over 64 nodes then fits a metric.
    public static final int MAX_COST = 100;
    /// Least MTU of a link in bytes: an update or advertisement of the greatest length fits.
    public static final int MIN_MTU = 512;
    /// Longest delay of a link.
    public static final Duration MAX_DELAY = Duration.ofSeconds(10);
    /// Longest file that is read, in bytes.
    public static final int MAX_BYTES = 100_000;

    /// A link between two nodes, the same in both directions; it carries frames in order.
    ///
    /// @param a one of the nodes
    /// @param b the other
    /// @param cost what it costs to go over it, 1 to 100
    /// @param delay how long a frame takes
    /// @param mtu longest frame that it carries, in bytes
    public record Link(String a, String b, int cost, Duration delay, int mtu) {
        /// Checks the bounds.
        public Link {
            NodeNames.check(a);
            NodeNames.check(b);
            if (a.equals(b)) throw new IllegalArgumentException("a link from " + a + " to itself");
            if (cost < 1 || cost > MAX_COST) throw new IllegalArgumentException("cost " + cost);
            if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) throw new IllegalArgumentException("delay " + delay);
            if (mtu < MIN_MTU || mtu > Frame.MAX_LENGTH) throw new IllegalArgumentException("mtu " + mtu);
        }

        /// A link without delay that carries the longest frames.
        ///
        /// @param cost what it costs to go over it
        public static Link of(String a, String b, int cost) {
            return new Link(a, b, cost, Duration.ZERO, Frame.MAX_LENGTH);
        }

        /// {@return whether it ends at a node}
        public boolean touches(String node) {
            return a.equals(node) || b.equals(node);
        }

        /// The node at its other end.
        public String other(String node) {
            return a.equals(node) ? b : a;
        }
    }

    /// Checks the limits, and that links join nodes that exist, no two nodes twice.
    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("a network has 1 to " + MAX_NODES + " nodes, not " + nodes.size());
        }
        if (Set.copyOf(nodes).size() < nodes.size()) throw new IllegalArgumentException("a node stands twice");
        var pairs = new LinkedHashSet<Set<String>>();
        for (var link : links) {
            if (!nodes.contains(link.a) || !nodes.contains(link.b)) throw new IllegalArgumentException("unknown node in "
                    + link);
            if (!pairs.add(Set.of(link.a, link.b))) throw new IllegalArgumentException("two links from " + link.a + " to "
                    + link.b);
        }
        for (String node : nodes) {
            if (links.stream().filter(link -> link.touches(node)).count() > MAX_DEGREE) {
                throw new IllegalArgumentException(node + " has more than " + MAX_DEGREE + " links");
            }
        }
    }

    /// Nodes joined by links.
    ///
    /// @return the network of all nodes that they name
    public static Topology of(Link... links) {
        var nodes = new LinkedHashSet<String>();
        for (var link : links) {
            nodes.add(link.a);
            nodes.add(link.b);
        }
        return new Topology(List.copyOf(nodes), List.of(links));
    }

    /// Reads a file.
    ///
    /// @throws UsageException when a line cannot be read, with its number
    /// @throws IOException when the file cannot be read
    public static Topology read(Path file) throws IOException {
        return parse(file.toString(), SafeFile.read(file, MAX_BYTES));
    }

    /// Reads text.
    ///
    /// @throws UsageException when a line cannot be read, with its number
    public static Topology parse(String file, String text) {
        return new TopologyReader(file).read(text);
    }

    /// Seven nodes for a start: a short way from `a` to `c` over `b` and a longer one over `d` and `e`, and a narrow link
    /// at the end.
    public static Topology example() {
        return parse("example", """
                link a b cost=1 delay=2ms
                link b c cost=1 delay=2ms
                link a d cost=1 delay=5ms
                link d e cost=1 delay=20ms
                link e c cost=2 delay=5ms
                link c f cost=1 delay=2ms
                link f g cost=1 delay=2ms mtu=600
                """);
    }

    /// {@return the links at one node: in the order of the file}
    public List<Link> at(String node) {
        return links.stream().filter(link -> link.touches(node)).toList();
    }

    /// {@return the link between two nodes: the link, or `null` when there is none}
    public Link between(String a, String b) {
        for (var link : links) {
            if (!a.equals(b) && link.touches(a) && link.touches(b)) return link;
        }
        return null;
    }

    /// Refuses the name of a node that is none of these, and says which one may be meant.
    String known(String node) {
        if (nodes.contains(node)) return node;
        String guess = Text.nearest(node, nodes).map(name -> "; did you mean " + name + "?").orElse("");
        throw new UsageException("there is no node '" + node + "'" + guess);
    }

    /// Refuses two nodes that no link joins.
    Link knownLink(String a, String b) {
        var link = between(known(a), known(b));
        if (link == null) throw new UsageException("there is no link between " + a + " and " + b);
        return link;
    }

    /// A metric that no way in this network has: one more than its dearest links one after the other, as many as a way can
    /// have. It is 16, as in RFC 2453, unless costs or size ask for more.
    ///
    /// @return the infinity of a distance vector here
    public int infinity() {
        var costs = new ArrayList<Integer>(links.stream().map(Link::cost).toList());
        costs.sort(java.util.Comparator.reverseOrder());
        int longest = costs.stream().limit(nodes.size() - 1L).mapToInt(Integer::intValue).sum();
        return Math.max(16, longest + 1);
    }
}
