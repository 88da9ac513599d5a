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
import wirelab.kit.Host;
import wirelab.kit.UdpSocket;

/// The UDP side of a relay. Each client (address and port) is a flow with a socket of its own towards the target, so that
/// the target can tell the clients apart and its answers find the way back. A flow that was silent for long is forgotten.
final class DatagramRelay implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DatagramRelay.class.getName());

    /// How soon a knock is given again.
    private static final long KNOCK = 2_000_000;

    private final Host host;
    private final InetSocketAddress target;
    private final Relay.Options options;
    private final LinkDriver up;
    private final LinkDriver down;
    private final Counters counters;
    private final ConcurrentHashMap<InetSocketAddress, Flow> flows = new ConcurrentHashMap<>();
    private final Thread sweeper;
    private volatile boolean stopped;
    /// Where a knock comes from, behind which nothing of a client is left in the buffers of the system.
    private volatile InetSocketAddress knocker;
    private volatile boolean knocked;

    DatagramRelay(Host host, InetSocketAddress target, Relay.Options options, LinkDriver up, LinkDriver down,
            Counters counters) {
        this.host = host;
        this.target = target;
        this.options = options;
        this.up = up;
        this.down = down;
        this.counters = counters;
        sweeper = Thread.ofVirtual().name("link-sweep").start(this::sweep);
    }

    private static final class Datagram implements LinkDriver.Parcel {
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
        public LinkDriver.Parcel copy() {
            return new Datagram(payload.clone(), from, to);
        }

        @Override
        public void lost() {
            from.lose(ByteBuffer.wrap(payload), to);
        }

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

    private final class Flow {
        final InetSocketAddress client;
        final UdpSocket towardsTarget;
        /// The socket that the client asked last: its answers leave from there.
        volatile UdpSocket towardsClient;
        volatile long lastMoved = System.nanoTime();

        Flow(InetSocketAddress client, UdpSocket towardsClient) throws IOException {
            this.client = client;
            this.towardsClient = towardsClient;
            towardsTarget = host.towards(target, Relay.PARTY);
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

    /// A client has sent a datagram; called for one datagram at a time.
    void handle(ByteBuffer payload, InetSocketAddress client, UdpSocket socket) throws IOException {
        if (isKnocker(client)) {
            knocked = true;
            return;
        }
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
        flow.towardsClient = socket;
        flow.lastMoved = System.nanoTime();
        up.offer(new Datagram(bytes(payload), flow.towardsTarget, target));
    }

    int flows() {
        return flows.size();
    }

    boolean isKnocker(InetSocketAddress client) {
        return client.equals(knocker);
    }

    /// Waits until what the clients have sent so far is on the link: datagrams from one machine to itself keep their order,
    /// so a knock that has come in is behind them. It is given again, since a full buffer may have had no room for it.
    ///
    /// @param address where the clients send
    void drain(InetSocketAddress address, long until) {
        if (!options.udp()) return;
        knocked = false;
        try (var socket = host.unwatched().towards(address, Relay.PARTY)) {
            knocker = socket.local();
            while (!knocked && until - System.nanoTime() > 0) {
                socket.send(new byte[0], address);
                LockSupport.parkNanos(KNOCK);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "knocking at " + address, e);
        }
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
