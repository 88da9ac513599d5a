package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the theory says about one exchange, on simulated paths, where the true offset is known.
class CristianTest {
    private static final long MS = 1_000_000;
    private static final long OFFSET = -1_234_567_890L;

    private static long error(RoundTrip exchange) {
        return exchange.offset() - OFFSET;
    }

    @Test
    void onAPathThatTakesAsLongBothWaysThereIsNoError() {
        var exchange = new SimulatedPath(20 * MS, 20 * MS, 0, 3 * MS, new Random(1)).ask(77, OFFSET);
        assertEquals(0, error(exchange));
        assertEquals(40 * MS, exchange.delay());
    }

    @Test
    void asymmetryIsSeenAsHalfOfItsDifferenceAndIsInsideTheBound() {
        var path = new SimulatedPath(30 * MS, 10 * MS, 0, MS, new Random(1));
        for (int i = 0; i < 1_000; i++) {
            var exchange = path.ask(i * 1_000_000_000L, OFFSET);
            assertEquals(10 * MS, error(exchange));
            assertTrue(exchange.estimate(0).interval().contains(OFFSET));
            assertTrue(exchange.estimate(10 * MS).interval().contains(OFFSET),
                    "the lesser way takes 10 ms: exactly at the edge");
        }
    }

    @Test
    void inAThousandSamplesOverAJitteryPathTheTruthIsNeverOutsideTheBound() {
        var path = new SimulatedPath(15 * MS, 15 * MS, 10 * MS, MS / 10, new Random(20));
        long worst = 0;
        for (int i = 0; i < 1_000; i++) {
            var exchange = path.ask(i * 1_000_000_000L, OFFSET);
            assertTrue(exchange.estimate(0).interval().contains(OFFSET));
            assertTrue(exchange.estimate(15 * MS).interval().contains(OFFSET));
            worst = Math.max(worst, Math.abs(error(exchange)));
        }
        assertTrue(worst > 4 * MS && worst <= 5 * MS, "the bound is not given away: the worst of 1,000 was " + worst
                + " ns");
    }

    @Test
    void aBoundThatClaimsTooMuchWouldBeFoundOut() {
        var path = new SimulatedPath(15 * MS, 15 * MS, 10 * MS, 0, new Random(20));
        long outside = IntStream.range(0, 1_000).mapToObj(i -> path.ask(i, OFFSET))
                .filter(exchange -> !exchange.estimate(17 * MS).interval().contains(OFFSET)).count();
        assertTrue(outside > 100, "with a minimum of 17 ms instead of 15 only " + outside + " samples were outside");
    }

    @Test
    void cristiansOwnFormulaCountsTheServersTimeAsPartOfThePath() {
        var exchange = new SimulatedPath(20 * MS, 20 * MS, 0, 6 * MS, new Random(1)).ask(0, OFFSET);
        var cristian = Estimate.cristian(exchange.t1(), exchange.t3(), exchange.t4(), 0);
        assertEquals(3 * MS, cristian.offset() - OFFSET, "half of the server's 6 ms");
        assertEquals(23 * MS, cristian.bound());
        assertTrue(cristian.interval().contains(OFFSET));
    }

    @Test
    void theBestOfSixteenIsBetterThanOne() {
        var path = new SimulatedPath(MS, MS, 50 * MS, 0, new Random(16));
        long one = 0;
        long best = 0;
        for (int run = 0; run < 200; run++) {
            var samples = IntStream.range(0, 16).mapToObj(i -> new Sample(path.ask(i, OFFSET), 0, null)).toList();
            one += Math.abs(error(samples.getFirst().exchange()));
            best += Math.abs(error(Sample.best(samples).orElseThrow().exchange()));
        }
        assertTrue(3 * best < 2 * one, "mean error of one sample " + one / 200 + " ns, of the best of sixteen " + best / 200
                + " ns");
    }

    @Test
    void berkeleyAgreesOnTheMeanAndLeavesOutTheClockThatIsFarOff() {
        // The example of the paper: 3:00, 2:50 and 3:25 agree on 3:05.
        assertEquals(new Berkeley(5, List.of(5L, 15L, -20L)), Berkeley.of(List.of(-10L, 25L), 60));
        assertEquals(new Berkeley(-5, List.of(-5L, 5L, -10_005L)), Berkeley.of(List.of(-10L, 10_000L), 60));
    }
}
