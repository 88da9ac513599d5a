package wirelab.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import wirelab.http.Exchange.Always;
import wirelab.http.Page.ErrorPage;
import wirelab.http.StatusException.Failure;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.LogLimit;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.Text;

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
    private static final int WATCHERS = 100;
    private static final LogLimit FAILURES = new LogLimit(System.getLogger(WebServer.class.getName()));

    /// Answers requests: a folder, a proxy, a balancer. Called on the virtual thread of the connection, for one
    /// request after the other; of many connections at once.
    @FunctionalInterface
    public interface Handler {
        /// Answers one request, with one response.
        ///
        /// @param exchange the request, and the way to respond
        /// @throws StatusException when the request is refused; the server then writes a page about it
        /// @throws IOException when the connection is broken
        void handle(Exchange exchange) throws IOException;
    }

    /// Reads what stands on a connection before everything else, TLS included, in the time that a head may take: whom the
    /// other end speaks for.
    @FunctionalInterface
    public interface Opening {
        /// {@return the client, as handlers and the log shall see it}
        InetSocketAddress read(Connection connection) throws IOException;
    }

    /// How a server behaves.
    ///
    /// @param tcp address, connections at once (one more gets 503), idle time, and how long responses may go on after
    ///        [WebServer#close()]; its `refusal` and `party` are set here
    /// @param limits how much of a request is accepted, and how long it may take
    /// @param tls key and certificate for https, see [Tls#context]; `null` for http
    /// @param headers fields of every response, of those too that are given before a handler is asked; they take the place
    ///        of what would be said else, but for a `Content-Type`, which belongs to one content
    public record Options(TcpServer.Options tcp, Limits limits, SSLContext tls, Headers headers) {
        /// Loopback, a free port, 10,000 connections, idle for a minute, 5 s to drain, no TLS.
        public static final Options DEFAULTS = new Options(
                TcpServer.Options.DEFAULTS.withTimeouts(Duration.ofMinutes(1), Duration.ofHours(24)),
                Limits.SERVER, null, Headers.EMPTY);

        public Options {
            Objects.requireNonNull(tcp);
            Objects.requireNonNull(limits);
            Always.check(headers);
        }

        /// Listens on another port of loopback.
        ///
        /// @param port 0 takes a free one
        public Options withPort(int port) {
            return withTcp(tcp.withPort(port));
        }

        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, limits, tls, headers);
        }

        public Options withLimits(Limits limits) {
            return new Options(tcp, limits, tls, headers);
        }

        public Options withTls(SSLContext tls) {
            return new Options(tcp, limits, tls, headers);
        }

        public Options withHeaders(Headers headers) {
            return new Options(tcp, limits, tls, headers);
        }
    }

    private final Options options;
    private final Handler handler;
    /// `null` for none.
    private final AccessLog log;
    /// `null` where the other end speaks for itself.
    private final Opening opening;
    private final TcpServer tcp;
    private final Counters counters;
    private final LongAdder requests;
    private volatile boolean stopping;

    private WebServer(Host host, Options options, Handler handler, AccessLog log, Opening opening) throws IOException {
        this.options = options;
        this.handler = handler;
        this.log = log;
        this.opening = opening;
        byte[] full = ErrorPage.response(503, "All places are taken just now.", false, options.headers);
        // Over TLS nobody could read it.
        String refusal = options.tls != null ? "" : new String(full, StandardCharsets.UTF_8);
        var party = new Tap.Party("HttpServer", new StartLine.Words());
        tcp = TcpServer.start(host, options.tcp.withRefusal(refusal).withParty(party), this::serve);
        counters = tcp.counters();
        requests = counters.adder("requests");
    }

    /// Starts it on this machine, [Host#HERE].
    public static WebServer start(Options options, Handler handler) throws IOException {
        return start(Host.HERE, options, handler);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static WebServer start(Host host, Options options, Handler handler) throws IOException {
        return start(host, options, handler, null);
    }

    /// Starts a server of pages by which a program is watched: for a few at once, who can only read.
    public static WebServer watched(Host host, InetSocketAddress bind, Handler pages) throws IOException {
        var tcp = Options.DEFAULTS.tcp.withBind(bind).withMaxConnections(WATCHERS);
        return start(host, Options.DEFAULTS.withTcp(tcp), exchange -> {
            String method = exchange.request().method();
            if (!method.equals("GET") && !method.equals("HEAD")) throw new StatusException(405, "This page can only be read.");
            pages.handle(exchange);
        });
    }

    /// Starts a server that logs its requests.
    ///
    /// @param log where to, or `null`; stays open when the server closes
    /// @throws IOException when it cannot listen there
    public static WebServer start(Host host, Options options, Handler handler, AccessLog log) throws IOException {
        return start(host, options, handler, log, null);
    }

    /// Starts a server behind somebody who says first for whom he speaks.
    ///
    /// @param log where to, or `null`; stays open when the server closes
    /// @param opening reads what he says, or `null`
    /// @throws IOException when it cannot listen there
    public static WebServer start(Host host, Options options, Handler handler, AccessLog log, Opening opening)
            throws IOException {
        return new WebServer(host, options, Objects.requireNonNull(handler), log, opening);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// What has happened so far.
    public Counters counters() {
        return counters;
    }

    public int connections() {
        return tcp.connections();
    }

    Headers headers() {
        return options.headers;
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
        var client = connection.remote();
        if (opening != null) {
            connection.stage(options.limits.headTime());
            client = opening.read(connection);
            connection.stage(null);
        }
        if (options.tls == null) {
            converse(Transport.of(connection).from(client));
            return;
        }
        connection.stage(options.limits.headTime());
        var transport = Tls.server(connection, options.tls);
        connection.stage(null);
        try {
            converse(transport.from(client));
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

    /// Whatever goes wrong here before the head is sent, the client is told that it did, and the next request is read.
    private boolean answer(Exchange exchange) throws IOException {
        requests.increment();
        long began = log == null ? 0 : System.nanoTime();
        try {
            exchange.meetExpectation();
            handler.handle(exchange);
            if (!exchange.responded()) throw new IllegalStateException("the handler gave no answer");
            return exchange.finish();
        } catch (StatusException e) {
            return fail(exchange, e);
        } catch (BadMessageException | SSLException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // What fails because the client is gone needs no answer.
            if (e instanceof IOException broken && exchange.reader().transport().connection().over()) throw broken;
            counters.count("failed");
            var failure = Failure.of(e);
            FAILURES.log(failure.level(), exchange.request().startLine() + ": " + failure.line(), failure.stack());
            return fail(exchange, failure.answer());
        } finally {
            if (log != null && exchange.responded()) {
                log.log(exchange, Duration.ofNanos(System.nanoTime() - began));
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
        String line = exchange != null ? exchange.request().startLine() : reader.startLine();
        transport.stage(null);
        byte[] page = ErrorPage.response(status, why, head, options.headers);
        transport.write(ByteBuffer.wrap(page));
        if (log != null) log.log(transport, line, status, head ? 0 : ErrorPage.contentLength(page), why);
        transport.endOutput();
    }

    @Override
    public String toString() {
        return "web server on " + Address.text(address()) + ", " + Text.count(connections(), "connection")
                + ", " + handler;
    }
}
