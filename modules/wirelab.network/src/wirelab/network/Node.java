package wirelab.network;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.Machine;

/// One forwarder: frames and time in, frames out. The same node runs in a [Simulator] and in a [UdpNetwork].
final class Node implements Machine<Action> {
    final String name;
    final Map<String, Port> ports = new TreeMap<>();
    final NodeOptions options;
    final RandomGenerator random;
    final Counters counters = new Counters();
    final Router router;
    final Circuits circuits;
    private final Neighbours neighbours;
    private final Datagrams datagrams;
    private final ArrayDeque<Action> actions = new ArrayDeque<>();

    /// A node that has just been switched on and knows nothing but its own links.
    Node(long now, String name, List<Port> ports, NodeOptions options, RandomGenerator random) {
        this.name = name;
        this.options = options;
        this.random = random;
        for (var port : ports) this.ports.put(port.neighbour(), port);
        router = switch (options.routing()) {
            case DISTANCE_VECTOR -> new DistanceVector(now, this);
            case LINK_STATE -> new LinkState(now, this);
        };
        circuits = new Circuits(this);
        datagrams = new Datagrams(this);
        neighbours = new Neighbours(now, this, this::neighbourChanged);
    }

    /// A frame came over the link to a neighbour.
    void receive(long now, String neighbour, Frame frame) {
        if (frame instanceof Hello hello) {
            if (hello.sender().equals(neighbour)) neighbours.receive(now, neighbour, hello);
            else counters.count("hello of somebody else");
            return;
        }
        if (!neighbours.isUp(neighbour)) {
            counters.count("from a neighbour that is not up");
            return;
        }
        switch (frame) {
            case Hello _ -> throw new AssertionError("handled above");
            case Frame.Routing routing -> {
                if (!router.receive(now, neighbour, routing)) counters.count("of another routing method");
            }
            case Frame.Routed routed -> datagrams.receive(routed);
            case Frame.Labelled labelled -> circuits.receive(now, neighbour, labelled);
        }
    }

    private void neighbourChanged(long now, String neighbour, boolean up) {
        emit(new Action.Neighbour(neighbour, up));
        if (up) {
            router.up(now, neighbour);
        } else {
            router.down(now, neighbour);
            circuits.down(neighbour);
        }
    }

    @Override
    public void tick(long now) {
        neighbours.tick(now);
        router.tick(now);
        circuits.tick(now);
    }

    @Override
    public long nextAt() {
        return Machine.earlier(neighbours.nextAt(), Machine.earlier(router.nextAt(), circuits.nextAt()));
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    /// Sends a datagram; returns its id.
    long send(String destination, int ttl, byte[] payload) {
        return datagrams.send(destination, ttl, payload);
    }

    void transmit(String neighbour, Frame frame) {
        emit(new Action.Transmit(neighbour, frame));
    }

    void emit(Action action) {
        actions.add(action);
    }

    @Override
    public String toString() {
        return "node " + name;
    }

    /// One end of a link, as its node sees it.
    ///
    /// @param neighbour who is at the other end
    /// @param cost what it costs to go there
    /// @param mtu longest frame that the link carries, in bytes
    record Port(String neighbour, int cost, int mtu) {}
}
