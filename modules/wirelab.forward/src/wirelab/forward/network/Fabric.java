package wirelab.forward.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import wirelab.kit.UsageException;

/// A network of forwarders, simulated or real: nodes can be talked through, killed and revived, links cut and mended.
///
/// ```
/// try (var network = UdpNetwork.start(Topology.example(), NodeOptions.DEFAULTS)) {
///     network.awaitConverged(Duration.ofSeconds(10));
///     network.send("a", "c", "hello".getBytes());
/// }
/// ```
///
/// What nodes tell their users is kept as a list of [Happening]s, the last 20,000 of them.
public abstract sealed class Fabric implements AutoCloseable permits Simulator, UdpNetwork {
    /// Most happenings that are kept; older ones are forgotten.
    public static final int MOST_HAPPENINGS = 20_000;

    /// How often all tables are looked at while convergence is waited for.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    final Topology topology;
    final NodeOptions options;
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final Set<Topology.Link> cut = ConcurrentHashMap.newKeySet();
    private final Happenings happenings = new Happenings(MOST_HAPPENINGS);
    private volatile Consumer<Happening> watcher = _ -> {};

    Fabric(Topology topology, NodeOptions options) {
        this.topology = Objects.requireNonNull(topology);
        this.options = options.infinity() == 0 ? options.withInfinity(topology.infinity()) : options;
    }

    // Time.

    /// The time of this network, virtual or real.
    ///
    /// @return nanoseconds since it was started
    public abstract long now();

    /// Lets time pass until something is so, or until it has taken too long.
    ///
    /// @param holds what is waited for
    /// @param limit how long at most
    /// @return whether it holds
    public abstract boolean await(BooleanSupplier holds, Duration limit);

    /// Lets time pass.
    ///
    /// @param time how much
    public void pass(Duration time) {
        await(() -> false, time);
    }

    // What the two kinds of network do for this class.

    /// Does something with a living node, and then what that node says is to be done.
    abstract <T> T with(String name, Function<Node, T> action);

    abstract void stop(String name);

    abstract void start(String name);

    /// Stops all nodes.
    @Override
    public abstract void close();

    final Node newNode(String name, java.util.random.RandomGenerator random) {
        var ports = topology.at(name).stream().map(link -> new Port(link.other(name), link.cost(), link.mtu())).toList();
        return new Node(name, ports, options, random, now());
    }

    // What can be seen.

    /// Its nodes and links.
    ///
    /// @return the topology that it was started with
    public final Topology topology() {
        return topology;
    }

    /// How its nodes behave.
    ///
    /// @return the options, with the infinity that counts
    public final NodeOptions options() {
        return options;
    }

    /// Whether a node is alive.
    ///
    /// @param node the node
    /// @return whether it was not killed, or was revived
    public final boolean isAlive(String node) {
        return !dead.contains(check(node));
    }

    /// Whether a link carries frames.
    ///
    /// @param link the link
    /// @return whether it was not cut, or was mended
    public final boolean isWhole(Topology.Link link) {
        return !cut.contains(link);
    }

    /// The routes of a node; with a distance vector also those to unreachable destinations that it still announces.
    ///
    /// @param node a living node
    /// @return sorted by destination
    public final List<Route> routes(String node) {
        return with(node, n -> n.router.table());
    }

    /// The route of a node to another.
    ///
    /// @param node a living node
    /// @param destination where to
    /// @return the route, or `null` when it knows none
    public final Route route(String node, String destination) {
        return with(node, n -> n.router.route(destination));
    }

    /// The way that a datagram would take now.
    ///
    /// @param from where it begins
    /// @param to where it ends
    /// @return the nodes on the way, both ends included; cut short where a node knows no route or the way goes round
    public final List<String> path(String from, String to) {
        check(to);
        var path = new ArrayList<String>(List.of(check(from)));
        while (!path.getLast().equals(to) && path.size() <= topology.nodes().size() && isAlive(path.getLast())) {
            var route = route(path.getLast(), to);
            if (route == null) break;
            path.add(route.nextHop());
        }
        return path;
    }

    /// The circuits through a node.
    ///
    /// @param node a living node
    /// @return one entry for each
    public final List<CircuitEntry> circuits(String node) {
        return with(node, n -> n.circuits.table());
    }

    /// How much a node keeps in mind for routing.
    ///
    /// @param node a living node
    /// @return distances, or nodes and links of the whole network
    public final int routingState(String node) {
        return with(node, n -> n.router.state());
    }

    /// What a node has counted: frames dropped and why.
    ///
    /// @param node a living node
    /// @return counters by name
    public final wirelab.kit.Counters counters(String node) {
        return with(node, n -> n.counters);
    }

    /// Whether every living node knows the length of the shortest path to every other, and no path to the unreachable.
    ///
    /// @return whether the tables agree with [ShortestPaths]
    public final boolean isConverged() {
        var paths = new ShortestPaths(topology, this::isAlive, this::isWhole);
        for (String from : topology.nodes()) {
            if (!isAlive(from)) continue;
            for (String to : topology.nodes()) {
                var route = route(from, to);
                if ((route == null ? -1 : route.metric()) != paths.distance(from, to)) return false;
            }
        }
        return true;
    }

    /// Waits until the tables of all nodes are right.
    ///
    /// @param limit how long at most
    /// @return whether they are
    public final boolean awaitConverged(Duration limit) {
        long end = now() + limit.toNanos();
        while (!isConverged()) {
            if (now() >= end) return false;
            pass(LOOK_AGAIN);
        }
        return true;
    }

    // What can be done.

    /// Sends a datagram.
    ///
    /// @param from a living node
    /// @param to the name of any node, also of one that does not exist
    /// @param payload at most 1,400 bytes
    /// @return its id at its source
    public final long send(String from, String to, byte[] payload) {
        return send(from, to, options.ttl(), payload);
    }

    /// Sends a datagram with a time to live of its own.
    ///
    /// @param from a living node
    /// @param to the name of any node, also of one that does not exist
    /// @param ttl how many links it may pass, 1 to 255
    /// @param payload at most 1,400 bytes
    /// @return its id at its source
    public final long send(String from, String to, int ttl, byte[] payload) {
        if (!Names.isName(to)) throw new UsageException("'" + to + "': " + Names.RULE);
        checkLength(payload);
        return with(from, node -> node.send(to, ttl, payload));
    }

    /// Calls a node; whether the circuit stands is told by [Action.Opened] or [Action.Closed].
    ///
    /// @param from a living node
    /// @param to the name of any other node
    /// @return the circuit's number at the calling node
    public final int open(String from, String to) {
        if (!Names.isName(to)) throw new UsageException("'" + to + "': " + Names.RULE);
        return with(from, node -> node.circuits.open(now(), to));
    }

    /// Sends a packet through a circuit, from either end.
    ///
    /// @param node where the circuit ends
    /// @param circuit its number there
    /// @param payload at most what the circuit's MTU has room for
    public final void say(String node, int circuit, byte[] payload) {
        checkLength(payload);
        with(node, n -> {
            n.circuits.send(circuit, payload);
            return null;
        });
    }

    /// Closes a circuit, from either end.
    ///
    /// @param node where the circuit ends
    /// @param circuit its number there
    public final void hangUp(String node, int circuit) {
        with(node, n -> {
            n.circuits.close(circuit);
            return null;
        });
    }

    /// Says whether a node takes calls; a new one does.
    ///
    /// @param node a living node
    /// @param accepting whether it does
    public final void accepting(String node, boolean accepting) {
        with(node, n -> n.circuits.accepting = accepting);
    }

    /// Kills a node: it says nothing any more and forgets everything.
    ///
    /// @param node which one; nothing happens if it is dead
    public final void kill(String node) {
        if (dead.add(check(node))) stop(node);
    }

    /// Starts a dead node anew.
    ///
    /// @param node which one; nothing happens if it is alive
    public final void revive(String node) {
        if (!dead.contains(check(node))) return;
        start(node);
        dead.remove(node);
    }

    /// Cuts a link: frames disappear in it, and nobody is told.
    ///
    /// @param a one of its ends
    /// @param b the other
    public final void cut(String a, String b) {
        cut.add(link(a, b));
    }

    /// Mends a link.
    ///
    /// @param a one of its ends
    /// @param b the other
    public final void mend(String a, String b) {
        cut.remove(link(a, b));
    }

    private Topology.Link link(String a, String b) {
        var link = topology.between(check(a), check(b));
        if (link == null) throw new UsageException("there is no link between " + a + " and " + b);
        return link;
    }

    /// Refuses a name that no node has, or that of a dead one.
    final String checkAlive(String node) {
        if (!isAlive(node)) throw new UsageException(node + " is dead; revive it first");
        return node;
    }

    private String check(String node) {
        if (!topology.nodes().contains(node)) {
            String guess = wirelab.kit.Text.nearest(node, topology.nodes()).map(name -> "; did you mean " + name
                    + "?").orElse("");
            throw new UsageException("there is no node '" + node + "'" + guess);
        }
        return node;
    }

    private static void checkLength(byte[] payload) {
        if (payload.length <= Frame.MAX_PAYLOAD) return;
        throw new UsageException(payload.length + " bytes are more than the " + Frame.MAX_PAYLOAD + " that a frame carries");
    }

    // What happens.

    /// Tells of everything that happens from now on as well; called on the thread of the node, so it must be quick.
    ///
    /// @param watcher what is told
    public final void watch(Consumer<Happening> watcher) {
        this.watcher = watcher;
    }

    final void happened(String node, Action what) {
        var happening = new Happening(now(), node, what);
        // First the watcher: whoever waits for this and goes on finds it told.
        watcher.accept(happening);
        happenings.add(happening);
    }

    /// How much has happened so far.
    ///
    /// @return a number for [#since(long)]
    public final long mark() {
        return happenings.mark();
    }

    /// What has happened since a mark, as far as it is still known.
    ///
    /// @param mark from [#mark()]
    /// @return in order
    public final List<Happening> since(long mark) {
        return happenings.since(mark);
    }

    /// Waits for something to happen.
    ///
    /// @param mark what has happened before is not looked at
    /// @param wanted what is waited for
    /// @param limit how long at most
    /// @return the first such happening, or `null` when none came in time
    public final Happening await(long mark, Predicate<Happening> wanted, Duration limit) {
        var search = happenings.new Search(mark, wanted);
        await(search, limit);
        return search.found;
    }
}
