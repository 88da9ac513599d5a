package wirelab.forward;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// A forwarder: takes connections of clients and carries each over one of its own to a server,
/// which may be the next forwarder.
///
/// It connects to the server first and listens then, so that a chain is started from the server backwards and whoever
/// reaches its first forwarder reaches the server. That first connection is kept for the first client (see [Options]).
///
/// ```
/// try (var forwarder = Forwarder.start(server.address(), Forwarder.Options.DEFAULTS.withFraming(MessageEnd.LINES))) {
///     ... connect to forwarder.address() instead of server.address() ...
/// }
/// ```
public final class Forwarder implements AutoCloseable {
    /// The port that wirelab uses.
    public static final int PORT = 9000;
    private static final Logger LOG = System.getLogger(Forwarder.class.getName());
    /// For the limits of the kit's server that are not ours: silence is judged for both sides together.
    private static final Duration NEVER = Duration.ofDays(365);
    /// How often circuits are looked at: the idle limit is overrun by this much at most.
    private static final long SWEEP = Duration.ofMillis(100).toNanos();
    /// While stopping, a conversation that is silent for so long has nothing under way and is let go.
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final long RETRY = Duration.ofMillis(100).toNanos();
    /// How long a server that speaks first keeps a place for nobody: as long as it may need to say that it ends.
    private static final long VACANT = Duration.ofSeconds(1).toNanos();

    /// How a forwarder behaves.
    ///
    /// @param tcp the side of the clients: where it listens, who it is to taps, how many connections;
    ///     its time limits are not used
    /// @param framing what is stored before it is sent on
    /// @param idle connections are reset when no byte has moved on either side for so long
    /// @param connect how long a connection to the server may take
    /// @param patience how long the start waits for a server that is not there yet
    /// @param keep whether the connection made at the start is kept for the first client, which a server that takes one
    ///     connection alone needs; else it is closed, and each client gets a connection of its own age; a server that speaks
    ///     first and takes others is left again after a second without a client
    public record Options(TcpServer.Options tcp, MessageEnd framing, Duration idle, Duration connect, Duration patience,
            boolean keep) {
        /// Streaming, on a free port of loopback, 2,000 connections, 5 min of silence, 10 s to connect; the server must be
        /// there, and the connection made at the start is kept for the first client.
        public static final Options DEFAULTS = new Options(
                TcpServer.Options.DEFAULTS.withMaxConnections(2000).withTimeouts(NEVER, NEVER), MessageEnd.STREAM,
                Duration.ofMinutes(5), Connection.CONNECT_TIMEOUT, Duration.ZERO, true).withName("forwarder");

        public Options {
            Objects.requireNonNull(tcp);
            Objects.requireNonNull(framing);
            if (!idle.isPositive() || !connect.isPositive() || patience.isNegative()) {
                throw new UsageException("time limits must be greater than zero");
            }
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(tcp.withBind(bind), framing, idle, connect, patience, keep);
        }

        /// Names the forwarder, for taps.
        ///
        /// @param name a short name, such as `f1`
        public Options withName(String name) {
            return new Options(tcp.withParty(new Tap.Party(name, Tap.Words.NONE)), framing, idle, connect, patience, keep);
        }

        /// Allows more or fewer connections at once.
        ///
        /// @param maxConnections at least 1
        public Options withMaxConnections(int maxConnections) {
            return new Options(tcp.withMaxConnections(maxConnections), framing, idle, connect, patience, keep);
        }

        public Options withFraming(MessageEnd framing) {
            return new Options(tcp, framing, idle, connect, patience, keep);
        }

        public Options withTimes(Duration idle, Duration connect, Duration patience) {
            return new Options(tcp, framing, idle, connect, patience, keep);
        }

        /// Changes what becomes of the connection made at the start.
        public Options withKeep(boolean keep) {
            return new Options(tcp, framing, idle, connect, patience, keep);
        }

        private Tap.Party party() {
            return tcp.party();
        }
    }

    private final Host host;
    private final InetSocketAddress upstream;
    private final Options options;
    private final Buffers buffers;
    private final Counters counters = new Counters();
    private final Set<Splice> circuits = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Reserve> reserve = new AtomicReference<>();
    private final TcpServer server;
    private final Thread sweeper;
    private volatile Duration idle;
    private volatile boolean stopped;
    /// The sweeper's own: whether the server was asked if it takes others beside the kept connection.
    private boolean asked;

    private Forwarder(Host host, InetSocketAddress upstream, Options options) throws IOException {
        this.host = host;
        this.upstream = upstream;
        this.options = options;
        idle = options.idle;
        buffers = new Buffers(options.framing);
        var first = firstConnection();
        if (options.keep) reserve.set(new Reserve(first));
        else first.close();
        try {
            server = TcpServer.start(host, options.tcp, this::forward);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
        sweeper = Thread.ofPlatform().daemon().name(options.party().name() + "-idle").start(this::sweep);
    }

    /// Starts it on this machine, [Host#HERE].
    public static Forwarder start(InetSocketAddress upstream, Options options) throws IOException {
        return start(Host.HERE, upstream, options);
    }

    /// Starts a forwarder: connects to the server, then listens. It carries when this returns.
    ///
    /// @param upstream the server, or the next forwarder
    /// @throws IOException when the server cannot be reached, or this cannot listen
    public static Forwarder start(Host host, InetSocketAddress upstream, Options options) throws IOException {
        return new Forwarder(host, upstream, options);
    }

    private Connection firstConnection() throws IOException {
        long deadline = System.nanoTime() + options.patience.toNanos();
        while (true) {
            try {
                return host.connect(upstream, options.party(), options.connect);
            } catch (IOException e) {
                if (upstream.isUnresolved() || System.nanoTime() - deadline >= 0) throw e;
                LockSupport.parkNanos(RETRY);
            }
        }
    }

    private void forward(Connection client) throws IOException {
        var kept = reserve.getAndSet(null);
        if (kept != null && kept.isBroken()) kept = null;
        var fresh = kept != null && kept.hasEnded() ? insteadOf(kept) : null;
        var circuit = fresh != null ? circuit(client, fresh) : kept != null
                ? new Splice(client, kept.connection(), kept::read, options.framing, buffers)
                : circuit(client, connect(client));
        circuits.add(circuit);
        try {
            circuit.carry(counters.adder("bytes up"), counters.adder("bytes down"));
        } finally {
            circuits.remove(circuit);
        }
    }

    /// A connection in place of one that the server has ended while nobody used it.
    ///
    /// @return `null` when there is none to be had: the server takes one alone, and then that was for the first client
    private Connection insteadOf(Reserve kept) {
        try {
            var fresh = host.connect(upstream, options.party(), options.connect);
            kept.connection().close();
            return fresh;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", kept.connection(), e.getMessage());
            return null;
        }
    }

    /// Whether the connection made at the start still waits for its client, unbroken and not ended as far as is known.
    boolean keepsConnection() {
        var kept = reserve.get();
        return kept != null && !kept.isBroken() && !kept.hasEnded();
    }

    private Splice circuit(Connection client, Connection to) {
        return new Splice(client, to, to::read, options.framing, buffers);
    }

    private Connection connect(Connection client) throws IOException {
        try {
            return host.connect(upstream, options.party(), options.connect);
        } catch (IOException e) {
            // What the client would have seen without a forwarder, as nearly as can be: its connection stands already.
            client.reset();
            counters.count("server not reached");
            LOG.log(Level.DEBUG, "{0}: {1}", client, e.getMessage());
            throw e;
        }
    }

    private void sweep() {
        while (!stopped) {
            long now = System.nanoTime();
            for (var circuit : circuits) {
                if (circuit.expire(now, idle)) counters.count("timed out");
            }
            sweep(now, reserve.get());
            LockSupport.parkNanos(SWEEP);
        }
    }

    private void sweep(long now, Reserve kept) {
        if (kept == null) return;
        if (now - kept.connection().lastMoved() > idle.toNanos()) {
            if (reserve.compareAndSet(kept, null)) kept.connection().close();
        } else if (!asked && kept.isVacant(now, VACANT)) {
            asked = true;
            Thread.ofVirtual().name(options.party().name() + "-vacates").start(() -> vacate(kept));
        }
    }

    /// Leaves a place that a server which speaks first, a room for instance, keeps for a client that has not come: clients
    /// that come get one of their own. Only if it takes others: a server that takes one connection alone is the first
    /// client's. A connection that opens is no proof, since the next may be a forwarder as well: one that is spoken to, too,
    /// is.
    private void vacate(Reserve kept) {
        try (var other = host.connect(upstream, options.party(), options.connect).limit(options.connect, null)) {
            boolean takesOthers = other.read(ByteBuffer.allocate(1)) > 0;
            if (takesOthers && reserve.compareAndSet(kept, null)) kept.connection().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", kept.connection(), e.getMessage());
        }
    }

    /// {@return where clients find the server now: address and true port}
    public InetSocketAddress address() {
        return server.address();
    }

    /// {@return its name for taps: `f1` in a chain}
    public String name() {
        return options.party().name();
    }

    /// {@return where it forwards to: the server, or the next forwarder}
    public InetSocketAddress upstream() {
        return upstream;
    }

    /// {@return the side of the clients, which counts `accepted`, `refused`, `malformed` (a message too long) and `broken`:
    /// the listening server}
    public TcpServer server() {
        return server;
    }

    /// What has been carried: `bytes up`, `bytes down`, `server not reached`, `timed out`.
    public Counters counters() {
        return counters;
    }

    /// Stops: takes no more clients, lets open conversations finish for the drain time of the options, then
    /// resets them. May be called twice.
    @Override
    public void close() {
        var kept = reserve.getAndSet(null);
        if (kept != null) kept.connection().close();
        idle = QUIET;
        server.close();
        circuits.forEach(Splice::breakOff);
        stopped = true;
        LockSupport.unpark(sweeper);
    }

    /// {@return where it listens and where it forwards to: `127.0.0.1:7009 -> 127.0.0.1:7007`}
    public String way() {
        return Address.text(address()) + " -> " + Address.text(upstream);
    }

    /// {@return what it has done, for people: counters of both sides in one line}
    @Override
    public String toString() {
        return options.party().name() + ": " + server.counters() + "; " + counters;
    }
}
