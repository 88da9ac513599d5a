package wirelab.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.util.List;
import wirelab.http.WebServer.Handler;

/// A request that a [Handler] does not fulfil: the server answers with a status and a page that says why.
public final class StatusException extends IOException {
    /// A way to go on.
    ///
    /// @param href where to, as it stands in the attribute before HTML's own escaping
    public record Link(String href, String text) {
        /// The first page of all.
        public static final Link START = new Link("/", "Start page");
    }

    private static final long serialVersionUID = 1L;

    /// What is answered.
    private final int status;
    /// Fields that belong to this status.
    private final transient Headers headers;
    /// Where the person may go from here.
    private final transient List<Link> links;

    /// Refuses a request.
    ///
    /// @param status 400 to 599
    /// @param why one sentence for the person who asked
    public StatusException(int status, String why) {
        this(status, why, Headers.EMPTY);
    }

    /// Refuses a request.
    ///
    /// @param status 400 to 599
    /// @param why one sentence for the person who asked
    /// @param headers what the status needs beside it, `Allow` with 405 for instance
    public StatusException(int status, String why, Headers headers) {
        this(status, why, headers, List.of(Link.START));
    }

    /// Refuses a request.
    ///
    /// @param status 400 to 599
    /// @param why one sentence for the person who asked
    /// @param headers what the status needs beside it
    /// @param links ways to go on
    public StatusException(int status, String why, Headers headers, List<Link> links) {
        super(why);
        this.status = status;
        this.headers = headers;
        this.links = links;
    }

    /// {@return what is answered: 400 to 599}
    public int status() {
        return status;
    }

    /// Fields that belong to this status.
    public Headers headers() {
        return headers;
    }

    /// {@return where the person may go from here: links for the page}
    public List<Link> links() {
        return links;
    }

    /// What went wrong inside a handler: what the client is told, and what the log says. The client learns nothing about
    /// paths, classes or lines of this side.
    ///
    /// | what | status |
    /// | --- | --- |
    /// | the system does not let us | 403 |
    /// | no descriptors, no memory, no room just now | 503, with `Retry-After` |
    /// | all else | 500 |
    ///
    /// @param line what the log says about it
    /// @param stack what stands below the line: of a mistake in this program alone, `null` for others
    record Failure(StatusException answer, Level level, String line, Throwable stack) {
        /// As the C library puts it; the JDK has no types for these.
        private static final List<String> SCARCE = List.of("Too many open files", "Cannot allocate memory",
                "No space left on device", "Resource temporarily unavailable", "Disk quota exceeded");

        static Failure of(Throwable thrown) {
            var cause = switch (thrown) {
                case UncheckedIOException e -> e.getCause();
                case DirectoryIteratorException e -> e.getCause();
                default -> thrown;
            };
            var stack = cause instanceof IOException ? null : cause;
            var level = stack == null ? Level.WARNING : Level.ERROR;
            return new Failure(answer(cause), level, cause.toString(), stack);
        }

        private static StatusException answer(Throwable cause) {
            if (cause instanceof AccessDeniedException) return new StatusException(403, "This may not be read.");
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError || cause instanceof IOException
                    && SCARCE.stream().anyMatch(text::contains)) {
                return new StatusException(503, "Something that this server needs is used up just now.",
                        Headers.of("Retry-After", "1"));
            }
            return new StatusException(500, "Something went wrong here; it has been written down.");
        }
    }
}
