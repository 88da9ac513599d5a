package wirelab.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.HttpUrl;
import wirelab.kit.Failure;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// Makes the pages that were fetched lead to each other on the disk, as `wget -k` does: a link to what was fetched leads to
/// its file, any other one to where it led on the web.
///
/// A page whose links were changed is no copy of the server's any more: its time says that it is older, so that one who asks
/// for what is newer gets it again.
public final class Conversion {
    private static final Duration OLDER = Duration.ofSeconds(1);
    /// A link that leads to the same place from everywhere.
    private static final Pattern WHOLE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    /// @param url where links of the document count from
    private record Document(HttpUrl url, DocumentType type) {}

    /// Which URL has which file.
    private final Map<String, Path> files = new HashMap<>();
    private final Map<Path, Document> documents = new LinkedHashMap<>();

    /// Begins with nothing.
    public Conversion() {}

    /// Something is there now.
    ///
    /// @param url as it was linked
    /// @throws IOException when its file cannot be read
    public void add(HttpUrl url, Download.Result result) throws IOException {
        if (result.file() == null) return;
        files.put(url.toString(), result.file());
        files.put(result.url().toString(), result.file());
        // What was to be left alone is.
        if (result.outcome() == Download.Outcome.KEPT) return;
        var type = DocumentType.of(result);
        if (type != DocumentType.OTHER) documents.put(result.file(), new Document(result.url(), type));
    }

    /// Converts all of them.
    ///
    /// @return how many files were changed
    /// @throws ClientException when one cannot be written; those before it are converted
    public int run() throws ClientException {
        int changed = 0;
        for (var each : documents.entrySet()) {
            try {
                if (convert(each.getKey(), each.getValue())) changed++;
            } catch (IOException e) {
                throw new ClientException(Kind.FILE, "cannot convert " + each.getKey() + ": " + Failure.writing(e), e);
            }
        }
        documents.clear();
        return changed;
    }

    private boolean convert(Path file, Document document) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] after = document.type.rewritten(before, new Converter(file, document.url));
        if (Arrays.equals(before, after)) return false;
        var time = Files.getLastModifiedTime(file).toInstant();
        SafeFile.replace(file, after);
        Files.setLastModifiedTime(file, FileTime.from(time.minus(OLDER)));
        return true;
    }

    /// Gives each link of one document another one.
    private final class Converter implements LinkExtractor.Visitor {
        private final Path file;
        private final HttpUrl url;
        private HttpUrl base;

        Converter(Path file, HttpUrl url) {
            this.file = file;
            this.url = url;
            base = url;
        }

        /// From now on links are relative to the file, or whole.
        @Override
        public String base(String link) {
            try {
                base = url.resolve(LinkExtractor.address(link));
            } catch (UsageException _) {
                // A base that is no URL counts for nothing.
            }
            return "";
        }

        @Override
        public String link(String written, LinkExtractor.Kind kind) {
            String link = LinkExtractor.address(written);
            int hash = link.indexOf('#');
            if (link.isEmpty() || hash == 0 && base.equals(url)) return null;
            HttpUrl target;
            try {
                target = base.resolve(link);
            } catch (UsageException _) {
                // mailto:, data: and the like lead where they led.
                return null;
            }
            String fragment = hash < 0 ? "" : escaped(link.substring(hash));
            if (hash == 0 && target.equals(url)) return fragment;
            Path found = kind == LinkExtractor.Kind.FORM ? null : files.get(target.toString());
            if (found == null && WHOLE.matcher(link).lookingAt()) return null;
            return (found == null ? escaped(target.toString()) : relative(found)) + fragment;
        }

        /// The way from one file to another.
        private String relative(Path found) {
            var way = new StringBuilder();
            for (Path name : file.toAbsolutePath().getParent().relativize(found.toAbsolutePath())) {
                way.append(way.isEmpty() ? "" : "/");
                way.append(name.toString().equals("..") ? ".." : Upload.encoded(name.toString()).substring(2));
            }
            return way.toString();
        }
    }

    /// What must not end the quotation marks or the brackets that a link stands in.
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b < 0x7f && "\"'()<>\\".indexOf(b) < 0;
            escaped.append(plain ? Character.toString(b) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return escaped.toString();
    }
}
