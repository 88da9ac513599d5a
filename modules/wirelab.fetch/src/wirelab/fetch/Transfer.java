package wirelab.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse;
import wirelab.http.HttpClient;

/// Moves the body of one response into a sink, as it comes or with its codings taken off, no faster and no longer than told.
final class Transfer {
    /// One read and one write move so much at most.
    private static final int BUFFER = 512 * 1024;
    private static final int SMALL = 16 * 1024;

    private final ClientResponse response;
    private final Sink sink;
    private final Throttle throttle;
    private final HttpClient.Deadline deadline;
    private final boolean progress;

    /// @param deadline until when, `null` for no limit
    Transfer(ClientResponse response, Sink sink, DownloadOptions options, HttpClient.Deadline deadline) {
        this.response = response;
        this.sink = sink;
        throttle = new Throttle(options.rate());
        this.deadline = deadline;
        progress = options.progress();
    }

    /// Moves what comes.
    ///
    /// @param from where it begins in the whole
    void copy(long from) throws IOException {
        long length = response.length();
        var buffer = ByteBuffer.allocateDirect(throttle.piece(length < 0 ? BUFFER : Math.clamp(length, 1, BUFFER)));
        try (var meter = new Meter(progress, sink.toString(), from, length)) {
            while (read(buffer.clear()) >= 0) {
                // What came together with the head is a small piece: the next one goes with it.
                boolean more = response.body().received() < SMALL && length > SMALL && buffer.hasRemaining();
                if (more && read(buffer) < 0) break;
                int n = buffer.position();
                sink.write(buffer.flip());
                meter.advance(n);
            }
        }
    }

    /// Moves what is left when the codings are taken off.
    void decode(Codings codings) throws IOException {
        var chunk = new byte[64 * 1024];
        try (var meter = new Meter(progress, sink.toString(), 0, -1); var in = codings.decode(response, this::read)) {
            for (int n; (n = in.read(chunk)) >= 0; ) {
                sink.write(ByteBuffer.wrap(chunk, 0, n));
                meter.advance(n);
            }
            // The JDK takes an error behind a whole member for its end: reading on brings it to light.
            while (read(ByteBuffer.wrap(chunk)) >= 0) continue;
        } catch (ZipException e) {
            throw new ClientException(Kind.PROTOCOL, response.request().url() + ": malformed " + codings + ": "
                    + e.getMessage(), e);
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int limit = into.limit();
        into.limit(into.position() + throttle.piece(into.remaining()));
        int n = response.read(into);
        into.limit(limit);
        rest(throttle.moved(System.nanoTime(), n));
        return n;
    }

    private void rest(long nanos) throws IOException {
        if (deadline != null) nanos = Math.min(nanos, Math.max(0, deadline.left().toNanos()));
        try {
            if (nanos > 0) TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        if (deadline != null && deadline.over()) throw deadline.failure(response.request().url());
    }
}
