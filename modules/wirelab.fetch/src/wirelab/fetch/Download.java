package wirelab.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientRequest;
import wirelab.http.ClientResponse;
import wirelab.http.ClientResponse.Timing;
import wirelab.http.HttpClient;
import wirelab.http.HttpDate;
import wirelab.http.HttpUrl;
import wirelab.http.ResponseHead;
import wirelab.http.Status;
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
/// | with `keep` | none | | nothing to do; what is only a part is a failure |
public final class Download {
    private static final int MOST_PIECES = 1_000;

    /// How it ended.
    public enum Outcome {
        /// All bytes were fetched.
        SAVED,
        /// The missing bytes were fetched.
        COMPLETED,
        /// Nothing was missing.
        ALREADY_COMPLETE,
        /// The file that is there is as new as the server's.
        NOT_NEWER,
        /// A file is there and was left alone.
        KEPT
    }

    /// What came of it.
    ///
    /// @param response the head of the last response, `null` when nothing was asked for
    /// @param url where it came from in the end
    /// @param file what was written or is there, `null` for standard output
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
    private OutputFile target;
    private Sink sink;
    private final Part part = new Part();
    /// Ranges that ended before the end.
    private int pieces;
    private Duration wait;
    private HttpClient.Deadline deadline;
    /// The question whether it has changed was answered for something else.
    private boolean unconditional;

    /// Prepares a download.
    ///
    /// @param request what for; with another method than GET nothing is continued
    public Download(HttpClient client, ClientRequest request, DownloadOptions options) {
        this.client = client;
        this.options = options;
        this.request = request.headers().has("Accept-Encoding") ? request
                : request.with("Accept-Encoding", options.compressed() ? "gzip" : "identity");
        retries = new Retries(options.retries());
        target = new OutputFile(options, this.request, null);
    }

    /// As part of the copy of a site: only below some URLs, and each in its place.
    Download within(Predicate<HttpUrl> allowed, OutputFile.Place place) {
        this.allowed = allowed;
        target = new OutputFile(options, request, place);
        return this;
    }

    /// Runs it to its end.
    ///
    /// @throws ClientException when it failed, after all tries; what has come stays in the file
    /// @throws IOException when the transcript cannot be written
    /// @throws InterruptedException when the thread is interrupted between two tries
    public Result run() throws IOException, InterruptedException {
        if (target.isKept(target.path())) return kept(null, request.url(), target.path());
        if (target.resumes() && Files.isRegularFile(target.path())) part.look(target.path(), request.url());
        if (options.time() != null) deadline = HttpClient.Deadline.in(options.time());
        try {
            while (true) {
                var result = attempt();
                if (result != null) return result;
                pause();
            }
        } catch (ClientException e) {
            throw withHint(e);
        } finally {
            if (sink != null) sink.close();
        }
    }

    private void pause() throws IOException, InterruptedException {
        if (!wait.isPositive()) return;
        if (deadline != null && deadline.left().compareTo(wait) <= 0) throw deadline.failure(request.url());
        client.options().transcript().line("* trying again in " + Text.duration(wait));
        Thread.sleep(wait);
    }

    /// {@return the result, or `null` to try again after [#wait]}
    private Result attempt() throws IOException {
        try (var response = client.fetch(conditional(), allowed, deadline)) {
            var head = response.head();
            if (head.status() / 100 == 2) return body(response);
            if (head.status() == 304 && options.newer()) return notNewer(response);
            if (head.status() == 416 && part.size() > 0) {
                response.discard();
                var range = ContentRange.parse(head.headers().first("Content-Range"));
                if (range != null && range.length() == part.size()) return complete(response);
                if (part.foreign() > 0) throw noPart(response, range == null ? -1 : range.length());
                return restart("the part that is there is longer than the whole");
            }
            if (head.status() == 412 && part.size() > 0) {
                response.discard();
                return restart("the part that is there is older than the whole");
            }
            wait = request.repeatable() ? retries.after(head, Instant.now(), random()) : null;
            if (wait == null) throw refused(response);
            response.discard();
            return null;
        } catch (ClientException e) {
            boolean late = deadline != null && deadline.over();
            wait = request.idempotent() && request.repeatable() && !late ? retries.after(e, random()) : null;
            if (wait == null || !part.continues(sink == null || sink.regular())) throw e;
            client.options().transcript().line("* " + e.getMessage());
            return null;
        }
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /// Asks for what is missing, or for what is newer.
    private ClientRequest conditional() throws ClientException {
        if (part.size() > 0) return part.missing(request);
        var file = target.path();
        boolean compared = options.newer() && !unconditional && sink == null && request.method().equals("GET");
        // What is only there in part is not compared, it is fetched.
        if (!compared || !Files.isRegularFile(file) || ResumeNote.read(file) != null) return request;
        return Part.newer(request, file);
    }

    /// In the copy of a site a redirect leads to another file than the one whose time was sent.
    private Result notNewer(ClientResponse response) throws IOException {
        if (!target.isPlaceOf(response.request().url())) {
            unconditional = true;
            return restart("another file has been compared");
        }
        return result(response, Outcome.NOT_NEWER, target.path());
    }

    private Result body(ClientResponse response) throws IOException {
        var headers = response.head().headers();
        long from = 0;
        if (response.head().status() == 206) {
            from = part.size();
            ContentRange.requireFrom(from, response);
            if (!part.matches(headers)) return restart("the server sends a range of something else, in spite of If-Range");
        } else {
            ContentRange.requireWhole(response);
            if (part.foreign() > 0 && response.length() < part.foreign()) throw noPart(response, response.length());
        }
        if (sink == null) sink = target.open(response);
        if (sink == null) return kept(response, response.request().url(), target.pathOf(response));
        part.begin(request.method(), from, headers);
        var codings = options.compressed() ? Codings.of(response) : Codings.NONE;
        if (!codings.isEmpty()) part.decoded();
        part.note(sink, request.url());
        sink.begin(from);
        var transfer = new Transfer(response, sink, options, deadline);
        try {
            if (codings.isEmpty()) transfer.copy(from);
            else transfer.decode(codings);
        } finally {
            part.grown(sink.position());
        }
        if (response.head().status() == 206 && !isWhole(response)) return goOn(response);
        return finished(response, from > 0 ? Outcome.COMPLETED : Outcome.SAVED);
    }

    /// A server may send less than it was asked for; what is not known to be all is not.
    private boolean isWhole(ClientResponse response) {
        var range = ContentRange.parse(response.head().headers().first("Content-Range"));
        return range.length() >= 0 && part.size() == range.length();
    }

    /// Asks for what is still missing, as long as something comes.
    private Result goOn(ClientResponse response) throws ClientException {
        if (response.body().received() == 0 || ++pieces > MOST_PIECES) {
            throw new ClientException(Kind.PROTOCOL, response.request().url() + ": the server sends less and less of it");
        }
        wait = Duration.ZERO;
        return null;
    }

    /// With `resume`, a file that is longer than what is fetched is not a part of it, and is not cut.
    private ClientException noPart(ClientResponse response, long length) throws ClientException {
        return new ClientException(Kind.FILE, target.path() + " has " + Text.count(part.foreign(), "byte")
                + " and is no part of "
                + response.request().url() + ", which has "
                + (length < 0 ? "nobody knows how many" : Long.toString(length)) + "; it is left as it is");
    }

    private Result complete(ClientResponse response) throws ClientException {
        sink = Sink.open(target.path(), options.checksum());
        sink.begin(part.size());
        return finished(response, Outcome.ALREADY_COMPLETE);
    }

    private Result finished(ClientResponse response, Outcome outcome) throws ClientException {
        sink.check();
        if (sink.regular()) {
            ResumeNote.delete(sink.file());
            var modified = HttpDate.parse(response.head().headers().first("Last-Modified"));
            if (modified != null && outcome != Outcome.ALREADY_COMPLETE) sink.date(modified);
        }
        return result(response, outcome, sink.file());
    }

    private Result result(ClientResponse response, Outcome outcome, Path file) {
        return new Result(response.head(), response.request().url(), file, outcome, response.body().received(), part.size(),
                response.timing());
    }

    /// Nothing was written.
    ///
    /// @param response `null` when nothing was asked for
    private Result kept(ClientResponse response, HttpUrl url, Path file) {
        return new Result(response == null ? null : response.head(), url, file, Outcome.KEPT, 0, 0,
                response == null ? null : response.timing());
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
        boolean found = target.isFoundAgain(sink.file());
        String hint = "; " + Text.bytes(part.size()) + " are in " + sink
                + (found && part.continuable() ? ", -c goes on from there" : ", which is not complete");
        return new ClientException(e.kind(), e.getMessage() + hint, e);
    }
}
