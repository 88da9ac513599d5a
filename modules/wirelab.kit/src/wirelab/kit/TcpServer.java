package wirelab.kit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
/// protocol), `broken` (the connection was cut) and `failed` (a mistake in this program, logged with its stack).
///
/// ```
/// try (var server = TcpServer.start(TcpServer.Options.DEFAULTS.withPort(7007), connection -> { ... })) { ... }
/// ```
public final class TcpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TcpServer.class.getName());

    /// Speaks the protocol with one peer, on a virtual thread of its own. When it returns, the connection is closed; what
    /// it throws is counted and ends this connection alone.
    @FunctionalInterface
    public interface Handler {
        /// Speaks with one peer to the end.
        ///
        /// @param connection the connection to it
        /// @throws IOException when the connection breaks or the peer breaks the protocol
        void handle(Connection connection) throws IOException;
    }

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param party who speaks at this end, for taps and thread names
    /// @param maxConnections connections at once; one more is refused with `refusal` and closed
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

        /// Checks the limits.
        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(party);
            Objects.requireNonNull(refusal);
            if (maxConnections < 1) throw new UsageException("a server needs room for one connection at least");
            if (!idle.isPositive() || !whole.isPositive() || drain.isNegative()) {
                throw new UsageException("time limits must be greater than zero");
            }
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port; port 0 takes a free one
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Listens on another port of loopback.
        ///
        /// @param port 0 takes a free one
        /// @return changed options
        public Options withPort(int port) {
            return withBind(new InetSocketAddress(bind.getAddress(), port));
        }

        /// Names who speaks, and how.
        ///
        /// @param party the name and the words
        /// @return changed options
        public Options withParty(Tap.Party party) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Allows more or fewer connections at once.
        ///
        /// @param maxConnections at least 1
        /// @return changed options
        public Options withMaxConnections(int maxConnections) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Changes what a connection may take.
        ///
        /// @param idle without a byte
        /// @param whole in all
        /// @return changed options
        public Options withTimeouts(Duration idle, Duration whole) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Changes what open conversations may take when the server stops.
        ///
        /// @param drain zero cuts them at once
        /// @return changed options
        public Options withDrain(Duration drain) {
            return new Options(bind, party, maxConnections, idle, whole, drain, backlog, refusal);
        }

        /// Changes what a peer over the limit is told.
        ///
        /// @param refusal in the words of the protocol; empty sends a reset instead
        /// @return changed options
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
    private final Tap tap = Tap.current();
    private final Tap.Bound bound;
    private final AtomicInteger serving = new AtomicInteger();
    /// Those that are served, and those that are being refused.
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Counters counters = new Counters();
    private final Thread acceptor;
    private final Sweeper sweeper;
    private volatile boolean stopping;

    private TcpServer(Options options, Handler handler) throws IOException {
        this.options = options;
        this.handler = handler;
        listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(options.bind, options.backlog);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw new IOException("cannot listen on " + Address.text(options.bind) + ": " + UdpSocket.reason(e), e);
        }
        bound = tap == null ? () -> {} : tap.bound(options.party, Tap.Transport.TCP, address());
        String name = options.party.name();
        acceptor = Thread.ofPlatform().daemon().name(name + "-accept").start(this::accept);
        sweeper = new Sweeper(name + "-sweep", open, () -> counters.count("timed out"));
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @param handler what speaks the protocol
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static TcpServer start(Options options, Handler handler) throws IOException {
        return new TcpServer(options, Objects.requireNonNull(handler));
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.socket().getLocalSocketAddress();
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
                LOG.log(Level.WARNING, "cannot accept: " + e.getMessage());
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
        } catch (ProtocolException e) {
            counters.count("malformed");
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
            connection.closeGently();
        } catch (SocketTimeoutException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
        } catch (IOException e) {
            counters.count("broken");
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
        } catch (RuntimeException | Error e) {
            counters.count("failed");
            LOG.log(Level.ERROR, connection.toString(), e);
        } finally {
            connection.close();
            open.remove(connection);
            serving.decrementAndGet();
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It was closed already.
        }
    }
}
