package wirelab.forward.network;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import wirelab.kit.ProtocolException;
import wirelab.kit.UdpSocket;

/// One node on its socket: a thread that waits for a frame or for the next timer, whichever comes first.
final class UdpNode implements AutoCloseable {
    private static final Logger LOG = System.getLogger(UdpNode.class.getName());
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final UdpNetwork network;
    private final Node node;
    private final UdpSocket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean closed;

    UdpNode(UdpNetwork network, Node node, UdpSocket socket) {
        this.network = network;
        this.node = node;
        this.socket = socket;
    }

    void start() {
        thread.start();
    }

    String name() {
        return node.name;
    }

    InetSocketAddress address() {
        return socket.local();
    }

    UdpSocket socket() {
        return socket;
    }

    <T> T with(Function<Node, T> action) {
        lock.lock();
        try {
            T result = action.apply(node);
            carryOut();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /// Does what the node says; under the lock, so that frames leave in order.
    private void carryOut() {
        for (var action : node.actions()) {
            if (closed) return;
            if (action instanceof Action.Transmit(String neighbour, Frame frame)) network.transmit(this, neighbour, frame);
            else network.happened(node.name, action);
        }
    }

    private void run() {
        var buffer = ByteBuffer.allocate(Frame.MAX_LENGTH + 1);
        while (!closed) {
            try {
                long wait = with(n -> n.due()) - network.now();
                var source = socket.receive(buffer.clear(), atMost(wait));
                if (source != null) received(buffer.flip(), source);
                with(n -> {
                    if (network.now() >= n.due()) n.tick(network.now());
                    return null;
                });
            } catch (IOException e) {
                // An ICMP error of a killed neighbour's port, or the socket was closed.
                if (!closed) LOG.log(Level.DEBUG, node.name, e);
            } catch (RuntimeException e) {
                // A mistake in this program; one frame must not stop a node.
                LOG.log(Level.ERROR, node.name, e);
            }
        }
    }

    private static Duration atMost(long nanos) {
        return Duration.ofNanos(Math.clamp(nanos, 1_000_000, LONGEST_WAIT.toNanos()));
    }

    private void received(ByteBuffer bytes, InetSocketAddress source) {
        String neighbour = network.neighbourAt(node.name, source);
        if (neighbour == null) {
            node.counters.count("from a stranger");
            return;
        }
        try {
            var frame = Frame.decode(bytes);
            with(n -> {
                n.receive(network.now(), neighbour, frame);
                return null;
            });
        } catch (ProtocolException e) {
            node.counters.count("malformed");
            LOG.log(Level.DEBUG, "{0} from {1}: {2}", node.name, neighbour, e.getMessage());
        }
    }

    /// Ends it. The port is free when this returns: the system gives it back only when nobody waits on the socket any
    /// more, and the node may be revived on the same port at once.
    @Override
    public void close() {
        closed = true;
        socket.close();
        if (Thread.currentThread() == thread || thread.getState() == Thread.State.NEW) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
