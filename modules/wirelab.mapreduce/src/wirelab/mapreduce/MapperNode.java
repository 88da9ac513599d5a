package wirelab.mapreduce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.terms.Terms;

/// A mapper: a master comes to it with portions of a text, and it brings tables to the reducers.
///
/// Its counters are `assigned`, `done`, `failed`, `cancelled`, `bytes`, `spills` and `spilled bytes`.
public final class MapperNode implements AutoCloseable {
    private final Host host;
    private final WorkerOptions options;
    private final Set<MapperSession> sessions = ConcurrentHashMap.newKeySet();
    private final Counters counters = new Counters();
    private final TcpServer server;

    private MapperNode(Host host, WorkerOptions options) throws IOException {
        this.host = host;
        this.options = options;
        server = TcpServer.start(host, served("mapper", options.bind()), this::serve);
    }

    static TcpServer.Options served(String name, InetSocketAddress bind) {
        // Silence is judged by the conversation itself, which has pings.
        return TcpServer.Options.DEFAULTS.withBind(bind).withParty(new Tap.Party(name,
                Tap.Words.NONE)).withMaxConnections(1000)
                .withTimeouts(Duration.ofHours(24), Duration.ofDays(7)).withDrain(Duration.ZERO);
    }

    public static MapperNode start(WorkerOptions options) throws IOException {
        return start(Host.HERE, options);
    }

    /// Starts a mapper; it accepts when this returns.
    public static MapperNode start(Host host, WorkerOptions options) throws IOException {
        return new MapperNode(host, options);
    }

    private void serve(Connection connection) throws IOException {
        connection.stage(Duration.ofSeconds(10));
        try (var wire = Wire.welcome(connection, Terms.utf8(options.key()), options.allowJobs())) {
            connection.stage(null);
            wire.keepAlive();
            var session = new MapperSession(host, options, wire, counters);
            sessions.add(session);
            try {
                session.run();
            } finally {
                sessions.remove(session);
            }
        }
    }

    public InetSocketAddress address() {
        return server.address();
    }

    public Counters counters() {
        return counters;
    }

    /// Stops as a process that is killed: at once, and without a word to anybody.
    public void kill() {
        sessions.forEach(MapperSession::cut);
        server.close();
    }

    /// Hands back what it works on, and stops.
    @Override
    public void close() {
        sessions.forEach(MapperSession::leave);
        server.close();
    }

    @Override
    public String toString() {
        return "mapper on " + Address.text(address()) + ", " + counters;
    }
}
