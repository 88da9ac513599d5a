package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse.Timing;
import wirelab.http.Proxies.Route;
import wirelab.kit.Host;
import wirelab.kit.Text;

/// An HTTP/1.1 client over blocking connections that are used again.
///
/// ```
/// try (var client = new HttpClient(ClientOptions.DEFAULTS);
///         var response = client.fetch(ClientRequest.get("http://localhost:8001/"))) {
///     System.out.println(response.head().status() + " " + response.text());
/// }
/// ```
///
/// Any thread may use it; each response belongs to one. Errors are [ClientException]s of a kind.
///
/// There are no cookies, unless [ClientOptions.Memory] knows some: they are a state that a request does not show.
public final class HttpClient implements AutoCloseable {
    /// Until when something must have ended.
    ///
    /// @param at as from [System#nanoTime()]
    /// @param whole how long it was allowed to take, for those who are told
    public record Deadline(long at, Duration whole) {
        /// {@return a deadline so long from now}
        public static Deadline in(Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos(), time);
        }

        /// {@return the time that is left; zero or less when there is none}
        public Duration left() {
            return Duration.ofNanos(at - System.nanoTime());
        }

        /// {@return whether no time is left}
        public boolean over() {
            return !left().isPositive();
        }

        /// {@return the failure that it is to go on}
        public ClientException failure(HttpUrl url) {
            return new ClientException(Kind.NETWORK, url + ": time-out: it took longer than " + Text.duration(whole));
        }
    }

    /// Interim responses (1xx) that are taken before a real one.
    private static final int MAX_INTERIM = 20;
    /// A body that is read while it is sent goes out in pieces of so many bytes at most.
    private static final int PIECE = 64 * 1024;

    private final Host host;
    private final ClientOptions options;
    private final ConnectionPool pool;

    /// Makes a client on this machine, [Host#HERE].
    public HttpClient(ClientOptions options) {
        this(Host.HERE, options);
    }

    /// Makes a client.
    public HttpClient(Host host, ClientOptions options) {
        this.host = host;
        this.options = options;
        pool = new ConnectionPool(options.keepAlive() ? options.pooled() : 0);
    }

    public ClientOptions options() {
        return options;
    }

    /// Connections that wait.
    public ConnectionPool pool() {
        return pool;
    }

    /// Sends a request and follows redirects.
    ///
    /// @return the first response that is no redirect, whatever its status; to be closed
    /// @throws ClientException when a step fails, or redirects have no end
    /// @throws IOException when the transcript cannot be written
    public ClientResponse fetch(ClientRequest request) throws IOException {
        return fetch(request, null);
    }

    /// Sends a request and follows those redirects that somebody likes.
    ///
    /// @param allowed whether to follow to a URL, `null` to follow to all; where it says no, the redirect itself is the
    /// response
    /// @return a response, to be closed
    /// @throws ClientException when a step fails, or redirects have no end
    /// @throws IOException when the transcript cannot be written
    public ClientResponse fetch(ClientRequest request, Predicate<HttpUrl> allowed) throws IOException {
        return fetch(request, allowed, null);
    }

    /// Sends a request and follows those redirects that somebody likes, within a time.
    ///
    /// @param allowed as in [#fetch(ClientRequest, Predicate)]
    /// @param deadline until when the body must have been read, `null` for no limit; looking up a name is not cut short
    /// @return a response, to be closed
    /// @throws ClientException when a step fails, or redirects have no end, or no time is left
    /// @throws IOException when the transcript cannot be written
    public ClientResponse fetch(ClientRequest request, Predicate<HttpUrl> allowed, Deadline deadline) throws IOException {
        try {
            return follow(request, allowed, deadline);
        } catch (ClientException e) {
            boolean late = deadline != null && deadline.over() && (e.kind() == Kind.NETWORK || e.kind() == Kind.TLS);
            throw late ? deadline.failure(request.url()) : e;
        }
    }

    private ClientResponse follow(ClientRequest request, Predicate<HttpUrl> allowed, Deadline deadline) throws IOException {
        var redirects = new Redirects(options.redirects());
        while (true) {
            var response = exchange(request, deadline, redirects::learned);
            ClientRequest next;
            try {
                next = redirects.next(request, response.head());
                if (next == null || allowed != null && !allowed.test(next.url())) return response;
                response.discard();
            } catch (IOException | RuntimeException e) {
                response.close();
                throw e;
            }
            response.close();
            options.transcript().line("* redirect to " + next);
            request = next;
        }
    }

    /// Sends a request.
    ///
    /// @return the response, whatever its status; to be closed
    /// @throws ClientException when no response comes, or a malformed one
    /// @throws IOException when the transcript cannot be written
    public ClientResponse exchange(ClientRequest request) throws IOException {
        return exchange(request, null, () -> {});
    }

    private ClientResponse exchange(ClientRequest request, Deadline deadline, Runnable learned) throws IOException {
        var route = Route.of(request.url(), options.proxies());
        options.transcript().begins(request, Clock.systemUTC());
        while (true) {
            var timing = new Timing(deadline);
            var connection = pool.take(route);
            if (connection == null) connection = ClientConnection.open(host, route, options, timing);
            try {
                connection.transport().stage(timing.left());
                options.transcript().connected(connection);
                return exchange(request, connection, timing, learned);
            } catch (ClientException e) {
                connection.close();
                throw e;
            } catch (BadMessageException e) {
                connection.close();
                throw new ClientException(Kind.PROTOCOL, request.url() + ": malformed response: " + e.getMessage(), e);
            } catch (IOException e) {
                connection.close();
                // RFC 9112, section 9.3.1: the server may have closed an idle connection just when it was used again.
                boolean stale = connection.used() && !connection.reader().begun();
                if (!stale || !request.idempotent() || !request.repeatable()) throw failed(request, e);
                options.transcript().line("* the connection was closed meanwhile: again on a new one");
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }

    private ClientResponse exchange(ClientRequest request, ClientConnection connection, Timing timing, Runnable learned)
            throws IOException {
        var head = request.head(connection.route(), options);
        options.transcript().head("> ", head);
        IOException unsent = null;
        try {
            if (request.source() != null) send(request, head, connection);
            else if (request.body() == null) connection.writer().write(head);
            else connection.writer().write(head, ByteBuffer.wrap(request.body()));
        } catch (ClientException e) {
            throw e;
        } catch (IOException e) {
            // The server may have refused a long body, and said why, before it had read all of it.
            unsent = e;
        }
        for (int i = 0; i < MAX_INTERIM; i++) {
            ResponseHead response;
            try {
                response = connection.reader().readResponse(request.method());
            } catch (IOException e) {
                throw unsent != null ? unsent : e;
            }
            if (response == null) {
                throw unsent != null ? unsent
                        : new EOFException("the server closed the connection without a response");
            }
            timing.firstByteCame();
            options.transcript().head("< ", response);
            if (response.interim()) continue;
            if (options.memory().heard(request, response)) learned.run();
            if (unsent != null && response.status() / 100 == 2) {
                throw new ClientException(Kind.PROTOCOL, request.url() + ": the server says " + response.status()
                        + " and took only a part of what was sent", unsent);
            }
            return new ClientResponse(this, request, response, connection, timing, unsent == null);
        }
        throw new ClientException(Kind.PROTOCOL, request.url() + ": more than " + MAX_INTERIM + " interim responses");
    }

    /// Sends a body while it is read. What is not read to its end is not ended either, so that no server takes it for the
    /// whole: the connection is closed instead.
    private static void send(ClientRequest request, RequestHead head, ClientConnection connection) throws IOException {
        long length = request.source().length();
        var out = connection.writer().begin(head, length < 0 ? Framing.CHUNKED : new Framing.Length(length));
        long left = length < 0 ? Long.MAX_VALUE : length;
        var piece = new byte[PIECE];
        try (var in = request.source().open()) {
            for (int n; left > 0 && (n = in.read(piece, 0, (int) Math.min(left, PIECE))) >= 0; left -= n) {
                out.write(ByteBuffer.wrap(piece, 0, n));
            }
        }
        if (length >= 0 && left > 0) {
            throw new ClientException(Kind.FILE, "what is sent to " + request.url() + " became shorter: " + left
                    + " bytes are missing");
        }
        out.end();
    }

    /// Puts a failure into words, with its kind.
    static ClientException failed(ClientRequest request, IOException e) {
        if (e instanceof ClientException known) return known;
        if (e instanceof BadMessageException) {
            return new ClientException(Kind.PROTOCOL, request.url() + ": malformed response: " + e.getMessage(), e);
        }
        Kind kind = e instanceof SSLException ? Kind.TLS : Kind.NETWORK;
        return new ClientException(kind, request.url() + ": " + ClientConnection.reason(e), e, kind == Kind.NETWORK);
    }

    /// Closes the connections that wait.
    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "http client, " + pool;
    }
}
