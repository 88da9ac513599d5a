package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The statistics of RFC 2681, section 4, whose four worked examples are here with their own numbers.
class DelaysTest {
    private static final double LOST = Delays.UNDEFINED;

    @Test
    void the50thPercentileOfTheRfcsExampleIs110() {
        // Section 4.1: Stream1 = <100, 110, undefined, 90, 500>.
        assertEquals(110, Delays.of(100, 110, LOST, 90, 500).percentile(50));
    }

    @Test
    void theMedianOfTheRfcsExampleIs105() {
        // Section 4.2: an even number of delays, of which the two in the middle are 100 and 110.
        assertEquals(105, Delays.of(100, 110, LOST, 90).median());
    }

    @Test
    void theMinimumOfTheRfcsExampleIs90() {
        // Section 4.3.
        assertEquals(90, Delays.of(100, 110, LOST, 90).minimum());
    }

    @Test
    void theInversePercentileOf103InTheRfcsExampleIs50() {
        // Section 4.4.
        assertEquals(50, Delays.of(100, 110, LOST, 90).inversePercentile(103));
    }

    @Test
    void ofAnEmptySampleEverythingIsUndefined() {
        var empty = Delays.of();
        for (double statistic : new double[] {empty.percentile(50), empty.median(), empty.minimum(), empty.maximum(),
                empty.inversePercentile(1), empty.mean(), empty.deviation(), empty.confidence(), empty.lossRatio()}) {
            assertTrue(Double.isNaN(statistic));
        }
        assertEquals("undefined", Delays.text(empty.median()));
    }

    @Test
    void aLostProbeIsInfinitelySlow() {
        var half = Delays.of(10, LOST, 20, LOST);
        assertEquals(10, half.percentile(25));
        assertEquals(20, half.percentile(50));
        assertEquals(LOST, half.percentile(51));
        assertEquals(LOST, half.median(), "one of the two in the middle is undefined");
        assertEquals(20, half.maximum());
        assertEquals(15, half.mean());
        assertEquals(0.5, half.lossRatio());
        assertEquals(LOST, Delays.of(LOST, LOST).minimum());
    }

    @Test
    void percentilesAreDelaysThatWereMeasured() {
        var hundred = Delays.of(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());
        assertEquals(1, hundred.percentile(0));
        assertEquals(1, hundred.percentile(1));
        assertEquals(99, hundred.percentile(99));
        assertEquals(100, hundred.percentile(99.1));
        assertEquals(100, hundred.percentile(100));
        assertEquals(999, Delays.of(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray()).percentile(99.9));
    }

    @Test
    void deviationAndConfidenceAreThoseOfASample() {
        var delays = Delays.of(2, 4, 4, 4, 5, 5, 7, 9);
        assertEquals(5, delays.mean());
        assertEquals(Math.sqrt(32.0 / 7), delays.deviation(), 1e-12);
        assertEquals(1.96 * Math.sqrt(32.0 / 7 / 8), delays.confidence(), 1e-12);
    }

    @Test
    void nineteenOfTwentyTimesTheTrueMedianIsWithinItsBounds() {
        var random = new SplittableRandom(5);
        int within = 0;
        for (int i = 0; i < 1_000; i++) {
            double[] bounds = Delays.of(random.doubles(101).toArray()).medianBounds();
            if (bounds[0] <= 0.5 && bounds[1] >= 0.5) within++;
        }
        assertTrue(within > 930 && within < 985, within + " of 1000");
    }

    @Test
    void aNegativeDelayIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> Delays.of(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Delays.of(Double.NaN));
    }

    @Test
    void theVariationIsThatOfNeighboursOfWhichNeitherIsLost() {
        var variation = Variation.of(10, 13, LOST, 20, 19, 19);
        assertArrayEquals(new double[] {3, -1, 0}, variation.differences());
        assertEquals(5, variation.pairs());
        assertEquals(4.0 / 3, variation.jitter(), 1e-12);
        assertEquals(3, variation.percentile(100));
        assertTrue(Double.isNaN(Variation.of(7).jitter()));
    }
}
