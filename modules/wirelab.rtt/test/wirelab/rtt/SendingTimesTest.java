package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.UsageException;

class SendingTimesTest {
    private static double[] gaps(SendingTimes times, int count) {
        var random = new SplittableRandom(3);
        return DoubleStream.generate(() -> times.gap(random)).limit(count).toArray();
    }

    @Test
    void aPeriodicStreamHasOneGapOnly() {
        assertEquals(1, Arrays.stream(gaps(SendingTimes.periodic(Duration.ofMillis(20)), 100)).distinct().count());
    }

    /// RFC 2330, section 11.4, tests such a stream by Anderson and Darling: with the mean known, A² is above 2.492 in one of
    /// twenty samples of a true one, and above 3.857 in one of a hundred.
    @Test
    void theGapsOfAPoissonStreamFollowTheExponentialLaw() {
        double mean = 20e6;
        double[] gaps = gaps(SendingTimes.poisson(Duration.ofMillis(20)), 5_000);
        Arrays.sort(gaps);
        int n = gaps.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double below = 1 - Math.exp(-gaps[i] / mean);
            double above = Math.exp(-gaps[n - 1 - i] / mean);
            sum += (2 * i + 1) * (Math.log(below) + Math.log(above));
        }
        double aSquare = -n - sum / n;
        assertTrue(aSquare < 2.492, "A² = " + aSquare);
        assertEquals(mean, Arrays.stream(gaps).average().orElseThrow(), 0.05 * mean);
    }

    @Test
    void theSameSeedGivesTheSameGaps() {
        var times = SendingTimes.poisson(Duration.ofMillis(20));
        assertTrue(Arrays.equals(gaps(times, 50), gaps(times, 50)));
    }

    @Test
    void intervalsThatWouldFloodOrNeverEndAreRefused() {
        assertThrows(UsageException.class, () -> SendingTimes.periodic(Duration.ofNanos(99_999)));
        assertThrows(UsageException.class, () -> SendingTimes.poisson(Duration.ofHours(2)));
    }
}
