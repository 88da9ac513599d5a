package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import wirelab.http.ClientException.Kind;
import wirelab.kit.Text;

/// Brings one resource into one file, over as many tries as that takes: each goes on where the last one broke off, if the
/// server can prove that its bytes are still the same ([ResumeNote]); otherwise it begins again.
///
/// | local file | request | answer | what happens |
/// | --- | --- | --- | --- |
/// | none, or to be replaced | plain | 200 | written from the beginning |
/// | a part, with a note | `Range`, `If-Range` | 206 | appended |
/// | | | 200 | has changed: written from the beginning |
/// | a part, without a note | `Range`, `If-Unmodified-Since` its time | 206 | appended |
/// | | | 412 | has changed: asked again without a range |
/// | as long as the whole | `Range` | 416 | nothing to do |
/// | with `newer` | `If-Modified-Since` its time | 304 | nothing to do |
public final class Download {
    /// One read and one write move so much at most.
    private static final int BUFFER = 512 * 1024;
    private static final int SMALL = 16 * 1024;

    /// How it ended.
    public enum Outcome {
        /// All bytes were fetched.
        SAVED,
        /// The missing bytes were fetched.
        COMPLETED,
        /// Nothing was missing.
        ALREADY_COMPLETE,
        /// The file that is there is as new as the server's.
        NOT_NEWER
    }

    /// Chooses the file for a URL.
    @FunctionalInterface
    interface Place {
        Path of(HttpUrl url) throws ClientException;
    }

    /// What came of it.
    ///
    /// @param response the head of the last response
    /// @param url where it came from in the end
    /// @param file what was written, `null` for standard output
    /// @param outcome how it ended
    /// @param received bytes of body in the last exchange, as they came
    /// @param size bytes written in all
    /// @param timing of the last exchange
    public record Result(ResponseHead response, HttpUrl url, Path file, Outcome outcome, long received, long size,
            Timing timing) {}

    private final HttpClient client;
    private final DownloadOptions options;
    private final ClientRequest request;
    private final Retries retries;
    /// Where redirects may lead, `null` for everywhere.
    private Predicate<HttpUrl> allowed;
    /// Which file a URL goes to, in place of the rules of the options.
    private Place placed;
    private Sink sink;
    private final Part part = new Part();
    private Duration wait;

    /// Prepares a download.
    ///
    /// @param client who asks
    /// @param request what for; with another method than GET nothing is continued
    /// @param options where to and how
    public Download(HttpClient client, ClientRequest request, DownloadOptions options) {
        this.client = client;
        this.options = options;
        this.request = request.headers().has("Accept-Encoding") ? request
                : request.with("Accept-Encoding", options.compressed() ? "gzip" : "identity");
        retries = new Retries(options.retries());
    }

    /// As part of the copy of a site: only below some URLs, and each in its place.
    Download within(Predicate<HttpUrl> allowed, Place placed) {
        this.allowed = allowed;
        this.placed = placed;
        return this;
    }

    /// Runs it to its end.
    ///
    /// @return what came of it
    /// @throws ClientException when it failed, after all tries; what has come stays in the file
    /// @throws IOException when the transcript cannot be written
    /// @throws InterruptedException when the thread is interrupted between two tries
    public Result run() throws IOException, InterruptedException {
        lookAtPart();
        try {
            while (true) {
                var result = attempt();
                if (result != null) return result;
                if (wait.isPositive()) {
                    client.options().transcript().line("* trying again in " + Text.duration(wait));
                    Thread.sleep(wait);
                }
            }
        } catch (ClientException e) {
            throw withHint(e);
        } finally {
            if (sink != null) sink.close();
        }
    }

    /// One try.
    ///
    /// @return the result, or `null` to try again after [#wait]
    private Result attempt() throws IOException {
        try (var response = client.fetch(conditional(), allowed)) {
            var head = response.head();
            if (head.status() / 100 == 2) return body(response);
            if (head.status() == 304 && options.newer()) return result(response, Outcome.NOT_NEWER, file());
            if (head.status() == 416 && part.size() > 0) {
                response.discard();
                var range = ContentRange.parse(head.headers().first("Content-Range"));
                if (range != null && range.length() == part.size()) return complete(response);
                return restart("the part that is there is longer than the whole");
            }
            if (head.status() == 412 && part.size() > 0) {
                response.discard();
                return restart("the part that is there is older than the whole");
            }
            wait = retries.after(head, Instant.now(), ThreadLocalRandom.current().nextDouble());
            if (wait == null) throw refused(response);
            response.discard();
            return null;
        } catch (ClientException e) {
            wait = request.idempotent() ? retries.after(e, ThreadLocalRandom.current().nextDouble()) : null;
            if (wait == null || !part.continues(sink == null || sink.regular())) throw e;
            client.options().transcript().line("* " + e.getMessage());
            return null;
        }
    }

    /// With `resume`, what is there counts.
    private void lookAtPart() throws ClientException {
        if (!options.resume() || !request.method().equals("GET") || placed != null || "-".equals(options.output())) return;
        var file = file();
        if (Files.isRegularFile(file)) part.look(file);
    }

    private ClientRequest conditional() throws ClientException {
        if (part.size() > 0) return part.missing(request);
        var file = file();
        if (!options.newer() || sink != null || !Files.exists(file)) return request;
        // What is only there in part is not compared, it is fetched.
        if (ResumeNote.read(file) != null) return request;
        try {
            return request.with("If-Modified-Since", HttpDate.text(Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot read " + file + ": " + Sink.reason(e), e);
        }
    }

    /// The file as far as it is known before the server has answered.
    private Path file() {
        if (sink != null) return sink.file();
        if (options.output() != null) return Path.of(options.output());
        return options.folder().resolve(FileNames.of(request.url()));
    }

    private void openSink(ClientResponse response) throws ClientException {
        if (sink != null) return;
        if (placed != null) {
            sink = Sink.open(placed.of(response.request().url()), options.checksum());
        } else if (options.output() != null) {
            sink = options.output().equals("-") ? Sink.standardOutput(options.checksum())
                    : Sink.open(file(), options.checksum());
        } else if (options.resume() || options.newer()) {
            sink = Sink.open(file(), options.checksum());
        } else {
            String given = FileNames.ofDisposition(response.head().headers().first("Content-Disposition"));
            sink = Sink.create(given == null ? file() : options.folder().resolve(given), options.checksum());
        }
    }

    private Result body(ClientResponse response) throws IOException {
        var headers = response.head().headers();
        long from = 0;
        if (response.head().status() == 206) {
            from = part.size();
            var range = ContentRange.parse(headers.first("Content-Range"));
            if (range == null || range.first() != from || from == 0) {
                throw new ClientException(Kind.PROTOCOL, response.request().url()
                        + ": the server sends another range than was asked for: " + headers.first("Content-Range"));
            }
            if (!part.matches(headers)) return restart("the server sends a range of something else, in spite of If-Range");
        }
        openSink(response);
        sink.begin(from);
        part.begin(from, headers);
        try {
            if (options.compressed() && headers.contains("Content-Encoding", "gzip")) decode(response);
            else copy(response, from);
        } finally {
            part.grown(sink.position());
        }
        return finished(response, from > 0 ? Outcome.COMPLETED : Outcome.SAVED);
    }

    private void copy(ClientResponse response, long from) throws IOException {
        long length = response.length();
        var buffer = ByteBuffer.allocateDirect(length < 0 ? BUFFER : Math.clamp(length, 1, BUFFER));
        try (var meter = new Meter(options.progress(), sink.toString(), from, length)) {
            while (response.read(buffer.clear()) >= 0) {
                // What came together with the head is a small piece: the next one goes with it.
                if (response.body().received() < SMALL && length > SMALL && response.read(buffer) < 0) break;
                int n = buffer.position();
                sink.write(buffer.flip());
                meter.advance(n);
                part.note(sink, request.url());
            }
        }
    }

    private void decode(ClientResponse response) throws IOException {
        part.decoded();
        var chunk = new byte[64 * 1024];
        try (var meter = new Meter(options.progress(), sink.toString(), 0, -1); var in = Gzip.decode(response)) {
            for (int n; (n = in.read(chunk)) >= 0; ) {
                sink.write(ByteBuffer.wrap(chunk, 0, n));
                meter.advance(n);
            }
            // The JDK takes an error behind a whole member for its end: reading on brings it to light.
            while (response.read(ByteBuffer.wrap(chunk)) >= 0) continue;
        } catch (ZipException e) {
            throw new ClientException(Kind.PROTOCOL, response.request().url() + ": malformed gzip: " + e.getMessage(), e);
        }
    }

    private Result complete(ClientResponse response) throws ClientException {
        sink = Sink.open(file(), options.checksum());
        sink.begin(part.size());
        return finished(response, Outcome.ALREADY_COMPLETE);
    }

    private Result finished(ClientResponse response, Outcome outcome) throws ClientException {
        try {
            sink.check();
        } catch (ClientException e) {
            throw setAside(e);
        }
        if (sink.regular()) {
            ResumeNote.delete(sink.file());
            var modified = HttpDate.parse(response.head().headers().first("Last-Modified"));
            if (modified != null && outcome != Outcome.ALREADY_COMPLETE) date(modified);
        }
        return result(response, outcome, sink.file());
    }

    /// What adds up to something else must not lie there under the name of the right file.
    private ClientException setAside(ClientException e) {
        if (!sink.regular()) return e;
        Path aside = sink.file().resolveSibling(sink.file().getFileName() + ".corrupt");
        try {
            ResumeNote.delete(sink.file());
            Files.move(sink.file(), aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unmoved) {
            e.addSuppressed(unmoved);
            return e;
        }
        return new ClientException(e.kind(), e.getMessage() + "; it is kept as " + aside, e);
    }

    private void date(Instant modified) throws ClientException {
        try {
            Files.setLastModifiedTime(sink.file(), FileTime.from(modified));
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot date " + sink + ": " + Sink.reason(e), e);
        }
    }

    private Result result(ClientResponse response, Outcome outcome, Path file) {
        return new Result(response.head(), response.request().url(), file, outcome, response.body().received(), part.size(),
                response.timing());
    }

    private Result restart(String why) throws IOException {
        client.options().transcript().line("* beginning again: " + why);
        part.forget();
        wait = Duration.ZERO;
        return null;
    }

    private ClientException refused(ClientResponse response) throws IOException {
        var head = response.head();
        String reason = head.reason().isEmpty() ? Status.reason(head.status()) : head.reason();
        Kind kind = head.status() == 401 || head.status() == 407 ? Kind.AUTHENTICATION : Kind.RESPONSE;
        response.discard();
        String to = head.status() / 100 == 3 && head.headers().has("Location") ? " to " + head.headers().first("Location")
                : "";
        return new ClientException(kind, response.request().url() + ": " + head.status() + " " + reason + to);
    }

    /// Tells where the part that has come is.
    private ClientException withHint(ClientException e) {
        if (sink == null || !sink.regular() || part.size() == 0 || e.kind() == Kind.OTHER) return e;
        String hint = "; " + Text.bytes(part.size()) + " are in " + sink + (part.noted() ? ", -c goes on from there" : "");
        return new ClientException(e.kind(), e.getMessage() + hint, e);
    }
}
