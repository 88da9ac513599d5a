package wirelab.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.http.ClientException.Kind;

/// What must be known of a file that is only there in part, to go on with it later: a small text file beside it, which goes
/// when the whole has come.
///
/// ```
/// url: http://localhost:8001/big.iso
/// if-range: "65a0b2c4-40000000"
/// ```
///
/// @param url where it comes from, for people
/// @param validator a strong entity tag or a date, for `If-Range` (RFC 9110, section 13.1.5)
record ResumeNote(String url, String validator) {
    private static final int MAX_BYTES = 32 * 1024;

    private static Path path(Path file) {
        return file.resolveSibling(file.getFileName() + ".resume");
    }

    /// The note beside a file.
    ///
    /// @return the note, or `null` when there is none that can be read
    static ResumeNote read(Path file) {
        try {
            if (Files.size(path(file)) > MAX_BYTES) return null;
            String url = null;
            String validator = null;
            for (String line : Files.readAllLines(path(file))) {
                if (line.startsWith("url: ")) url = line.substring(5);
                if (line.startsWith("if-range: ")) validator = line.substring(10);
            }
            return url == null || validator == null ? null : new ResumeNote(url, validator);
        } catch (IOException _) {
            // Without a readable note the file is continued with more care, or not at all.
            return null;
        }
    }

    /// Puts it beside a file.
    void write(Path file) throws ClientException {
        try {
            Files.writeString(path(file), "url: " + url + "\nif-range: " + validator + "\n");
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot write " + path(file) + ": " + Sink.reason(e), e);
        }
    }

    static void delete(Path file) throws ClientException {
        try {
            Files.deleteIfExists(path(file));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot delete " + path(file) + ": " + Sink.reason(e), e);
        }
    }

    /// What identifies the bytes of a response beyond doubt.
    ///
    /// @return a strong entity tag, else a modification date that lies well before the response's own (RFC 9110,
    ///     section 8.8.2.2), else `null`
    static String validator(Headers headers) {
        String tag = headers.first("ETag");
        if (tag != null) return tag.startsWith("\"") && tag.endsWith("\"") && tag.length() > 1 ? tag : null;
        var modified = HttpDate.parse(headers.first("Last-Modified"));
        var date = HttpDate.parse(headers.first("Date"));
        return modified != null && date != null && modified.plusSeconds(1).isBefore(date) ? headers.first("Last-Modified")
                : null;
    }
}
