package wirelab.network;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// A network in virtual time: the same seed gives the same run, and an hour takes no longer than its events.
///
/// Every frame is encoded and decoded on the way, as on a real link. Not for several threads.
public final class Simulator extends Fabric {
    private static final Duration LEAST_DELAY = Duration.ofNanos(1_000);

    private final class Station extends SimulatedNode<Node, Action> {
        Station(String name) {
            super(name);
        }

        @Override
        protected Node boot(long now) {
            return newNode(now, name(), new Random(random.nextLong()));
        }

        @Override
        protected void received(long now, Node node, String from, byte[] bytes) {
            if (isWhole(topology.between(from, name()))) node.receive(now, from, decode(bytes));
        }

        @Override
        protected void perform(long now, Action action) {
            if (!(action instanceof Action.Transmit(String neighbour, Frame frame))) {
                happened(name(), action);
                return;
            }
            frames++;
            spy.accept(name(), frame);
            if (isWhole(topology.between(name(), neighbour))) datagram(neighbour, frame.encode());
        }
    }

    private final SimulatedNetwork net;
    private final Map<String, Station> stations = new HashMap<>();
    private final Random random;
    private long frames;
    /// Sees every frame that is sent, with its sender; for tests.
    BiConsumer<String, Frame> spy = (_, _) -> {};

    private Simulator(Topology topology, NodeOptions options, long seed, long start) {
        super(topology, options);
        random = new Random(seed);
        net = new SimulatedNetwork(seed, start);
        for (var link : topology.links()) {
            var delay = link.delay().compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : link.delay();
            net.weather(link.a(), link.b(), new SimulatedNetwork.Weather(0, 0, 0, delay, delay));
        }
        for (String name : topology.nodes()) stations.put(name, net.add(new Station(name)));
    }

    /// Starts a network.
    ///
    /// @param seed decides all that is random
    public static Simulator start(Topology topology, NodeOptions options, long seed) {
        return start(topology, options, seed, 0);
    }

    /// Starts a network at a time of its nodes' clocks: shortly before nanoseconds wrap around, for instance.
    static Simulator start(Topology topology, NodeOptions options, long seed, long start) {
        return new Simulator(topology, options, seed, start);
    }

    @Override
    public long now() {
        return net.elapsed().toNanos();
    }

    /// How many frames were sent over all links so far.
    public long frames() {
        return frames;
    }

    @Override
    public boolean await(BooleanSupplier holds, Duration limit) {
        return net.await(limit, holds);
    }

    @Override
    <T> T ask(String name, Function<Node, T> question) {
        return question.apply(stations.get(checkAlive(name)).machine());
    }

    @Override
    <T> T enter(String name, Event<T> event) {
        var result = new AtomicReference<T>();
        stations.get(checkAlive(name)).enter((node, now) -> result.set(event.happens(now, node)));
        return result.get();
    }

    @Override
    void start(String name) {
        stations.get(name).restart();
    }

    @Override
    void stop(String name) {
        stations.get(name).crash();
    }

    private static Frame decode(byte[] bytes) {
        try {
            return Frame.decode(ByteBuffer.wrap(bytes));
        } catch (ProtocolViolation e) {
            throw new AssertionError("a frame of our own", e);
        }
    }

    /// Ends it; there is nothing to give back.
    @Override
    public void close() {
        stations.values().forEach(SimulatedNode::crash);
    }
}
