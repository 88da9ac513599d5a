package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final int MANY = 300_000;

    private static List<Integer> lost(String line) {
        return new Course(line).send(MANY, 100, 0, 1000).toTheEnd().lostNumbers();
    }

    /// Lengths of the runs of consecutive losses.
    private static int[] bursts(List<Integer> lost) {
        var bursts = new ArrayList<Integer>();
        for (int i = 0, length = 1; i < lost.size(); i++, length++) {
            if (i + 1 < lost.size() && lost.get(i + 1) == lost.get(i) + 1) continue;
            bursts.add(length);
            length = 0;
        }
        return bursts.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void theShareLostIsTheShareAskedFor() {
        for (double percent : new double[] {0.1, 1, 5, 30}) {
            Statistics.assertShare("loss=" + percent + "%", lost("loss=" + percent + "% seed=3").size(), MANY, percent / 100);
        }
    }

    @Test
    void lossesAreIndependentSoTheDistancesBetweenThemAreGeometric() {
        var lost = lost("loss=5% seed=11");
        var classes = new long[61];
        for (int i = 1; i < lost.size(); i++) classes[Math.min(60, lost.get(i) - lost.get(i - 1) - 1)]++;
        var expected = IntStream.rangeClosed(0, 60)
                .mapToDouble(i -> i == 60 ? Math.pow(0.95, 60) : Math.pow(0.95, i) * 0.05).toArray();
        Statistics.assertFits("distances", classes, expected);
    }

    @Test
    void burstsHaveTheLengthAskedForAndAGeometricDistribution() {
        var lost = lost("loss=2% burst=4 seed=5");
        int[] bursts = bursts(lost);
        var classes = new long[15];
        for (int burst : bursts) classes[Math.min(15, burst) - 1]++;
        var expected = IntStream.rangeClosed(1, 15)
                .mapToDouble(n -> n == 15 ? Math.pow(0.75, 14) : Math.pow(0.75, n - 1) * 0.25).toArray();
        Statistics.assertFits("burst lengths", classes, expected);
        Statistics.assertMean("burst length", IntStream.of(bursts).asDoubleStream().toArray(), 4, Math.sqrt(0.75) / 0.25);
    }

    @Test
    void burstsLoseTheSameShareInAll() {
        // The share varies more than that of independent losses: by about the square root of twice the burst length.
        var conditions = LinkSpec.parse("loss=2% burst=4 seed=5").up();
        assertEquals(0.02, conditions.damage().loss().share(), 1e-12);
        long lost = lost("loss=2% burst=4 seed=5").size();
        double deviation = Math.sqrt(MANY * 0.02 * 0.98 * (2 * 4 - 1));
        assertTrue(Math.abs(lost - MANY * 0.02) < 3.29 * deviation, lost + " lost");
    }

    @Test
    void theFourNumbersOfGilbertAndElliottGiveTheShareOfTheirTheory() {
        var loss = LinkSpec.parse("gilbert=1%/20%/70%/0.5% seed=1").up().damage().loss();
        double bad = 0.01 / 0.21;
        assertEquals(bad * 0.7 + (1 - bad) * 0.005, loss.share(), 1e-12);
        long lost = lost("gilbert=1%/20%/70%/0.5% seed=1").size();
        double deviation = Math.sqrt(MANY * loss.share() * 8);
        assertTrue(Math.abs(lost - MANY * loss.share()) < 3.29 * deviation, lost + " lost, theory " + MANY * loss.share());
    }

    @Test
    void nothingIsLostWithoutLossAndEverythingWithAllOfIt() {
        assertEquals(0, lost("perfect").size());
        assertEquals(MANY, lost("loss=100%").size());
    }

    @Test
    void doubledDamagedAndHeldBackPacketsHaveTheirShares() {
        var course = new Course("delay=1ms duplicate=2% corrupt=3% reorder=4%+2ms seed=8").send(MANY, 100, 0, 1000).toTheEnd();
        var tally = course.link.tally();
        Statistics.assertShare("duplicate", tally.duplicated(), MANY, 0.02);
        Statistics.assertShare("corrupt", tally.corrupted(), tally.delivered(), 0.03);
        Statistics.assertShare("reorder", tally.heldBack(), tally.delivered(), 0.04);
        assertEquals(MANY + tally.duplicated(), tally.delivered());
    }

    @Test
    void aDamagedPacketHasOneBitTurnedOverAnyOfThem() {
        var course = new Course("corrupt=100% seed=8").send(100_000, 10, 0, 1000).toTheEnd();
        var bits = new long[80];
        for (var arrival : course.arrivals) {
            assertEquals(1, arrival.packet().flips);
            bits[(int) arrival.packet().flipped]++;
        }
        Statistics.assertFits("bits", bits, Statistics.equal(80));
    }

    @Test
    void theTallyAddsUp() {
        var course = new Course("loss=5% duplicate=5% corrupt=1% rate=10mbit queue=20 codel blackout=10ms..20ms/100ms seed=2");
        course.send(20_000, 1000, 0, 700_000).toTheEnd();
        var tally = course.link.tally();
        assertEquals(tally.offered() + tally.duplicated(), tally.delivered() + tally.allLost());
        assertEquals(course.arrivals.size(), tally.delivered());
        assertEquals(0, course.link.underWay());
        for (var fate : new Tally.Fate[] {Tally.Fate.LOSS, Tally.Fate.BLACKOUT, Tally.Fate.CODEL}) {
            assertTrue(tally.lost(fate) > 0, fate + ": " + tally);
        }
    }
}
