package wirelab.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UdpDriver;
import wirelab.kit.UdpSocket;
import wirelab.kit.UsageException;

/// One node at its socket, in real time.
final class UdpNode implements AutoCloseable {
    private static final Logger LOG = System.getLogger(UdpNode.class.getName());

    private final UdpNetwork network;
    private final Node node;
    private final UdpDriver<Action> driver;

    UdpNode(UdpNetwork network, Node node, UdpSocket socket) {
        this.network = network;
        this.node = node;
        // Not a frame's greatest length: a longer one is malformed as any other.
        driver = new UdpDriver<>(socket, UdpSocket.MAX_PAYLOAD, node, this::received, this::perform);
    }

    void start() {
        driver.start();
    }

    String name() {
        return node.name;
    }

    InetSocketAddress address() {
        return socket().local();
    }

    UdpSocket socket() {
        return driver.socket();
    }

    <T> T ask(Function<Node, T> question) {
        return driver.driver().ask(() -> question.apply(node));
    }

    <T> T enter(Fabric.Event<T> event) {
        var result = new AtomicReference<T>();
        if (!driver.driver().enter(now -> result.set(event.happens(now, node)))) {
            throw new UsageException(node.name + " is dead; revive it first");
        }
        return result.get();
    }

    private void perform(Action action) {
        if (action instanceof Action.Transmit(String neighbour, Frame frame)) network.transmit(this, neighbour, frame);
        else network.happened(node.name, action);
    }

    private void received(long now, ByteBuffer bytes, InetSocketAddress source) {
        String neighbour = network.neighbourAt(node.name, source);
        if (neighbour == null) {
            node.counters.count("from a stranger");
            return;
        }
        try {
            node.receive(now, neighbour, Frame.decode(bytes));
        } catch (ProtocolViolation e) {
            node.counters.count("malformed");
            LOG.log(Level.DEBUG, "{0} from {1}: {2}", node.name, neighbour, e.getMessage());
        }
    }

    /// Ends it. The port is free when this returns: the node may be revived on it at once.
    @Override
    public void close() {
        driver.close();
    }
}
