package wirelab.fetch;

/// Finds the links in a style sheet, and writes it again with others in their place: `url(...)` and `@import "..."`.
/// Comments and other strings are passed over.
final class CssLinks {
    private final String css;
    private final LinkExtractor.Visitor visitor;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int copied;

    private CssLinks(String css, LinkExtractor.Visitor visitor) {
        this.css = css;
        this.visitor = visitor;
    }

    /// {@return the style sheet with the links that the visitor gives}
    static String rewrite(String css, LinkExtractor.Visitor visitor) {
        var links = new CssLinks(css, visitor);
        links.scan();
        return links.copied == 0 ? css : links.out.append(css, links.copied, css.length()).toString();
    }

    private void scan() {
        boolean imports = false;
        while (at < css.length()) {
            char c = css.charAt(at);
            if (css.startsWith("/*", at)) {
                int end = css.indexOf("*/", at + 2);
                at = end < 0 ? css.length() : end + 2;
            } else if (c == '"' || c == '\'') {
                int begin = at;
                String string = string();
                if (imports) found(begin, string);
                imports = false;
            } else if (begins("url(")) {
                url();
                imports = false;
            } else if (begins("@import")) {
                at += 7;
                imports = true;
            } else {
                if (c == ';' || c == '{' || c == '}') imports = false;
                at++;
            }
        }
    }

    /// Whether a word begins here, and not in the middle of another.
    private boolean begins(String word) {
        if (!css.regionMatches(true, at, word, 0, word.length())) return false;
        return at == 0 || !Character.isLetterOrDigit(css.charAt(at - 1)) && "-_".indexOf(css.charAt(at - 1)) < 0;
    }

    /// What stands in quotation marks; goes behind the second.
    private String string() {
        char quote = css.charAt(at++);
        int begin = at;
        while (at < css.length() && css.charAt(at) != quote && css.charAt(at) != '\n') at += css.charAt(at) == '\\' ? 2 : 1;
        at = Math.min(at, css.length());
        String text = css.substring(begin, at);
        if (at < css.length()) at++;
        return text;
    }

    private void url() {
        int begin = at;
        at += 4;
        while (at < css.length() && Character.isWhitespace(css.charAt(at))) at++;
        boolean quoted = at < css.length() && (css.charAt(at) == '"' || css.charAt(at) == '\'');
        int from = at;
        String inside = quoted ? string() : "";
        int close = css.indexOf(')', at);
        if (close < 0) {
            // No end, no address.
            at = css.length();
            return;
        }
        at = close + 1;
        String link = quoted ? inside : css.substring(from, close).strip();
        String other = visitor.link(plain(link), LinkExtractor.Kind.REQUISITE);
        if (other != null && !other.equals(link)) replace(begin, "url(\"" + other + "\")");
    }

    private void found(int begin, String link) {
        String other = visitor.link(plain(link), LinkExtractor.Kind.REQUISITE);
        if (other != null && !other.equals(link)) replace(begin, "\"" + other + "\"");
    }

    /// A backslash takes the meaning from what follows.
    private static String plain(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }

    private void replace(int begin, String text) {
        out.append(css, copied, begin).append(text);
        copied = at;
    }
}
