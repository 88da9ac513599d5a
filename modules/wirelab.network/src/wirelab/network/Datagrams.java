package wirelab.network;

/// The connectionless service of a node: it looks up each datagram by its full address and remembers nothing of it.
final class Datagrams {
    private final Node node;
    private long nextId;

    Datagrams(Node node) {
        this.node = node;
    }

    /// Sends a datagram of this node's user.
    long send(String destination, int ttl, byte[] payload) {
        long id = nextId;
        nextId = (nextId + 1) & 0xffff_ffffL;
        forward(new Datagram(node.name, destination, ttl, id, payload));
        return id;
    }

    /// A datagram or report came from a neighbour.
    void receive(Frame.Routed frame) {
        if (frame.destination().equals(node.name)) {
            deliver(frame);
        } else if (frame.ttl() == 1) {
            drop(frame, Report.Problem.TTL_EXPIRED, 0);
        } else {
            forward(frame.withTtl(frame.ttl() - 1));
        }
    }

    private void forward(Frame.Routed frame) {
        if (frame.destination().equals(node.name)) {
            deliver(frame);
            return;
        }
        var route = node.router.route(frame.destination());
        if (route == null) {
            drop(frame, Report.Problem.UNREACHABLE, 0);
            return;
        }
        int mtu = node.ports.get(route.nextHop()).mtu();
        if (frame.encode().length > mtu) drop(frame, Report.Problem.MTU_EXCEEDED, mtu);
        else node.transmit(route.nextHop(), frame);
    }

    private void deliver(Frame.Routed frame) {
        switch (frame) {
            case Datagram datagram -> node.emit(new Action.Delivered(datagram));
            case Report report -> node.emit(new Action.Reported(report));
        }
    }

    /// Tells the source; of a report that is dropped nobody is told.
    private void drop(Frame.Routed frame, Report.Problem problem, int mtu) {
        node.counters.count("dropped: " + problem.words());
        if (!(frame instanceof Datagram datagram)) return;
        forward(new Report(node.name, datagram.source(), node.options.ttl(), problem, mtu, datagram.destination(),
                datagram.id()));
    }
}
