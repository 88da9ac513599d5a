package wirelab.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import wirelab.kit.Driver;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

/// A network of real forwarders: one UDP socket for each node, all in this process, by default on loopback.
///
/// A node takes a frame only from the address of a neighbour; others and malformed frames are counted and dropped. Delays
/// of links are made here, before a frame is sent.
public final class UdpNetwork extends Fabric {
    /// Room for what all neighbours flood at once when many nodes come up together.
    private static final int RECEIVE_BUFFER = 1024 * 1024;

    private static final Logger LOG = System.getLogger(UdpNetwork.class.getName());
    private static final long LOOK_AGAIN = 500_000;

    private final long began = System.nanoTime();
    private final Host host;
    private final InetAddress address;
    private final int port;
    private final Map<String, UdpNode> nodes = new ConcurrentHashMap<>();
    private final DelayLine delayed = new DelayLine();
    private final Driver<Runnable> delays = new Driver<>("links", delayed, Runnable::run).start();

    private UdpNetwork(Host host, Topology topology, NodeOptions options, InetAddress address, int port) {
        super(topology, options);
        this.host = host;
        this.address = address;
        this.port = port;
    }

    /// Starts a network on loopback of this machine, [Host#HERE], each node on a free port.
    public static UdpNetwork start(Topology topology, NodeOptions options) throws IOException {
        return start(Host.HERE, topology, options);
    }

    /// Starts a network on loopback, each node on a free port.
    public static UdpNetwork start(Host host, Topology topology, NodeOptions options) throws IOException {
        return start(host, topology, options, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /// Starts a network.
    ///
    /// @param bind where the first node listens; the others take the ports that follow, or all of them free ones if it is 0
    /// @throws IOException when a socket cannot be had
    public static UdpNetwork start(Host host, Topology topology, NodeOptions options, InetSocketAddress bind)
            throws IOException {
        if (bind.getPort() > 0 && bind.getPort() + topology.nodes().size() > 65_536) {
            throw new UsageException("no room for " + topology.nodes().size() + " ports from " + bind.getPort());
        }
        var network = new UdpNetwork(host, topology, options, bind.getAddress(), bind.getPort());
        try {
            // All sockets first: the first hello shall find them all.
            for (String node : topology.nodes()) network.nodes.put(node, network.open(node));
        } catch (IOException e) {
            network.close();
            throw e;
        }
        network.nodes.values().forEach(UdpNode::start);
        return network;
    }

    private UdpNode open(String name) throws IOException {
        int number = topology.nodes().indexOf(name);
        var socket = host.bind(new InetSocketAddress(address, port == 0 ? 0 : port + number), NetworkWords.party(name));
        socket.receiveBuffer(RECEIVE_BUFFER);
        return new UdpNode(this, newNode(System.nanoTime(), name, new Random()), socket);
    }

    /// {@return address of each living node, in the order of the topology}
    public Map<String, InetSocketAddress> addresses() {
        var addresses = new LinkedHashMap<String, InetSocketAddress>();
        for (String name : topology.nodes()) {
            var node = nodes.get(name);
            if (node != null) addresses.put(name, node.address());
        }
        return addresses;
    }

    @Override
    public long now() {
        return System.nanoTime() - began;
    }

    @Override
    public boolean await(BooleanSupplier holds, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) return false;
            LockSupport.parkNanos(Math.min(left, LOOK_AGAIN));
        }
        return true;
    }

    @Override
    <T> T ask(String name, Function<Node, T> question) {
        return living(name).ask(question);
    }

    @Override
    <T> T enter(String name, Event<T> event) {
        return living(name).enter(event);
    }

    private UdpNode living(String name) {
        var node = nodes.get(checkAlive(name));
        if (node == null) throw new UsageException("the network is closed");
        return node;
    }

    @Override
    void start(String name) {
        try {
            var node = open(name);
            nodes.put(name, node);
            node.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void stop(String name) {
        var node = nodes.remove(name);
        if (node != null) node.close();
    }

    /// Puts a frame on its way.
    void transmit(UdpNode from, String neighbour, Frame frame) {
        var link = topology.between(from.name(), neighbour);
        if (!isWhole(link)) return;
        byte[] bytes = frame.encode();
        if (link.delay().isZero()) {
            put(from, neighbour, link, bytes);
        } else {
            Runnable late = () -> put(from, neighbour, link, bytes);
            delays.enter(now -> {
                if (delayed.add(now, link.delay(), late)) return;
                LOG.log(Level.DEBUG, "{0}: too many frames under way", from.name());
            });
        }
    }

    private void put(UdpNode from, String neighbour, Topology.Link link, byte[] bytes) {
        var to = nodes.get(neighbour);
        if (to == null || !isWhole(link)) return;
        try {
            from.socket().send(bytes, to.address());
        } catch (IOException e) {
            // The node was killed while its frame was under way, or the system has no room for it: it is lost, as frames
            // are.
            LOG.log(Level.DEBUG, from.name() + " to " + neighbour, e);
        }
    }

    /// Sends any bytes from a node to its neighbour; for tests.
    void sendRaw(String from, String to, byte[] bytes) {
        put(nodes.get(from), to, topology.between(from, to), bytes);
    }

    /// The neighbour at an address, or `null` if none is there.
    String neighbourAt(String node, InetSocketAddress address) {
        for (var link : topology.at(node)) {
            var other = nodes.get(link.other(node));
            if (other != null && other.address().equals(address)) return isWhole(link) ? other.name() : null;
        }
        return null;
    }

    @Override
    public void close() {
        List.copyOf(nodes.keySet()).forEach(this::stop);
        delays.close();
    }
}
