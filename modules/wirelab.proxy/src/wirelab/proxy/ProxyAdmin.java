package wirelab.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Address;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// What goes on in a proxy, as a page and as JSON, on an address of its own: what is kept, why and until when, how often
/// that was of use, which servers are slow.
///
/// Any page in a browser can send requests to loopback, and by a name that it lets point there it could read the answers
/// (DNS rebinding). So only those are answered that name this server by an address or `localhost`. Nothing can be changed
/// here.
public final class ProxyAdmin implements AutoCloseable {
    /// How much of the past is shown: seconds.
    static final int SECONDS = 300;
    private static final Pattern SAFE = Pattern.compile(
            "(?i)(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");
    private static final int CONNECTIONS = 64;

    /// What had happened by a time.
    ///
    /// @param hits answers for which no server was asked
    /// @param fetched requests to servers
    /// @param saved bytes of contents that no server had to send
    record Sample(Instant time, long hits, long fetched, long saved) {}

    private final CachingProxy proxy;
    private final String name;
    private final WebServer server;
    private final Thread sampler;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private ProxyAdmin(Host host, InetSocketAddress bind, CachingProxy proxy, String name) throws IOException {
        this.proxy = proxy;
        this.name = name;
        var options = WebServer.Options.DEFAULTS;
        server = WebServer.start(host, options.withTcp(TcpServer.Options.DEFAULTS.withBind(bind)
                .withMaxConnections(CONNECTIONS).withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(5))), this::answer);
        sampler = Thread.ofVirtual().name("admin-samples").start(this::sample);
    }

    /// Starts it; it accepts when this returns.
    ///
    /// @param name what the page calls the proxy: where it listens
    /// @throws IOException when it cannot listen there
    public static ProxyAdmin start(Host host, InetSocketAddress bind, CachingProxy proxy, String name) throws IOException {
        return new ProxyAdmin(host, bind, proxy, name);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return server.address();
    }

    private void sample() {
        try {
            while (true) {
                take(Instant.now());
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Sample take(Instant now) {
        var counters = proxy.counters();
        long hits = counters.get("hits") + counters.get("stale") + counters.get("collapsed");
        long fetched = counters.get("misses") + counters.get("validations") + counters.get("passed");
        var sample = new Sample(now, hits, fetched, counters.get("bytes saved"));
        synchronized (samples) {
            samples.add(sample);
            if (samples.size() > SECONDS + 1) samples.remove();
        }
        return sample;
    }

    private void answer(Exchange exchange) throws IOException {
        var request = exchange.request();
        String host = request.headers().first("Host");
        if (host == null || !SAFE.matcher(host).matches()) {
            throw new StatusException(421, "This page is shown to those alone who ask for it by its address.");
        }
        if (!List.of("GET", "HEAD").contains(request.method())) {
            throw new StatusException(405, "There is nothing to be changed here.", Headers.of("Allow", "GET, HEAD"));
        }
        var page = switch (request.target().toString()) {
            case "/" -> AdminPage.html(proxy, name, history(), true);
            case "/still" -> AdminPage.html(proxy, name, history(), false);
            case "/status.json" -> AdminPage.json(proxy, name, history());
            default -> throw new StatusException(404, "There is a page at /, and the same for programs at /status.json.");
        };
        var refresh = request.target().toString().equals("/") ? Headers.of("Refresh", "2") : Headers.EMPTY;
        exchange.respond(200, page.headers(refresh), page.content());
    }

    private List<Sample> history() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    @Override
    public void close() {
        sampler.interrupt();
        server.close();
    }

    @Override
    public String toString() {
        return "status of " + name + " on " + Address.text(address());
    }
}
