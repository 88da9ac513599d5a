package wirelab.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/// Figures in the order in which they were measured: times in nanoseconds, rates, ratios.
///
/// One thread adds them. That makes no object but, now and then, a longer array, so that a loop that is measured may do it.
public final class Samples {
    private double[] values = new double[1024];
    private int count;
    private double[] sorted;

    public Samples() {}

    public static Samples of(double... figures) {
        var samples = new Samples();
        for (double figure : figures) samples.add(figure);
        return samples;
    }

    /// One figure of each of several results.
    public static <T> Samples of(Collection<T> results, ToDoubleFunction<T> figure) {
        var samples = new Samples();
        for (var result : results) samples.add(figure.applyAsDouble(result));
        return samples;
    }

    public void add(double figure) {
        if (count == values.length) values = Arrays.copyOf(values, 2 * count);
        values[count++] = figure;
        sorted = null;
    }

    public void addAll(Samples more) {
        for (int i = 0; i < more.count; i++) add(more.values[i]);
    }

    public int count() {
        return count;
    }

    /// {@return the figure in the middle; of an even number, the mean of the two in the middle}
    public double median() {
        double[] all = sorted();
        int middle = all.length / 2;
        return all.length % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
    }

    /// The least figure that so many are not above, by the nearest rank: one that was measured, nothing in between.
    ///
    /// @param share of all figures, from 0 to 1: 0.99 for the 99th percentile
    public double percentile(double share) {
        double[] all = sorted();
        // 0.99 of 100 is a little more than 99 in binary.
        int rank = (int) Math.ceil(share * all.length - 1e-9);
        return all[Math.clamp(rank - 1, 0, all.length - 1)];
    }

    public double least() {
        return sorted()[0];
    }

    public double most() {
        return sorted()[count - 1];
    }

    /// Each of these figures divided by the other of the same round: a machine that others use as well changes from round to
    /// round, but less from one half of a round to the other.
    public Samples ratios(Samples others) {
        if (others.count != count) throw new IllegalArgumentException(count + " figures and " + others.count);
        var ratios = new Samples();
        for (int i = 0; i < count; i++) ratios.add(values[i] / others.values[i]);
        return ratios;
    }

    double[] sorted() {
        if (count == 0) throw new IllegalStateException("nothing was measured");
        if (sorted == null) {
            sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
        }
        return sorted;
    }
}
