package wirelab.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import wirelab.fetch.LinkExtractor.Links;

/// Which fetched files have links in them.
enum DocumentType {
    HTML, CSS,
    /// No links that are known here, or too long to be searched for them.
    OTHER;

    /// Longest document that is searched for links.
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    /// A page says so at its beginning.
    private static final int BEGINNING = 1024;

    /// Judges by what the server says; where it was not asked, by the name and the beginning of the file.
    static DocumentType of(Download.Result result) throws IOException {
        Path file = result.file();
        if (file == null || !Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) return OTHER;
        String said = result.response() == null ? null : result.response().headers().first("Content-Type");
        if (said == null) {
            boolean asked = result.outcome() == Download.Outcome.SAVED || result.outcome() == Download.Outcome.COMPLETED;
            return asked ? OTHER : ofFile(file);
        }
        return switch (said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "text/html", "application/xhtml+xml" -> HTML;
            case "text/css" -> CSS;
            default -> OTHER;
        };
    }

    private static DocumentType ofFile(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".css")) return CSS;
        if (name.endsWith(".html") || name.endsWith(".htm") || name.endsWith(".xhtml")) return HTML;
        try (var in = Files.newInputStream(file)) {
            String begins = text(in.readNBytes(BEGINNING)).toLowerCase(Locale.ROOT);
            return begins.contains("<html") || begins.contains("<!doctype html") ? HTML : OTHER;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    Links links(byte[] document) {
        return this == HTML ? LinkExtractor.html(text(document)) : LinkExtractor.css(text(document));
    }

    /// {@return the document with other links in it}
    byte[] rewritten(byte[] document, LinkExtractor.Visitor visitor) {
        String text = text(document);
        String other = this == HTML ? LinkExtractor.rewriteHtml(text, visitor) : CssLinks.rewrite(text, visitor);
        return other.getBytes(StandardCharsets.ISO_8859_1);
    }
}
