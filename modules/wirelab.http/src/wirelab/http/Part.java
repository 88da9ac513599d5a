package wirelab.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import wirelab.http.ClientException.Kind;

/// What is there of a resource already, and what can prove that the missing bytes belong to it.
final class Part {
    /// Shorter files get no note: they are fetched again as fast as they are continued.
    private static final int WORTH_A_NOTE = 16 * 1024;

    private long size;
    /// What identifies the bytes; `null` when nothing does.
    private String validator;
    /// When the last byte was written, for a part without a validator.
    private Instant written;
    private boolean noted;

    /// How many bytes are there, and count.
    long size() {
        return size;
    }

    boolean noted() {
        return noted;
    }

    /// Counts what is there of a file from an earlier time.
    void look(Path file) throws ClientException {
        try {
            size = Files.size(file);
            written = Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + file + ": " + Sink.reason(e), e);
        }
        var note = ResumeNote.read(file);
        noted = note != null;
        validator = noted ? note.validator() : null;
    }

    /// Asks for the missing bytes alone, on the condition that those that are there are still the right ones.
    ClientRequest missing(ClientRequest request) {
        if (size == 0) return request;
        var part = request.with("Range", "bytes=" + size + "-");
        return validator != null ? part.with("If-Range", validator)
                : part.with("If-Unmodified-Since", HttpDate.text(written));
    }

    /// Whether a 206 is about the same bytes: a server may ignore `If-Range`, and then its entity tag tells.
    boolean matches(Headers headers) {
        String now = ResumeNote.validator(headers);
        boolean tags = validator != null && now != null && validator.startsWith("\"") && now.startsWith("\"");
        return !tags || now.equals(validator);
    }

    /// Bytes begin to come, from the beginning or behind those that are there.
    void begin(long from, Headers headers) {
        size = from;
        if (from == 0 || validator == null) validator = ResumeNote.validator(headers);
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

    /// Writes down, once, what a later run needs to go on.
    void note(Sink sink, HttpUrl url) throws ClientException {
        if (noted || validator == null || !sink.regular() || sink.position() < WORTH_A_NOTE) return;
        new ResumeNote(url.toString(), validator).write(sink.file());
        noted = true;
    }
}
