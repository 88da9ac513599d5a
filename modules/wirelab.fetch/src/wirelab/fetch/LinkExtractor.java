package wirelab.fetch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import wirelab.http.HttpUrl;

/// Finds the links in HTML and CSS as far as the copy of a site needs them, and writes the document again with others in
/// their place: a scanner for tags, no parser. Comments, scripts and text are passed over; what scripts would make of the
/// page is not known here.
///
/// A text has one character per byte, so that a document in any encoding that begins with ASCII stays what it is where
/// nothing is replaced.
final class LinkExtractor {
    /// More links are not taken from one document.
    static final int MAX_LINKS = 10_000;

    /// What a link is for.
    enum Kind {
        /// Another page.
        PAGE,
        /// What is needed to show this one.
        REQUISITE,
        /// Where a form is sent: not to be fetched.
        FORM
    }

    /// Hears of the links, in their order.
    interface Visitor {
        /// A link.
        ///
        /// @param link as it stands there, without character references; it may be anything
        /// @return what to put in its place, of ASCII without quotation marks; `null` to leave it
        String link(String link, Kind kind);

        /// The address that links count from.
        ///
        /// @return what to put in its place, `null` to leave it
        default String base(String link) {
            return null;
        }
    }

    private static final Map<String, Map<String, Kind>> ATTRIBUTES = Map.ofEntries(
            Map.entry("a", Map.of("href", Kind.PAGE)), Map.entry("area", Map.of("href", Kind.PAGE)),
            Map.entry("img", needs("src", "srcset")), Map.entry("script", needs("src")), Map.entry("iframe", needs("src")),
            Map.entry("frame", needs("src")), Map.entry("embed", needs("src")), Map.entry("source", needs("src", "srcset")),
            Map.entry("video", needs("src", "poster")), Map.entry("audio", needs("src")), Map.entry("track", needs("src")),
            Map.entry("object", needs("data")), Map.entry("input", Map.of("src", Kind.REQUISITE, "formaction", Kind.FORM)),
            Map.entry("image", needs("href", "xlink:href")), Map.entry("use", needs("href", "xlink:href")),
            Map.entry("body", needs("background")), Map.entry("table", needs("background")),
            Map.entry("td", needs("background")), Map.entry("th", needs("background")), Map.entry("tr", needs("background")),
            Map.entry("form", Map.of("action", Kind.FORM)), Map.entry("button", Map.of("formaction", Kind.FORM)));
    /// What a `link` must be for, to be needed for its page.
    private static final Set<String> NEEDED = Set.of("stylesheet", "icon", "apple-touch-icon", "mask-icon", "preload",
            "modulepreload", "manifest");
    /// What stands before the address in a `meta` that refreshes.
    private static final Pattern WAIT = Pattern.compile("\\s*[0-9.]+\\s*[;,\\s]\\s*(?:[uU][rR][lL]\\s*=\\s*)?");
    /// What stands in these is not HTML.
    private static final Set<String> RAW = Set.of("script", "style", "textarea", "title");

    private static Map<String, Kind> needs(String... attributes) {
        var kinds = new HashMap<String, Kind>();
        for (String attribute : attributes) kinds.put(attribute, Kind.REQUISITE);
        return Map.copyOf(kinds);
    }

    /// What was found.
    ///
    /// @param base the address that links count from, `null` for that of the document
    /// @param links as they were written, in order, without repetition
    /// @param needed those among them that the page needs to be shown
    record Links(String base, List<String> links, Set<String> needed) {}

    /// Gathers links, up to the limit.
    private static final class Collector implements Visitor {
        private final Set<String> links = new LinkedHashSet<>();
        private final Set<String> needed = new LinkedHashSet<>();
        private String base;

        @Override
        public String link(String written, Kind kind) {
            String link = address(written);
            boolean counts = kind != Kind.FORM && !link.isEmpty() && !link.startsWith("#")
                    && link.length() <= HttpUrl.MAX_LENGTH;
            if (!counts || links.size() >= MAX_LINKS) return null;
            links.add(link);
            if (kind == Kind.REQUISITE) needed.add(link);
            return null;
        }

        @Override
        public String base(String link) {
            base = address(link);
            return null;
        }

        Links links() {
            return new Links(base, List.copyOf(links), Set.copyOf(needed));
        }
    }

    private final TagScanner tags;
    private final Visitor visitor;
    private boolean based;

    private LinkExtractor(String text, Visitor visitor) {
        tags = new TagScanner(text);
        this.visitor = visitor;
    }

    /// Finds the links of an HTML document.
    static Links html(String text) {
        var collector = new Collector();
        rewriteHtml(text, collector);
        return collector.links();
    }

    /// Finds the links of a style sheet: `url(...)` and `@import "..."`.
    static Links css(String text) {
        var collector = new Collector();
        CssLinks.rewrite(text, collector);
        return collector.links();
    }

    /// {@return an HTML document with the links that the visitor gives}
    static String rewriteHtml(String text, Visitor visitor) {
        var extractor = new LinkExtractor(text, visitor);
        while (extractor.tags.next()) extractor.tag();
        return extractor.tags.rewritten();
    }

    /// {@return bytes as the text that they are: UTF-8, else one character each, as browsers take them}
    static String unicode(String bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            return bytes;
        }
    }

    private void tag() {
        var attributes = new ArrayList<TagScanner.Attribute>();
        for (TagScanner.Attribute attribute; (attribute = tags.attribute()) != null; ) attributes.add(attribute);
        boolean refresh = attributes.stream().anyMatch(each -> each.name().equals("http-equiv")
                && each.value().equalsIgnoreCase("refresh"));
        var kinds = tags.name().equals("link") ? Map.of("href", kindOfLink(attributes), "imagesrcset", Kind.REQUISITE)
                : ATTRIBUTES.getOrDefault(tags.name(), Map.of());
        for (var attribute : attributes) {
            var kind = kinds.get(attribute.name());
            String other = null;
            if (attribute.name().equals("style")) {
                other = CssLinks.rewrite(attribute.value(), visitor);
            } else if (tags.name().equals("base") && attribute.name().equals("href") && !based) {
                based = true;
                other = visitor.base(attribute.value());
            } else if (tags.name().equals("meta") && attribute.name().equals("content") && refresh) {
                other = refresh(attribute.value());
            } else if (kind != null) {
                other = attribute.name().endsWith("srcset") ? candidates(attribute.value())
                        : visitor.link(attribute.value(), kind);
            }
            if (other != null && !other.equals(attribute.value())) tags.replace(attribute, other);
        }
        if (RAW.contains(tags.name())) tags.raw(css -> tags.name().equals("style") ? CssLinks.rewrite(css, visitor) : css);
    }

    private static Kind kindOfLink(List<TagScanner.Attribute> attributes) {
        for (var attribute : attributes) {
            if (!attribute.name().equals("rel")) continue;
            for (String word : attribute.value().toLowerCase(Locale.ROOT).split("\\s+")) {
                if (NEEDED.contains(word)) return Kind.REQUISITE;
            }
        }
        return Kind.PAGE;
    }

    /// The images of a `srcset` (HTML, section 4.8.4.2.1): addresses with what they are for behind them, commas between. An
    /// address ends at white space, so a comma inside belongs to it, and one at its end does not.
    private String candidates(String value) {
        var out = new StringBuilder();
        int i = 0;
        int copied = 0;
        while (i < value.length()) {
            while (i < value.length() && (TagScanner.isSpace(value.charAt(i)) || value.charAt(i) == ',')) i++;
            int begin = i;
            while (i < value.length() && !TagScanner.isSpace(value.charAt(i))) i++;
            int end = i;
            while (end > begin && value.charAt(end - 1) == ',') end--;
            String other = end == begin ? null : visitor.link(value.substring(begin, end), Kind.REQUISITE);
            if (other != null) {
                out.append(value, copied, begin).append(other);
                copied = end;
            }
            // What stands behind an address, up to the comma, is not one.
            if (end == i) while (i < value.length() && value.charAt(i) != ',') i++;
        }
        return out.append(value, copied, value.length()).toString();
    }

    /// `5; url=next.html`, in quotes or not; `5,next.html` does as well (HTML, section 4.2.5.3).
    private String refresh(String content) {
        var wait = WAIT.matcher(content);
        if (!wait.lookingAt()) return null;
        String link = content.substring(wait.end());
        char quote = link.isEmpty() ? ' ' : link.charAt(0);
        if (quote == '"' || quote == '\'') {
            int end = link.indexOf(quote, 1);
            link = link.substring(1, end < 0 ? link.length() : end);
        }
        String other = visitor.link(link.strip(), Kind.PAGE);
        return other == null ? null : content.substring(0, wait.end()) + other;
    }

    /// An address as browsers read it (WHATWG URL, section 4.4): line breaks and tabs count for nothing, and a backslash in
    /// a path is a slash.
    static String address(String written) {
        String link = unicode(written.replaceAll("[\\t\\n\\r]", "")).strip();
        int end = 0;
        while (end < link.length() && "?#".indexOf(link.charAt(end)) < 0) end++;
        return link.substring(0, end).replace('\\', '/') + link.substring(end);
    }
}
