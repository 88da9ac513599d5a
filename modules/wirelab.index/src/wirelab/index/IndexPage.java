package wirelab.index;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.measure.Json;

/// A node's page: `/` with a search box, `/nodes` which browsers load again every other second, `/search.json?q=` for
/// programs, and `/opensearch.xml`, by which a browser takes the box into its own (OpenSearch 1.1).
///
/// A name server may call this machine by any name, and a page of somebody else's would then read what is here (DNS
/// rebinding): only who names it by an address or `localhost` is answered.
public final class IndexPage {
    private static final int MOST = 50;
    private static final Pattern SAFE_HOST = Pattern.compile("(?i)(localhost|[0-9.]{7,15}|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'";
    private static final String LINK = "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
            + "title=\"Segment\" href=\"/opensearch.xml\">";
    private static final String STYLE = """
            form { display: flex; gap: .6rem; margin: 1rem 0 1.6rem }
            input { flex: 1; font: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: 8px;
              background: var(--paper); color: var(--ink) }
            button { font: inherit; padding: .45rem 1.1rem; border: 0; border-radius: 8px; background: var(--accent);
              color: var(--card) }
            ol { padding-left: 1.4rem } li { margin-bottom: 1rem; overflow-wrap: anywhere }
            .where { color: var(--dim); font-size: .85rem }
            table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25rem .5rem;
              border-bottom: 1px solid var(--line) }
            """;

    private IndexPage() {}

    /// Starts the server of a node's page; it is to be closed.
    ///
    /// @throws IOException when it cannot listen there
    public static WebServer start(Host host, InetSocketAddress bind, IndexService node) throws IOException {
        return WebServer.watched(host, bind, exchange -> answer(exchange, node));
    }

    private static void answer(Exchange exchange, IndexService node) throws IOException {
        String host = exchange.request().headers().first("Host");
        if (host == null || !SAFE_HOST.matcher(host).matches()) {
            throw new StatusException(421, "This page is to be asked for by an address, or as localhost.");
        }
        if (!(exchange.request().target() instanceof RequestTarget.Origin target)) {
            throw new StatusException(404, "No such page.");
        }
        String question = question(target.query());
        var page = switch (target.path()) {
            case "/" -> search(node, question);
            case "/nodes" -> nodes(node);
            case "/search.json" -> json(node, question);
            case "/opensearch.xml" -> new Page("application/opensearchdescription+xml; charset=utf-8", description(host));
            default -> throw new StatusException(404, "There is / to search, /nodes, /search.json and /opensearch.xml.");
        };
        var headers = page.headers(Headers.EMPTY).edit().set("Referrer-Policy", "no-referrer");
        if (page.type().startsWith("text/html")) headers.set("Content-Security-Policy", POLICY);
        if (target.path().equals("/nodes")) headers.set("Refresh", "2");
        exchange.respond(200, headers.build(), page.content());
    }

    private static String question(String query) throws StatusException {
        if (query == null) return "";
        for (String pair : query.split("&")) {
            if (!pair.startsWith("q=")) continue;
            try {
                return URLDecoder.decode(pair.substring(2), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException _) {
                throw new StatusException(400, "What stands behind q= cannot be decoded.");
            }
        }
        return "";
    }

    private static IndexReply.Found found(IndexService node, String question) throws StatusException {
        try {
            return node.finder().search(question, MOST);
        } catch (UsageException e) {
            throw new StatusException(400, e.getMessage());
        } catch (InterruptedException _) {
            throw new StatusException(503, "This node is about to end.");
        }
    }

    private static Page search(IndexService node, String question) throws StatusException {
        var body = new StringBuilder("""
                <h1>Documents on this segment</h1>
                <form action="/" method="get"><input name="q" value="%s" autofocus aria-label="what to look for"
                placeholder="words, &quot;a phrase&quot;, beginn*"><button>Search</button></form>
                """.formatted(Page.escape(question)));
        if (!question.isBlank()) results(body, found(node, question));
        String title = question.isBlank() ? "Documents" : question;
        String html = Page.html(title, STYLE, body.toString(), Text.count(node.nodes().size(), "node")
                + ", <a href=\"/nodes\">which</a>").text();
        return new Page("text/html; charset=utf-8", html.replaceFirst("</title>", "</title>\n" + LINK));
    }

    private static void results(StringBuilder body, IndexReply.Found found) {
        body.append("<p>").append(Text.count(found.found().size(), "document")).append(found.silent() == 0 ? ""
                : "; " + Text.count(found.silent(), "node") + " did not answer").append("</p>\n<ol>\n");
        for (var each : found.found()) {
            var document = each.holding().document();
            String name = document.title().isEmpty() ? document.names().getFirst() : document.title();
            body.append("<li><b>").append(Page.escape(name)).append("</b><br>").append(Page.escape(each.hit().line()))
                    .append("<br><span class=\"where\">")
                    .append(Page.escape(String.join(", ", document.names()))).append(", ")
                    .append(Text.bytes(document.size())).append(", at ")
                    .append(Page.escape(String.join(", ", each.holding().holders()))).append("<br><code>")
                    .append(document.digits()).append("</code></span></li>\n");
        }
        body.append("</ol>\n");
    }

    private static Page nodes(IndexService node) {
        var body = new StringBuilder("""
                <h1>Nodes that live</h1>
                <table><tr><th>node</th><th>at</th><th>documents</th></tr>
                """);
        for (var each : node.nodes()) {
            body.append("<tr><td><code>").append(each.id()).append("</code></td><td>").append(Page.escape(each.address()))
                    .append("</td><td>").append(each.documents()).append("</td></tr>\n");
        }
        return Page.html("Nodes", STYLE, body.append("</table>\n").toString(), "<a href=\"/\">Search</a>");
    }

    private static Page json(IndexService node, String question) throws StatusException {
        return Page.json(Json.text(found(node, question).found().stream().map(IndexCommands::found).toList()));
    }

    private static String description(String host) {
        String url = "http://" + host + "/?q={searchTerms}";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
                  <ShortName>Segment</ShortName>
                  <Description>Documents of the nodes on this segment</Description>
                  <InputEncoding>UTF-8</InputEncoding>
                  <Url type="text/html" template="%s"/>
                </OpenSearchDescription>
                """.formatted(Page.escape(url));
    }
}
