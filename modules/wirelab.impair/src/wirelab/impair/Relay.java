package wirelab.impair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
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
    /// @param maxConnections TCP connections at once; one more is reset
    /// @param window bytes of one TCP connection and direction that are under way at most, 65,536 at least; then its sender
    /// waits
    /// @param maxFlows UDP clients at once; datagrams of one more are dropped
    /// @param flowIdle a UDP client that neither sent nor got a datagram for so long is forgotten
    public record Options(InetSocketAddress bind, boolean tcp, boolean udp, int maxConnections, int window, int maxFlows,
            Duration flowIdle) {
        /// A free port of loopback, both protocols, 500 connections with 1 MiB each way, 1,000 flows, a minute of silence.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), true, true,
                500, 1 << 20, 1000, Duration.ofMinutes(1));
        /// The least window: some chunks must fit.
        private static final int LEAST_WINDOW = 64 * 1024;

        public Options {
            Objects.requireNonNull(bind);
            if (!tcp && !udp) throw new UsageException("a relay carries TCP or UDP or both");
            if (window < LEAST_WINDOW) throw new UsageException("a window has " + LEAST_WINDOW + " bytes at least");
            if (maxFlows < 1 || !flowIdle.isPositive()) throw new UsageException("a relay has room for one flow at least");
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

        public Options withProtocols(boolean tcp, boolean udp) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

        public Options withConnections(int maxConnections, int window) {
            return new Options(bind, tcp, udp, maxConnections, window, maxFlows, flowIdle);
        }

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
    private final LinkDriver up;
    private final LinkDriver down;
    private final StreamRelay streams;
    private final DatagramRelay datagrams;
    private final DualServer server;

    private Relay(Host host, InetSocketAddress target, LinkSpec spec, Options options) throws IOException {
        this.target = target;
        this.spec = spec;
        long now = System.nanoTime();
        up = new LinkDriver("link-up", spec.upLink(now));
        down = new LinkDriver("link-down", spec.downLink(now));
        streams = new StreamRelay(host, target, options, spec, up, down, counters);
        datagrams = new DatagramRelay(host, target, options, up, down, counters);
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY)
                .withMaxConnections(options.maxConnections).withTimeouts(SILENCE, SILENCE).withDrain(Duration.ZERO);
        var udp = UdpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withReceiveBuffer(UDP_BUFFER);
        try {
            var heard = host.tap() == null ? host
                    : host.unwatched().watchedBy(new Unknocked(host.tap(), datagrams::isKnocker));
            server = DualServer.start(heard, options.tcp ? tcp : null, streams::handle, options.udp ? udp : null,
                    datagrams::handle);
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    /// Starts a relay on a free port of loopback; it carries when this returns.
    ///
    /// @param spec what the link does; up is towards the server
    /// @throws IOException when it cannot listen
    public static Relay start(InetSocketAddress target, LinkSpec spec) throws IOException {
        return start(Host.HERE, target, spec);
    }

    /// Starts a relay on a free port of loopback of another host.
    public static Relay start(Host host, InetSocketAddress target, LinkSpec spec) throws IOException {
        return start(host, target, spec, Options.DEFAULTS);
    }

    /// Starts a relay on this machine, [Host#HERE].
    public static Relay start(InetSocketAddress target, LinkSpec spec, Options options) throws IOException {
        return start(Host.HERE, target, spec, options);
    }

    /// Starts a relay; it carries when this returns.
    ///
    /// @param spec what the link does; up is towards the server
    /// @throws IOException when it cannot listen there or the target's name is unknown
    public static Relay start(Host host, InetSocketAddress target, LinkSpec spec, Options options) throws IOException {
        if (target.isUnresolved()) throw new IOException("unknown host " + target.getHostString());
        return new Relay(host, target, spec, options);
    }

    /// {@return where clients find the server now: address and true port, the same for TCP and UDP}
    public InetSocketAddress address() {
        return server.address();
    }

    /// {@return what the link does: its words and its seed}
    public LinkSpec spec() {
        return spec;
    }

    /// {@return what has become of what went to the server: datagrams, and chunks of streams; the numbers so far}
    public Tally up() {
        return up.tally();
    }

    /// {@return what has become of what came from the server: the numbers so far}
    public Tally down() {
        return down.tally();
    }

    /// {@return the listening sockets, with their counters: both sides}
    public DualServer server() {
        return server;
    }

    /// What has happened so far: `flows`, `flows refused`, `connections cut`, `targets not reached`.
    public Counters counters() {
        return counters;
    }

    /// {@return how many UDP clients are known: now}
    public int flows() {
        return datagrams.flows();
    }

    /// {@return such as `127.0.0.1:9000 -> 127.0.0.1:7007: delay=20ms seed=7`}
    @Override
    public String toString() {
        return Address.text(address()) + " -> " + Address.text(target) + ": " + spec;
    }

    /// A client of a link is about to open a connection over this relay; [#drain(Duration)] waits for it, too.
    void expectStream() {
        streams.expect();
    }

    /// Waits until what clients have sent has left the link at the far end, or is lost on it: so whoever ends with the link
    /// can say goodbye over it first. What comes back is not waited for, and neither is what is sent meanwhile.
    ///
    /// @param limit how long at most
    public void drain(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        streams.drain(until);
        datagrams.drain(address(), until);
        try {
            up.drain(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
