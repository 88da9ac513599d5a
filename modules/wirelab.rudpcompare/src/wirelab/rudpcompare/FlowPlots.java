package wirelab.rudpcompare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import wirelab.measure.Plot;

/// Flows over time: how fast data came, and what the sender knew of its path.
public final class FlowPlots {
    private FlowPlots() {}

    static Plot rates(String title, List<ContestResult.Flow> flows) {
        var plot = Plot.of(title, "time [s]", "rate [Mbit/s]");
        for (var flow : flows) {
            double[] rates = pairs(flow.rates());
            double[] at = new double[rates.length];
            Arrays.setAll(at, i -> flow.began() + (2 * i + 1) * Meter.BIN);
            plot.line(flow.who().toString(), at, rates);
        }
        return plot;
    }

    static Plot windows(String title, List<ContestResult.Flow> flows) {
        return ofPath(Plot.of(title, "time [s]", "window [packets]"), flows, ContestResult.PathSample::window);
    }

    static Plot roundTrips(String title, List<ContestResult.Flow> flows) {
        return ofPath(Plot.of(title, "time [s]", "round trip [ms]"), flows, ContestResult.PathSample::roundTrip);
    }

    private static Plot ofPath(Plot plot, List<ContestResult.Flow> flows, ToDoubleFunction<ContestResult.PathSample> what) {
        for (var flow : flows) {
            plot.line(flow.who().toString(), flow.path().stream().mapToDouble(ContestResult.PathSample::at).toArray(),
                    flow.path().stream().mapToDouble(what).toArray());
        }
        return plot;
    }

    /// Two tenths of a second each: less to and fro for the eye. What is left over at the end is left out.
    private static double[] pairs(double... rates) {
        double[] pairs = new double[rates.length / 2];
        Arrays.setAll(pairs, i -> (rates[2 * i] + rates[2 * i + 1]) / 2);
        return pairs;
    }

    /// Writes three drawings into a folder: `NAME-rate.svg`, `NAME-window.svg` and `NAME-rtt.svg`.
    ///
    /// @param folder is made if need be
    /// @param title of all three
    public static void write(Path folder, String name, String title, List<ContestResult.Flow> flows) throws IOException {
        Files.createDirectories(folder);
        rates(title, flows).size(860, 300).write(folder.resolve(name + "-rate.svg"));
        windows(title, flows).size(860, 300).write(folder.resolve(name + "-window.svg"));
        roundTrips(title, flows).size(860, 300).write(folder.resolve(name + "-rtt.svg"));
    }
}
