package wirelab.rtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.kit.Visible;

/// Results as one HTML file that needs nothing but itself, follows the reader's light or dark theme, and fits a narrow
/// screen: what was found in words, all streams beside each other, and for each how delays are spread and when they came.
public final class DelayPage {
    private static final int COLOURS = 6;
    private static final int BINS = 48;
    /// A time line draws so many probes at most: the eye sees no more.
    private static final int DRAWN = 4_000;
    private static final String STYLE = """
            :root{--paper:#fff;--ink:#1c2430;--soft:#5b6675;--grid:#e3e7ec;--lost:#c8102e;
            --c0:#0b6bcb;--c1:#b85c00;--c2:#00806a;--c3:#7a3fb5;--c4:#8a6d00;--c5:#5d6b7a}
            @media(prefers-color-scheme:dark){:root{--paper:#14181e;--ink:#e6eaf0;--soft:#9aa6b5;--grid:#2b323c;
            --lost:#ff6b7d;
            --c0:#6bb1ff;--c1:#ffb066;--c2:#4fd1b5;--c3:#c79bff;--c4:#e0c352;--c5:#a9b6c6}}
            body{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;max-width:46rem;
            margin:2rem auto;
            padding:0 1rem}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2.5rem;
            overflow-wrap:anywhere}
            .soft,figcaption{color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}li{margin:.25rem 0;
            overflow-wrap:anywhere}
            .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;
            font-variant-numeric:tabular-nums}
            th,td{padding:.3rem .45rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}
            th:first-child,td:first-child{text-align:left}figure{margin:1rem 0}svg{width:100%;height:auto;
            display:block}
            svg text{fill:var(--soft);font:12px system-ui,sans-serif}
            @media(max-width:38rem){svg text{font-size:18px}}
            .grid{stroke:var(--grid);fill:none}
            .line{fill:none;stroke-width:2}.dots{fill:none;stroke-width:4;stroke-linecap:round;
            stroke-opacity:.75}
            .lost{stroke:var(--lost);stroke-width:1.5;fill:none}
            .f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}
            .f5{fill:var(--c5)}
            .s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}
            .s4{stroke:var(--c4)}
            .s5{stroke:var(--c5)}.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;
            margin-right:.4em}
            """;

    private final StringBuilder page = new StringBuilder();

    private DelayPage() {}

    /// {@return the page}
    public static String of(List<Summary> streams) {
        var report = new DelayPage();
        report.write(streams);
        return report.page.toString();
    }

    private void write(List<Summary> streams) {
        put("<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>Round-trip times</title>\n");
        put("<meta name='viewport' content='width=device-width'><meta name='color-scheme' content='light dark'>\n");
        put("<style>\n%s</style></head><body>\n<h1>Round-trip times</h1>\n<ul>\n", STYLE);
        for (String sentence : DelayFindings.of(streams)) put("<li>%s</li>\n", Visible.markup(sentence));
        put("</ul>\n");
        table(streams);
        comparison(streams);
        for (int i = 0; i < streams.size(); i++) stream(streams.get(i), i % COLOURS);
        put("<h2>How it was measured</h2>\n<ul class='soft'>\n");
        for (String line : DelayReport.conditions(streams)) put("<li>%s</li>\n", Visible.markup(line));
        put("</ul>\n</body></html>\n");
    }

    private void table(List<Summary> streams) {
        put("<div class='scroll'><table><thead><tr><th>milliseconds</th>");
        for (String title : List.of("sent", "lost", "min", "median", "mean", "p95", "p99", "max", "stddev", "jitter")) {
            put("<th>%s</th>", title);
        }
        put("</tr></thead><tbody>\n");
        for (int i = 0; i < streams.size(); i++) {
            var stream = streams.get(i);
            var delays = stream.delays();
            put("<tr><td><span class='key' style='background:var(--c%d)'></span>%s</td><td>%d</td><td>%d</td>", i % COLOURS,
                    Visible.markup(stream.target().toString()), stream.sent(), stream.lost());
            for (double time : new double[] {delays.minimum(), delays.median(), delays.mean(), delays.percentile(95),
                    delays.percentile(99), delays.maximum(), delays.deviation(), stream.variation().jitter()}) {
                put("<td>%s</td>", DelayReport.millis(time));
            }
            put("</tr>\n");
        }
        put("</tbody></table></div>\n");
    }

    /// All streams in one diagram: which share of all probes was answered within which time. What is lost is never answered,
    /// so the line of its stream ends below one.
    private void comparison(List<Summary> streams) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (var stream : streams) {
            if (stream.answered() == 0) continue;
            least = Math.min(least, stream.delays().minimum());
            most = Math.max(most, stream.delays().maximum());
        }
        if (most == 0) return;
        var chart = new Chart("Share of probes answered within a time", "milliseconds (logarithmic)", "share of all probes",
                Math.max(least * 0.9, 1) / 1e6, most * 1.1 / 1e6, 1, true);
        for (int i = 0; i < streams.size(); i++) {
            var sorted = streams.get(i).delays().sorted();
            var xs = new ArrayList<Double>();
            var ys = new ArrayList<Double>();
            int step = Math.max(1, sorted.length / 500);
            for (int k = 0; k < sorted.length; k++) {
                boolean last = k + 1 == sorted.length || !Delays.isDefined(sorted[k + 1]);
                if (!Delays.isDefined(sorted[k]) || k % step != 0 && !last) continue;
                xs.add(sorted[k] / 1e6);
                ys.add((k + 1.0) / sorted.length);
            }
            if (!xs.isEmpty()) chart.steps(i % COLOURS, array(xs), array(ys));
        }
        figure(chart,
                "Which share of all probes was answered within which time; a line that ends below 1 has lost the rest.");
    }

    private void stream(Summary stream, int colour) {
        put("<h2><span class='key' style='background:var(--c%d)'></span>%s</h2>\n<p class='soft'>%s</p>\n", colour,
                Visible.markup(stream.target().toString()), Visible.markup(stream.typeP()));
        if (stream.answered() == 0) {
            put("<p>No answer.</p>\n");
            return;
        }
        figure(histogram(stream, colour), "How often which delay came"
                + (stream.lost() > 0 ? "; " + stream.lost() + " lost are not in it." : "."));
        figure(timeLine(stream, colour), "Delays in the order of sending; a cross is a lost probe.");
    }

    private static Chart histogram(Summary stream, int colour) {
        var delays = stream.delays();
        double least = delays.minimum() / 1e6;
        double most = delays.maximum() / 1e6;
        double width = Math.max((most - least) / BINS, 1e-6);
        var bounds = new double[BINS + 1];
        for (int i = 0; i <= BINS; i++) bounds[i] = least + i * width;
        var counts = new int[BINS];
        int highest = 0;
        for (double delay : delays.sorted()) {
            if (!Delays.isDefined(delay)) break;
            int bin = Math.clamp((int) ((delay / 1e6 - least) / width), 0, BINS - 1);
            highest = Math.max(highest, ++counts[bin]);
        }
        var chart = new Chart("Histogram of delays", "milliseconds", "probes", least, bounds[BINS], highest, false);
        chart.bars(colour, bounds, counts);
        return chart;
    }

    private static Chart timeLine(Summary stream, int colour) {
        var probes = stream.settled();
        int step = Math.max(1, probes.size() / DRAWN);
        var xs = new ArrayList<Double>();
        var ys = new ArrayList<Double>();
        var lost = new ArrayList<Double>();
        long zero = probes.getFirst().due();
        for (int i = 0; i < probes.size(); i++) {
            var probe = probes.get(i);
            double at = (probe.due() - zero) / 1e9;
            if (!probe.isAnswered()) {
                lost.add(at);
            } else if (i % step == 0) {
                xs.add(at);
                ys.add(probe.delay() / 1e6);
            }
        }
        double end = (probes.getLast().due() - zero) / 1e9;
        var chart = new Chart("Delays over time", "seconds", "milliseconds", 0, end, stream.delays().maximum() / 1e6 * 1.1,
                false);
        chart.points(colour, array(xs), array(ys));
        chart.lost(array(lost));
        return chart;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void figure(Chart chart, String caption) {
        put("<figure>%s<figcaption>%s</figcaption></figure>\n", chart.svg(), caption);
    }

    private void put(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values));
    }
}
