package wirelab.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A page that the server writes itself: one look for errors and listings, without a script and without a second request.
///
/// @param type its media type
/// @param text what it says
record Page(String type, String text) {
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
    static Page html(String title, String style, String body, String foot) {
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
    static Page json(String text) {
        return new Page("application/json; charset=utf-8", text);
    }

    /// The fields that describe it, beside others.
    Headers headers(Headers others) {
        var headers = others.edit().set("Content-Type", type).set("X-Content-Type-Options", "nosniff")
                .set("Cache-Control", "no-cache")
                .set("Vary", "Accept");
        if (type.startsWith("text/html")) headers.set("Content-Security-Policy", POLICY);
        return headers.build();
    }

    ByteBuffer content() {
        return StandardCharsets.UTF_8.encode(text);
    }

    /// Text inside HTML, in an element or in a quoted attribute.
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;").replace("'", "&#39;");
    }

    /// Text inside a JSON string, with its quotes.
    static String quote(String text) {
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
}
