package wirelab.replica;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.Visible;
import wirelab.measure.Json;

/// A node's page, which browsers load again each second: `/` with the nodes, the log and what is being copied;
/// `/status.json` for programs.
///
/// A name server may call this machine by any name, and a page of somebody else's would then read what is here (DNS
/// rebinding): only who names it by an address or `localhost` is answered.
public final class ReplicaPage {
    private static final int MOST_SHOWN = 20;
    private static final Pattern SAFE_HOST = Pattern.compile("(?i)(localhost|[0-9.]{7,15}|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    private static final String STYLE = """
            table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25rem .5rem;
              border-bottom: 1px solid var(--line) }
            pre { overflow-x: auto; font-size: .85rem } .down { color: var(--dim) } .leads { font-weight: bold }
            """;

    private ReplicaPage() {}

    /// Starts the server of a node's page; it is to be closed.
    ///
    /// @throws IOException when it cannot listen there
    public static WebServer start(Host host, InetSocketAddress bind, ReplicaService node) throws IOException {
        var options = WebServer.Options.DEFAULTS;
        return WebServer.start(host, options.withTcp(options.tcp().withBind(bind).withMaxConnections(100)),
                exchange -> answer(exchange, node));
    }

    private static void answer(Exchange exchange, ReplicaService node) throws IOException {
        String method = exchange.request().method();
        if (!method.equals("GET") && !method.equals("HEAD")) throw new StatusException(405, "This page can only be read.");
        String host = exchange.request().headers().first("Host");
        if (host == null || !SAFE_HOST.matcher(host).matches()) {
            throw new StatusException(421, "This page is to be asked for by an address, or as localhost.");
        }
        if (!(exchange.request().target() instanceof RequestTarget.Origin target)) {
            throw new StatusException(404, "No such page.");
        }
        var page = switch (target.path()) {
            case "/" -> html(node);
            case "/status.json" -> Page.json(Json.text(status(node)));
            default -> throw new StatusException(404, "There is / and /status.json.");
        };
        var headers = page.headers(Headers.EMPTY).edit().set("Referrer-Policy", "no-referrer");
        if (page.type().startsWith("text/html")) headers.set("Content-Security-Policy", POLICY).set("Refresh", "1");
        exchange.respond(200, headers.build(), page.content());
    }

    /// {@return all that is known, by name}
    private static Map<String, Object> status(ReplicaService node) {
        var machine = node.machine;
        // Not under the machine's lock: whoever writes files waits for that one.
        String root = node.root();
        return node.driver.ask(() -> Json.object("node", node.id(), "leader", machine.leader(),
                "role", machine.role().toString(), "term", machine.term(), "log", machine.lastIndex(), "commit", machine.commit(),
                "folder", node.applier.broughtTo(), "pending", List.copyOf(some(node)), "copying", copying(node.applier.copying()),
                "paths", node.tree().size(),
                "bytes", node.tree().bytes(), "root", root, "trouble", node.trouble(),
                "differences", differences(node), "mended", node.entropy.mended(), "compared", node.entropy.traffic(),
                "sent", node.contents.whole(), "sentAsDifferences", node.contents.differences(), "nodes", members(node)));
    }

    private static Map<String, Object> copying(Moment.Copying now) {
        return Json.object("contents", now.contents(), "done", now.done(), "total", now.total());
    }

    private static List<String> some(ReplicaService node) {
        return node.applier.pending().stream().limit(MOST_SHOWN).map(it -> Visible.of(it.path())).toList();
    }

    /// {@return where its tree was last found to differ from another one's}
    private static List<String> differences(ReplicaService node) {
        var last = node.entropy.last();
        return last == null ? List.of() : last.paths();
    }

    private static List<Map<String, Object>> members(ReplicaService node) {
        var all = new ArrayList<Map<String, Object>>();
        var members = node.machine.members();
        node.config.nodes().forEach((id, address) -> {
            var link = node.links.get(id);
            boolean isSelf = link == null;
            all.add(Json.object("node", id, "address", Address.text(address), "part", members.voters().contains(id) ? "votes"
                    : members.learners().contains(id) ? "learns" : "no member", "up", isSelf || link.isUp(), "log",
                    node.machine.match(id), "folder", isSelf ? node.applier.broughtTo() : link.broughtTo(), "pending",
                    isSelf ? node.applier.pending().size() : link.pending()));
        });
        return all;
    }

    private static Page html(ReplicaService node) throws IOException {
        var status = status(node);
        var words = new Words(node);
        var body = new StringBuilder("<h1>" + ReplicaConfig.name(node.id()) + "</h1>\n<p>"
                + Page.escape(words.status()) + "</p>\n<table><tr><th>node</th><th>at</th><th></th><th>log</th>"
                + "<th>folder</th><th>lacks</th></tr>\n");
        for (var one : node.driver.ask(() -> members(node))) {
            boolean up = (boolean) one.get("up");
            String style = one.get("node").equals(status.get("leader")) ? "leads" : up ? "" : "down";
            body.append("<tr class=\"" + style + "\"><td>" + ReplicaConfig.name((int) one.get("node")) + "</td><td>"
                    + Page.escape((String) one.get("address")) + "</td><td>" + (up ? one.get("part") : "down") + "</td><td>"
                    + one.get("log") + "</td><td>" + one.get("folder") + "</td><td>" + one.get("pending") + "</td></tr>\n");
        }
        body.append("</table>\n");
        var copying = node.applier.copying();
        if (copying.total() > 0) {
            body.append("<h2>Being copied</h2>\n<p><progress max=\"" + copying.total() + "\" value=\"" + copying.done()
                    + "\"></progress> " + Page.escape(copying.toString()) + "</p>\n");
        }
        var pending = some(node);
        if (!pending.isEmpty()) body.append("<h2>On its way</h2>\n<pre>" + Page.escape(String.join("\n", pending)) + "</pre>\n");
        if (node.entropy.last() != null) {
            body.append("<h2>Where trees differed</h2>\n<p>" + Page.escape(node.entropy.toString()) + "</p>\n");
        }
        var log = words.answer("log").lines().toList();
        body.append("<h2>Log</h2>\n<pre>" + Page.escape(String.join("\n", log.subList(Math.max(0, log.size() - MOST_SHOWN),
                log.size()))) + "</pre>\n");
        return Page.html(ReplicaConfig.name(node.id()), STYLE, body.toString(), "<a href=\"/status.json\">for programs</a>");
    }
}
