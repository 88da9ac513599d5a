package wirelab.site;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The media type of a file by the end of its name, or by all of it for those without an end that are known to be text.
/// Text is said to be UTF-8; a browser that were left to guess could be tricked.
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Set<String> PACKABLE = Set.of("application/manifest+json", "application/wasm", "font/ttf",
            "font/otf", "image/bmp", "image/x-icon");

    private static final Map<String, String> BY_SUFFIX = new HashMap<>();
    /// In lower case.
    private static final Set<String> TEXTS = Set.of("authors", "changelog", "changes", "codeowners", "contributing",
            "contributors", "copying", "copyright", "credits", "dockerfile", "gnumakefile", "history", "install",
            "jenkinsfile", "licence", "license", "maintainers", "makefile", "news", "notice", "owners", "procfile",
            "rakefile", "readme", "thanks", "todo", "vagrantfile", "version");

    static {
        text("text/html", "html htm");
        text("text/plain", "txt text log conf cfg ini java c h cc cpp hpp cs py sh bash rs go kt "
                + "rb pl lua swift sql toml properties jsh gradle diff patch tex bib rst adoc org mk cmake "
                + "jsx tsx scala dart r bat ps1 asc hs ml ex exs clj erl env lock proto graphql srt nfo");
        text("text/css", "css");
        text("text/csv", "csv");
        text("text/tab-separated-values", "tsv");
        text("text/markdown", "md markdown");
        text("text/javascript", "js mjs cjs");
        text("text/calendar", "ics");
        text("text/vtt", "vtt");
        text("application/json", "json map");
        text("application/ld+json", "jsonld");
        text("application/geo+json", "geojson");
        text("application/jsonl", "jsonl ndjson");
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
        other("application/x-bzip2", "bz2");
        other("application/vnd.debian.binary-package", "deb");
        other("application/x-rpm", "rpm");
        other("application/x-iso9660-image", "iso");
        other("application/msword", "doc");
        other("application/vnd.ms-excel", "xls");
        other("application/vnd.ms-powerpoint", "ppt");
        other("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
        other("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
        other("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
        other("application/vnd.oasis.opendocument.text", "odt");
        other("application/vnd.oasis.opendocument.spreadsheet", "ods");
        other("application/vnd.oasis.opendocument.presentation", "odp");
        other("application/rtf", "rtf");
        other("application/vnd.sqlite3", "sqlite");
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
        other("image/tiff", "tif tiff");
        other("image/heic", "heic");
        other("image/jxl", "jxl");
        other("audio/mpeg", "mp3");
        other("audio/ogg", "ogg oga opus");
        other("audio/wav", "wav");
        other("audio/flac", "flac");
        other("audio/mp4", "m4a");
        other("audio/aac", "aac");
        other("audio/midi", "mid midi");
        other("video/mp4", "mp4 m4v");
        other("video/webm", "webm");
        other("video/ogg", "ogv");
        other("video/quicktime", "mov");
        other("video/x-matroska", "mkv");
        other("video/mp2t", "ts m2ts");
        other("application/vnd.apple.mpegurl", "m3u8");
        other("font/woff", "woff");
        other("font/woff2", "woff2");
        other("font/ttf", "ttf");
        other("font/otf", "otf");
    }

    private final Map<String, String> others;

    /// @param others types that go before those that are known here
    MediaTypes(Map<String, String> others) {
        this.others = others;
    }

    String type(String name) {
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = others.get(end);
        if (type == null) return of(name);
        return type.startsWith("text/") && !type.contains("charset=") ? type + "; charset=utf-8" : type;
    }

    private static void text(String type, String suffixes) {
        other(type + "; charset=utf-8", suffixes);
    }

    private static void other(String type, String suffixes) {
        for (String suffix : suffixes.split(" ")) BY_SUFFIX.put(suffix, type);
    }

    static String of(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) return isText(name.toLowerCase(Locale.ROOT)) ? "text/plain; charset=utf-8" : UNKNOWN;
        return BY_SUFFIX.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /// `LICENSE`, and `LICENSE-MIT` and `readme_first` as well.
    private static boolean isText(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '-' && name.charAt(end) != '_') end++;
        return TEXTS.contains(name.substring(0, end));
    }

    /// Whether packing makes files of this type shorter, so that a packed twin is to be expected.
    static boolean isPackable(String type) {
        return type.contains("charset=") || PACKABLE.contains(type);
    }
}
