package wirelab.intermediary;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import wirelab.http.BadMessageException;
import wirelab.http.ClientConnection;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.ClientResponse.Timing;
import wirelab.http.ConnectionPool;
import wirelab.http.Exchange;
import wirelab.http.Framing;
import wirelab.http.Head;
import wirelab.http.MessageWriter;
import wirelab.http.Proxies.Route;
import wirelab.http.RequestHead;
import wirelab.http.ResponseHead;
import wirelab.kit.Host;
import wirelab.kit.UsageException;

/// The servers behind: sends requests on and gets their answers, over connections that are used again.
///
/// | request | on a connection that was used before | after a failure before any byte of an answer |
/// | --- | --- | --- |
/// | idempotent, no body | yes, if it has kept silent | once more, on a new one |
/// | idempotent, with a body | yes | failure, if any of the body has gone |
/// | others | never: nobody could tell whether it was carried out | failure |
///
/// Any thread may use it.
public final class Upstream implements AutoCloseable {
    /// Interim responses (1xx) that are passed on before a real one.
    private static final int MOST_INTERIM = 20;

    /// How it behaves.
    ///
    /// @param connect how long one address may take, and TLS again
    /// @param silence how long a server may be silent while its answer is awaited or comes
    /// @param idle connections kept open at most, over all servers
    /// @param perServer requests that one server has at once; one more waits as long as for a connection; 0 for any number
    public record Options(Duration connect, Duration silence, int idle, int perServer) {
        /// 5 s to connect, a minute of silence, 256 connections, any number of requests.
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(5), Duration.ofSeconds(60), 256);

        public Options(Duration connect, Duration silence, int idle) {
            this(connect, silence, idle, 0);
        }

        public Options {
            if (perServer < 0) throw new UsageException("the number of requests per server cannot be negative");
        }

        public Options withPerServer(int perServer) {
            return new Options(connect, silence, idle, perServer);
        }
    }

    /// Gets what a server says before its answer.
    @FunctionalInterface
    public interface Interim {
        /// Passes it on, or not.
        ///
        /// @param head of the class 1xx, but neither 100 nor 101
        void take(ResponseHead head) throws IOException;
    }

    private final Host host;
    private final ClientOptions options;
    private final ConnectionPool pool;
    private final Places places;

    /// @param trust whom TLS trusts, `null` for those whom the JDK does
    public Upstream(Host host, Options options, SSLContext trust) {
        this.host = host;
        this.options = ClientOptions.DEFAULTS.withTimes(options.connect, options.silence).withTrust(trust);
        pool = new ConnectionPool(options.idle);
        places = new Places(options.perServer, options.connect);
    }

    /// Sends a request that has no body.
    ///
    /// @throws BadGateway when there is no answer that can be passed on
    public ServerReply ask(Route route, RequestHead head) throws BadGateway {
        return ask(route, head, null, _ -> {});
    }

    /// Sends a request with the body that a client is sending.
    ///
    /// @param head as it goes out; its framing is set here
    /// @param exchange whose body goes with it, or `null` for none
    /// @throws BadGateway when there is no answer that can be passed on
    public ServerReply ask(Route route, RequestHead head, Exchange exchange, Interim interim) throws BadGateway {
        places.take(route);
        ServerReply reply = null;
        try {
            reply = send(route, head, exchange, interim);
            reply.whenClosed(() -> places.give(route));
            return reply;
        } finally {
            if (reply == null) places.give(route);
        }
    }

    private ServerReply send(Route route, RequestHead head, Exchange exchange, Interim interim) throws BadGateway {
        boolean idempotent = ClientRequest.isIdempotent(head.method());
        for (boolean again = idempotent; ; again = false) {
            var connection = again ? pool.take(route) : null;
            if (connection == null) connection = open(route);
            var body = exchange == null ? null : RequestBody.of(exchange);
            try {
                return ask(connection, pool, head, body, interim);
            } catch (IOException e) {
                connection.close();
                if (body != null && body.failure() != null) throw BadGateway.failed(body.failure());
                boolean stale = connection.used() && !connection.reader().begun() && (body == null || !body.begun());
                if (!again || !stale) throw BadGateway.failed(e);
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }

    /// Opens a connection for a tunnel; the caller closes it.
    ///
    /// @throws BadGateway when it cannot be had
    public ClientConnection open(Route route) throws BadGateway {
        try {
            return ClientConnection.open(host, route, options, new Timing());
        } catch (IOException e) {
            throw BadGateway.unreachable(e);
        }
    }

    /// Sends a request on a connection of the caller's choice, once.
    ///
    /// @param pool where the connection goes when another request may follow
    /// @param body what goes with it, or `null`; new for each try
    /// @throws IOException when there is no answer; the caller then closes the connection
    public static ServerReply ask(ClientConnection connection, ConnectionPool pool, RequestHead head, RequestBody body,
            Interim interim) throws IOException {
        if (body == null) {
            boolean zero = "0".equals(head.headers().first("Content-Length"));
            var fields = MessageWriter.framed(head.headers(), Framing.NONE);
            if (fields.has("Expect")) fields = fields.edit().remove("Expect").build();
            // A method that usually has content says that there is none (RFC 9110, section 8.6).
            if (zero) fields = fields.edit().add("Content-Length", "0").build();
            connection.writer().write(head.withHeaders(fields));
        } else {
            boolean asks = head.headers().has("Expect");
            var framed = head.withHeaders(MessageWriter.framed(head.headers(), body.framing()));
            var out = connection.writer().begin(framed, body.framing());
            if (asks) out.flush();
            body.start(connection, out, asks);
        }
        // Under load the answer is there when the others have had their turn: then it is read without waiting.
        Thread.yield();
        for (int i = 0; i < MOST_INTERIM; i++) {
            var answer = connection.reader().readResponse(head.method());
            if (answer == null) throw new EOFException("it closed the connection");
            if (answer.interim()) {
                if (answer.status() != 100) interim.take(answer);
                else if (body != null) body.permit();
                continue;
            }
            // Else the client would take what follows for an answer, and the server for whatever it likes.
            if (answer.status() == 101 && !head.headers().has("Upgrade")) {
                throw new BadMessageException(502, "status", 0, "101, for which nobody has asked");
            }
            if (body != null) body.answered();
            return new ServerReply(answer, connection, pool, body);
        }
        throw new EOFException("more than " + MOST_INTERIM + " interim responses");
    }

    /// Passes interim responses to the client of an exchange (RFC 9110, section 15.2); one of HTTP/1.0 knows none.
    public static Interim to(Exchange exchange, String name) {
        if (exchange.request().version() == Head.Version.HTTP_1_0) return _ -> {};
        return head -> {
            new MessageWriter(exchange.reader().transport()).write(ResponseHead.of(head.status(), Onward.of(head, name)));
        };
    }

    /// Closes the connections that wait.
    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "servers behind, " + pool;
    }
}
