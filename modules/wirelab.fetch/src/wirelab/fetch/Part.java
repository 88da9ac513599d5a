package wirelab.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientRequest;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.HttpUrl;
import wirelab.kit.Failure;

/// What is there of a resource already, and what can prove that the missing bytes belong to it.
final class Part {
    private long size;
    /// What identifies the bytes; `null` when nothing does.
    private String validator;
    /// When the last byte was written, for a part without a validator.
    private Instant written;
    private ResumeNote noted;
    /// Bytes of a file that nobody has said to be a part of anything.
    private long foreign;

    /// How many bytes are there, and count.
    long size() {
        return size;
    }

    /// How long the file is that was there, if nothing says that it is a part of anything; else 0.
    long foreign() {
        return foreign;
    }

    /// Whether a later run can go on from here.
    boolean continuable() {
        return validator != null && size > 0;
    }

    /// Counts what is there of a file from an earlier time.
    ///
    /// @param url what it must be a part of: a note about another resource proves nothing, even where both have one tag
    void look(Path file, HttpUrl url) throws ClientException {
        try {
            size = Files.size(file);
            written = Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + file + ": " + Failure.reason(e), e);
        }
        noted = ResumeNote.read(file);
        if (noted == null) foreign = size;
        else if (noted.isAbout(url)) validator = noted.validator();
        // What broke off and cannot be proven to be right does not count.
        if (noted != null && validator == null) size = 0;
    }

    /// Asks for the missing bytes alone, on the condition that those that are there are still the right ones.
    ClientRequest missing(ClientRequest request) {
        if (size == 0) return request;
        var part = request.with("Range", "bytes=" + size + "-");
        return validator != null ? part.with("If-Range", validator)
                : part.with("If-Unmodified-Since", HttpDate.text(written));
    }

    /// Asks for what is newer than a file; an empty one is no copy of anything.
    static ClientRequest newer(ClientRequest request, Path file) throws ClientException {
        try {
            if (Files.size(file) == 0) return request;
            return request.with("If-Modified-Since", HttpDate.text(Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + file + ": " + Failure.reason(e), e);
        }
    }

    /// Whether a 206 is about the same bytes: a server may ignore `If-Range`, and then its entity tag tells.
    boolean matches(Headers headers) {
        String now = ResumeNote.validator(headers);
        boolean tags = validator != null && now != null && validator.startsWith("\"") && now.startsWith("\"");
        return !tags || now.equals(validator);
    }

    /// Bytes begin to come, from the beginning or behind those that are there.
    ///
    /// @param method what was asked with: another one than GET may be answered with something else the next time
    void begin(String method, long from, Headers headers) {
        size = from;
        if (from == 0 || validator == null) validator = method.equals("GET") ? ResumeNote.validator(headers) : null;
    }

    /// Nothing can prove anything: bytes here and there are not the same.
    void decoded() {
        validator = null;
    }

    /// So many bytes are there now.
    void grown(long size) {
        this.size = size;
    }

    /// Nothing counts any more.
    void forget() {
        size = 0;
        validator = null;
    }

    /// Whether there is anything to go on with, or nothing that stands in the way of beginning again.
    boolean continues(boolean canBeginAgain) {
        if (validator != null && size > 0) return true;
        if (!canBeginAgain && size > 0) return false;
        size = 0;
        return true;
    }

    /// Writes down, before the first byte, that the file is not whole, and what a later run needs to go on.
    void note(Sink sink, HttpUrl url) throws ClientException {
        if (!sink.regular()) return;
        var note = new ResumeNote(url.toString(), validator);
        if (!note.equals(noted)) note.write(sink.file());
        noted = note;
    }
}
