package wirelab.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.HttpUrl;
import wirelab.kit.Failure;
import wirelab.kit.UsageException;

/// What must be known of a file that is only there in part, to go on with it later: a small text file beside it, which goes
/// when the whole has come.
///
/// ```
/// url: http://localhost:8001/big.iso
/// if-range: "65a0b2c4-40000000"
/// ```
///
/// It lies there from the first byte to the last, so that nothing that broke off is ever taken for the whole, whatever is
/// known of it.
///
/// @param url where it comes from, for people
/// @param validator a strong entity tag or a date, for `If-Range` (RFC 9110, section 13.1.5); `null` when nothing can prove
///     that bytes fetched later belong to it
record ResumeNote(String url, String validator) {
    /// How its name ends; the file's own stands before.
    static final String SUFFIX = ".resume";
    private static final int MAX_BYTES = 32 * 1024;
    private static final String BEGINS = "url: ";

    private static Path path(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /// {@return the note beside a file, `null` when there is none; one that cannot be read, or was cut off itself, still
    /// says that the file is not whole}
    static ResumeNote read(Path file) {
        String text = text(file);
        if (text == null) return null;
        String url = "";
        String validator = null;
        for (String line : text.split("\n")) {
            if (line.startsWith(BEGINS)) url = line.substring(BEGINS.length());
            if (line.startsWith("if-range: ")) validator = line.substring(10);
        }
        return new ResumeNote(url, text.endsWith("\n") ? validator : null);
    }

    /// What stands in the note beside a file; `null` when there is none, and when a file of that name is none of ours.
    private static String text(Path file) {
        try {
            if (!Files.isRegularFile(path(file)) || Files.size(path(file)) > MAX_BYTES) return null;
            String text = Files.readString(path(file), StandardCharsets.ISO_8859_1);
            return text.startsWith(BEGINS) || BEGINS.startsWith(text) ? text : null;
        } catch (IOException _) {
            // It is there and nobody may read it: the worst is assumed.
            return "";
        }
    }

    /// {@return whether it is about a URL: the same path and query, on another host perhaps, which may be a mirror}
    boolean isAbout(HttpUrl other) {
        try {
            return HttpUrl.parse(url).target().equals(other.target());
        } catch (UsageException _) {
            return false;
        }
    }

    /// Puts it beside a file.
    ///
    /// @throws ClientException when it cannot be written, or something else has its name
    void write(Path file) throws ClientException {
        if (Files.exists(path(file), LinkOption.NOFOLLOW_LINKS) && text(file) == null) {
            throw new ClientException(Kind.FILE, "cannot write " + file + ": " + path(file)
                    + " would say how much of it has come, and is something else");
        }
        try {
            Files.writeString(path(file), BEGINS + url + "\n"
                    + (validator == null ? "" : "if-range: " + validator + "\n"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot write " + path(file) + ": " + Failure.writing(e), e);
        }
    }

    static void delete(Path file) throws ClientException {
        if (text(file) == null) return;
        try {
            Files.deleteIfExists(path(file));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot delete " + path(file) + ": " + Failure.writing(e), e);
        }
    }

    /// {@return what identifies the bytes of a response beyond doubt: a strong entity tag, else a modification date that
    /// lies well before the response's own (RFC 9110, section 8.8.2.2), else `null`}
    static String validator(Headers headers) {
        String tag = headers.first("ETag");
        if (tag != null) return tag.startsWith("\"") && tag.endsWith("\"") && tag.length() > 1 ? tag : null;
        var modified = HttpDate.parse(headers.first("Last-Modified"));
        var date = HttpDate.parse(headers.first("Date"));
        return modified != null && date != null && modified.plusSeconds(1).isBefore(date) ? headers.first("Last-Modified")
                : null;
    }
}
