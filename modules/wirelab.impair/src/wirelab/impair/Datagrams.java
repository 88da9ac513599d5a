package wirelab.impair;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Counters;
import wirelab.kit.UdpSocket;

/// The UDP side of a relay. Each client (address and port) is a flow with a socket of its own towards the target, so that the
/// target can tell the clients apart and its answers find the way back. A flow that was silent for long is forgotten.
final class Datagrams implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Datagrams.class.getName());

    private final InetSocketAddress target;
    private final Relay.Options options;
    private final Wire up;
    private final Wire down;
    private final Counters counters;
    private final ConcurrentHashMap<InetSocketAddress, Flow> flows = new ConcurrentHashMap<>();
    private final Thread sweeper;
    private volatile boolean stopped;

    Datagrams(InetSocketAddress target, Relay.Options options, Wire up, Wire down, Counters counters) {
        this.target = target;
        this.options = options;
        this.up = up;
        this.down = down;
        this.counters = counters;
        sweeper = Thread.ofVirtual().name("link-sweep").start(this::sweep);
    }

    /// One datagram on its way.
    private static final class Datagram implements Wire.Parcel {
        private final byte[] payload;
        private final UdpSocket from;
        private final InetSocketAddress to;

        Datagram(byte[] payload, UdpSocket from, InetSocketAddress to) {
            this.payload = payload;
            this.from = from;
            this.to = to;
        }

        @Override
        public int size() {
            return payload.length;
        }

        @Override
        public void flip(long bit) {
            payload[(int) (bit >>> 3)] ^= (byte) (1 << (bit & 7));
        }

        @Override
        public Wire.Parcel copy() {
            return new Datagram(payload.clone(), from, to);
        }

        @Override
        public void lost() {}

        @Override
        public void deliver() {
            try {
                from.send(ByteBuffer.wrap(payload), to);
            } catch (IOException e) {
                // As on any link: nobody tells the sender. The flow may have ended while this was under way.
                LOG.log(Level.DEBUG, "datagram to " + to, e);
            }
        }
    }

    /// One client.
    private final class Flow {
        final InetSocketAddress client;
        final UdpSocket towardsTarget;
        final UdpSocket towardsClient;
        volatile long lastMoved = System.nanoTime();

        Flow(InetSocketAddress client, UdpSocket towardsClient) throws IOException {
            this.client = client;
            this.towardsClient = towardsClient;
            towardsTarget = UdpSocket.towards(target, Relay.PARTY);
            towardsTarget.receiveBuffer(Relay.UDP_BUFFER);
        }

        /// What the target answers goes down to the client; what others send to this port is not for it.
        void receive() {
            var buffer = ByteBuffer.allocate(UdpSocket.MAX_PAYLOAD);
            try {
                while (true) {
                    var source = towardsTarget.receive(buffer.clear());
                    if (!source.equals(target)) continue;
                    lastMoved = System.nanoTime();
                    down.offer(new Datagram(bytes(buffer.flip()), towardsClient, client));
                }
            } catch (ClosedChannelException _) {
                // The flow was forgotten or the relay stopped.
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "flow of " + client, e);
            } finally {
                end();
            }
        }

        void end() {
            towardsTarget.close();
            flows.remove(client, this);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /// A client has sent a datagram; called on the one thread of the UDP server.
    void handle(ByteBuffer payload, InetSocketAddress client, UdpSocket socket) throws IOException {
        var flow = flows.get(client);
        if (flow == null) {
            if (flows.size() >= options.maxFlows()) {
                counters.count("flows refused");
                return;
            }
            flow = new Flow(client, socket);
            flows.put(client, flow);
            counters.count("flows");
            Thread.ofVirtual().name("link-flow").start(flow::receive);
            // The relay may have stopped in between, and then nobody would end this one.
            if (stopped) flow.end();
        }
        flow.lastMoved = System.nanoTime();
        up.offer(new Datagram(bytes(payload), flow.towardsTarget, target));
    }

    int flows() {
        return flows.size();
    }

    private void sweep() {
        long idle = options.flowIdle().toNanos();
        while (!stopped) {
            long now = System.nanoTime();
            for (var flow : flows.values()) {
                if (now - flow.lastMoved > idle) flow.end();
            }
            LockSupport.parkNanos(Math.clamp(idle / 8, 1_000_000, 500_000_000));
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(sweeper);
        flows.values().forEach(Flow::end);
    }
}
