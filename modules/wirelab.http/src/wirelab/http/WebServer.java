package wirelab.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// An HTTP/1.1 server: reads requests, lets a [Handler] answer them, keeps connections open, refuses what breaks the rules.
///
/// Beside the counters of [TcpServer] it has `requests`, and `status 4xx` and `status 5xx` for what it refused itself or a
/// handler refused by exception.
///
/// ```
/// var site = new Site(Path.of("."), Site.Options.DEFAULTS);
/// try (var server = WebServer.start(WebServer.Options.DEFAULTS.withPort(8001), site)) { ... }
/// ```
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WebServer.class.getName());

    /// How a server behaves.
    ///
    /// @param tcp address, connections at once (one more gets 503), idle time, and how long responses may go on after
    ///        [WebServer#close()]; its `refusal` and `party` are set here
    /// @param limits how much of a request is accepted, and how long it may take
    /// @param tls key and certificate for https, see [Tls#context]; `null` for http
    /// @param log where requests are logged; `null` for nowhere
    public record Options(TcpServer.Options tcp, Limits limits, SSLContext tls, AccessLog log) {
        /// Loopback, a free port, 10,000 connections, idle for a minute, 5 s to drain, no TLS, no log.
        public static final Options DEFAULTS = new Options(
                TcpServer.Options.DEFAULTS.withTimeouts(Duration.ofMinutes(1), Duration.ofHours(24)), Limits.SERVER, null, null);

        /// Checks that nothing is missing.
        public Options {
            Objects.requireNonNull(tcp);
            Objects.requireNonNull(limits);
        }

        /// Listens on another port of loopback.
        ///
        /// @param port 0 takes a free one
        /// @return changed options
        public Options withPort(int port) {
            return withTcp(tcp.withPort(port));
        }

        /// Changes address, number of connections and their times.
        ///
        /// @param tcp those of the server below
        /// @return changed options
        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, limits, tls, log);
        }

        /// Changes how much of a request is accepted.
        ///
        /// @param limits sizes and times
        /// @return changed options
        public Options withLimits(Limits limits) {
            return new Options(tcp, limits, tls, log);
        }

        /// Speaks https.
        ///
        /// @param tls key and certificate
        /// @return changed options
        public Options withTls(SSLContext tls) {
            return new Options(tcp, limits, tls, log);
        }

        /// Logs requests.
        ///
        /// @param log where to
        /// @return changed options
        public Options withLog(AccessLog log) {
            return new Options(tcp, limits, tls, log);
        }
    }

    private final Options options;
    private final Handler handler;
    private final TcpServer tcp;
    private final Counters counters;
    private final LongAdder requests;
    private volatile boolean stopping;

    private WebServer(Options options, Handler handler) throws IOException {
        this.options = options;
        this.handler = handler;
        byte[] full = ErrorPage.response(503, "All places are taken just now.", false);
        // Over TLS nobody could read it.
        String refusal = options.tls != null ? "" : new String(full, StandardCharsets.UTF_8);
        var party = new Tap.Party("HttpServer", new HttpWords());
        tcp = TcpServer.start(options.tcp.withRefusal(refusal).withParty(party), this::serve);
        counters = tcp.counters();
        requests = counters.adder("requests");
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @param handler what answers
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static WebServer start(Options options, Handler handler) throws IOException {
        return new WebServer(options, Objects.requireNonNull(handler));
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// What has happened so far.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// How many connections are being served.
    ///
    /// @return now
    public int connections() {
        return tcp.connections();
    }

    boolean stopping() {
        return stopping;
    }

    /// Stops: accepts no more, lets responses under way come to their end for at most the drain time, then cuts them.
    @Override
    public void close() {
        stopping = true;
        tcp.close();
    }

    private void serve(Connection connection) throws IOException {
        if (options.tls == null) {
            converse(Transport.of(connection));
            return;
        }
        connection.stage(options.limits.headTime());
        var transport = Tls.server(connection, options.tls);
        connection.stage(null);
        try {
            converse(transport);
        } finally {
            // RFC 9112, section 9.8: a close_notify in any case.
            transport.endOutput();
        }
    }

    /// Answers one request after the other.
    private void converse(Transport transport) throws IOException {
        var reader = new MessageReader(transport, options.limits);
        Exchange exchange = null;
        try {
            for (RequestHead head; (head = reader.readRequest()) != null; exchange = null) {
                exchange = new Exchange(this, reader, head);
                if (!answer(exchange)) return;
                // Under load the next request is there when the others have had their turn: then it is read without waiting,
                // which saves a read in vain, a call of epoll and a wake-up.
                if (reader.buffered() == 0) Thread.yield();
            }
        } catch (BadMessageException e) {
            refuse(reader, exchange, e.status(), e.getMessage());
            throw e;
        } catch (SocketTimeoutException e) {
            // An idle connection ends without a word, which might be taken for the answer to a request on its way.
            if (reader.begun() || exchange != null) refuse(reader, exchange, 408, "The request did not arrive in time.");
        }
    }

    private boolean answer(Exchange exchange) throws IOException {
        requests.increment();
        long began = options.log == null ? 0 : System.nanoTime();
        try {
            exchange.meetExpectation();
            handler.handle(exchange);
            if (!exchange.responded()) throw new IllegalStateException("the handler gave no answer");
            return exchange.finish();
        } catch (StatusException e) {
            return fail(exchange, e);
        } catch (RuntimeException e) {
            counters.count("failed");
            LOG.log(Level.ERROR, exchange.request().startLine(), e);
            return fail(exchange, new StatusException(500, "Something went wrong here; it has been written down."));
        } finally {
            if (options.log != null && exchange.responded()) {
                options.log.log(exchange, Duration.ofNanos(System.nanoTime() - began));
            }
        }
    }

    /// Answers with a page about what is wrong; where an answer has begun, the client must not take a part for the whole.
    private boolean fail(Exchange exchange, StatusException e) throws IOException {
        counters.count("status " + e.status() / 100 + "xx");
        if (exchange.responded()) {
            exchange.reader().transport().reset();
            return false;
        }
        var page = ErrorPage.of(e, exchange.request());
        exchange.respond(e.status(), page.headers(e.headers()), page.content());
        return exchange.finish();
    }

    /// Answers what is no request, or too slow to become one, as the last thing that is said on the connection.
    private void refuse(MessageReader reader, Exchange exchange, int status, String why) throws IOException {
        var transport = reader.transport();
        counters.count("status " + status / 100 + "xx");
        if (exchange != null && exchange.responded()) {
            transport.reset();
            return;
        }
        boolean head = exchange != null ? exchange.request().method().equals("HEAD") : reader.readsHead();
        transport.stage(null);
        transport.write(ByteBuffer.wrap(ErrorPage.response(status, why, head)));
        if (options.log != null) options.log.log(transport, status);
        transport.endOutput();
    }
}
