package wirelab.balancer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Text;
import wirelab.measure.Json;
import wirelab.measure.Plot;

/// What a balancer does, to look at: a page at `/`, the same for programs at `/status.json`, and for Prometheus at
/// `/metrics`. Nothing can be changed here.
public final class BalancerPage implements WebServer.Handler {
    private static final String STYLE = """
            main { max-width: 64rem } .scroll { overflow-x: auto } svg { max-width: 100%; height: auto; margin-top: 1.4rem }
            svg .paper { fill: none }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .93rem }
            th, td { padding: .35rem .7rem .35rem 0; text-align: right; white-space: nowrap;
              border-bottom: 1px solid var(--line) }
            th { color: var(--dim); font-weight: 500 }
            th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left }
            td:nth-child(2) { white-space: normal; min-width: 9rem } small { color: var(--dim); display: block }
            .dot { display: inline-block; width: .6em; height: .6em; border-radius: 50%; margin-right: .45em;
              background: #0b8a5a }
            .down, .ejected { background: #c8352b } .draining, .starting { background: #d9a21b }
            """;

    private final Fleet fleet;

    public BalancerPage(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var request = exchange.request();
        requireAddress(request.headers().first("Host"));
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new StatusException(405, "There is only something to look at here.", Headers.of("Allow", "GET, HEAD"));
        }
        switch (request.target().toString()) {
            // The browser asks again by itself: the page needs no script.
            case "/" -> send(exchange, page(), Headers.of("Refresh", "2"));
            case "/status.json" -> send(exchange, Page.json(json()), Headers.EMPTY);
            case "/metrics" -> exchange.respond(200, Headers.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8",
                    "Cache-Control", "no-cache"), ByteBuffer.wrap(Metrics.text(fleet).getBytes(StandardCharsets.UTF_8)));
            default -> throw new StatusException(404, "There are /, /status.json and /metrics.");
        }
    }

    /// Any page in a browser can let a name of its own lead to this machine, and read what is said here. It cannot make the
    /// browser say an address instead.
    private static void requireAddress(String host) throws StatusException {
        String name = host == null ? "" : host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        if (name.equals("localhost") || TrustedPeers.literal(bare) != null) return;
        throw new StatusException(421, "This page is to be asked for by an address, or as localhost.");
    }

    private static void send(Exchange exchange, Page page, Headers headers) throws IOException {
        exchange.respond(200, page.headers(headers), page.content());
    }

    private Page page() {
        var rows = new StringBuilder();
        for (var node : fleet.backends()) rows.append(row(node));
        var now = fleet.now();
        String head = "<h1>Balancer</h1>\n<p>" + Page.escape(now.config().policy().text()) + " over "
                + Text.count(now.config().nodes().size(), "node")
                + (now.roster().desperate() ? "; <strong>no node is well, so all are tried</strong>" : "") + ".</p>\n";
        String table = """
                <div class="scroll"><table>
                <tr><th>node</th><th>state</th><th>weight</th><th>under way</th><th>waiting</th><th>requests</th>\
                <th>errors</th><th>retries</th><th>5xx</th><th>p50</th><th>p99</th></tr>
                """ + rows + "</table></div>\n";
        return Page.html("Balancer", STYLE, head + table + plot(), Page.escape(fleet.counters().toString())
                + " · <a href=\"/status.json\">JSON</a> · <a href=\"/metrics\">metrics</a>");
    }

    private static String row(Backend node) {
        String state = Fleet.word(node.state());
        var stats = node.stats;
        var config = node.config();
        return "<tr><td>" + Page.escape(node.name) + "<small>" + Page.escape(config.authority())
                + (config.tls() ? ", TLS" : "") + (config.backup() ? ", backup" : "") + "</small></td><td><span class=\"dot " + state + "\"></span>" + state
                + (node.why().isEmpty() ? "" : "<small>" + Page.escape(node.why()) + "</small>") + "</td>"
                + cells(config.weight(), node.gate.active() + (config.max() > 0 ? " of " + config.max() : ""),
                        node.gate.waiting(), stats.requests.sum(), stats.errors.sum(), stats.retries.sum(),
                        stats.statuses[5].sum(), Metrics.time(stats.latencies.percentile(0.5)),
                        Metrics.time(stats.latencies.percentile(0.99))) + "</tr>\n";
    }

    private static String cells(Object... cells) {
        var row = new StringBuilder();
        for (Object cell : cells) row.append("<td>").append(cell).append("</td>");
        return row.toString();
    }

    private String plot() {
        var plot = Plot.of("Requests per second", "time [s]", "requests/s").size(860, 320);
        var x = new double[NodeStats.SHOWN];
        for (int i = 0; i < x.length; i++) x[i] = i + 1 - x.length;
        for (var node : fleet.backends()) plot.line(node.name, x, node.stats.rates());
        return plot.svg();
    }

    private String json() {
        var nodes = new ArrayList<Object>();
        for (var node : fleet.backends()) {
            var stats = node.stats;
            nodes.add(Json.object("name", node.name, "address", node.config().authority(), "state", Fleet.word(node.state()),
                    "why", node.why(), "weight", node.config().weight(), "max", node.config().max(), "backup",
                    node.config().backup(), "active", node.gate.active(), "waiting", node.gate.waiting(), "requests",
                    stats.requests.sum(), "errors", stats.errors.sum(), "retries", stats.retries.sum(), "refused",
                    stats.refused.sum(), "p50Nanos", stats.latencies.percentile(0.5), "p90Nanos",
                    stats.latencies.percentile(0.9), "p99Nanos", stats.latencies.percentile(0.99)));
        }
        return Json.text(Json.object("policy", fleet.config().policy().text(), "desperate", fleet.now().roster().desperate(),
                "counters", fleet.counters().snapshot(), "nodes", nodes));
    }

    @Override
    public String toString() {
        return "page about a " + fleet;
    }
}
