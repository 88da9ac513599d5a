package wirelab.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLContext;
import wirelab.http.ClientConnection;
import wirelab.http.ConnectionPool;
import wirelab.http.Limits;
import wirelab.http.Proxies.Route;
import wirelab.http.Tls;
import wirelab.http.Transport;
import wirelab.kit.Connection;
import wirelab.kit.Host;

/// A node at work: its connections, and what is known of it.
final class Backend {
    /// For connections that say whose they are: no other client's request may go over them.
    static final ConnectionPool NO_POOL = new ConnectionPool(0);
    private static final int IDLE = 256;

    /// Looks a name up.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    /// How one of its connections is opened.
    ///
    /// @param header what is said first, or `null`
    record Opening(BalancerConfig config, SSLContext trust, ProxyHeader header) {}

    final String name;
    final ConnectionPool pool = new ConnectionPool(IDLE);
    final Gate gate = new Gate();
    final NodeStats stats = new NodeStats();
    /// What the log says of a request that this node has answered at once.
    final String note;
    final String mark;
    final Route route;
    private final Host host;
    private final Resolver resolver;
    private volatile NodeConfig config;
    private volatile PeakEwma ewma = PeakEwma.NONE;
    /// Where its name leads to; `null` until it was looked up.
    private volatile Set<InetAddress> addresses;
    private volatile boolean suspect;
    private volatile Health.State state = Health.State.UP;
    private volatile String why = "";

    /// @param mark what its sticky cookie says
    Backend(Host host, Resolver resolver, NodeConfig config, String mark) {
        this.host = host;
        this.resolver = resolver;
        this.mark = mark;
        name = config.name();
        note = "node=" + name + " tries=1";
        route = new Route.Direct(config.host(), config.port(), config.tls());
        configure(config);
    }

    void configure(NodeConfig config) {
        this.config = config;
        gate.max(config.max());
    }

    NodeConfig config() {
        return config;
    }

    /// {@return a connection that was used before, or `null`}
    ClientConnection take() {
        for (ClientConnection connection; (connection = pool.take(route)) != null; connection.close()) {
            var known = addresses;
            if (known == null || known.contains(connection.transport().remote().getAddress())) return connection;
        }
        return null;
    }

    /// Opens a connection to the first of its addresses that answers.
    ///
    /// @throws IOException when none does
    Connection connect(Opening opening) throws IOException {
        var times = opening.config.times();
        IOException first = null;
        for (var address : lookUp()) {
            try {
                var tcp = host.connect(new InetSocketAddress(address, config.port()), ClientConnection.PARTY,
                        times.connect());
                var header = opening.header;
                int version = opening.config.edge().proxyOut();
                if (version > 0) tcp.write(ByteBuffer.wrap(header.encode(version)));
                return tcp;
            } catch (IOException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        throw first;
    }

    ClientConnection open(Opening opening) throws IOException {
        var tcp = connect(opening);
        var times = opening.config.times();
        try {
            Transport transport = Transport.of(tcp);
            if (config.tls()) {
                tcp.stage(times.connect());
                transport = Tls.client(tcp, opening.trust, config.host(), config.port());
                tcp.stage(null);
            }
            tcp.limit(times.answer(), null);
            return ClientConnection.over(route, transport, Limits.CLIENT);
        } catch (IOException | RuntimeException e) {
            tcp.close();
            throw e;
        }
    }

    InetAddress[] lookUp() throws IOException {
        try {
            var found = host.call(() -> resolver.all(config.host()));
            addresses = Set.copyOf(Arrays.asList(found));
            return found;
        } catch (UnknownHostException e) {
            throw new IOException("unknown host " + config.host(), e);
        }
    }

    void heard(long now, long nanos) {
        ewma = ewma.heard(now, nanos);
    }

    double latency(long now) {
        return ewma.now(now);
    }

    /// {@return whether a request has failed since one succeeded}
    boolean suspect() {
        return suspect;
    }

    void suspect(boolean suspect) {
        this.suspect = suspect;
    }

    void turn(Health.State state, String why) {
        this.state = state;
        this.why = why;
    }

    Health.State state() {
        return state;
    }

    String why() {
        return why;
    }

    @Override
    public String toString() {
        return name + " at " + config.authority() + ", " + state;
    }
}
