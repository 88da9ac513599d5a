package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;

/// Tests of a sample against a theory. The level is one in a thousand, and the samples are seeded: a test that passes once
/// passes always, and one that fails would have been right to pass only once in a thousand seeds.
final class Statistics {
    /// The quantile of the normal distribution at 0.999, one-sided.
    private static final double Z = 3.09;
    /// The same, two-sided.
    private static final double Z2 = 3.29;

    private Statistics() {}

    /// Pearson's chi-squared test: do the numbers per class fit the probabilities of the classes?
    static void assertFits(String what, long[] observed, double[] probabilities) {
        double n = Arrays.stream(observed).sum();
        double sum = 0;
        for (int i = 0; i < observed.length; i++) {
            double expected = n * probabilities[i];
            assertTrue(expected >= 5, what + ": class " + i + " is too small for the test");
            sum += (observed[i] - expected) * (observed[i] - expected) / expected;
        }
        double critical = chiSquared(observed.length - 1);
        assertTrue(sum < critical, String.format(Locale.ROOT, "%s: chi-squared %.1f over %.1f with %d classes: %s", what, sum,
                critical, observed.length, Arrays.toString(observed)));
    }

    /// The quantile at 0.999 of the chi-squared distribution (Wilson and Hilferty's approximation).
    private static double chiSquared(int degrees) {
        double k = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - k + Z * Math.sqrt(k), 3);
    }

    /// Is a share of independent trials what it should be?
    static void assertShare(String what, long hits, long trials, double probability) {
        double deviation = Math.sqrt(trials * probability * (1 - probability));
        assertTrue(Math.abs(hits - trials * probability) < Z2 * deviation, String.format(Locale.ROOT,
                "%s: %d of %d, expected %.1f +- %.1f", what, hits, trials, trials * probability, Z2 * deviation));
    }

    /// Is a mean what it should be?
    static void assertMean(String what, double[] sample, double mean, double deviation) {
        double got = Arrays.stream(sample).average().orElse(Double.NaN);
        double bound = Z2 * deviation / Math.sqrt(sample.length);
        assertTrue(Math.abs(got - mean) < bound, String.format(Locale.ROOT, "%s: mean %.4f, expected %.4f +- %.4f", what, got, mean, bound));
    }

    /// How many values lie in each of the classes that some bounds make.
    static long[] classes(double[] sample, double... bounds) {
        var counts = new long[bounds.length + 1];
        for (double value : sample) {
            int at = Arrays.binarySearch(bounds, value);
            counts[at >= 0 ? at + 1 : -at - 1]++;
        }
        return counts;
    }

    /// Classes of equal probability.
    static double[] equal(int classes) {
        var probabilities = new double[classes];
        Arrays.fill(probabilities, 1.0 / classes);
        return probabilities;
    }
}
