package wirelab.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds the links in HTML and CSS as far as the copy of a site needs them: a scanner for tags, no parser. Comments, scripts
/// and text are passed over; what scripts would make of the page is not known here.
final class LinkExtractor {
    /// More links are not taken from one document.
    static final int MAX_LINKS = 10_000;

    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("a", Set.of("href")), Map.entry("area", Set.of("href")), Map.entry("link", Set.of("href")),
            Map.entry("base", Set.of("href")), Map.entry("img", Set.of("src", "srcset")), Map.entry("script", Set.of("src")),
            Map.entry("iframe", Set.of("src")), Map.entry("frame", Set.of("src")), Map.entry("embed", Set.of("src")),
            Map.entry("source", Set.of("src", "srcset")), Map.entry("video", Set.of("src", "poster")),
            Map.entry("audio", Set.of("src")),
            Map.entry("track", Set.of("src")), Map.entry("object", Set.of("data")), Map.entry("input", Set.of("src")),
            Map.entry("image", Set.of("href")), Map.entry("use", Set.of("href")));
    /// What stands in these is not HTML.
    private static final Set<String> RAW = Set.of("script", "style", "textarea", "title");

    /// What was found.
    ///
    /// @param base the address that links count from, `null` for that of the document
    /// @param links as they were written, in order, without repetition
    record Links(String base, List<String> links) {}

    private final String text;
    private final String lower;
    private int at;
    private String base;
    private final Set<String> links = new java.util.LinkedHashSet<>();

    private LinkExtractor(String text) {
        this.text = text;
        lower = text.toLowerCase(Locale.ROOT);
    }

    /// Finds the links of an HTML document.
    static Links html(String text) {
        var extractor = new LinkExtractor(text);
        extractor.scan();
        return new Links(extractor.base, List.copyOf(extractor.links));
    }

    /// Finds the links of a style sheet: `url(...)` and `@import "..."`.
    static Links css(String text) {
        var extractor = new LinkExtractor(text);
        extractor.style(text);
        return new Links(null, List.copyOf(extractor.links));
    }

    private void scan() {
        while (links.size() < MAX_LINKS) {
            at = text.indexOf('<', at);
            if (at < 0 || ++at == text.length()) return;
            if (text.startsWith("!--", at)) {
                skipBehind("-->");
            } else if (isLetter(text.charAt(at))) {
                tag();
            }
        }
    }

    private void skipBehind(String end) {
        int found = lower.indexOf(end, at);
        at = found < 0 ? text.length() : found + end.length();
    }

    private void tag() {
        String name = word();
        var wanted = ATTRIBUTES.getOrDefault(name, Set.of());
        while (at < text.length() && text.charAt(at) != '>') {
            if (isSpace(text.charAt(at)) || text.charAt(at) == '/' || text.charAt(at) == '=') {
                at++;
                continue;
            }
            String attribute = word();
            String value = value();
            if (value == null) continue;
            if (attribute.equals("style")) style(value);
            if (name.equals("base") && attribute.equals("href")) {
                if (base == null) base = value;
            } else if (attribute.equals("srcset") && wanted.contains("srcset")) {
                for (String candidate : value.split(",\\s+|,$")) add(candidate.strip().split("\\s", 2)[0]);
            } else if (wanted.contains(attribute)) {
                add(value);
            }
        }
        if (!RAW.contains(name)) return;
        int begin = Math.min(at + 1, text.length());
        int end = lower.indexOf("</" + name, begin);
        at = end < 0 ? text.length() : end;
        if (name.equals("style")) style(text.substring(begin, at));
    }

    /// A name of a tag or an attribute, in lower case.
    private String word() {
        int begin = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && "=>/".indexOf(text.charAt(at)) < 0) at++;
        return lower.length() == text.length() ? lower.substring(begin, at)
                : text.substring(begin, at).toLowerCase(Locale.ROOT);
    }

    /// The value behind an attribute's name, or `null`.
    private String value() {
        int i = skipSpace(at);
        if (i == text.length() || text.charAt(i) != '=') return null;
        at = skipSpace(i + 1);
        if (at == text.length()) return null;
        char quote = text.charAt(at);
        int begin = quote == '"' || quote == '\'' ? at + 1 : at;
        int end = begin;
        if (begin > at) {
            end = text.indexOf(quote, begin);
            if (end < 0) end = text.length();
            at = Math.min(end + 1, text.length());
        } else {
            while (end < text.length() && !isSpace(text.charAt(end)) && text.charAt(end) != '>') end++;
            at = end;
        }
        return entities(text.substring(begin, end)).strip();
    }

    private int skipSpace(int i) {
        while (i < text.length() && isSpace(text.charAt(i))) i++;
        return i;
    }

    /// Links in CSS.
    private void style(String css) {
        String small = css.toLowerCase(Locale.ROOT);
        if (small.length() != css.length()) small = css;
        for (int i = small.indexOf("url("); i >= 0 && links.size() < MAX_LINKS; i = small.indexOf("url(", i + 4)) {
            int close = css.indexOf(')', i);
            if (close < 0) break;
            add(unquoted(css.substring(i + 4, close)));
        }
        for (int i = small.indexOf("@import"); i >= 0 && links.size() < MAX_LINKS; i = small.indexOf("@import", i + 7)) {
            int end = css.indexOf(';', i);
            String rule = css.substring(i + 7, end < 0 ? css.length() : end).strip();
            if (rule.length() > 1 && (rule.charAt(0) == '"' || rule.charAt(0) == '\'')) {
                int close = rule.indexOf(rule.charAt(0), 1);
                if (close > 0) add(rule.substring(1, close));
            }
        }
    }

    private static String unquoted(String text) {
        String value = text.strip();
        boolean quoted = value.length() > 1 && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.endsWith(value.substring(0, 1));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private void add(String link) {
        if (!link.isEmpty() && !link.startsWith("#") && link.length() <= HttpUrl.MAX_LENGTH
                && links.size() < MAX_LINKS) {
            links.add(link);
        }
    }

    /// The character references that occur in links.
    private static String entities(String text) {
        if (text.indexOf('&') < 0) return text;
        return text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&#47;", "/")
                .replace("&#x2F;", "/").replace("&lt;", "<").replace("&gt;", ">").replace("&#38;", "&")
                .replace("&#x26;", "&").replace("&amp;", "&");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
