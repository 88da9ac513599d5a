package wirelab.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import wirelab.http.Page;
import wirelab.kit.Text;
import wirelab.proxy.ProxyAdmin.Sample;

/// The page of a proxy about itself, and the same as JSON.
final class AdminPage {
    private static final int ROWS = 200;
    private static final int SERVERS = 10;
    private static final int WIDE = 600;
    private static final int HIGH = 110;
    private static final String STYLE = """
            main { max-width: 74rem }
            .key { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem;
              margin: 1.2rem 0 }
            .key div { border: 1px solid var(--line); border-radius: 10px; padding: .6rem .9rem }
            .key b { display: block; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em }
            .key span, .dim, figcaption { color: var(--dim); font-size: .86rem }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.2rem }
            figure { margin: 0 }
            figure svg { display: block; width: 100%; height: 7rem; border-bottom: 1px solid var(--line) }
            .all { fill: none; stroke: var(--dim); stroke-width: 1.5; vector-effect: non-scaling-stroke }
            .hit { fill: color-mix(in srgb, var(--accent) 30%, transparent); stroke: var(--accent); stroke-width: 1.5;
              vector-effect: non-scaling-stroke }
            h2 { margin: 1.8rem 0 .5rem; font-size: 1.1rem }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums }
            th { text-align: left; color: var(--dim); font-weight: 500; white-space: nowrap }
            th, td { padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
            td.n, th.n { text-align: right } td.n, th.n, td.f { white-space: nowrap }
            td.u { min-width: 14rem; overflow-wrap: anywhere }
            @media (max-width: 40rem) { body { padding: 0 } main { border: 0; border-radius: 0 } .less { display: none } }
            """;

    private AdminPage() {}

    static Page html(CachingProxy proxy, String name, List<Sample> history, boolean live) {
        var now = Instant.now();
        var body = new StringBuilder("<h1>Proxy on ").append(Page.escape(name)).append("</h1>\n").append("<p class=\"dim\">")
                .append(live ? "This page renews itself; <a href=\"/still\">hold it</a>."
                        : "Held; <a href=\"/\">let it go on</a>.")
                .append(" For programs: <a href=\"/status.json\">status.json</a>.</p>\n");
        key(body, proxy, history);
        body.append("<div class=\"plots\">\n");
        plot(body, history, Sample::hits, sample -> sample.hits() + sample.fetched(), Long::toString,
                "requests per second: from the store (filled) and all (line)");
        plot(body, history, Sample::saved, null, Text::bytes, "bytes saved per second");
        body.append("</div>\n");
        servers(body, proxy.servers().slowest(SERVERS));
        kept(body, now, proxy.store().list(ROWS));
        return Page.html("Proxy on " + name, STYLE, body.toString(),
                Page.escape(proxy.counters().toString()) + " &middot; wirelab");
    }

    private static void key(StringBuilder body, CachingProxy proxy, List<Sample> history) {
        var last = history.isEmpty() ? new Sample(Instant.now(), 0, 0, 0) : history.getLast();
        var before = history.isEmpty() ? last : history.get(Math.max(0, history.size() - 61));
        var store = proxy.store();
        body.append("<div class=\"key\">\n");
        figure(body, rate(last.hits(), last.fetched()), "hit rate since the start");
        figure(body, rate(last.hits() - before.hits(), last.fetched() - before.fetched()), "hit rate of the last minute");
        figure(body, Text.bytes(last.saved()), "saved");
        figure(body, Text.bytes(store.memory().bytes()), Text.count(store.memory().size(), "response") + " in memory");
        var disk = store.disk();
        if (disk != null) figure(body, Text.bytes(disk.bytes()), Text.count(disk.size(), "response") + " on the disk");
        figure(body, Integer.toString(proxy.underWay()), "fetches under way");
        body.append("</div>\n");
    }

    private static String rate(long hits, long fetched) {
        if (hits + fetched == 0) return "&ndash;";
        return String.format(Locale.ROOT, "%.1f&#8239;%%", 100.0 * hits / (hits + fetched));
    }

    private static void figure(StringBuilder body, String number, String what) {
        body.append("<div><b>").append(number).append("</b><span>").append(what).append("</span></div>\n");
    }

    /// What happened in each second of the past minutes.
    private static void plot(StringBuilder body, List<Sample> history, ToLongFunction<Sample> filled,
            ToLongFunction<Sample> line, LongFunction<String> shown, String what) {
        double[] area = perSecond(history, filled);
        double[] all = line == null ? area : perSecond(history, line);
        double most = 1;
        for (double value : all) most = Math.max(most, value);
        body.append("<figure><svg viewBox=\"0 0 ").append(WIDE).append(' ').append(HIGH)
                .append("\" preserveAspectRatio=\"none\" role=\"img\"><title>").append(what).append("</title>");
        String outline = path(area, most);
        if (!outline.isEmpty()) {
            body.append("<path class=\"hit\" d=\"M").append(x(0, area.length)).append(' ').append(HIGH)
                    .append(outline.replace('M', 'L')).append("V").append(HIGH).append("Z\"/>");
        }
        if (line != null) body.append("<path class=\"all\" d=\"").append(path(all, most)).append("\"/>");
        body.append("</svg><figcaption>").append(what).append("; at most ").append(shown.apply((long) most))
                .append(", last ").append(ProxyAdmin.SECONDS / 60).append(" minutes</figcaption></figure>\n");
    }

    private static double[] perSecond(List<Sample> history, ToLongFunction<Sample> number) {
        var values = new double[Math.max(0, history.size() - 1)];
        for (int i = 0; i < values.length; i++) {
            double seconds = Duration.between(history.get(i).time(), history.get(i + 1).time()).toNanos() / 1e9;
            long more = number.applyAsLong(history.get(i + 1)) - number.applyAsLong(history.get(i));
            values[i] = more / Math.max(0.5, seconds);
        }
        return values;
    }

    private static String path(double[] values, double most) {
        var path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            path.append(i == 0 ? "M" : "L").append(x(i, values.length)).append(' ')
                    .append(String.format(Locale.ROOT, "%.1f", HIGH - 2 - values[i] / most * (HIGH - 8)));
        }
        return path.toString();
    }

    /// The present stands at the right.
    private static String x(int i, int count) {
        return String.format(Locale.ROOT, "%.1f", WIDE - (count - 1.0 - i) * WIDE / (ProxyAdmin.SECONDS - 1));
    }

    private static void servers(StringBuilder body, List<Servers.Server> servers) {
        body.append("<h2>Slowest servers</h2>\n");
        if (servers.isEmpty()) {
            body.append("<p class=\"dim\">None has been asked yet.</p>\n");
            return;
        }
        body.append("<div class=\"wide\"><table><tr><th>server<th class=n>mean<th class=n>worst<th class=n>asked")
                .append("<th class=n>failed\n");
        for (var one : servers) {
            body.append("<tr><td class=\"u mono\">").append(Page.escape(one.origin()));
            String mean = Text.duration(Duration.ofNanos(one.mean()));
            String worst = Text.duration(Duration.ofNanos(one.worst()));
            for (String cell : List.of(mean, worst, Long.toString(one.asked()), Long.toString(one.failed()))) {
                body.append("<td class=n>").append(cell);
            }
            body.append('\n');
        }
        body.append("</table></div>\n");
    }

    private static void kept(StringBuilder body, Instant now, List<Kept> all) {
        body.append("<h2>What is kept</h2>\n");
        if (all.isEmpty()) {
            body.append("<p class=\"dim\">Nothing yet.</p>\n");
            return;
        }
        body.append("<div class=\"wide\"><table><tr><th>URI<th class=n>status<th class=n>size<th>fresh<th class=less>why")
                .append("<th class=less>where<th class=\"n less\">uses\n");
        for (var one : all) {
            body.append("<tr><td class=\"u mono\">").append(Page.escape(one.uri())).append("<td class=n>")
                    .append(one.status()).append("<td class=n>").append(Text.bytes(one.bytes())).append("<td class=f>")
                    .append(fresh(now, one.until()))
                    .append("<td class=less>").append(one.why()).append("<td class=less>").append(one.where())
                    .append("<td class=\"n less\">").append(one.where().equals("memory") ? one.uses() : "").append('\n');
        }
        body.append("</table></div>\n");
        if (all.size() >= ROWS) body.append("<p class=\"dim\">The first ").append(ROWS).append(" of each.</p>\n");
    }

    private static String fresh(Instant now, Instant until) {
        long seconds = Duration.between(now, until).toSeconds();
        if (seconds > Duration.ofDays(3650).toSeconds()) return "for ever";
        if (seconds < -Duration.ofDays(3650).toSeconds()) return "never";
        String time = Text.duration(Duration.ofSeconds(Math.abs(seconds)));
        return seconds >= 0 ? "for " + time : "not for " + time;
    }

    static Page json(CachingProxy proxy, String name, List<Sample> history) {
        var counters = new ArrayList<String>();
        proxy.counters().snapshot().forEach((what, count) -> counters.add(Page.quote(what) + ":" + count));
        var samples = history.stream().map(sample -> "[" + sample.time().toEpochMilli() + "," + sample.hits() + ","
                + sample.fetched() + "," + sample.saved() + "]").toList();
        var servers = proxy.servers().slowest(SERVERS).stream().map(AdminPage::json).toList();
        var kept = proxy.store().list(ROWS).stream().map(AdminPage::json).toList();
        var memory = proxy.store().memory();
        var disk = proxy.store().disk();
        return Page.json("{\"proxy\":" + Page.quote(name) + ",\"counters\":{" + String.join(",", counters)
                + "},\"memory\":" + size(memory.bytes(), memory.size())
                + ",\"disk\":" + (disk == null ? "null" : size(disk.bytes(), disk.size()))
                + ",\"underWay\":" + proxy.underWay()
                + ",\"samples\":" + samples + ",\"slowest\":" + servers + ",\"kept\":" + kept + "}\n");
    }

    private static String size(long bytes, int responses) {
        return "{\"bytes\":" + bytes + ",\"responses\":" + responses + "}";
    }

    private static String json(Servers.Server one) {
        return "{\"origin\":" + Page.quote(one.origin()) + ",\"asked\":" + one.asked() + ",\"failed\":" + one.failed()
                + ",\"meanNanos\":" + one.mean() + ",\"worstNanos\":" + one.worst() + "}";
    }

    private static String json(Kept one) {
        return "{\"uri\":" + Page.quote(one.uri()) + ",\"status\":" + one.status() + ",\"bytes\":" + one.bytes()
                + ",\"until\":" + Page.quote(one.until().toString()) + ",\"why\":" + Page.quote(one.why()) + ",\"where\":"
                + Page.quote(one.where()) + ",\"uses\":" + one.uses() + "}";
    }
}
