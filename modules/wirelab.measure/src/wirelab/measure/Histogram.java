package wirelab.measure;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.DoubleFunction;

/// How often figures of each size came, in steps that grow by the same factor: waiting times spread over powers of ten, and
/// what matters is the long tail.
///
/// @param bounds least figure of each step, and behind the last step where it ends
public record Histogram(double[] bounds, long[] counts) {
    private static final int BAR = 40;

    /// @param steps how many, from the least figure to the greatest; figures below 1 count as 1
    public static Histogram of(Samples samples, int steps) {
        double least = Math.max(1, samples.least());
        double factor = Math.pow(Math.max(1, samples.most()) / least, 1.0 / steps);
        var bounds = new double[steps + 1];
        for (int i = 0; i <= steps; i++) bounds[i] = least * Math.pow(factor, i);
        var counts = new long[steps];
        int step = 0;
        for (double figure : samples.sorted()) {
            while (step < steps - 1 && figure >= bounds[step + 1]) step++;
            counts[step]++;
        }
        return new Histogram(bounds, counts);
    }

    /// A line for each step, with a bar; where there is anything, the bar is one mark at least.
    public String text(DoubleFunction<String> unit) {
        long most = 1;
        for (long count : counts) most = Math.max(most, count);
        var lines = new StringJoiner("\n");
        for (int i = 0; i < counts.length; i++) {
            int bar = (int) Math.ceil((double) BAR * counts[i] / most);
            lines.add(String.format(Locale.ROOT, "%10s %,10d %s", unit.apply(bounds[i]), counts[i], "#".repeat(bar))
                    .stripTrailing());
        }
        return lines.toString();
    }
}
