package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who is chosen: values, without a node, a clock or luck.
class ChooserTest {
    /// Nodes that have nothing to do, but for what a test says.
    private static Chooser.Loads loads(int[] active, double... latencies) {
        return new Chooser.Loads() {
            @Override
            public int active(int node) {
                return active[node];
            }

            @Override
            public double latency(int node) {
                return latencies.length == 0 ? 0 : latencies[node];
            }
        };
    }

    private static final Chooser.Loads IDLE = loads(new int[10]);

    private static int[] counts(Chooser chooser, Chooser.Loads loads, int nodes, int turns) {
        var counts = new int[nodes];
        for (int turn = 0; turn < turns; turn++) counts[chooser.choose(turn, loads, _ -> true)]++;
        return counts;
    }

    @Test
    void weightsAreSpreadSmoothly() {
        assertArrayEquals(new int[] {0, 0, 1, 0, 2, 0, 0}, Turns.order(5, 1, 1));
        assertArrayEquals(new int[] {0, 1, 2}, Turns.order(10, 10, 10));
        assertArrayEquals(new int[] {0}, Turns.order(7));
    }

    @Test
    void inEachRoundEveryNodeHasItsWeight() {
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            int[] weights = random.ints(1 + random.nextInt(8), 1, 30).toArray();
            int all = IntStream.of(weights).sum();
            assertArrayEquals(weights, counts(new Turns(weights), IDLE, weights.length, all));
        }
    }

    @Test
    void aNodeThatCannotBeUsedIsPassedOver() {
        for (var chooser : new Chooser[] {new Turns(1, 1, 1), new LeastBusy(1, 1, 1), new TwoChoices(1, 1, 1),
            new HashRing(new String[] {"a", "b", "c"}, 1, 1, 1)}) {
            for (long turn = -50; turn < 50; turn++) {
                int node = chooser.choose(turn, IDLE, one -> one != 1);
                assertTrue(node == 0 || node == 2, chooser + " " + node);
                assertEquals(-1, chooser.choose(turn, IDLE, _ -> false));
            }
        }
    }

    @Test
    void turnsGoOnBehindTheLastNumberThereIs() {
        var chooser = new Turns(1, 1);
        assertTrue(chooser.choose(Long.MAX_VALUE, IDLE, _ -> true) != chooser.choose(Long.MIN_VALUE, IDLE, _ -> true));
    }

    @Test
    void theLeastBusyForItsWeightIsChosen() {
        var chooser = new LeastBusy(1, 4);
        assertEquals(1, chooser.choose(0, loads(new int[] {0, 2}), _ -> true));
        assertEquals(0, chooser.choose(0, loads(new int[] {0, 4}), _ -> true));
        assertArrayEquals(new int[] {50, 50}, counts(new LeastBusy(1, 1), IDLE, 2, 100), "equal ones in turns");
    }

    @Test
    void ofTwoThatAreDrawnTheQuickerIsChosenAndTheSlowestNever() {
        var slow = loads(new int[] {1, 1, 1}, 1e6, 1e6, 50e6);
        var counts = counts(new TwoChoices(1, 1, 1), slow, 3, 3000);
        assertEquals(0, counts[2], "whoever it is drawn with is quicker");
        assertTrue(counts[0] > 1300 && counts[1] > 1300, counts[0] + " " + counts[1]);
    }

    @Test
    void whoHasNeverAnsweredAndIsAskedAlreadyIsAvoided() {
        var loads = loads(new int[] {3, 1}, 1e9, 0);
        for (int turn = 0; turn < 20; turn++) assertEquals(0, new TwoChoices(1, 1).choose(turn, loads, _ -> true));
        var fresh = loads(new int[] {3, 0}, 1e9, 0);
        assertEquals(1, new TwoChoices(1, 1).choose(0, fresh, _ -> true), "and tried when it is free");
    }

    @Test
    void aPeakCountsAtOnceAndFadesSlowly() {
        long second = 1_000_000_000L;
        var ewma = PeakEwma.NONE.heard(0, 1_000_000).heard(second, 80_000_000);
        assertEquals(80e6, ewma.latency());
        var after = ewma.heard(2 * second, 1_000_000);
        assertTrue(after.latency() > 70e6 && after.latency() < 80e6, after.toString());
        assertTrue(after.now(62 * second) < 1e6, "who was left alone gets another chance");
        assertEquals(after.now(0), after.latency(), "time does not run backwards");
    }

    @Test
    void whenANodeGoesItsKeysAloneMove() {
        var before = new HashRing(new String[] {"a", "b", "c", "d"}, 1, 1, 1, 1);
        var after = new HashRing(new String[] {"a", "b", "c"}, 1, 1, 1);
        var counts = new int[4];
        for (int i = 0; i < 10_000; i++) {
            long key = HashRing.hash("key " + i);
            int node = before.choose(key, IDLE, _ -> true);
            counts[node]++;
            if (node < 3) assertEquals(node, after.choose(key, IDLE, _ -> true));
        }
        for (int count : counts) assertTrue(count > 1500 && count < 3500, IntStream.of(counts).boxed().toList().toString());
    }

    @Test
    void aKeyThatEverybodyWantsDrownsNobody() {
        var ring = new HashRing(new String[] {"a", "b", "c", "d"}, 1, 1, 1, 1);
        var active = new int[4];
        for (int i = 0; i < 400; i++) active[ring.choose(7, loads(active), _ -> true)]++;
        for (int one : active) assertTrue(one <= Math.ceil(1.25 * 400 / 4), IntStream.of(active).boxed().toList()
                .toString());
        assertEquals(ring.choose(7, IDLE, _ -> true), ring.choose(7, IDLE, _ -> true));
    }

    @Test
    void whenAllHaveTooMuchTheKeyStaysWhereItBelongs() {
        var ring = new HashRing(new String[] {"a", "b"}, 1, 1);
        int own = ring.choose(7, IDLE, _ -> true);
        assertEquals(own, ring.choose(7, loads(own == 0 ? new int[] {9, 0} : new int[] {0, 9}), one -> one == own));
    }

    @Test
    void retriesAreAShareOfAllRequestsAndAFewEachSecond() {
        var budget = new RetryBudget(0);
        int first = 0;
        while (budget.allows(0, 0, 20)) first++;
        assertEquals(200, first, "what was saved up");
        int more = 0;
        while (budget.allows(0, 1000, 20)) more++;
        assertEquals(200, more, "a fifth of a thousand");
        int later = 0;
        while (budget.allows(3_000_000_000L, 1000, 20)) later++;
        assertEquals(30, later, "ten a second");
        assertTrue(!new RetryBudget(0).allows(0, 0, 0), "none where there shall be none");
    }
}
