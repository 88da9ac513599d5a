package wirelab.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.intermediary.Onward;
import wirelab.kit.Connection;
import wirelab.kit.ProtocolViolation;

/// Spreads the requests of a web server over nodes. What it does with one request stands in [Passage].
public final class HttpBalancer implements WebServer.Handler {
    /// How a server in front of it behaves: as others, but bodies may be long and take their time.
    public static final WebServer.Options SERVER = WebServer.Options.DEFAULTS
            .withLimits(WebServer.Options.DEFAULTS.limits().withBody(1L << 40).withTimes(Duration.ofSeconds(10), null));

    private final Fleet fleet;

    /// @param fleet stays open when the server closes
    public HttpBalancer(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var request = exchange.request();
        var now = fleet.now();
        if (Onward.loops(request.headers(), now.config().name())) {
            throw new StatusException(508, "This request has been here before: it would go round for ever.");
        }
        switch (request.method()) {
            // What TRACE shows is for clients; here it would show what we tell the nodes about them.
            case "CONNECT", "TRACE" -> {
                // Behind a tunnel that is refused no request may be meant.
                exchange.close();
                throw new StatusException(405, "This is a balancer of servers.",
                        Headers.of("Allow", "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS"));
            }
            case "OPTIONS" -> {
                if (Onward.maxForwards(request.headers()) == 0) {
                    exchange.respond(204, Headers.of("Allow", "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS"),
                            ByteBuffer.allocate(0));
                    return;
                }
            }
            default -> {
                // All others are for the nodes.
            }
        }
        fleet.began();
        new Passage(fleet, now, exchange).run();
    }

    /// Reads whom a connection comes from, where the file says that connections begin so; for
    /// [WebServer#start(wirelab.kit.Host, WebServer.Options, WebServer.Handler, wirelab.http.AccessLog, WebServer.Opening)].
    public InetSocketAddress opening(Connection connection) throws IOException {
        return opening(fleet, connection);
    }

    static InetSocketAddress opening(Fleet fleet, Connection connection) throws IOException {
        var edge = fleet.config().edge();
        if (!edge.proxyIn()) return connection.remote();
        if (!edge.trust().blocks().isEmpty() && !edge.trust().contains(connection.remote().getAddress())) {
            throw new ProtocolViolation("PROXY", 0, "from somebody who is not trusted");
        }
        var header = ProxyHeader.read(connection);
        return header.source() == null ? connection.remote() : header.source();
    }

    @Override
    public String toString() {
        return "balancer of " + fleet;
    }
}
