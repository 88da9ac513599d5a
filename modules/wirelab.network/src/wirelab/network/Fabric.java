package wirelab.network;

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
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
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
/// Only a living node can be asked or told anything: for another name there is a [UsageException].
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
    private final Happening.Log happenings = new Happening.Log(MOST_HAPPENINGS);
    private volatile Consumer<Happening> watcher = _ -> {};

    Fabric(Topology topology, NodeOptions options) {
        this.topology = Objects.requireNonNull(topology);
        this.options = options.infinity() == 0 ? options.withInfinity(topology.infinity()) : options;
    }

    /// {@return the time of this network, virtual or real: nanoseconds since it was started}
    public abstract long now();

    /// Lets time pass until something is so, or until it has taken too long.
    public abstract boolean await(BooleanSupplier holds, Duration limit);

    public void pass(Duration time) {
        await(() -> false, time);
    }

    /// {@return what a question has to say about a living node, which it does not change}
    abstract <T> T ask(String name, Function<Node, T> question);

    /// Lets something happen to a living node; what that node then wants done is done.
    abstract <T> T enter(String name, Event<T> event);

    /// Something that happens to a node.
    @FunctionalInterface
    interface Event<T> {
        T happens(long now, Node node);
    }

    abstract void stop(String name);

    abstract void start(String name);

    /// Stops all nodes.
    @Override
    public abstract void close();

    final Node newNode(long now, String name, RandomGenerator random) {
        var ports = topology.at(name).stream()
                .map(link -> new Node.Port(link.other(name), link.cost(), link.mtu())).toList();
        return new Node(now, name, ports, options, random);
    }

    /// {@return its nodes and links: the topology that it was started with}
    public final Topology topology() {
        return topology;
    }

    /// {@return how its nodes behave: the options, with the infinity that counts}
    public final NodeOptions options() {
        return options;
    }

    /// {@return whether a node is alive: it was not killed, or was revived}
    public final boolean isAlive(String node) {
        return !dead.contains(topology.known(node));
    }

    /// {@return whether a link carries frames: it was not cut, or was mended}
    public final boolean isWhole(Topology.Link link) {
        return !cut.contains(link);
    }

    /// The routes of a node; with a distance vector also those to unreachable destinations that it still announces.
    ///
    /// @return sorted by destination
    public final List<RouteEntry> routes(String node) {
        return ask(node, n -> n.router.table());
    }

    /// The route of a node to another.
    ///
    /// @return the route, or `null` when it knows none
    public final RouteEntry route(String node, String destination) {
        return ask(node, n -> n.router.route(destination));
    }

    /// {@return the way that a datagram would take now: the nodes on the way, both ends included; cut short where a node
    /// knows no route or the way goes round}
    public final List<String> path(String from, String to) {
        topology.known(to);
        var path = new ArrayList<String>(List.of(topology.known(from)));
        while (!path.getLast().equals(to) && path.size() <= topology.nodes().size() && isAlive(path.getLast())) {
            var route = route(path.getLast(), to);
            if (route == null) break;
            path.add(route.nextHop());
        }
        return path;
    }

    /// The circuits through a node.
    public final List<CircuitEntry> circuits(String node) {
        return ask(node, n -> n.circuits.table());
    }

    /// How much a node keeps in mind for routing.
    ///
    /// @return distances, or nodes and links of the whole network
    public final int routingState(String node) {
        return ask(node, n -> n.router.state());
    }

    /// What a node has counted: frames dropped and why.
    public final Counters counters(String node) {
        return ask(node, n -> n.counters);
    }

    /// {@return whether every living node knows the length of the shortest path to every other, and no path to the
    /// unreachable: the tables agree with [ShortestPaths]}
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
    public final boolean awaitConverged(Duration limit) {
        long end = now() + limit.toNanos();
        while (!isConverged()) {
            if (now() >= end) return false;
            pass(LOOK_AGAIN);
        }
        return true;
    }

    /// Sends a datagram.
    ///
    /// @param to the name of any node, also of one that does not exist
    /// @param payload at most 1,400 bytes
    public final long send(String from, String to, byte[] payload) {
        return send(from, to, options.ttl(), payload);
    }

    /// The same with a time to live of its own: so many links, 1 to 255, may it pass.
    public final long send(String from, String to, int ttl, byte[] payload) {
        if (!NodeNames.isName(to)) throw new UsageException("'" + to + "': " + NodeNames.RULE);
        checkLength(payload);
        return enter(from, (_, node) -> node.send(to, ttl, payload));
    }

    /// Calls a node; whether the circuit stands is told by [Action.Opened] or [Action.Closed].
    ///
    /// @param to the name of any other node
    /// @return the circuit's number at the calling node
    public final int open(String from, String to) {
        if (!NodeNames.isName(to)) throw new UsageException("'" + to + "': " + NodeNames.RULE);
        return enter(from, (now, node) -> node.circuits.open(now, to));
    }

    /// Sends a packet through a circuit, from either end.
    ///
    /// @param payload at most what the circuit's MTU has room for
    public final void say(String node, int circuit, byte[] payload) {
        checkLength(payload);
        enter(node, (_, n) -> {
            n.circuits.send(circuit, payload);
            return null;
        });
    }

    /// Closes a circuit, from either end.
    public final void hangUp(String node, int circuit) {
        enter(node, (_, n) -> {
            n.circuits.close(circuit);
            return null;
        });
    }

    /// Says whether a node takes calls; a new one does.
    public final void accepting(String node, boolean accepting) {
        enter(node, (_, n) -> n.circuits.accepting = accepting);
    }

    /// Kills a node: it says nothing any more and forgets everything.
    ///
    /// @param node which one; nothing happens if it is dead
    public final void kill(String node) {
        if (dead.add(topology.known(node))) stop(node);
    }

    /// Starts a dead node anew.
    ///
    /// @param node which one; nothing happens if it is alive
    public final void revive(String node) {
        if (!dead.contains(topology.known(node))) return;
        start(node);
        dead.remove(node);
    }

    /// Cuts a link: frames disappear in it, and nobody is told.
    public final void cut(String a, String b) {
        cut.add(topology.knownLink(a, b));
    }

    public final void mend(String a, String b) {
        cut.remove(topology.knownLink(a, b));
    }

    /// Refuses a name that no node has, or that of a dead one.
    final String checkAlive(String node) {
        if (!isAlive(node)) throw new UsageException(node + " is dead; revive it first");
        return node;
    }

    private static void checkLength(byte[] payload) {
        if (payload.length <= Frame.MAX_PAYLOAD) return;
        throw new UsageException(payload.length + " bytes are more than the " + Frame.MAX_PAYLOAD + " that a frame carries");
    }

    /// Tells of everything that happens from now on as well; called by whoever does what a node says, so it must be quick.
    public final void watch(Consumer<Happening> watcher) {
        this.watcher = watcher;
    }

    final void happened(String node, Action what) {
        var happening = new Happening(now(), node, what);
        // First the watcher: whoever waits for this and goes on finds it told.
        watcher.accept(happening);
        happenings.add(happening);
    }

    /// {@return how much has happened so far: a number for [#since(long)]}
    public final long mark() {
        return happenings.mark();
    }

    /// {@return what has happened since a mark, as far as it is still known: in order}
    public final List<Happening> since(long mark) {
        return happenings.since(mark);
    }

    /// Waits for something to happen.
    ///
    /// @param mark what has happened before is not looked at
    /// @return the first such happening, or `null` when none came in time
    public final Happening await(long mark, Predicate<Happening> wanted, Duration limit) {
        var search = happenings.new Search(mark, wanted);
        await(search, limit);
        return search.found;
    }

    @Override
    public String toString() {
        return "network of " + topology.nodes() + ", dead: "
                + topology.nodes().stream().filter(node -> !isAlive(node)).toList();
    }
}
