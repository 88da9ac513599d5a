package wirelab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static Samples oneTo(int n) {
        var samples = new Samples();
        for (int i = n; i > 0; i--) samples.add(i);
        return samples;
    }

    @Test
    void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
        assertEquals(3, Samples.of(9, 1, 3).median());
        assertEquals(7, Samples.of(7).median());
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, Samples.of(4, 1, 3, 2).median());
        assertEquals(1.5, Samples.of(2, 1).median());
    }

    @Test
    void aPercentileIsAFigureThatWasMeasured() {
        assertEquals(99, oneTo(100).percentile(0.99));
        assertEquals(100, oneTo(100).percentile(0.991));
        assertEquals(50, oneTo(100).percentile(0.5));
        assertEquals(10, oneTo(10).percentile(0.99));
        assertEquals(1, oneTo(10).percentile(0));
        assertEquals(10, oneTo(10).percentile(1));
        assertEquals(999, oneTo(1000).percentile(0.999));
    }

    @Test
    void figuresMayComeAfterTheFirstAnswer() {
        var samples = oneTo(3000);
        assertEquals(3000, samples.most());
        samples.add(-1);
        samples.addAll(Samples.of(5000, 4000));
        assertEquals(-1, samples.least());
        assertEquals(5000, samples.most());
        assertEquals(3003, samples.count());
    }

    @Test
    void ratiosAreThoseOfTheSameRound() {
        assertEquals(2, Samples.of(2, 40, 6).ratios(Samples.of(1, 20, 3)).median());
        assertThrows(IllegalArgumentException.class, () -> oneTo(2).ratios(oneTo(3)));
    }

    @Test
    void nothingHasNoMedian() {
        assertThrows(IllegalStateException.class, () -> new Samples().median());
        assertThrows(IOException.class, () -> Throughput.of(new Samples(), Duration.ofSeconds(1)));
    }

    @Test
    void throughputCountsAnswersPerSecondAndTakesEachMedianByItself() throws Exception {
        var round = Throughput.of(oneTo(100), Duration.ofMillis(500));
        assertEquals(new Throughput(200, 50.5, 99), round);
        assertEquals(new Throughput(2, 20, 200), Throughput.median(List.of(new Throughput(1, 30, 200),
                new Throughput(2, 10, 300), new Throughput(3, 20, 100))));
    }

    @Test
    void aHistogramCountsEveryFigureInOneStep() {
        var samples = Samples.of(1, 2, 9, 10, 99, 100, 1000);
        var histogram = Histogram.of(samples, 3);
        assertEquals(List.of(3L, 2L, 2L), List.of(histogram.counts()[0], histogram.counts()[1], histogram.counts()[2]));
        assertTrue(histogram.text(bound -> Math.round(bound) + " ns").startsWith("      1 ns          3 ########"));
        assertEquals(4, Histogram.of(Samples.of(5, 5, 5, 5), 2).counts()[1], "all the same: the last step has them");
    }
}
