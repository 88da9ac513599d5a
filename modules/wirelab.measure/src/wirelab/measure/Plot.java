package wirelab.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import wirelab.kit.Visible;

/// A diagram with two axes as SVG, for slides and reports: lines, points, steps and bands, a grid at round numbers, a
/// legend.
///
/// The file needs nothing but itself and follows the reader's light or dark theme. Eight series have colours of their own
/// that people who confuse red and green can tell apart; a ninth begins with the first colour again.
///
/// ```
/// Plot.of("Round trips", "time [s]", "delay [ms]").points("perfect", seconds, millis).line("median", x, y).write(file);
/// ```
public final class Plot {
    private enum Style { LINE, STEPS, POINTS, LOST, BAND }

    private record Series(String name, Style style, int colour, double[] x, double[] y) {}

    private static final int LEFT = 64;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 48;
    private static final int LEGEND_ROW = 20;
    /// About the width of a letter of the legend, in pixels; SVG cannot be asked.
    private static final double LETTER = 6.8;
    private static final int COLOURS = 8;
    private static final String CROSS = "M%.1f %.1fl5 5m0-5l-5 5";
    private static final String STYLE = """
            svg { --paper: #ffffff; --ink: #24292f; --soft: #6b7480; --grid: #e3e7ec;
                  font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
            .p0 { color: #0065bd } .p1 { color: #d9730d } .p2 { color: #0b8a5a } .p3 { color: #b6408f }
            .p4 { color: #5a6b00 } .p5 { color: #3d9be0 } .p6 { color: #8a5a2b } .p7 { color: #5b4fc4 }
            @media (prefers-color-scheme: dark) {
              svg { --paper: #14181d; --ink: #e4e8ec; --soft: #98a2ad; --grid: #2b323a }
              .p0 { color: #5aaeff } .p1 { color: #ffa24d } .p2 { color: #3fcf96 } .p3 { color: #f08acb }
              .p4 { color: #c3d34b } .p5 { color: #9bd3ff } .p6 { color: #d6a673 } .p7 { color: #a99fff } }
            .paper { fill: var(--paper) } text { fill: var(--ink) } .soft { fill: var(--soft) }
            .title { font-size: 16px; font-weight: 600 }
            path { fill: none; stroke: currentColor } .grid { stroke: var(--grid) } .axis { stroke: var(--soft) }
            .line { stroke-width: 1.8; stroke-linejoin: round } .lost { stroke-width: 1.4 }
            .band { fill: currentColor; fill-opacity: .18; stroke: none }
            .dots { stroke-width: 3.6; stroke-linecap: round; stroke-opacity: .75 }
            """;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private int colours;
    private int width = 860;
    private int height = 420;
    private double leastY = Double.NaN;
    private double mostY = Double.NaN;

    private Plot(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /// Begins a diagram.
    ///
    /// @param xLabel what the horizontal axis is, with its unit
    /// @param yLabel what the vertical axis is, with its unit
    /// @return the diagram, still without series
    public static Plot of(String title, String xLabel, String yLabel) {
        return new Plot(title, xLabel, yLabel);
    }

    /// Changes the size.
    ///
    /// @param width pixels, 860 unless told otherwise
    /// @param height pixels, 420 unless told otherwise
    public Plot size(int width, int height) {
        this.width = width;
        this.height = height;
        return this;
    }

    /// Fixes the vertical axis instead of taking it from the data; what lies outside is not drawn.
    public Plot range(double least, double most) {
        leastY = least;
        mostY = most;
        return this;
    }

    /// Adds a line through its points. A point that is not a number leaves a gap.
    ///
    /// @param y vertical positions, as many
    public Plot line(String name, double[] x, double[] y) {
        return add(name, Style.LINE, x, y);
    }

    /// Adds a line that keeps each value until the next one: a counter, a distribution.
    ///
    /// @param y vertical positions, as many
    public Plot steps(String name, double[] x, double[] y) {
        return add(name, Style.STEPS, x, y);
    }

    /// Adds single points.
    ///
    /// @param y vertical positions, as many
    public Plot points(String name, double[] x, double[] y) {
        return add(name, Style.POINTS, x, y);
    }

    /// Adds an area between two lines: how uncertain something is.
    ///
    /// @param low lower ends, as many
    /// @param high upper ends, as many
    public Plot band(String name, double[] x, double[] low, double[] high) {
        if (low.length != high.length) {
            throw new IllegalArgumentException(name + ": " + low.length + " low but " + high.length + " high");
        }
        var there = new double[2 * x.length];
        var outline = new double[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            there[i] = there[there.length - 1 - i] = x[i];
            outline[i] = low[i];
            outline[there.length - 1 - i] = high[i];
        }
        return add(name, Style.BAND, there, outline);
    }

    /// Marks what has no vertical position, such as lost packets, by small crosses at the lower edge, in the colour of the
    /// series added before.
    public Plot lost(double[] x) {
        return lost("", x);
    }

    /// Does the same, and says in the legend what the crosses are.
    public Plot lost(String name, double[] x) {
        series.add(new Series(name, Style.LOST, Math.max(0, colours - 1) % COLOURS, x.clone(), null));
        return this;
    }

    private Plot add(String name, Style style, double[] x, double[] y) {
        if (x.length != y.length) throw new IllegalArgumentException(name + ": " + x.length + " x but " + y.length + " y");
        series.add(new Series(name, style, colours++ % COLOURS, x.clone(), y.clone()));
        return this;
    }

    /// Writes the diagram into a file.
    ///
    /// @param file where to; what was there is replaced
    /// @throws IOException when it cannot be written
    public void write(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    public String svg() {
        var legend = new StringBuilder();
        int top = 34 + legend(legend);
        var xAxis = Axis.over(series.stream().map(Series::x), LEFT, width - RIGHT, width / 90);
        var yAxis = Double.isNaN(leastY)
                ? Axis.over(series.stream().filter(s -> s.y != null).map(Series::y), height - BOTTOM, top, height / 50)
                : new Axis(leastY, mostY, height - BOTTOM, top, height / 50);
        var svg = new StringBuilder();
        put(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d' height='%2$d' role='img'>%n",
                width, height);
        put(svg, "<title>%s</title>%n<desc>%s</desc>%n<style>%n%s</style>%n", Visible.markup(title),
                Visible.markup(description()), STYLE);
        put(svg, "<rect class='paper' width='100%%' height='100%%'/>%n");
        put(svg, "<text class='title' x='%d' y='24'>%s</text>%n%s", LEFT, Visible.markup(title), legend);
        grid(svg, xAxis, yAxis, top);
        put(svg, "<clipPath id='inside'><rect x='%d' y='%d' width='%d' height='%d'/></clipPath>%n", LEFT - 2, top - 2,
                width - LEFT - RIGHT + 4, height - BOTTOM - top + 4);
        put(svg, "<g clip-path='url(#inside)'>%n");
        for (var one : series) {
            String kind = switch (one.style) {
                case POINTS -> "dots";
                case LOST -> "lost";
                case BAND -> "band";
                case LINE, STEPS -> "line";
            };
            put(svg, "<path class='p%d %s' d='%s'/>%n", one.colour, kind, path(one, xAxis, yAxis));
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    /// For those who cannot see the picture.
    private String description() {
        return "Diagram of " + yLabel + " over " + xLabel + ": "
                + String.join(", ", series.stream().map(Series::name).filter(name -> !name.isEmpty()).toList()) + ".";
    }

    /// Adds the legend, in as many rows as it takes, and tells how high it is.
    private int legend(StringBuilder svg) {
        var named = series.stream().filter(s -> !s.name.isEmpty()).toList();
        double x = LEFT;
        int row = 1;
        for (var one : named) {
            double wide = 24 + one.name.length() * LETTER + 16;
            if (x > LEFT && x + wide > width - RIGHT) {
                x = LEFT;
                row++;
            }
            int y = 26 + row * LEGEND_ROW;
            boolean dots = one.style == Style.POINTS;
            String mark = dots ? "dots' style='stroke-width:7;stroke-opacity:1"
                    : one.style == Style.BAND ? "line' style='stroke-width:9;stroke-opacity:.3" : "line";
            if (one.style == Style.LOST) put(svg, "<path class='p%d lost' d='" + CROSS + "'/>", one.colour, x + 5.5, y - 6.5);
            else put(svg, "<path class='p%d %s' d='M%.0f %dh%d'/>", one.colour, mark, dots ? x + 8 : x, y - 4, dots ? 0 : 16);
            put(svg, "<text x='%.0f' y='%d'>%s</text>%n", x + 22, y, Visible.markup(one.name));
            x += wide;
        }
        return named.isEmpty() ? 8 : row * LEGEND_ROW + 10;
    }

    private void grid(StringBuilder svg, Axis xAxis, Axis yAxis, int top) {
        int base = height - BOTTOM;
        for (double tick : xAxis.ticks()) {
            put(svg, "<path class='grid' d='M%.1f %dV%d'/>", xAxis.at(tick), top, base);
            put(svg, "<text class='soft' x='%.1f' y='%d' text-anchor='middle'>%s</text>%n", xAxis.at(tick), base + 17,
                    xAxis.label(tick));
        }
        for (double tick : yAxis.ticks()) {
            put(svg, "<path class='grid' d='M%d %.1fH%d'/>", LEFT, yAxis.at(tick), width - RIGHT);
            put(svg, "<text class='soft' x='%d' y='%.1f' text-anchor='end'>%s</text>%n", LEFT - 8, yAxis.at(tick) + 4,
                    yAxis.label(tick));
        }
        put(svg, "<path class='axis' d='M%d %dH%d'/>%n", LEFT, base, width - RIGHT);
        put(svg, "<text class='soft' x='%d' y='%d' text-anchor='end'>%s</text>%n", width - RIGHT, height - 12,
                Visible.markup(xLabel));
        put(svg, "<text class='soft' transform='translate(16 %d) rotate(-90)' text-anchor='end'>%s</text>%n", top,
                Visible.markup(yLabel));
    }

    private static String path(Series series, Axis xAxis, Axis yAxis) {
        var path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < series.x.length; i++) {
            double x = xAxis.at(series.x[i]);
            double y = series.y == null ? yAxis.from - 4 : yAxis.at(series.y[i]);
            if (Double.isNaN(x) || Double.isNaN(y) || Double.isInfinite(x) || Double.isInfinite(y)) {
                pen = false;
                continue;
            }
            switch (series.style) {
                case POINTS -> put(path, "M%.1f %.1fh0", x, y);
                case LOST -> put(path, CROSS, x - 2.5, y - 2.5);
                case LINE, BAND -> put(path, pen ? "L%.1f %.1f" : "M%.1f %.1f", x, y);
                case STEPS -> put(path, pen ? "H%.1fV%.1f" : "M%.1f %.1f", x, y);
            }
            pen = true;
        }
        return path.toString();
    }

    private static void put(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /// One axis: which values it spans, where on the paper, and the round numbers on it.
    private record Axis(double least, double most, double from, double to, int wanted) {
        /// An axis over all values, ending at round numbers; zero belongs to it when it is near.
        static Axis over(Stream<double[]> values, double from, double to, int wanted) {
            var all = values.flatMapToDouble(Arrays::stream).filter(Double::isFinite).summaryStatistics();
            double least = all.getCount() == 0 ? 0 : all.getMin();
            double most = all.getCount() == 0 ? 1 : all.getMax();
            if (least > 0 && least < most / 2) least = 0;
            if (least == most) most = least + (least == 0 ? 1 : Math.abs(least) / 10);
            double step = step(most - least, wanted);
            return new Axis(Math.floor(least / step + 1e-9) * step, Math.ceil(most / step - 1e-9) * step, from, to, wanted);
        }

        /// The round number (1, 2 or 5 times a power of ten) that divides a span into about as many parts as wanted.
        static double step(double span, int wanted) {
            double rough = span / Math.max(1, wanted);
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double digit = rough / power;
            return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
        }

        double at(double value) {
            return from + (value - least) / (most - least) * (to - from);
        }

        double[] ticks() {
            double step = step(most - least, wanted);
            double first = Math.ceil(least / step - 1e-9);
            int count = (int) Math.floor(most / step + 1e-9 - first) + 1;
            var ticks = new double[Math.max(0, count)];
            for (int i = 0; i < ticks.length; i++) ticks[i] = (first + i) * step;
            return ticks;
        }

        /// As many digits behind the point as the step needs; millions and more in scientific notation.
        String label(double tick) {
            double step = step(most - least, wanted);
            if (Math.max(Math.abs(least), Math.abs(most)) >= 1e7) return String.format(Locale.ROOT, "%.2g", tick);
            int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
            return String.format(Locale.ROOT, "%." + digits + "f", tick == 0 ? 0.0 : tick);
        }
    }
}
