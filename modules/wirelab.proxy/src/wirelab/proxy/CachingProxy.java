package wirelab.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.SSLContext;
import wirelab.http.Exchange;
import wirelab.http.Framing;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.RequestHead;
import wirelab.http.RequestTarget.Authority;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.intermediary.BadGateway;
import wirelab.intermediary.Onward;
import wirelab.intermediary.Passing;
import wirelab.intermediary.Tunnel;
import wirelab.intermediary.Upstream;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Secrets;

/// A proxy that keeps what it has fetched, for whoever asks for it next: in front of browsers or in front of servers.
///
/// ```
/// var proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
/// try (proxy; var server = WebServer.start(CachingProxy.SERVER.withPort(3128), proxy)) { ... }
/// ```
public final class CachingProxy implements WebServer.Handler, AutoCloseable {
    /// How a server in front of it behaves: as others, but bodies may be long and take their time.
    public static final WebServer.Options SERVER = WebServer.Options.DEFAULTS
            .withLimits(WebServer.Options.DEFAULTS.limits().withBody(1L << 40).withTimes(Duration.ofSeconds(10), null));

    /// RFC 9110, section 9.2.1: they change nothing.
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final ProxyOptions options;
    private final Destinations destinations;
    private final Upstream upstream;
    private final Servers servers;
    private final Store store;
    private final Cache cache;
    private final Counters counters;

    /// @param trust whom TLS with servers behind trusts, `null` for those whom the JDK does
    public CachingProxy(Host host, ProxyOptions options, SSLContext trust) {
        this(host, options, trust, InstantSource.system());
    }

    CachingProxy(Host host, ProxyOptions options, SSLContext trust, InstantSource clock) {
        this(host, options, trust, clock, new Counters(), null);
    }

    private CachingProxy(Host host, ProxyOptions options, SSLContext trust, InstantSource clock, Counters counters,
            DiskStore disk) {
        this.options = options;
        this.counters = counters;
        destinations = options.destinations();
        upstream = new Upstream(host, options.upstream(), trust);
        servers = new Servers(upstream, options.offline());
        store = new Store(options.memory(), disk);
        cache = new Cache(options, servers, counters, clock, store);
    }

    /// Makes one that keeps things on a disk too, and knows them again after a restart.
    ///
    /// @param trust whom TLS with servers behind trusts, `null` for those whom the JDK does
    /// @param folder an empty one, or the one of a proxy before; made where it is missing
    /// @param size bytes on the disk
    /// @throws IOException when it cannot be had, or another proxy has it
    public static CachingProxy withStore(Host host, ProxyOptions options, SSLContext trust, Path folder, long size)
            throws IOException {
        return withStore(host, options, trust, InstantSource.system(), folder, size);
    }

    static CachingProxy withStore(Host host, ProxyOptions options, SSLContext trust, InstantSource clock, Path folder,
            long size) throws IOException {
        var counters = new Counters();
        return new CachingProxy(host, options, trust, clock, counters, DiskStore.open(folder, size, counters));
    }

    /// What has happened so far: `hits`, `misses`, `validations`, `collapsed`, `stale`, `passed`, `tunnels`, `failures`;
    /// `bytes saved` are those of contents that no server had to send, `damaged` responses on the disk that were no longer
    /// what they were, `not written` those for which it had no room.
    public Counters counters() {
        return counters;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (Onward.loops(request.headers(), options.name())) {
            throw new StatusException(508, "This request has been here before: it would go round for ever.");
        }
        if (request.target() instanceof Authority target) {
            try {
                tunnel(exchange, target);
            } catch (StatusException e) {
                // What was meant for the tunnel may have been sent already: it is no request.
                exchange.close();
                throw e;
            }
            return;
        }
        var to = destinations.of(request);
        if (to == null) own(exchange);
        else if (forwardsLeft(request) == 0) reflect(exchange);
        else if (request.method().equals("PURGE") && options.purge() != null) purge(exchange, to);
        else if (cacheable(exchange)) cache.answer(exchange, to);
        else pass(exchange, to);
    }

    private static boolean cacheable(Exchange exchange) {
        var request = exchange.request();
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads && !request.headers().has("Upgrade") && exchange.reader().body().ended();
    }

    private void tunnel(Exchange exchange, Authority target) throws IOException {
        servers.permit();
        var route = destinations.tunnel(target);
        counters.count("tunnels");
        try (var connection = upstream.open(route)) {
            exchange.begin(200, Headers.EMPTY, Framing.NONE).flush();
            exchange.close();
            Tunnel.carry(exchange.reader(), connection.reader());
        } catch (BadGateway e) {
            counters.count("failures");
            throw e.answer();
        }
    }

    /// A request that changes something, or that no cache understands.
    private void pass(Exchange exchange, Destination to) throws IOException {
        servers.permit();
        var request = exchange.request();
        counters.count("passed");
        try (var reply = servers.ask(to, head(request, to), exchange, Upstream.to(exchange, options.name()))) {
            if (reply.head().status() == 101) {
                Passing.upgrade(reply, exchange, options.name());
                return;
            }
            if (!SAFE.contains(request.method())) cache.changed(to, reply.head());
            var did = CacheStatus.forwarded(options.name(), SAFE.contains(request.method()) ? "bypass" : "method")
                    .status(reply.head().status());
            Passing.on(reply, exchange, did.in(Onward.of(reply.head(), options.name())));
        } catch (BadGateway e) {
            counters.count("failures");
            throw e.answer();
        }
    }

    private RequestHead head(RequestHead request, Destination to) {
        var headers = Cache.onward(request, options.name());
        int left = forwardsLeft(request);
        if (left > 0) headers = headers.edit().set("Max-Forwards", Integer.toString(left - 1)).build();
        if (request.headers().has("Upgrade") && request.headers().contains("Connection", "upgrade")) {
            headers = Onward.upgrade(headers, request.headers());
        }
        return Onward.request(request.method(), to.target(), to.authority(), headers);
    }

    /// How often it may still be passed on, for the two methods for which that counts; -1 for any number.
    private static int forwardsLeft(RequestHead request) {
        boolean counted = request.method().equals("TRACE") || request.method().equals("OPTIONS");
        return counted ? Onward.maxForwards(request.headers()) : -1;
    }

    /// The last that a TRACE or OPTIONS reaches (RFC 9110, section 7.6.2). What is secret is not shown (section 9.3.8).
    private static void reflect(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (request.method().equals("OPTIONS")) {
            exchange.respond(204, Headers.of("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE"),
                    ByteBuffer.allocate(0));
            return;
        }
        var shown = request.headers().edit().remove("Authorization").remove("Proxy-Authorization").remove("Cookie").build();
        exchange.respond(200, Headers.of("Content-Type", "message/http"),
                ByteBuffer.wrap(request.withHeaders(shown).encode()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void purge(Exchange exchange, Destination to) throws IOException {
        String said = exchange.request().headers().first("Authorization");
        if (said == null || !Secrets.same(ascii(said), ascii("Bearer " + options.purge()))) {
            throw new StatusException(403, "PURGE needs the token of this proxy.");
        }
        boolean there = cache.purge(to.uri());
        var page = Page.json("{\"purged\":" + there + "}\n");
        exchange.respond(there ? 200 : 404, page.headers(Headers.EMPTY), page.content());
    }

    /// What a forward proxy itself is asked for, as if it were a server.
    private void own(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (!request.target().toString().equals("/proxy.pac")) {
            throw new StatusException(404, "This is a proxy: name it in the settings of a browser, or give it /proxy.pac.");
        }
        String here = request.headers().first("Host");
        // What a client says is put into a program that browsers run: nothing but a name and a port may pass.
        if (here == null || !here.matches("[A-Za-z0-9.:\\[\\]-]{1,255}")) throw new StatusException(400, "No valid Host.");
        var script = "function FindProxyForURL(url, host) {\n  return \"PROXY " + here + "\";\n}\n";
        exchange.respond(200, Headers.of("Content-Type", "application/x-ns-proxy-autoconfig", "Cache-Control", "no-cache"),
                ByteBuffer.wrap(ascii(script)));
    }

    /// {@return how many fetches are under way that others may join}
    int underWay() {
        return cache.underWay();
    }

    Cache cache() {
        return cache;
    }

    Servers servers() {
        return servers;
    }

    Store store() {
        return store;
    }

    /// Ends what goes on behind the clients' backs, closes connections, and writes what is still to be written.
    @Override
    public void close() {
        cache.close();
        upstream.close();
        store.close();
    }

    @Override
    public String toString() {
        return "caching proxy, " + cache;
    }
}
