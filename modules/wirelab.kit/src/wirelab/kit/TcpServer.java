package wirelab.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A TCP server: one thread accepts, a virtual thread per connection speaks the protocol,
/// one sweeper ends what takes too long.
///
/// Its counters are `accepted`, `refused` (over the connection limit), `timed out`, `malformed` (the peer broke the
/// protocol), `broken` (the connection was cut) and `failed` (something went wrong here: the peer sees a reset, and the log
/// says what).
///
/// ```
/// try (var server = TcpServer.start(TcpServer.Options.DEFAULTS.withPort(7007), connection -> { ... })) { ... }
/// ```
public final class TcpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TcpServer.class.getName());
    private static final LogLimit FAILURES = new LogLimit(LOG);

    /// Speaks the protocol with one peer, on a virtual thread of its own. When it returns, the connection is closed; what
    /// it throws is counted and ends this connection alone.
    @FunctionalInterface
    public interface Handler {
        /// Speaks with one peer to the end.
        ///
        /// @throws IOException when the connection breaks or the peer breaks the protocol
        void handle(Connection connection) throws IOException;
    }

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param party who speaks at this end, for taps and thread names
    /// @param maxConnections connections at once, at least 1; one more is refused with `refusal` and closed
    /// @param idle a connection on which no byte has moved for so long is ended
    /// @param whole a connection that has lasted so long is ended, however busy
    /// @param drain how long open conversations may go on after [TcpServer#close()]
    /// @param backlog connections that the system keeps waiting for the accept loop
    /// @param refusal what a refused peer is sent, in the words of the protocol; empty sends a reset instead
    public record Options(InetSocketAddress bind, Tap.Party party, int maxConnections, Duration idle, Duration whole,
            Duration drain, int backlog, String refusal) {
        /// Loopback, a free port, 10,000 connections, idle for a minute, an hour in all, 5 s to drain.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0),
                new Tap.Party("server", Tap.Words.NONE), 10_000, Duration.ofMinutes(1), Duration.ofHours(1),
                Duration.ofSeconds(5), 4096, "");

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            Objects.requireNonNull(refusal);
            if (maxConnections < 1) throw new UsageException("a server needs room for one connection at least");
            if (!idle.isPositive() || !whole.isPositive() || drain.isNegative()) {
                throw new UsageException("time limits must be greater than zero");
            }
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Listens on another port of loopback.
        ///
        /// @param port 0 takes a free one
        public Options withPort(int port) {
            return withBind(new InetSocketAddress(bind.getAddress(), port));
        }

        public Options withParty(Tap.Party party) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        public Options withMaxConnections(int maxConnections) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        public Options withTimeouts(Duration idle, Duration whole) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Changes what open conversations may take when the server stops.
        public Options withDrain(Duration drain) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        public Options withRefusal(String refusal) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }
    }

    /// While draining, a peer that is silent for this long has nothing under way and is let go.
    private static final Duration QUIET = Duration.ofMillis(250);
    /// So many refused peers at once are told why; further ones are reset.
    private static final int MAX_REFUSALS = 100;
    private static final long POLL = Duration.ofMillis(2).toNanos();

    private final Options options;
    private final Handler handler;
    private final ServerSocketChannel listener;
    private final Tap tap;
    private final Tap.Bound bound;
    private final AtomicInteger serving = new AtomicInteger();
    /// Those that are served, and those that are being refused.
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Counters counters = new Counters();
    private final Thread acceptor;
    private final Sweeper sweeper;
    private volatile boolean stopping;

    private TcpServer(Host host, Options options, Handler handler) throws IOException {
        this.options = options;
        this.handler = handler;
        tap = host.tap();
        listener = host.listen(options.bind, options.backlog);
        bound = tap == null ? () -> {} : tap.bound(options.party, Tap.Transport.TCP, address());
        String name = options.party.name();
        sweeper = new Sweeper(name + "-sweep", open, () -> counters.count("timed out"));
        acceptor = Thread.ofPlatform().daemon().name(name + "-accept").unstarted(this::accept);
    }

    /// Starts a server on this machine.
    public static TcpServer start(Options options, Handler handler) throws IOException {
        return start(Host.HERE, options, handler);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static TcpServer start(Host host, Options options, Handler handler) throws IOException {
        var server = new TcpServer(host, options, Objects.requireNonNull(handler));
        // Only now: a client may be there before the constructor has set its last field.
        server.acceptor.start();
        return server;
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.socket().getLocalSocketAddress();
    }

    /// What has happened so far.
    public Counters counters() {
        return counters;
    }

    public int connections() {
        return serving.get();
    }

    /// Stops: accepts no more, lets open conversations finish for at most the drain time, then cuts them. Returns when every
    /// connection is closed. May be called twice.
    @Override
    public void close() {
        stopping = true;
        try {
            listener.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the listener", e);
        }
        // The system may still let in who comes at this moment.
        try {
            acceptor.join(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        bound.close();
        sweeper.allowQuiet(QUIET);
        awaitEmpty(options.drain);
        open.forEach(Connection::reset);
        // The handlers of the cut connections see an error and leave at once.
        awaitEmpty(Duration.ofSeconds(1));
        sweeper.stop();
    }

    private void awaitEmpty(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) LockSupport.parkNanos(POLL);
    }

    private void accept() {
        while (!stopping) {
            try {
                admit(listener.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                // Out of file descriptors, most likely: wait for some connection to end instead of spinning.
                counters.count("accept failed");
                FAILURES.log(Level.WARNING, "cannot accept: " + Failure.reason(e), null);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private void admit(SocketChannel channel) {
        try {
            boolean full = serving.get() >= options.maxConnections;
            counters.count(full ? "refused" : "accepted");
            if (full && (options.refusal.isEmpty() || open.size() - serving.get() >= MAX_REFUSALS)) {
                new Connection(channel, options.party, tap, false).reset();
                return;
            }
            var connection = new Connection(channel, options.party, tap, false).limit(options.idle, options.whole);
            if (!full) serving.incrementAndGet();
            sweeper.watch(connection);
            Thread.ofVirtual().name(options.party.name(), counters.get("accepted"))
                    .start(full ? () -> refuse(connection) : () -> serve(connection));
        } catch (IOException e) {
            // The peer was gone before it was greeted.
            counters.count("broken");
            closeQuietly(channel);
        }
    }

    private void refuse(Connection connection) {
        LOG.log(Level.DEBUG, "{0}: refused, {1} connections are open", connection, options.maxConnections);
        try {
            connection.write(options.refusal.getBytes(StandardCharsets.UTF_8));
            connection.closeGently();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
        } finally {
            connection.close();
            open.remove(connection);
        }
    }

    private void serve(Connection connection) {
        try {
            handler.handle(connection);
            connection.closeGently();
        } catch (ProtocolViolation e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
            connection.closeGently();
        } catch (SocketTimeoutException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
        } catch (FileSystemException | UncheckedIOException e) {
            failed(connection, Level.WARNING, connection + ": " + Failure.line(e), null);
        } catch (IOException e) {
            counters.count("broken");
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
            // What broke was not this connection: an orderly end would be taken for the end of what was to be said.
            if (!connection.over()) connection.reset();
        } catch (RuntimeException | Error e) {
            failed(connection, Level.ERROR, connection.toString(), e);
        } finally {
            connection.close();
            open.remove(connection);
            serving.decrementAndGet();
        }
    }

    /// What fails here is no orderly end either; a protocol that has words for it says them itself.
    private void failed(Connection connection, Level level, String line, Throwable cause) {
        counters.count("failed");
        connection.reset();
        FAILURES.log(level, line, cause);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It was closed already.
        }
    }

    @Override
    public String toString() {
        return options.party.name() + " on " + Address.text(address()) + " (tcp), "
                + Text.count(connections(), "connection");
    }
}
