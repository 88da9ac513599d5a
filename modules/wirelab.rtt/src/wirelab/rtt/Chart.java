package wirelab.rtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Visible;

/// One diagram of a report, as SVG inside its page, which has the colours: bars, points, steps, and crosses for what is
/// lost; the horizontal axis linear or logarithmic.
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;
    private static final int TICKS = 6;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final double fromX;
    private final double toX;
    private final double toY;
    private final boolean logarithmic;
    private final List<String> marks = new ArrayList<>();

    /// @param fromX where the horizontal axis begins, above zero on a logarithmic one
    /// @param toY where the vertical axis ends; it begins at zero
    Chart(String title, String xLabel, String yLabel, double fromX, double toX, double toY, boolean logarithmic) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.fromX = fromX;
        this.toX = toX > fromX ? toX : fromX + Math.max(Math.abs(fromX), 1e-3);
        this.toY = toY > 0 ? toY : 1;
        this.logarithmic = logarithmic;
    }

    private double x(double value) {
        double part = logarithmic ? Math.log(Math.clamp(value, fromX, toX) / fromX) / Math.log(toX / fromX)
                : (value - fromX) / (toX - fromX);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - Math.min(value, toY) / toY * (HEIGHT - TOP - BOTTOM);
    }

    /// Adds bars that stand side by side from one bound to the next.
    void bars(int colour, double[] bounds, int[] heights) {
        for (int i = 0; i < heights.length; i++) {
            if (heights[i] == 0) continue;
            double left = x(bounds[i]);
            double top = Math.min(y(heights[i]), HEIGHT - BOTTOM - 1.0);
            mark("<rect class='f%d' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>", colour, left, top,
                    Math.max(1, x(bounds[i + 1]) - left - 1), HEIGHT - BOTTOM - top);
        }
    }

    /// Adds points.
    void points(int colour, double[] xs, double[] ys) {
        var path = new StringBuilder();
        for (int i = 0; i < xs.length; i++) put(path, "M%.1f %.1fh0", x(xs[i]), y(ys[i]));
        mark("<path class='dots s%d' d='%s'/>", colour, path);
    }

    /// Adds a line that keeps each value until the next.
    void steps(int colour, double[] xs, double[] ys) {
        var path = new StringBuilder();
        for (int i = 0; i < xs.length; i++) put(path, i == 0 ? "M%.1f %.1f" : "H%.1fV%.1f", x(xs[i]), y(ys[i]));
        mark("<path class='line s%d' d='%s'/>", colour, path);
    }

    /// Marks what is lost at the upper edge.
    void lost(double... xs) {
        var path = new StringBuilder();
        for (double at : xs) put(path, "M%.1f %dl6 6m0-6l-6 6", x(at) - 3, TOP);
        if (xs.length > 0) mark("<path class='lost' d='%s'/>", path);
    }

    private void mark(String format, Object... values) {
        var text = new StringBuilder();
        put(text, format, values);
        marks.add(text.toString());
    }

    String svg() {
        var svg = new StringBuilder();
        put(svg, "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>\n<title>%s</title>\n", WIDTH, HEIGHT,
                Visible.markup(title), Visible.markup(title));
        for (double tick : logarithmic ? decades() : round(fromX, toX, TICKS)) {
            put(svg, "<path class='grid' d='M%.1f %dV%d'/><text x='%.1f' y='%d' text-anchor='middle'>%s</text>\n", x(tick),
                    TOP,
                    HEIGHT - BOTTOM, x(tick), HEIGHT - BOTTOM + 16, label(tick));
        }
        for (double tick : round(0, toY, 4)) {
            put(svg, "<path class='grid' d='M%d %.1fH%d'/><text x='%d' y='%.1f' text-anchor='end'>%s</text>\n", LEFT,
                    y(tick),
                    WIDTH - RIGHT, LEFT - 6, y(tick) + 4, label(tick));
        }
        marks.forEach(mark -> svg.append(mark).append('\n'));
        put(svg, "<text x='%d' y='%d' text-anchor='end'>%s</text>\n", WIDTH - RIGHT, HEIGHT - 6, Visible.markup(xLabel));
        put(svg, "<text transform='translate(12 %d) rotate(-90)' text-anchor='end'>%s</text>\n</svg>\n", TOP,
                Visible.markup(yLabel));
        return svg.toString();
    }

    /// Round numbers, 1, 2 or 5 times a power of ten apart.
    private static double[] round(double from, double to, int wanted) {
        double rough = (to - from) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
        double first = Math.ceil(from / step - 1e-9) * step;
        var ticks = new double[Math.max(0, (int) Math.floor((to - first) / step + 1e-9) + 1)];
        for (int i = 0; i < ticks.length; i++) ticks[i] = first + i * step;
        return ticks;
    }

    /// Each digit times each power of ten, or 1, 2 and 5 of them, or the powers alone, as there is room.
    private double[] decades() {
        var ticks = new ArrayList<Double>();
        double span = toX / fromX;
        int[] digits = span > 1e3 ? new int[] {1} : span > 8 ? new int[] {1, 2, 5} : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9};
        for (int power = (int) Math.floor(Math.log10(fromX)); Math.pow(10, power) <= toX; power++) {
            for (int digit : digits) {
                double tick = digit * Math.pow(10, power);
                if (tick >= fromX * 0.999 && tick <= toX * 1.001) ticks.add(tick);
            }
        }
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// A number with no more digits than it needs.
    private static String label(double tick) {
        String text = String.format(Locale.ROOT, "%.6f", Math.abs(tick) < 1e-9 ? 0.0 : tick);
        return text.replaceFirst("\\.?0+$", "");
    }

    private static void put(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
