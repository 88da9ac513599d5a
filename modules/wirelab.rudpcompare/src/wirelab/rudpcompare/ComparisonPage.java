package wirelab.rudpcompare;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import wirelab.kit.Visible;
import wirelab.measure.Plot;

/// Contests as one HTML file that needs nothing but itself, follows the reader's light or dark theme, and fits a narrow
/// screen: for each link a table of who got how much, and who sent how fast over time.
public final class ComparisonPage {
    private static final String STYLE = """
            :root{--paper:#fff;--ink:#1c2430;--soft:#5b6675;--grid:#e3e7ec;--bar:#cfe2f7}
            @media(prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6eaf0;--soft:#9aa6b5;--grid:#2b323c;
            --bar:#1f3d5c}}
            body{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;max-width:56rem;
            margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
            h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2.5rem}h3{font-size:1rem}
            .soft,figcaption{color:var(--soft);font-size:.875rem}code{font-size:.875rem}
            .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;min-width:24rem;
            font-variant-numeric:tabular-nums}
            th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}
            th:first-child,td:first-child{text-align:left}
            td.bar{background:linear-gradient(var(--bar),var(--bar)) no-repeat left/var(--part) 100%}
            figure{margin:1rem 0}img{width:100%;height:auto;display:block}
            """;
    private static final int MOST_LINES = 8;

    /// All contests on one link.
    ///
    /// @param title of the link
    /// @param settled seconds after which those that are against each other count
    public record Section(String title, List<ContestResult> alone, List<ContestResult> beside, double settled) {}

    private final StringBuilder page = new StringBuilder();

    private ComparisonPage() {}

    /// {@return the page}
    ///
    /// @param conditions how it was measured, a line each
    public static String of(List<Section> sections, List<String> conditions) {
        var page = new ComparisonPage();
        page.write(sections, conditions);
        return page.page.toString();
    }

    private void write(List<Section> sections, List<String> conditions) {
        put("<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>TCP and reliable UDP</title>\n");
        put("<meta name='viewport' content='width=device-width'><meta name='color-scheme' content='light dark'>\n");
        put("<style>\n%s</style></head><body>\n<h1>TCP and reliable UDP on the same links</h1>\n", STYLE);
        for (var section : sections) section(section);
        put("<h2>How it was measured</h2>\n<ul class='soft'>\n");
        for (String line : conditions) put("<li>%s</li>\n", Visible.markup(line));
        put("</ul>\n</body></html>\n");
    }

    private void section(Section section) {
        put("<h2>%s</h2>\n", Visible.markup(section.title));
        var first = section.alone.isEmpty() ? section.beside : section.alone;
        if (first.isEmpty()) return;
        put("<p class='soft'>The link: <code>%s</code></p>\n", Visible.markup(first.getFirst().link().toString()));
        if (!section.alone.isEmpty()) alone(section.alone);
        if (!section.beside.isEmpty()) beside(section);
    }

    private void alone(List<ContestResult> outcomes) {
        double most = outcomes.stream().mapToDouble(one -> one.flows().getFirst().rate()).max().orElse(1);
        put("<h3>Each alone</h3>\n<div class='scroll'><table><thead><tr><th>sender</th><th>Mbit/s</th>"
                + "<th>packets ÷ data</th><th>queue, ms</th></tr></thead><tbody>\n");
        for (var outcome : outcomes) {
            var flow = outcome.flows().getFirst();
            put("<tr><td>%s</td>%s<td>%.3f</td><td>%.1f</td></tr>\n", Visible.markup(flow.who().toString()),
                    bar(flow.rate(), most), outcome.overhead(), outcome.queue(1));
        }
        put("</tbody></table></div>\n");
        var flows = outcomes.stream().map(one -> one.flows().getFirst()).limit(MOST_LINES).toList();
        figure("Each alone: the rate", flows, FlowPlots::rates, "What came in each fifth of a second.");
        figure("Each alone: the window", flows, FlowPlots::windows, "How much the sender let be under way.");
        figure("Each alone: the round trip", flows, FlowPlots::roundTrips, "The round trip as the sender smooths it.");
    }

    private void beside(Section section) {
        put("<h3>Against each other</h3>\n<div class='scroll'><table><thead><tr><th>first</th><th>Mbit/s</th>"
                + "<th>second</th><th>Mbit/s</th><th>its share</th><th>Jain</th><th>queue, ms</th></tr></thead><tbody>\n");
        for (var outcome : section.beside) {
            var one = outcome.flows().get(0);
            var other = outcome.flows().get(1);
            double first = one.rateFrom(section.settled);
            double second = other.rateFrom(section.settled);
            put("<tr><td>%s</td>%s<td>%s</td>%s<td>%.2f</td><td>%.3f</td><td>%.1f</td></tr>\n",
                    Visible.markup(one.who().toString()), bar(first, first + second), Visible.markup(other.who().toString()),
                    bar(second, first + second), outcome.share(1, section.settled), outcome.jain(section.settled),
                    outcome.queue(section.settled));
        }
        put("</tbody></table></div>\n<p class='soft'>Averages from second %.0f on.</p>\n", section.settled);
        for (var outcome : section.beside) {
            figure(outcome.flows().get(0).who() + " and " + outcome.flows().get(1).who(), outcome.flows(),
                    FlowPlots::rates, "");
        }
    }

    private static String bar(double value, double most) {
        return String.format(Locale.ROOT, "<td class='bar' style='--part:%.0f%%'>%.1f</td>", 100 * value / most, value);
    }

    private void figure(String title, List<ContestResult.Flow> flows,
            BiFunction<String, List<ContestResult.Flow>, Plot> plot, String caption) {
        put("<figure><picture><source media='(max-width:38rem)' srcset='%s'><img src='%s' alt='%s'></picture>",
                image(plot.apply(title, flows).size(420, 330)), image(plot.apply(title, flows).size(860, 360)), Visible.markup(title));
        put(caption.isEmpty() ? "</figure>\n" : "<figcaption>%s</figcaption></figure>\n", Visible.markup(caption));
    }

    private static String image(Plot plot) {
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(plot.svg().getBytes(StandardCharsets.UTF_8));
    }

    private void put(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values));
    }
}
