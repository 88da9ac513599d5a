package wirelab.forward.network;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import wirelab.kit.ProtocolException;

/// A network in virtual time: the same seed gives the same run, and an hour takes no longer than its events.
///
/// Every frame is encoded and decoded on the way, as on a real link. Not for several threads.
public final class Simulator extends Fabric {
    private static final long LEAST_DELAY = 1_000;

    private record Event(long at, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<Node, Long> ticks = new HashMap<>();
    private final Random random;
    private long now;
    private long number;
    private long frames;
    /// Sees every frame that is sent, with its sender; for tests.
    BiConsumer<String, Frame> spy = (_, _) -> {};

    private Simulator(Topology topology, NodeOptions options, long seed) {
        super(topology, options);
        random = new Random(seed);
        topology.nodes().forEach(this::start);
    }

    /// Starts a network.
    ///
    /// @param topology its nodes and links
    /// @param options how the nodes behave
    /// @param seed decides all that is random
    /// @return the network at time 0
    public static Simulator start(Topology topology, NodeOptions options, long seed) {
        return new Simulator(topology, options, seed);
    }

    @Override
    public long now() {
        return now;
    }

    /// How many frames were sent over all links so far.
    ///
    /// @return the number
    public long frames() {
        return frames;
    }

    @Override
    public boolean await(BooleanSupplier holds, Duration limit) {
        long end = now + limit.toNanos();
        while (!holds.getAsBoolean()) {
            var next = events.peek();
            if (next == null || next.at > end) {
                now = end;
                return holds.getAsBoolean();
            }
            // All that happens at one moment, before anybody looks.
            now = next.at;
            while (!events.isEmpty() && events.peek().at == now) events.poll().what.run();
        }
        return true;
    }

    @Override
    <T> T with(String name, Function<Node, T> action) {
        var node = nodes.get(checkAlive(name));
        T result = action.apply(node);
        carryOut(node);
        return result;
    }

    @Override
    void start(String name) {
        var node = newNode(name, new Random(random.nextLong()));
        nodes.put(name, node);
        carryOut(node);
    }

    @Override
    void stop(String name) {
        ticks.remove(nodes.remove(name));
    }

    private void carryOut(Node node) {
        for (var action : node.actions()) {
            if (action instanceof Action.Transmit(String neighbour, Frame frame)) transmit(node.name, neighbour, frame);
            else happened(node.name, action);
        }
        long due = Math.max(now, node.due());
        if (due == Router.NEVER || ticks.getOrDefault(node, Router.NEVER) <= due) return;
        ticks.put(node, due);
        at(due, () -> {
            // A node that was killed, or that has an earlier appointment by now, does not come to this one.
            if (nodes.get(node.name) != node || ticks.get(node) != due) return;
            ticks.remove(node);
            node.tick(now);
            carryOut(node);
        });
    }

    private void transmit(String from, String to, Frame frame) {
        frames++;
        spy.accept(from, frame);
        var link = topology.between(from, to);
        if (!isWhole(link)) return;
        byte[] bytes = frame.encode();
        at(now + Math.max(LEAST_DELAY, link.delay().toNanos()), () -> {
            var node = nodes.get(to);
            if (node == null || !isWhole(link)) return;
            node.receive(now, from, decode(bytes));
            carryOut(node);
        });
    }

    private static Frame decode(byte[] bytes) {
        try {
            return Frame.decode(ByteBuffer.wrap(bytes));
        } catch (ProtocolException e) {
            throw new AssertionError("a frame of our own", e);
        }
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, number++, what));
    }

    /// Ends it; there is nothing to give back.
    @Override
    public void close() {
        events.clear();
    }
}
