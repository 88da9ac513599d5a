package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import wirelab.http.ClientException.Kind;

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
/// There are no cookies, on purpose: they are a state that a request does not show.
public final class HttpClient implements AutoCloseable {
    /// Interim responses (1xx) that are taken before a real one.
    private static final int MAX_INTERIM = 20;

    private final ClientOptions options;
    private final ConnectionPool pool;

    /// Makes a client.
    ///
    /// @param options how it behaves
    public HttpClient(ClientOptions options) {
        this.options = options;
        pool = new ConnectionPool(options.keepAlive() ? options.pooled() : 0);
    }

    /// How it behaves.
    ///
    /// @return its options
    public ClientOptions options() {
        return options;
    }

    /// Connections that wait.
    ///
    /// @return its pool
    public ConnectionPool pool() {
        return pool;
    }

    /// Sends a request and follows redirects.
    ///
    /// @param request what is wanted
    /// @return the first response that is no redirect, whatever its status; to be closed
    /// @throws ClientException when a step fails, or redirects have no end
    /// @throws IOException when the transcript cannot be written
    public ClientResponse fetch(ClientRequest request) throws IOException {
        return fetch(request, null);
    }

    /// Sends a request and follows those redirects that somebody likes.
    ///
    /// @param request what is wanted
    /// @param allowed whether to follow to a URL, `null` to follow to all; where it says no, the redirect itself is the
    ///     response
    /// @return a response, to be closed
    /// @throws ClientException when a step fails, or redirects have no end
    /// @throws IOException when the transcript cannot be written
    public ClientResponse fetch(ClientRequest request, Predicate<HttpUrl> allowed) throws IOException {
        var redirects = new Redirects(options.redirects());
        while (true) {
            var response = exchange(request);
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
    /// @param request what is wanted
    /// @return the response, whatever its status; to be closed
    /// @throws ClientException when no response comes, or a malformed one
    /// @throws IOException when the transcript cannot be written
    public ClientResponse exchange(ClientRequest request) throws IOException {
        var route = Route.of(request.url(), options.proxies());
        options.transcript().begins(request, Clock.systemUTC());
        while (true) {
            var timing = new Timing();
            var connection = pool.take(route);
            if (connection == null) connection = ClientConnection.open(route, options, timing);
            try {
                options.transcript().connected(connection);
                return exchange(request, connection, timing);
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
                if (!stale || !request.idempotent()) throw failed(request, e);
                options.transcript().line("* the connection was closed meanwhile: again on a new one");
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }

    private ClientResponse exchange(ClientRequest request, ClientConnection connection, Timing timing) throws IOException {
        var head = request.head(connection.route(), options);
        options.transcript().head("> ", head);
        IOException unsent = null;
        try {
            if (request.body() == null) connection.writer().write(head);
            else connection.writer().write(head, ByteBuffer.wrap(request.body()));
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
            if (!response.interim()) return new ClientResponse(this, request, response, connection, timing, unsent == null);
        }
        throw new ClientException(Kind.PROTOCOL, request.url() + ": more than " + MAX_INTERIM + " interim responses");
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
}
