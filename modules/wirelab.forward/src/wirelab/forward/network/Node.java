package wirelab.forward.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;

/// One forwarder: frames and time in, frames out. It has no socket, thread, clock or source of randomness of its own, so
/// that the same node runs in a [Simulator] and in a [UdpNetwork].
final class Node {
    final String name;
    final Map<String, Port> ports = new TreeMap<>();
    final NodeOptions options;
    final RandomGenerator random;
    final Counters counters = new Counters();
    final Router router;
    final Circuits circuits;
    private final Neighbours neighbours;
    private final Datagrams datagrams;
    private final List<Action> actions = new ArrayList<>();

    /// A node that has just been switched on and knows nothing but its own links.
    Node(String name, List<Port> ports, NodeOptions options, RandomGenerator random, long now) {
        this.name = name;
        this.options = options;
        this.random = random;
        for (var port : ports) this.ports.put(port.neighbour(), port);
        router = switch (options.routing()) {
            case DISTANCE_VECTOR -> new DistanceVector(this, now);
            case LINK_STATE -> new LinkState(this, now);
        };
        circuits = new Circuits(this);
        datagrams = new Datagrams(this);
        neighbours = new Neighbours(this, now, this::neighbourChanged);
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

    /// Does what is due.
    void tick(long now) {
        neighbours.tick(now);
        router.tick(now);
        circuits.tick(now);
    }

    /// When [#tick(long)] is due next.
    long due() {
        return Math.min(neighbours.due(), Math.min(router.due(), circuits.due()));
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

    /// What is to be done since this was asked last, in order.
    List<Action> actions() {
        var taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }
}
