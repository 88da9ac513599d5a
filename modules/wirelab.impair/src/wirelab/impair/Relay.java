package wirelab.impair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.DualServer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;
import wirelab.kit.UsageException;

/// Stands between clients and a server and is a bad link: datagrams meet everything that [LinkSpec] knows; the bytes of TCP
/// connections are delayed, throttled, stalled and cut.
///
/// ```
/// try (var link = Relay.start(server.address(), LinkSpec.parse("delay=20ms loss=1% seed=7"))) {
///     ... connect to link.address() instead of server.address() ...
/// }
/// ```
///
/// All conversations share the one link: its rate, its queue and its order. To a [Tap] the relay's own sockets are a party
/// named `link`: a capture shows what a client sent and, later, what the server received.
///
/// What a relay cannot do: TCP runs between client and relay and again between relay and server, so nothing here makes it
/// retransmit, and a connection is set up at once. For TCP itself over a bad link there is [TunLink].
public final class Relay implements AutoCloseable {
    /// What a relay allows.
    ///
    /// @param bind where it listens; port 0 takes a free one
    /// @param tcp whether it carries TCP
    /// @param udp whether it carries UDP
    /// @param maxConnections TCP connections at once; one more is reset
    /// @param window bytes of one TCP connection and direction that are under way at most; then its sender waits
    /// @param maxFlows UDP clients at once; datagrams of one more are dropped
    /// @param flowIdle a UDP client that neither sent nor got a datagram for so long is forgotten
    public record Options(InetSocketAddress bind, boolean tcp, boolean udp, int maxConnections, int window, int maxFlows,
            Duration flowIdle) {
        /// A free port of loopback, both protocols, 500 connections with 1 MiB each way, 1,000 flows forgotten after a minute.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), true, true, 500, 1 << 20, 1000,
                Duration.ofMinutes(1));
        /// The least window: some chunks must fit.
        private static final int LEAST_WINDOW = 64 * 1024;

        /// Checks the limits.
        public Options {
            Objects.requireNonNull(bind);
            if (!tcp && !udp) throw new UsageException("a relay carries TCP or UDP or both");
            if (window < LEAST_WINDOW) throw new UsageException("a window has " + LEAST_WINDOW + " bytes at least");
            if (maxFlows < 1 || !flowIdle.isPositive()) throw new UsageException("a relay has room for one flow at least");
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port; port 0 takes a free one
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

        /// Carries one protocol or both.
        ///
        /// @param tcp whether TCP
        /// @param udp whether UDP
        /// @return changed options
        public Options withProtocols(boolean tcp, boolean udp) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

        /// Changes the limits of TCP.
        ///
        /// @param maxConnections at once
        /// @param window bytes each way, 65,536 at least
        /// @return changed options
        public Options withConnections(int maxConnections, int window) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

        /// Changes the limits of UDP.
        ///
        /// @param maxFlows clients at once
        /// @param flowIdle silence after which a client is forgotten
        /// @return changed options
        public Options withFlows(int maxFlows, Duration flowIdle) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }
    }

    /// Who the relay is to a tap.
    static final Tap.Party PARTY = new Tap.Party("link", Tap.Words.NONE);
    /// What the system is asked to keep of datagrams not yet read: 40 ms at 100,000 small datagrams per second.
    static final int UDP_BUFFER = 4 << 20;
    /// A relay does not judge who is silent for too long: client and server do.
    private static final Duration SILENCE = Duration.ofHours(12);

    private final InetSocketAddress target;
    private final LinkSpec spec;
    private final Counters counters = new Counters();
    private final Wire up;
    private final Wire down;
    private final Streams streams;
    private final Datagrams datagrams;
    private final DualServer server;

    private Relay(InetSocketAddress target, LinkSpec spec, Options options) throws IOException {
        this.target = target;
        this.spec = spec;
        long now = System.nanoTime();
        up = new Wire("link-up", spec.upLink(now));
        down = new Wire("link-down", spec.downLink(now));
        streams = new Streams(target, options, spec, up, down, counters);
        datagrams = new Datagrams(target, options, up, down, counters);
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withMaxConnections(options.maxConnections)
                .withTimeouts(SILENCE, SILENCE).withDrain(Duration.ZERO);
        var udp = UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withReceiveBuffer(UDP_BUFFER);
        try {
            server = DualServer.start(options.tcp ? tcp : null, streams::handle, options.udp ? udp : null, datagrams::handle);
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    /// Starts a relay on a free port of loopback; it carries when this returns.
    ///
    /// @param target the server behind it
    /// @param spec what the link does; up is towards the server
    /// @return the running relay
    /// @throws IOException when it cannot listen
    public static Relay start(InetSocketAddress target, LinkSpec spec) throws IOException {
        return start(target, spec, Options.DEFAULTS);
    }

    /// Starts a relay; it carries when this returns.
    ///
    /// @param target the server behind it
    /// @param spec what the link does; up is towards the server
    /// @param options where it listens and what it allows
    /// @return the running relay
    /// @throws IOException when it cannot listen there or the target's name is unknown
    public static Relay start(InetSocketAddress target, LinkSpec spec, Options options) throws IOException {
        if (target.isUnresolved()) throw new IOException("unknown host " + target.getHostString());
        return new Relay(target, spec, options);
    }

    /// Where clients find the server now.
    ///
    /// @return address and true port, the same for TCP and UDP
    public InetSocketAddress address() {
        return server.address();
    }

    /// What the link does.
    ///
    /// @return its words and its seed
    public LinkSpec spec() {
        return spec;
    }

    /// What has become of what went to the server: datagrams, and chunks of streams.
    ///
    /// @return the numbers so far
    public Tally up() {
        return up.tally();
    }

    /// What has become of what came from the server.
    ///
    /// @return the numbers so far
    public Tally down() {
        return down.tally();
    }

    /// The listening sockets, with their counters.
    ///
    /// @return both sides
    public DualServer server() {
        return server;
    }

    /// What has happened so far: `flows`, `flows refused`, `connections cut`, `targets not reached`.
    ///
    /// @return counters by name
    public Counters counters() {
        return counters;
    }

    /// How many UDP clients are known.
    ///
    /// @return now
    public int flows() {
        return datagrams.flows();
    }

    /// Where from and where to.
    ///
    /// @return such as `127.0.0.1:9000 -> 127.0.0.1:7007: delay=20ms seed=7`
    @Override
    public String toString() {
        return Address.text(address()) + " -> " + Address.text(target) + ": " + spec;
    }

    /// Takes the link away: connections are reset and what was under way is gone. May be called twice.
    @Override
    public void close() {
        streams.close();
        server.close();
        stop();
    }

    private void stop() {
        streams.close();
        datagrams.close();
        up.close();
        down.close();
    }
}
