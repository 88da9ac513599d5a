package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.ProtocolViolation;
import wirelab.simulation.SimulatedNetwork;
import wirelab.simulation.SimulatedNode;

/// Both ends on a network that loses, repeats, corrupts and reorders, and now and then is cut: every byte comes once and in
/// order, or there is an error at both ends, and nothing grows without bound.
class HostileNetworkTest {
    /// `-Drudp.steps=1000000` for more.
    private static final int STEPS = Integer.getInteger("rudp.steps", 60_000);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final SimulatedNetwork.Weather BAD =
            new SimulatedNetwork.Weather(.05, .05, .02, Duration.ofMillis(1), Duration.ofMillis(12));

    /// The byte that stands at an offset of a stream.
    private static byte expected(int stream, long offset, boolean toServer) {
        long mixed = (offset + 31L * stream + (toServer ? 7 : 0)) * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 56);
    }

    private static final class Node extends SimulatedNode<RudpEnd, RudpAction> {
        private static final int MOST_STREAM = 60_000;
        final InetSocketAddress address;
        final Map<InetSocketAddress, String> names;
        final RudpEnd.Setting setting;
        final boolean client;
        final Random random;
        final Map<Integer, Long> written = new HashMap<>();
        final Map<Integer, Long> read = new HashMap<>();
        final Map<Integer, Integer> lengths = new HashMap<>();
        final List<Integer> ends = new ArrayList<>();
        long connection;
        int finished;
        int messages;
        boolean stopping;
        String closed;
        int mostRemembered;

        Node(String name, InetSocketAddress address, Map<InetSocketAddress, String> names, RudpEnd.Setting setting,
                long seed) {
            super(name);
            this.address = address;
            this.names = names;
            this.setting = setting;
            this.client = setting.reception() == null;
            random = new Random(seed);
        }

        @Override
        protected RudpEnd boot(long now) {
            return new RudpEnd(setting);
        }

        @Override
        protected void received(long now, RudpEnd machine, String from, byte[] bytes) {
            var source = names.entrySet().stream().filter(e -> e.getValue().equals(from)).findFirst().orElseThrow().getKey();
            try {
                machine.received(now, ByteBuffer.wrap(bytes), source);
            } catch (ProtocolViolation e) {
                // Damage, and what came twice: never a reason to end.
                assertTrue(closed != null || !e.getMessage().contains("was never sent"), e.getMessage());
            }
        }

        @Override
        protected void perform(long now, RudpAction action) {
            switch (action) {
                case RudpAction.Send send -> datagram(names.get(send.to()), send.datagram());
                case RudpAction.Opened opened -> {
                    connection = opened.connection();
                    open();
                }
                case RudpAction.Accepted(long id, int stream) -> begin(stream);
                case RudpAction.Readable(long id, int stream) -> read(stream);
                case RudpAction.Writable(long id, int stream) -> {
                    if (stream < 0) open();
                    else write(stream);
                }
                case RudpAction.Heard heard -> messages++;
                case RudpAction.Broken _ -> {}
                case RudpAction.Closed over -> closed = over.reason();
            }
        }

        /// Opens as many streams as there may be, up to 16.
        void open() {
            if (stopping || !client) return;
            enter((end, now) -> end.with(now, connection, c -> {
                for (int stream; read.size() < 16 && (stream = c.streams().open()) >= 0; ) begin(stream);
            }));
        }

        private void begin(int stream) {
            lengths.put(stream, random.nextInt(MOST_STREAM));
            written.put(stream, 0L);
            read.put(stream, 0L);
            write(stream);
        }

        private void write(int stream) {
            if (!written.containsKey(stream)) return;
            enter((end, now) -> end.with(now, connection, c -> {
                if (random.nextInt(20) == 0) c.message(new byte[random.nextInt(1_000)]);
                while (true) {
                    long at = written.get(stream);
                    int length = (int) Math.min(5_000, lengths.get(stream) - at);
                    byte[] bytes = new byte[length];
                    for (int i = 0; i < length; i++) bytes[i] = expected(stream, at + i, client);
                    int count = length == 0 ? 0 : c.write(stream, bytes, 0, length);
                    if (count > 0) written.put(stream, at + count);
                    if (at + Math.max(0, count) == lengths.get(stream)) {
                        // Half of the ends come later, in a frame without data.
                        if (random.nextBoolean()) c.streams().end(stream);
                        else ends.add(stream);
                    }
                    if (count < length || length == 0) return;
                }
            }));
        }

        void endAll() {
            if (ends.isEmpty()) return;
            var due = List.copyOf(ends);
            ends.clear();
            enter((end, now) -> end.with(now, connection, c -> due.forEach(c.streams()::end)));
        }

        private void read(int stream) {
            if (ends.size() > 3) endAll();
            if (!read.containsKey(stream)) return;
            boolean[] over = {false};
            enter((end, now) -> end.with(now, connection, c -> {
                byte[] into = new byte[1 + random.nextInt(4_000)];
                for (int count; (count = c.read(now, stream, into, 0, into.length)) != 0; ) {
                    if (count < 0) {
                        over[0] = true;
                        return;
                    }
                    long at = read.get(stream);
                    for (int i = 0; i < count; i++) assertEquals(expected(stream, at + i, !client), into[i]);
                    read.put(stream, at + count);
                }
                mostRemembered = Math.max(mostRemembered, c.remembered());
            }));
            if (!over[0] || read.remove(stream) == null) return;
            finished++;
            open();
        }
    }

    private record Pair(SimulatedNetwork net, Node client, Node server) {}

    private static Pair pair(long seed, boolean plain) {
        var net = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
        var names = new HashMap<InetSocketAddress, String>();
        var here = new InetSocketAddress("192.0.2.1", 1);
        var there = new InetSocketAddress("192.0.2.2", 2);
        names.put(here, "client");
        names.put(there, "server");
        var random = new Random(seed);
        var options = RudpOptions.DEFAULTS.withPlain(plain).withIdle(Duration.ofSeconds(20)).withWindow(1 << 16, 1 << 20)
                .withStreams(20);
        // Keys last for so few packets that they change all the time.
        long keyLife = 500;
        var reception = new Reception(options, RudpIdentity.create(random), random, keyLife);
        var client = net.add(new Node("client", here, names, new RudpEnd.Setting(options, null, random,
                RudpTrace.NONE, keyLife),
                seed + 1));
        var server = net.add(new Node("server", there, names,
                new RudpEnd.Setting(options, reception, random, RudpTrace.NONE, keyLife), seed + 2));
        client.enter((end, now) -> end.connect(now, there));
        return new Pair(net, client, server);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyByteComesOnceAndInOrder(long seed) {
        var pair = pair(seed, seed % 2 == 0);
        var net = pair.net;
        net.weather(BAD);
        int[] steps = {0};
        while (steps[0] < STEPS) {
            net.await(Duration.ofSeconds(3), () -> ++steps[0] >= STEPS);
            net.cut("client", "server");
            net.await(Duration.ofMillis(net.random().nextInt(2_000)), () -> ++steps[0] >= STEPS);
            net.heal();
            pair.client.endAll();
            pair.server.endAll();
        }
        assertEquals(null, pair.client.closed);
        pair.client.stopping = true;
        net.weather(SimulatedNetwork.Weather.FAIR);
        pair.client.endAll();
        pair.server.endAll();
        net.run(Duration.ofSeconds(2));
        pair.client.endAll();
        pair.server.endAll();
        net.until("all streams end", LONG, () -> pair.client.read.isEmpty() && pair.server.read.isEmpty());
        assertTrue(pair.client.finished > STEPS / 2_000, pair.client.finished + " streams");
        assertTrue(pair.server.messages > 0);
        assertTrue(pair.client.mostRemembered <= 256 + 20 + 1, "remembered " + pair.client.mostRemembered);
        assertTrue(pair.server.mostRemembered <= 256 + 20 + 1, "remembered " + pair.server.mostRemembered);
        pair.client.enter((end, now) -> end.with(now, pair.client.connection, c -> c.finish(0, "done")));
        net.until("both ends forget", LONG, () -> pair.client.machine().count() + pair.server.machine().count() == 0);
        assertEquals("done", pair.server.closed);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aCutThatLastsIsAnErrorAtBothEnds(long seed) {
        var pair = pair(seed, false);
        pair.net.weather(BAD);
        pair.net.run(Duration.ofSeconds(2));
        pair.net.cut("client", "server");
        pair.net.until("both ends give up", LONG, () -> pair.client.closed != null && pair.server.closed != null);
        assertTrue(pair.client.closed.contains("nothing was heard"), pair.client.closed);
        assertEquals(0, pair.client.machine().count() + pair.server.machine().count());
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void aServerThatStartsAnewSaysSoAndProvesIt(long seed) {
        var pair = pair(seed, seed == 21);
        pair.net.run(Duration.ofMillis(100));
        assertTrue(pair.client.connection != 0);
        pair.server.crash();
        pair.server.restart();
        pair.net.until("the client knows", Duration.ofSeconds(5), () -> pair.client.closed != null);
        assertTrue(pair.client.closed.contains("knows nothing"), pair.client.closed);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void aServerForgetsAClientThatStartsAnew(long seed) {
        var pair = pair(seed, false);
        pair.net.run(Duration.ofMillis(100));
        pair.client.crash();
        pair.net.until("the server gives up", LONG, () -> pair.server.closed != null);
        assertEquals(0, pair.server.machine().count());
    }
}
