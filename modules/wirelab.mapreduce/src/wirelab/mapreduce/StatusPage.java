package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Text;

/// A job while it runs, to look at: `/` for people, which browsers load again each second, and `/status.json` for programs.
public final class StatusPage {
    private static final String STYLE = """
            main { max-width: 76rem }
            .wide { overflow-x: auto; font-size: .92rem }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; white-space: nowrap }
            td, th { text-align: right; padding: .2rem .45rem; border-bottom: 1px solid var(--line) }
            th { color: var(--dim); font-weight: 600 }
            h2 { margin: 1.4rem 0 .3rem; font-size: 1.05rem }
            progress { width: 6rem; accent-color: var(--accent) }
            .slow, .died { color: #c43b3b; font-weight: 600 }
            .accepted { color: #2f8f57 }
            .away, .free, .dropped, .cancelled { color: var(--dim) }
            @media (prefers-color-scheme: dark) { .slow, .died { color: #ff8a80 } .accepted { color: #6fd39a } }
            """;
    /// Wider tables nobody reads: then a portion names its mappers instead.
    private static final int MOST_COLUMNS = 12;
    /// Longer ones neither; what is unfinished stands first. The JSON has them all.
    private static final int MOST_ROWS = 200;

    private StatusPage() {}

    /// Starts the server of a master's page; it is to be closed.
    public static WebServer start(Host host, InetSocketAddress bind, JobMaster master) throws IOException {
        return WebServer.watched(host, bind, exchange -> answer(exchange, master));
    }

    private static void answer(Exchange exchange, JobMaster master) throws IOException {
        String path = exchange.request().target() instanceof RequestTarget.Origin origin ? origin.path() : "";
        var view = master.view();
        var page = switch (path) {
            case "/" -> page(view);
            case "/status.json" -> Page.json(view.json());
            default -> throw new StatusException(404, "There is / for people and /status.json for programs.");
        };
        var headers = page.headers(Headers.EMPTY);
        exchange.respond(200, path.equals("/") ? headers.edit().set("Refresh", "1").build() : headers, page.content());
    }

    static Page page(JobView view) {
        boolean matrix = view.nodes().size() <= MOST_COLUMNS;
        var nodes = view.nodes().stream().map(node -> row(node, node.mapper() == view.slowest()))
                .collect(Collectors.joining());
        var portions = view.portions().stream().sorted(Comparator.comparing(JobView.Standing::over)).limit(MOST_ROWS)
                .map(one -> row(view, one, matrix)).collect(Collectors.joining());
        String columns = matrix ? view.nodes().stream().map(node -> "<th>" + node.mapper() + "</th>")
                .collect(Collectors.joining()) : "<th>mappers</th>";
        return Page.html("MapReduce", STYLE, """
                <h1>MapReduce</h1>
                <p>%s</p>
                <h2>Mappers</h2>
                <div class="wide"><table><tr><th>mapper</th><th>address</th><th>state</th><th>portion</th><th>mapped</th>
                <th>rate</th><th>accepted</th><th>deaths</th></tr>
                %s</table></div>
                <h2>Portions by mapper</h2>
                <div class="wide"><table><tr><th>portion</th><th>size</th><th>mapped</th><th>attempts</th><th>deaths</th>%s</tr>
                %s</table></div>
                """.formatted(view.summary(), nodes, columns, portions), (view.portions().size() > MOST_ROWS
                        ? MOST_ROWS + " of " + view.portions().size() + " portions, the unfinished first; " : "")
                + "#2 is the third attempt at a portion; the slowest is red;"
                + " <a href=\"status.json\">the same for programs</a>");
    }

    private static String row(JobView.Node node, boolean slowest) {
        String rate = node.state() == JobView.State.MAPS ? Text.bytes((long) node.rate()) + "/s" : "";
        return "<tr class=\"" + (slowest ? "slow" : node.state().toString()) + "\"><td>" + node.mapper() + "</td><td>"
                + Page.escape(node.address()) + cell(node.state().toString()) + cell(node.work())
                + cell(Text.bytes(node.bytes())) + cell(rate) + cell(node.accepted()) + cell(node.deaths()) + "</td></tr>\n";
    }

    private static String cell(Object text) {
        return "</td><td>" + text;
    }

    private static String row(JobView view, JobView.Standing one, boolean matrix) {
        long size = Math.max(1, one.size());
        String bar = "<progress max=\"" + size + "\" value=\"" + (one.over() ? size : one.bytes()) + "\"></progress>";
        var marks = view.marks().getOrDefault(one.portion(), Map.of());
        String rest = matrix ? view.nodes().stream().map(node -> mark(marks.get(node.mapper())))
                .collect(Collectors.joining())
                : "<td>" + (one.over() ? "done" : one.mappers().stream().map(String::valueOf)
                        .collect(Collectors.joining(", "))) + "</td>";
        return "<tr><td>" + one.portion() + cell(Text.bytes(one.size())) + cell(bar) + cell(one.attempts())
                + cell(one.deaths()) + "</td>" + rest + "</tr>\n";
    }

    private static String mark(Timeline.Mark mark) {
        if (mark == null) return "<td></td>";
        String word = switch (mark.kind()) {
            case ASSIGNED -> "maps";
            case BACKUP -> "backup";
            case ANNOUNCED -> "waits";
            case PERMITTED -> "sends";
            default -> mark.kind().name().toLowerCase(Locale.ROOT);
        };
        return "<td class=\"" + word + "\">" + word + " #" + mark.attempt() + "</td>";
    }
}
