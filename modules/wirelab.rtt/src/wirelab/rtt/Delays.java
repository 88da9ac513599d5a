package wirelab.rtt;

import java.util.Arrays;
import java.util.Locale;

/// A sample of round-trip delays and the statistics that RFC 2681 defines on it (section 4), of which it has the names.
///
/// A delay is a time in nanoseconds or *undefined*, when no answer came within the loss threshold; undefined is infinitely
/// large ([#UNDEFINED]). So a sample of which a third is lost has a median all the same, and its 99th percentile is
/// undefined. Of an empty sample all statistics are undefined: not a number.
///
/// Mean, deviation and confidence are none of RFC 2681: they are taken over the delays that are defined.
public final class Delays {
    /// The delay of a probe that was lost.
    public static final double UNDEFINED = Double.POSITIVE_INFINITY;
    /// Nineteen of twenty values of a normal distribution lie within so many standard deviations.
    private static final double SIGMAS = 1.96;

    private final double[] sorted;
    private final int defined;

    private Delays(double... delays) {
        sorted = delays.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        while (count > 0 && sorted[count - 1] == UNDEFINED) count--;
        defined = count;
    }

    /// @param delays in nanoseconds, not negative, or [#UNDEFINED]; in any order
    public static Delays of(double... delays) {
        for (double delay : delays) if (!(delay >= 0)) throw new IllegalArgumentException("a delay of " + delay);
        return new Delays(delays);
    }

    /// {@return how many delays there are, the undefined ones too}
    public int count() {
        return sorted.length;
    }

    public int lost() {
        return sorted.length - defined;
    }

    /// {@return the share that is lost, 0 to 1; not a number for an empty sample}
    public double lossRatio() {
        return (double) lost() / count();
    }

    /// *Type-P-Round-trip-Delay-Percentile* (section 4.1): the smallest delay of the sample that so many are not above (RFC
    /// 2330, section 11.3).
    ///
    /// @param percent 0 to 100
    public double percentile(double percent) {
        if (sorted.length == 0) return Double.NaN;
        // 99.9 percent of 1000 is a little more than 999 in binary.
        int rank = (int) Math.ceil(percent / 100 * sorted.length - 1e-9);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    /// *Type-P-Round-trip-Delay-Median* (section 4.2): of an even number the mean of the two in the middle, which is
    /// undefined when one of them is.
    public double median() {
        int middle = sorted.length / 2;
        if (sorted.length == 0) return Double.NaN;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// *Type-P-Round-trip-Delay-Minimum* (section 4.3): undefined when all are.
    public double minimum() {
        return sorted.length == 0 ? Double.NaN : sorted[0];
    }

    /// {@return the longest delay that is defined}
    public double maximum() {
        return defined == 0 ? Double.NaN : sorted[defined - 1];
    }

    /// *Type-P-Round-trip-Delay-Inverse-Percentile* (section 4.4).
    ///
    /// @param threshold in nanoseconds
    /// @return the percentage of all delays that are not above it
    public double inversePercentile(double threshold) {
        if (sorted.length == 0) return Double.NaN;
        int within = 0;
        while (within < defined && sorted[within] <= threshold) within++;
        return 100.0 * within / sorted.length;
    }

    public double mean() {
        return defined == 0 ? Double.NaN : Arrays.stream(sorted, 0, defined).sum() / defined;
    }

    /// {@return the standard deviation of the population that this is a sample of (divided by n - 1)}
    public double deviation() {
        if (defined < 2) return Double.NaN;
        double mean = mean();
        return Math.sqrt(Arrays.stream(sorted, 0, defined).map(delay ->
                (delay - mean) * (delay - mean)).sum() / (defined - 1));
    }

    /// {@return half the width of the interval around [#mean()] that holds the true mean in 19 of 20 cases; with a few dozen
    /// delays or more}
    public double confidence() {
        return SIGMAS * deviation() / Math.sqrt(defined);
    }

    /// Between which two delays of the sample the true median lies in 19 of 20 cases, whatever the distribution: the ranks
    /// at n/2 ± 1.96 √n / 2 (the binomial distribution, approached by the normal one).
    public double[] medianBounds() {
        if (sorted.length == 0) return new double[] {Double.NaN, Double.NaN};
        double half = SIGMAS * Math.sqrt(sorted.length) / 2;
        int low = (int) Math.floor(sorted.length / 2.0 - half);
        int high = (int) Math.ceil(sorted.length / 2.0 + half);
        return new double[] {sorted[Math.clamp(low, 0, sorted.length - 1)], sorted[Math.clamp(high, 0, sorted.length - 1)]};
    }

    /// {@return all of them, the shortest first and the undefined ones last}
    public double[] sorted() {
        return sorted.clone();
    }

    /// {@return whether a statistic is a time}
    public static boolean isDefined(double statistic) {
        return Double.isFinite(statistic);
    }

    /// {@return a statistic for people, in milliseconds: `20.317 ms`, or `undefined`}
    public static String text(double nanos) {
        return isDefined(nanos) ? String.format(Locale.ROOT, "%.3f ms", nanos / 1e6) : "undefined";
    }

    /// Such as `400 delays, 3 lost, median 20.317 ms`.
    @Override
    public String toString() {
        return count() + " delays, " + lost() + " lost, median " + text(median());
    }
}
