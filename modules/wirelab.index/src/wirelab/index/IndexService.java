package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// A node: a [MembershipMachine] with sockets, a folder, and what is known of the documents of others.
public final class IndexService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(IndexService.class.getName());
    /// Each of a thousand nodes may ask at once when something has changed.
    private static final int MOST_CONNECTIONS = 1_100;
    private static final int BIND_TRIES = 20;

    private final Host host;
    private final Hmac key;
    private final Identity identity;
    private final List<TcpServer> servers = new ArrayList<>();
    private final SegmentSockets sockets;
    private final SharedFolder folder;
    private final MembershipMachine machine;
    private final Driver<MembershipAction> driver;
    private final EventLog events = new EventLog();
    private final Finder finder;
    /// What each other node has, as far as it was followed, in trees that never change.
    private final Map<NodeId, DocumentTree> trees = new ConcurrentHashMap<>();
    private volatile DocumentTree tree = DocumentTree.EMPTY;
    private volatile Catalogue catalogue = Catalogue.EMPTY;
    private volatile boolean closed;

    private IndexService(Host host, IndexOptions options, Hmac key) throws IOException {
        this.host = host;
        this.key = key;
        var segments = host.call(() -> Segment.of(options.bind().getAddress()));
        identity = Identity.open(options.identity());
        SegmentSockets opened = null;
        SharedFolder read = null;
        try {
            opened = listen(segments, options);
            int port = opened.addresses().getFirst().getPort();
            var self = new NodeState(identity.id(), identity.incarnation(), 0, port, 0, DocumentTree.EMPTY.root());
            machine = new MembershipMachine(System.nanoTime(), options.membership(), self, Secrets.RANDOM);
            driver = new Driver<>("index-" + port, machine, this::perform);
            finder = new Finder(this, identity.folder());
            read = SharedFolder.open(options.folder(), identity.folder(), this::changed, finder::follow);
        } catch (IOException | RuntimeException e) {
            if (opened != null) opened.close();
            servers.forEach(TcpServer::close);
            identity.close();
            throw e;
        }
        sockets = opened;
        folder = read;
    }

    /// One port for TCP and UDP, at each address.
    private SegmentSockets listen(List<Segment> segments, IndexOptions options) throws IOException {
        int port = options.bind().getPort();
        for (int tries = 1; ; tries++) {
            try {
                var usable = new ArrayList<Segment>();
                for (var segment : segments) if (serves(segment, port, usable.isEmpty())) usable.add(segment);
                int same = servers.getFirst().address().getPort();
                return SegmentSockets.open(host, usable, same, options.ports(), key, this::received);
            } catch (IOException e) {
                servers.forEach(TcpServer::close);
                servers.clear();
                // A free TCP port may be somebody's UDP port.
                if (port != 0 || tries == BIND_TRIES) throw e;
            }
        }
    }

    /// {@return whether it can be asked there; an address of IPv6 that is not ready yet can be done without, if not the first}
    private boolean serves(Segment segment, int port, boolean first) throws IOException {
        int same = servers.isEmpty() ? port : servers.getFirst().address().getPort();
        var tcp = TcpServer.Options.DEFAULTS.withBind(new InetSocketAddress(segment.address(), same))
                .withParty(new Tap.Party("index", Tap.Words.NONE)).withMaxConnections(MOST_CONNECTIONS)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofHours(6)).withDrain(Duration.ofMillis(500));
        try {
            servers.add(TcpServer.start(host, tcp, this::serve));
            return true;
        } catch (IOException e) {
            if (first || !(segment.address() instanceof Inet6Address)) throw e;
            LOG.log(Level.DEBUG, "done without", e);
            return false;
        }
    }

    /// Starts a node on this machine.
    public static IndexService start(IndexOptions options, Hmac key) throws IOException {
        return start(Host.HERE, options, key);
    }

    /// Starts a node, which hears and answers when this returns; it reads its folder meanwhile.
    ///
    /// @param key that the nodes of the segment share, `null` for none
    /// @throws IOException when it cannot listen there, or there is no such folder
    public static IndexService start(Host host, IndexOptions options, Hmac key) throws IOException {
        var service = new IndexService(host, options, key);
        service.sockets.start();
        service.driver.start();
        // Only now: what it finds goes to a service that has all its parts.
        service.folder.begin();
        return service;
    }

    private void serve(Connection connection) throws IOException {
        new IndexSession(this, connection).serve(key);
    }

    private void received(SegmentMessage message, InetSocketAddress source) {
        driver.enter(now -> machine.received(now, message, source));
    }

    private void changed(DocumentTree now) {
        var before = tree;
        tree = now;
        events.changed(before, now, "here");
        driver.enter(now, (time, it) -> machine.content(time, it.size(), it.root()));
    }

    private void perform(MembershipAction action) {
        switch (action) {
            case MembershipAction.Send(var message, var to) -> sockets.send(message, to);
            case MembershipAction.Spread(var message) -> sockets.spread(message);
            case MembershipAction.Fetch(var state, var from) ->
                    Thread.ofVirtual().name("index-fetch").start(() -> fetch(state, from));
            case MembershipAction.Keep(var id, long incarnation) -> identity.keep(id, incarnation);
            case MembershipAction.Joined(_, var address) -> events.add("+ node " + Address.text(address));
            case MembershipAction.Left(var id, var address, boolean said) -> {
                trees.remove(id);
                events.add("- node " + Address.text(address) + (said ? "" : " (silent)"));
            }
        }
    }

    private void fetch(NodeState state, InetSocketAddress from) {
        Bytes reached = null;
        // Who has nothing, as everybody at first, need not be asked for it.
        boolean nothing = state.root().equals(DocumentTree.EMPTY.root());
        try (var link = nothing ? null : connect(from)) {
            var before = trees.getOrDefault(state.id(), DocumentTree.EMPTY);
            var after = nothing ? DocumentTree.EMPTY
                    : TreeDifference.follow(TreeDifference.of(link), before, state.documents());
            // Under a key the root was proven, and so is then what has that root.
            if (key == null || after.root().equals(state.root())) {
                reached = after.root();
                trees.put(state.id(), after);
                events.changed(before, after, Address.text(from));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "asking " + Address.text(from) + ": " + Failure.line(e));
        }
        var root = reached;
        driver.enter(now -> machine.fetched(now, state.id(), root));
        // It may have left meanwhile, before its documents came.
        if (!driver.ask(() -> machine.knows(state.id()))) trees.remove(state.id());
    }

    public DocumentTree tree() {
        return tree;
    }

    SharedFolder folder() {
        return folder;
    }

    Finder finder() {
        return finder;
    }

    IndexLink connect(InetSocketAddress node) throws IOException {
        return IndexLink.connect(host, node, key);
    }

    /// {@return what nodes with smaller ids have}
    Map<NodeId, DocumentTree> smallerTrees() {
        return new TreeMap<>(trees).headMap(driver.ask(() -> machine.self().id()));
    }

    /// {@return documents of all nodes, copies counted each}
    public long documents() {
        return tree.size() + trees.values().stream().mapToLong(DocumentTree::size).sum();
    }

    /// {@return whether all that was in its folder when it started has been read and can be found}
    public boolean isComplete() {
        return finder.isComplete();
    }

    EventLog events() {
        return events;
    }

    /// {@return where it listens, one address for each segment; all have the same port}
    public List<InetSocketAddress> addresses() {
        return sockets.addresses();
    }

    public InetSocketAddress address() {
        return addresses().getFirst();
    }

    public Counters counters() {
        return sockets.counters();
    }

    /// {@return what happened to the membership}
    public Counters membership() {
        return machine.counters();
    }

    /// {@return the nodes that live, as far as this one knows; itself first}
    public List<IndexReply.Node> nodes() {
        return driver.ask(() -> {
            var all = new ArrayList<IndexReply.Node>();
            all.add(new IndexReply.Node(machine.self().id(), Address.text(address()), machine.self().documents()));
            for (var node : machine.nodes()) {
                all.add(new IndexReply.Node(node.state.id(), Address.text(node.documentsAt()), node.state.documents()));
            }
            return all;
        });
    }

    /// {@return the documents of all nodes in the order of their hashes, each with those who have it}
    public List<IndexReply.Holding> holdings() {
        return catalogue().holdings();
    }

    /// {@return what all nodes have; made anew only when something has changed}
    Catalogue catalogue() {
        var now = new LinkedHashMap<String, DocumentTree>();
        for (var node : nodes()) {
            now.put(node.address(), now.isEmpty() ? tree : trees.getOrDefault(node.id(), DocumentTree.EMPTY));
        }
        return catalogue = catalogue.trees().equals(now) ? catalogue : Catalogue.of(now);
    }

    /// Waits until this node knows so many others with all their documents.
    ///
    /// @return whether it did, before the limit
    public boolean awaitOthers(int count, Duration limit) throws InterruptedException {
        return driver.await(() -> machine.nodes().stream().filter(node -> !node.isBehind()).count() == count
                && machine.nodes().size() == count, limit);
    }

    /// Hears nothing more of some others, as if the cable between were cut, to see what happens; of nobody else than these.
    public void cut(Set<InetSocketAddress> others) {
        sockets.cut(others);
    }

    /// Falls silent without a word, as a process that is killed.
    public void kill() {
        close(false);
    }

    /// Says goodbye, and ends.
    @Override
    public void close() {
        close(true);
    }

    private void close(boolean politely) {
        if (closed) return;
        closed = true;
        finder.close();
        folder.close();
        if (politely) driver.enter(machine::leave);
        driver.close();
        events.close();
        sockets.close();
        servers.forEach(TcpServer::close);
        identity.close();
    }

    @Override
    public String toString() {
        return driver.ask(machine::toString) + ", on " + Address.text(address());
    }
}
