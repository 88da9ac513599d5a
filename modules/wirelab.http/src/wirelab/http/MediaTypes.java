package wirelab.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The media type of a file by the end of its name. Text is said to be UTF-8; a browser
/// that were left to guess could be tricked.
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> BY_SUFFIX = new HashMap<>();

    static {
        text("text/html", "html htm");
        text("text/plain", "txt text log conf ini java c h py sh rs go kt toml properties jsh");
        text("text/css", "css");
        text("text/csv", "csv");
        text("text/markdown", "md");
        text("text/javascript", "js mjs");
        text("text/calendar", "ics");
        text("text/vtt", "vtt");
        text("application/json", "json map");
        text("application/xml", "xml xsd");
        text("application/xhtml+xml", "xhtml");
        text("application/atom+xml", "atom");
        text("application/rss+xml", "rss");
        text("application/yaml", "yaml yml");
        text("image/svg+xml", "svg");
        other("application/manifest+json", "webmanifest");
        other("application/pdf", "pdf");
        other("application/wasm", "wasm");
        other("application/zip", "zip");
        other("application/gzip", "gz tgz");
        other("application/zstd", "zst");
        other("application/x-tar", "tar");
        other("application/x-xz", "xz");
        other("application/x-7z-compressed", "7z");
        other("application/java-archive", "jar");
        other("application/vnd.tcpdump.pcap", "pcap pcapng");
        other("application/epub+zip", "epub");
        other("image/png", "png");
        other("image/jpeg", "jpg jpeg");
        other("image/gif", "gif");
        other("image/webp", "webp");
        other("image/avif", "avif");
        other("image/x-icon", "ico");
        other("image/bmp", "bmp");
        other("audio/mpeg", "mp3");
        other("audio/ogg", "ogg oga opus");
        other("audio/wav", "wav");
        other("audio/flac", "flac");
        other("audio/mp4", "m4a");
        other("video/mp4", "mp4 m4v");
        other("video/webm", "webm");
        other("video/ogg", "ogv");
        other("video/quicktime", "mov");
        other("font/woff", "woff");
        other("font/woff2", "woff2");
        other("font/ttf", "ttf");
        other("font/otf", "otf");
    }

    private MediaTypes() {}

    private static void text(String type, String suffixes) {
        other(type + "; charset=utf-8", suffixes);
    }

    private static void other(String type, String suffixes) {
        for (String suffix : suffixes.split(" ")) BY_SUFFIX.put(suffix, type);
    }

    static String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? UNKNOWN : BY_SUFFIX.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
