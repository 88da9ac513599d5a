package wirelab.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.Transport;
import wirelab.intermediary.Tunnel;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// Spreads connections over nodes, whatever they carry. A node that cannot be reached is passed over; once one is, the
/// conversation is its own.
public final class TcpBalancer implements TcpServer.Handler {
    /// How a server in front of it behaves: conversations may be long and silent, as long as the file allows.
    public static final TcpServer.Options SERVER = TcpServer.Options.DEFAULTS
            .withTimeouts(Duration.ofDays(1), Duration.ofDays(365));

    private final Fleet fleet;

    /// @param fleet stays open when the server closes
    public TcpBalancer(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void handle(Connection client) throws IOException {
        var now = fleet.now();
        client.stage(Duration.ofSeconds(10));
        var remote = HttpBalancer.opening(fleet, client);
        client.stage(null);
        fleet.began();
        var tried = new ArrayList<Backend>();
        long turn = turn(now, remote);
        for (Backend node; (node = fleet.now().roster().choose(turn, tried)) != null; tried.add(node)) {
            if (tried.size() > now.config().times().retries() || !tried.isEmpty() && !fleet.mayRetry()) break;
            var times = now.config().times();
            if (node.gate.enter(times.queue(), times.queueTime()) != Gate.Entry.IN) {
                node.stats.refused.increment();
                continue;
            }
            try {
                if (carried(now, client, remote, node, tried.size())) return;
            } finally {
                node.gate.leave();
            }
        }
        fleet.counters().count("refused");
        client.reset();
    }

    private long turn(Fleet.Now now, InetSocketAddress client) {
        return now.config().policy() instanceof Policy.Hash ? HashRing.hash(client.getAddress().getHostAddress())
                : fleet.nextTurn();
    }

    /// {@return whether the node was reached}
    private boolean carried(Fleet.Now now, Connection client, InetSocketAddress remote, Backend node, int failed)
            throws IOException {
        node.stats.requests.increment();
        if (failed > 0) node.stats.retries.increment();
        long began = System.nanoTime();
        Connection server;
        try {
            server = node.connect(new Backend.Opening(now.config(), now.trust(), new ProxyHeader(remote, client.local())));
        } catch (IOException e) {
            fleet.blame(node, Failure.reason(e));
            return false;
        }
        try (server) {
            fleet.answered(node, 0, System.nanoTime() - began);
            client.limit(now.config().times().tunnel(), null);
            server.limit(now.config().times().tunnel(), null);
            Tunnel.carry(new MessageReader(Transport.of(client), Limits.SERVER),
                    new MessageReader(Transport.of(server), Limits.SERVER));
            return true;
        }
    }

    /// Says what of a configuration means nothing here.
    ///
    /// @throws UsageException when something needs HTTP
    public static void check(BalancerConfig config) {
        boolean path = config.policy() instanceof Policy.Hash(var by, _) && by != Policy.By.ADDRESS;
        String wrong = path ? "policy = " + config.policy().text() : !config.sticky().isEmpty() ? "sticky"
                : config.watching().check().startsWith("/") ? "check = PATH"
                : config.nodes().stream().anyMatch(NodeConfig::tls) ? "tls" : null;
        if (wrong != null) throw new UsageException("--tcp knows no HTTP: " + wrong + " means nothing there");
    }

    @Override
    public String toString() {
        return "balancer of connections to " + fleet;
    }
}
