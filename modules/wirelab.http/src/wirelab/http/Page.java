package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.http.Exchange.Always;
import wirelab.kit.Visible;

/// A page that the server writes itself: one look for errors and listings, without a script and without a second request.
public record Page(String type, String text) {
    /// No page of ours loads anything or runs a script, whatever a file's name tries.
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static final String STYLE = """
            :root { color-scheme: light dark; --paper: #f7f5ef; --ink: #22302f; --dim: #66736f; --line: #d9d4c5;
              --card: #fffefa; --accent: #0b7a75; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #14191a; --ink: #e4e9e3; --dim: #93a09b; --line: #2c3637; --card: #1b2223;
                --accent: #4fd1c5; } }
            * { box-sizing: border-box }
            body { margin: 0; min-height: 100vh; padding: 6vh 1.25rem 3rem; color: var(--ink); line-height: 1.55;
              font-family: ui-sans-serif, system-ui, "Segoe UI", "Noto Sans", sans-serif;
              background: var(--paper) linear-gradient(var(--line) 1px, transparent 1px) 0 -1px / 100% 1.9rem; }
            main { max-width: 52rem; margin: 0 auto; padding: 2rem clamp(1.1rem, 4vw, 2.8rem) 1.6rem;
              background: var(--card);
              border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 12px 40px rgb(0 0 0 / .07) }
            h1 { margin: 0 0 .4rem; font-size: clamp(1.5rem, 4.5vw, 2.1rem); line-height: 1.2; letter-spacing: -.015em;
              overflow-wrap: anywhere }
            a { color: var(--accent); text-underline-offset: .18em }
            code, .mono { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; font-size: .92em;
              overflow-wrap: anywhere }
            footer { margin-top: 2rem; padding-top: .9rem; border-top: 1px solid var(--line); color: var(--dim);
              font-size: .84rem }
            """;

    /// A page in HTML.
    ///
    /// @param title for the window, plain text
    /// @param style rules beside those of every page
    /// @param body what stands inside main, as HTML
    /// @param foot the last line, as HTML
    public static Page html(String title, String style, String body, String foot) {
        return new Page("text/html; charset=utf-8", """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s%s</style>
                </head>
                <body>
                <main>
                %s<footer>%s</footer>
                </main>
                </body>
                </html>
                """.formatted(escape(title), STYLE, style, body, foot));
    }

    /// A page for programs.
    public static Page json(String text) {
        return new Page("application/json; charset=utf-8", text);
    }

    /// The fields that describe it, beside others.
    public Headers headers(Headers others) {
        var headers = others.edit().set("Content-Type", type).set("X-Content-Type-Options", "nosniff")
                .set("Cache-Control", "no-cache")
                .set("Vary", "Accept");
        if (type.startsWith("text/html")) headers.set("Content-Security-Policy", POLICY);
        return headers.build();
    }

    public ByteBuffer content() {
        return StandardCharsets.UTF_8.encode(text);
    }

    /// Text inside HTML, in an element or in a quoted attribute.
    public static String escape(String text) {
        return Visible.markup(text);
    }

    /// Text inside a JSON string, with its quotes.
    public static String quote(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean unpaired = Character.isSurrogate(c) && !paired(text, i);
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < ' ' || c == 0x7f || unpaired) json.append(String.format("\\u%04x", (int) c));
            else json.append(c);
        }
        return json.append('"').toString();
    }

    private static boolean paired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c) ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /// What a client gets instead of what it wanted: the situation in plain words, and ways to
    /// go on. JSON for programs that prefer it.
    static final class ErrorPage {
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

        private static Page html(int status, String why, String asked, List<StatusException.Link> links) {
            var body = new StringBuilder("<div class=\"").append(status < 500 ? "client" : "server")
                    .append("\">\n<div class=\"head\"><div class=\"code\">")
                    .append(status).append("</div>\n").append(TRACE).append("</div>\n<h1>")
                    .append(title(status)).append("</h1>\n<p>")
                    .append(Page.escape(why)).append("</p>\n");
            if (asked != null) body.append("<p class=\"asked mono\">").append(Page.escape(asked)).append("</p>\n");
            body.append("<p>").append(advice(status)).append("</p>\n");
            if (!links.isEmpty()) body.append("<ul class=\"ways\">\n");
            for (var link : links) {
                body.append("<li><a href=\"").append(Page.escape(link.href())).append("\">")
                        .append(Page.escape(link.text())).append("</a></li>\n");
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
                case 400 -> "If the address was typed, it holds something that no address may hold. If it was not, the "
                        + "program that asked, or something between it and this server, has to ask differently.";
                case 401 -> "The browser asks for a name and a password when the page is loaded again.";
                case 403 -> "Whoever runs this server has not opened it to others. Loading the page again will not "
                        + "change that.";
                case 404 -> "The address may be mistyped, or the page was moved or taken away since the link to it was "
                        + "made. Nothing is broken on your side.";
                case 405 -> "This server hands files out and takes none: a form or a program has sent something to the "
                        + "wrong place.";
                case 411, 412, 413, 414, 416, 417, 421, 431, 501, 505 ->
                        "A browser does not get here by itself: the program that asked, "
                        + "or something between it and this server, has to ask differently.";
                case 408, 503 -> "Trying again in a moment is all it takes.";
                default -> status < 500 ? "Going back and choosing another way may help."
                        : "It is not your fault. Trying again later may help.";
            };
        }

        static byte[] response(int status, String why, boolean head) {
            return response(status, why, head, Headers.EMPTY);
        }

        /// A whole response about bytes that are no request; the connection ends with it.
        ///
        /// @param head whether it was to be a HEAD, as far as one could read
        /// @param always fields that it shall have beside its own
        static byte[] response(int status, String why, boolean head, Headers always) {
            var page = html(status, why, null, List.of(StatusException.Link.START));
            var content = page.content();
            var headers = page.headers(Headers.of("Server", "wirelab", "Connection", "close",
                    "Content-Length", Integer.toString(content.remaining()))).edit();
            // 503 is made once for all; RFC 9110, section 6.6.1, does not ask for a date with 5xx.
            if (status < 500) headers.add("Date", HttpDate.Now.get().text());
            if (status == 503 || status == 408) headers.add("Retry-After", "1");
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(ResponseHead.of(status, Always.in(headers.build(), always, false)).encode());
            if (!head) bytes.write(content.array(), content.position(), content.remaining());
            return bytes.toByteArray();
        }

        /// How long the content of a whole response is.
        static long contentLength(byte[] response) {
            for (int i = 0; i < response.length; i++) {
                if (Syntax.matches(response, i, "\r\n\r\n")) return response.length - i - 4;
            }
            return 0;
        }
    }
}
