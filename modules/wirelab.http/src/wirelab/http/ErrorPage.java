package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// What a client gets instead of what it wanted: the situation in plain words, and ways to
/// go on. JSON for programs that prefer it.
final class ErrorPage {
    /// A way to go on.
    ///
    /// @param href where to, as it stands in the attribute before HTML's own escaping
    /// @param text what it is
    record Link(String href, String text) {}

    static final Link START = new Link("/", "Start page");

    private static final String STYLE = """
            main { max-width: 44rem }
            .head { display: flex; gap: 1.6rem; align-items: center; margin-bottom: 1.1rem; flex-wrap: wrap }
            .code { font: 700 clamp(3.6rem, 13vw, 6rem)/1 ui-monospace, "DejaVu Sans Mono", monospace;
              letter-spacing: -.05em; color: var(--accent) }
            .head svg { flex: 1 1 14rem; min-width: 0; height: 5.2rem }
            .grid { stroke: var(--line); fill: none }
            .trace { stroke: var(--accent); stroke-width: 2.5; fill: none; stroke-linejoin: round }
            .asked { margin: 1rem 0; padding: .6rem .9rem; border-left: 4px solid var(--accent);
              background: color-mix(in srgb, var(--accent) 8%, transparent) }
            .ways { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem }
            .ways a { display: inline-block; padding: .45rem .95rem; border: 1px solid var(--accent); border-radius: 999px;
              text-decoration: none }
            .ways li:first-child a { background: var(--accent); color: var(--card) }
            .client { --accent: #b4690e } .server { --accent: #b3362b }
            @media (prefers-color-scheme: dark) { .client { --accent: #f0b35e } .server { --accent: #f58b80 } }
            """;

    /// A signal that arrives and then falls silent.
    private static final String TRACE = """
            <svg viewBox="0 0 320 84" preserveAspectRatio="none" aria-hidden="true">
            <path class="grid" d="M0 .5H320M0 21.5H320M0 42.5H320M0 63.5H320M0 83.5H320M.5 0V84M64.5 0V84M128.5 0V84
              M192.5 0V84M256.5 0V84M319.5 0V84"/>
            <path class="trace" d="M0 42H24V12H44V72H62V42H78V18H92V66H106V42H120V28H130V56H140V42H152
              L158 30L166 55L172 42H320"/>
            </svg>
            """;

    private ErrorPage() {}

    /// A page for a request that could be read.
    static Page of(StatusException e, RequestHead request) {
        if (Accept.prefersJson(request.headers())) return json(e.status(), e.getMessage());
        // A HEAD is told the length that a GET would get.
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        return html(e.status(), e.getMessage(), method + " " + request.target(), e.links());
    }

    private static Page json(int status, String why) {
        return Page.json("{\"status\":" + status + ",\"reason\":" + Page.quote(Status.reason(status)) + ",\"message\":"
                + Page.quote(why) + "}\n");
    }

    private static Page html(int status, String why, String asked, List<Link> links) {
        var body = new StringBuilder("<div class=\"").append(status < 500 ? "client" : "server")
                .append("\">\n<div class=\"head\"><div class=\"code\">")
                .append(status).append("</div>\n").append(TRACE).append("</div>\n<h1>")
                .append(title(status)).append("</h1>\n<p>")
                .append(Page.escape(why)).append("</p>\n");
        if (asked != null) body.append("<p class=\"asked mono\">").append(Page.escape(asked)).append("</p>\n");
        body.append("<p>").append(advice(status)).append("</p>\n");
        if (!links.isEmpty()) body.append("<ul class=\"ways\">\n");
        for (var link : links) {
            body.append("<li><a href=\"").append(Page.escape(link.href)).append("\">")
                    .append(Page.escape(link.text)).append("</a></li>\n");
        }
        if (!links.isEmpty()) body.append("</ul>\n");
        return Page.html(status + " " + Status.reason(status), STYLE, body.append("</div>\n").toString(),
                "HTTP status " + status + " " + Status.reason(status) + " &middot; wirelab");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "This request could not be understood";
            case 401 -> "Please log in";
            case 403 -> "This is not for you to see";
            case 404 -> "There is nothing here";
            case 405 -> "This cannot be done here";
            case 408 -> "That took too long";
            case 411 -> "Nobody knows how much is to come";
            case 412 -> "It has changed meanwhile";
            case 413, 414, 431 -> "That is too much at once";
            case 416 -> "That part does not exist";
            case 417 -> "That cannot be expected here";
            case 421 -> "This was meant for somebody else";
            case 500 -> "Something broke on this side";
            case 501, 505 -> "This server does not speak that";
            case 503 -> "Too busy just now";
            default -> Status.reason(status);
        };
    }

    private static String advice(int status) {
        return switch (status) {
            case 400 -> "If the address was typed, it holds something that no address may hold. If it was not, the program "
                    + "that asked, or something between it and this server, has to ask differently.";
            case 401 -> "The browser asks for a name and a password when the page is loaded again.";
            case 403 -> "Whoever runs this server has not opened it to others. Loading the page again will not change that.";
            case 404 -> "The address may be mistyped, or the page was moved or taken away since the link to it was made. "
                    + "Nothing is broken on your side.";
            case 405 -> "This server hands files out and takes none: a form or a program has sent something to the wrong "
                    + "place.";
            case 411, 412, 413, 414, 416, 417, 421, 431, 501, 505 ->
                    "A browser does not get here by itself: the program that asked, "
                    + "or something between it and this server, has to ask differently.";
            case 408, 503 -> "Trying again in a moment is all it takes.";
            default -> status < 500 ? "Going back and choosing another way may help."
                    : "It is not your fault. Trying again later may help.";
        };
    }

    /// A whole response about bytes that are no request; the connection ends with it.
    ///
    /// @param head whether it was to be a HEAD, as far as one could read
    static byte[] response(int status, String why, boolean head) {
        var page = html(status, why, null, List.of(START));
        var content = page.content();
        var headers = page.headers(Headers.of("Server", "wirelab", "Connection", "close",
                "Content-Length", Integer.toString(content.remaining()))).edit();
        // 503 is made once for all; RFC 9110, section 6.6.1, does not ask for a date with 5xx.
        if (status < 500) headers.add("Date", ServerDate.now().text());
        if (status == 503 || status == 408) headers.add("Retry-After", "1");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ResponseHead.of(status, headers.build()).encode());
        if (!head) bytes.write(content.array(), content.position(), content.remaining());
        return bytes.toByteArray();
    }
}
