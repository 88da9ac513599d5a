package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.UsageException;

class CircuitsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Simulator line() {
        return Networks.converged(Networks.line("a", "b", "c", "d"), NodeOptions.DEFAULTS);
    }

    /// Opens a circuit that must stand.
    private static int opened(Simulator network, String from, String to) {
        long mark = network.mark();
        int circuit = network.open(from, to);
        var answer = network.await(mark, h -> h.node().equals(from)
                && (h.what() instanceof Action.Opened || h.what() instanceof Action.Closed),
                SOON);
        assertTrue(answer != null && answer.what() instanceof Action.Opened, () -> "" + answer);
        return circuit;
    }

    private static Action.Closed refused(Simulator network, String from, String to) {
        long mark = network.mark();
        network.open(from, to);
        var answer = network.await(mark, h -> h.node().equals(from) && h.what() instanceof Action.Closed, SOON);
        assertNotNull(answer);
        return (Action.Closed) answer.what();
    }

    private static Action.Closed closed(Simulator network, long mark, String node) {
        var happening = network.await(mark, h -> h.node().equals(node) && h.what() instanceof Action.Closed, SOON);
        assertNotNull(happening, node + " is told");
        return (Action.Closed) happening.what();
    }

    private static void assertNoState(Simulator network) {
        for (String node : network.topology().nodes()) {
            if (network.isAlive(node)) assertEquals(List.of(), network.circuits(node), node + " remembers no circuit");
        }
    }

    @Test
    void eachLinkHasALabelOfItsOwnAndNodesInTheMiddleSwapThem() {
        var network = line();
        int circuit = opened(network, "a", "d");
        var atB = network.circuits("b").getFirst();
        var atC = network.circuits("c").getFirst();
        assertEquals("a c", atB.from() + " " + atB.to());
        assertEquals(atB.labelTo(), atC.labelFrom());
        assertEquals(network.circuits("a").getFirst().labelTo(), atB.labelFrom());
        assertEquals(0, atB.labelFrom() % 2, "the end with the lesser name chooses even labels");
        var labels = new ArrayList<Integer>();
        network.spy = (_, frame) -> {
            if (frame instanceof Data data) labels.add(data.label());
        };
        network.say("a", circuit, "hello".getBytes());
        network.pass(SOON);
        assertEquals(List.of(atB.labelFrom(), atB.labelTo(), atC.labelTo()), labels);
    }

    @Test
    void packetsComeInOrderInBothDirections() {
        var network = line();
        long mark = network.mark();
        int atA = opened(network, "a", "d");
        int atD = network.since(mark).stream().filter(h -> h.node().equals("d") && h.what() instanceof Action.Opened)
                .map(h -> ((Action.Opened) h.what()).circuit()).findFirst().orElseThrow();
        for (int i = 0; i < 1000; i++) {
            network.say("a", atA, ByteBuffer.allocate(4).putInt(i).array());
            network.say("d", atD, ByteBuffer.allocate(4).putInt(-i).array());
            if (i % 50 == 0) network.pass(Duration.ofMillis(1));
        }
        network.pass(SOON);
        assertEquals(numbers(1), numbers(network, mark, "d"));
        assertEquals(numbers(-1), numbers(network, mark, "a"));
    }

    private static List<Integer> numbers(int factor) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < 1000; i++) numbers.add(factor * i);
        return numbers;
    }

    private static List<Integer> numbers(Simulator network, long mark, String node) {
        return network.since(mark).stream().filter(h -> h.node().equals(node) && h.what() instanceof Action.Received)
                .map(h -> ByteBuffer.wrap(((Action.Received) h.what()).payload()).getInt()).toList();
    }

    @Test
    void eitherEndTearsItDownAndNobodyRemembersAnything() {
        for (String closer : List.of("a", "d")) {
            var network = line();
            opened(network, "a", "d");
            long mark = network.mark();
            network.hangUp(closer, 1);
            for (String end : List.of("a", "d")) {
                assertEquals(new Action.Closed(1, end.equals("a") ? "d" : "a", Clear.Reason.CLOSED, closer),
                        closed(network, mark, end));
            }
            network.pass(SOON);
            assertNoState(network);
        }
    }

    @Test
    void aCircuitMayBeRefusedForManyReasons() {
        var network = line();
        network.accepting("d", false);
        assertEquals(new Action.Closed(1, "d", Clear.Reason.REFUSED, "d"), refused(network, "a", "d"));
        assertEquals(new Action.Closed(2, "nobody", Clear.Reason.NO_ROUTE, "a"), refused(network, "a", "nobody"));
        assertThrows(UsageException.class, () -> network.open("a", "a"));
        var shortSighted = Networks.converged(Networks.line("a", "b", "c", "d"), Networks.withTtl(NodeOptions.DEFAULTS, 2));
        assertEquals(new Action.Closed(1, "d", Clear.Reason.TTL_EXPIRED, "c"), refused(shortSighted, "a", "d"));
        var narrow = Networks.converged(Networks.line("a", "b", "c", "d"), Networks.withCircuits(1, SOON));
        opened(narrow, "b", "c");
        assertEquals(new Action.Closed(1, "d", Clear.Reason.FULL, "b"), refused(narrow, "a", "d"));
        network.pass(SOON);
        assertNoState(network);
    }

    @Test
    void aDeadNodeInTheMiddleTearsItDownAtBothEnds() {
        var network = line();
        opened(network, "a", "d");
        long mark = network.mark();
        network.kill("c");
        assertEquals(new Action.Closed(1, "d", Clear.Reason.NEIGHBOUR_DOWN, "b"), closed(network, mark, "a"));
        assertEquals(new Action.Closed(1, "a", Clear.Reason.NEIGHBOUR_DOWN, "d"), closed(network, mark, "d"));
        assertNoState(network);
    }

    @Test
    void aDeadEndAndACutLinkTearItDownToo() {
        var network = line();
        opened(network, "a", "d");
        long mark = network.mark();
        network.kill("d");
        assertEquals(new Action.Closed(1, "d", Clear.Reason.NEIGHBOUR_DOWN, "c"), closed(network, mark, "a"));
        assertNoState(network);
        var other = line();
        opened(other, "a", "d");
        other.cut("b", "c");
        assertEquals("b", closed(other, 0, "a").reporter());
        assertEquals("c", closed(other, 0, "d").reporter());
        assertNoState(other);
    }

    /// It has lost its memory before anybody has noticed that it was dead: its first hello says that it hears nobody.
    @Test
    void aNodeThatIsBackAtOnceTearsItDownAsWell() {
        var network = line();
        opened(network, "a", "d");
        long mark = network.mark();
        network.kill("c");
        network.revive("c");
        assertEquals("b", closed(network, mark, "a").reporter());
        assertEquals("d", closed(network, mark, "d").reporter());
        assertTrue(network.awaitConverged(SOON));
        opened(network, "a", "d");
    }

    @Test
    void aSetUpTowardsANodeWhoseDeathIsNotKnownYetIsCleared() {
        var network = Networks.converged(Networks.line("a", "b", "c", "d"),
                Networks.withCircuits(10, Duration.ofMillis(300)));
        network.kill("d");
        assertEquals(new Action.Closed(1, "d", Clear.Reason.TIMEOUT, "a"), refused(network, "a", "d"));
        network.pass(SOON);
        assertNoState(network);
    }

    @Test
    void aCircuitOfWhichNothingIsHeardIsCleared() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "z");
        lone.from("a", new Setup(2, "a", "n", 9, 1472, 1));
        assertEquals("ACCEPT 2, 1 hop", lone.textsTo("a").getLast());
        lone.forget();
        lone.passWithAll(Duration.ofMillis(3900));
        assertEquals(List.of(), lone.told());
        lone.passWithAll(Duration.ofMillis(200));
        assertEquals(List.of("has no circuit 1 with a any more: time-out, says n"), lone.told());
        assertTrue(lone.textsTo("a").contains("CLEAR 2: time-out, says n"));
    }

    @Test
    void anUnknownLabelIsClearedButAClearIsNeverAnswered() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        lone.from("a", new Data(8, 0, new byte[1]));
        assertEquals(List.of("CLEAR 8: unknown label, says n"), lone.textsTo("a"));
        lone.forget();
        lone.from("a", new Clear(8, Clear.Reason.CLOSED, "a"));
        assertEquals(List.of(), lone.textsTo("a"));
        lone.from("a", new Setup(3, "a", "n", 9, 1472, 1));
        assertEquals(List.of("CLEAR 3: unknown label, says n"), lone.textsTo("a"), "odd labels are for n to choose here");
    }

    @Test
    void aMissingPacketEndsTheCircuitRatherThanTheOrder() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        lone.from("a", new Setup(2, "a", "n", 9, 1472, 1));
        lone.from("a", new Data(2, 0, "x".getBytes())).from("a", new Data(2, 2, "z".getBytes()));
        assertEquals(List.of("has circuit 1 from a over 1 link", "gets packet 0 of circuit 1 \"x\"",
                "has no circuit 1 with a any more: a packet was lost, says n"), lone.told());
    }

    @Test
    void aLabelThatIsUsedTwiceEndsTheOldCircuit() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        lone.from("a", new Setup(2, "a", "n", 9, 1472, 1)).from("a", new Setup(2, "a", "n", 9, 1472, 1));
        assertEquals("has no circuit 1 with a any more: unknown label, says n", lone.told().getLast());
        assertEquals(List.of(), lone.node.circuits.table());
    }

    @Test
    void theMtuOfTheWholeWayIsKnownFromTheSetUp() {
        var network = Networks.converged(Topology.example(), NodeOptions.DEFAULTS);
        int circuit = opened(network, "a", "g");
        network.say("a", circuit, new byte[590]);
        var e = assertThrows(UsageException.class, () -> network.say("a", circuit, new byte[591]));
        assertEquals("591 bytes; the MTU of circuit 1 has room for 590", e.getMessage());
        assertNotNull(network.await(0, h -> h.node().equals("g") && h.what() instanceof Action.Received, SOON));
    }

    @ParameterizedTest
    @EnumSource
    void inRandomGraphsCircuitsThroughADeadNodeAreTornDownAtBothEndsAndOthersStand(NodeOptions.Method method) {
        int torn = 0;
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var network = Networks.converged(Networks.random(random), Networks.options(method));
            var nodes = network.topology().nodes();
            record Call(String from, int circuit, String to, List<String> path) {}
            var calls = new ArrayList<Call>();
            for (int i = 0; i < 5; i++) {
                String from = nodes.get(random.nextInt(nodes.size()));
                String to = nodes.get(random.nextInt(nodes.size()));
                if (!from.equals(to)) calls.add(new Call(from, opened(network, from, to), to, network.path(from, to)));
            }
            String victim = nodes.get(random.nextInt(nodes.size()));
            long mark = network.mark();
            network.kill(victim);
            network.pass(Duration.ofSeconds(10));
            int ends = 0;
            int survivors = 0;
            for (var call : calls) {
                boolean through = call.path.contains(victim);
                boolean told = network.since(mark).stream().anyMatch(h -> h.node().equals(call.from)
                        && h.what() instanceof Action.Closed(int id, _, _, _) && id == call.circuit);
                if (!call.from.equals(victim)) assertEquals(through, told, "graph " + seed + ", " + call + " without "
                        + victim);
                if (through) torn++;
                if (through) ends += (call.from.equals(victim) ? 0 : 1) + (call.to.equals(victim) ? 0 : 1);
                else survivors += call.path.size();
            }
            int closed = (int) network.since(mark).stream().filter(h -> h.what() instanceof Action.Closed).count();
            assertEquals(ends, closed, "graph " + seed + ": both ends of those alone");
            int remembered = nodes.stream().filter(network::isAlive).mapToInt(n -> network.circuits(n).size()).sum();
            assertEquals(survivors, remembered, "graph " + seed + ": no node remembers more than the circuits that stand");
        }
        assertTrue(torn > 50, torn + " circuits went through a victim");
    }
}
