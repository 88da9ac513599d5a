package wirelab.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Machine;

@DisplayName("A simulated network")
class SimulatedNetworkTest {
    /// Sends a numbered datagram every 10 ms.
    private static final class Beacon implements Machine<byte[]> {
        private final ArrayDeque<byte[]> out = new ArrayDeque<>();
        private long at;
        private int sent;

        Beacon(long now) {
            at = Machine.after(now, 10_000_000);
        }

        @Override
        public void tick(long now) {
            if (!Machine.isDue(at, now)) return;
            out.add(new byte[] {(byte) (sent++)});
            at = Machine.after(at, 10_000_000);
        }

        @Override
        public long nextAt() {
            return at;
        }

        @Override
        public void drain(Consumer<? super byte[]> performer) {
            for (byte[] bytes; (bytes = out.poll()) != null; ) performer.accept(bytes);
        }
    }

    private static final class Node extends SimulatedNode<Beacon, byte[]> {
        private final String peer;
        private final boolean streams;
        private final List<String> heard = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int broken;

        Node(String name, String peer, boolean streams) {
            super(name);
            this.peer = peer;
            this.streams = streams;
        }

        @Override
        protected Beacon boot(long now) {
            return new Beacon(now);
        }

        @Override
        protected void received(long now, Beacon machine, String from, byte[] bytes) {
            heard.add(now + " " + from + " " + bytes[0]);
            this.bytes.writeBytes(bytes);
        }

        @Override
        protected void perform(long now, byte[] action) {
            if (streams) stream(peer, action);
            else datagram(peer, action);
        }

        @Override
        protected void streamBroken(long now, Beacon machine, String peer) {
            broken++;
        }
    }

    private final SimulatedNetwork simulator = new SimulatedNetwork(1, 0);

    private static List<String> foul(long seed, long start) {
        var simulator = new SimulatedNetwork(seed, start);
        var a = simulator.add(new Node("a", "b", false));
        simulator.add(new Node("b", "a", false));
        simulator.weather(SimulatedNetwork.Weather.FOUL);
        simulator.run(Duration.ofSeconds(10));
        return a.heard;
    }

    @Test
    @DisplayName("gives the same run for the same seed, and another for another")
    void deterministic() {
        assertEquals(foul(7, 0), foul(7, 0));
        assertNotEquals(foul(7, 0), foul(8, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, SimulatedNetwork.BEFORE_WRAP})
    @DisplayName("goes through the wrap-around of time as through any other")
    void wraps(long start) {
        var usual = foul(7, 0).stream().map(line -> line.substring(line.indexOf(' '))).toList();
        assertEquals(usual, foul(7, start).stream().map(line -> line.substring(line.indexOf(' '))).toList());
    }

    @Test
    @DisplayName("loses, repeats, reorders and corrupts datagrams in foul weather, and none in fair")
    void weather() {
        var a = simulator.add(new Node("a", "b", false));
        simulator.add(new Node("b", "a", false));
        simulator.run(Duration.ofMillis(995));
        assertEquals(99, a.heard.size());
        byte[] fair = a.bytes.toByteArray();
        for (int i = 0; i < fair.length; i++) assertEquals(i, fair[i]);
        var numbers = foul(3, 0).stream().map(line -> Integer.parseInt(line.split(" ")[2])).toList();
        assertTrue(numbers.size() > 900 && numbers.size() < 1_000, () -> numbers.size() + " arrived");
        assertNotEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    @DisplayName("delivers streams in order in any weather, and tells both ends when a cut breaks them")
    void streams() {
        var a = simulator.add(new Node("a", "b", true));
        var b = simulator.add(new Node("b", "a", true));
        simulator.weather(SimulatedNetwork.Weather.FOUL);
        simulator.run(Duration.ofSeconds(1));
        byte[] bytes = a.bytes.toByteArray();
        assertTrue(bytes.length > 80);
        for (int i = 0; i < bytes.length; i++) assertEquals(i, bytes[i]);
        simulator.cut("a", "b");
        simulator.until("both ends know", Duration.ofSeconds(1), () -> a.broken > 0 && b.broken > 0);
        assertEquals(bytes.length, a.bytes.size());
        simulator.heal();
        simulator.until("bytes flow again", Duration.ofSeconds(1), () -> a.bytes.size() > bytes.length);
    }

    @Test
    @DisplayName("crashes and restarts a node, which then knows nothing")
    void crashes() {
        var a = simulator.add(new Node("a", "b", false));
        var b = simulator.add(new Node("b", "a", false));
        simulator.run(Duration.ofMillis(105));
        b.crash();
        assertFalse(b.isUp());
        int heard = a.heard.size();
        simulator.run(Duration.ofMillis(100));
        assertEquals(heard, a.heard.size());
        simulator.after(Duration.ofMillis(50), b::restart);
        simulator.until("it begins anew", Duration.ofSeconds(1), () -> a.heard.size() > heard);
        assertTrue(a.heard.getLast().endsWith(" b 0"));
    }

    @Test
    @DisplayName("tells the seed and the last steps when something does not come true")
    void failure() {
        simulator.add(new Node("a", "b", false));
        simulator.add(new Node("b", "a", false));
        var error = assertThrows(AssertionError.class, () -> simulator.until("never", Duration.ofMillis(15), () -> false));
        assertTrue(error.getMessage().startsWith("not within PT0.015S: never\nseed 1, start 0"), error::getMessage);
        assertTrue(error.getMessage().contains("a -> b 1 byte"), error::getMessage);
    }
}
