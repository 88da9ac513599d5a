package wirelab.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import wirelab.http.HttpUrl;
import wirelab.http.Proxies;
import wirelab.intermediary.Upstream;
import wirelab.kit.UsageException;
import wirelab.proxy.Destinations.HostPattern;

/// How a proxy behaves.
///
/// @param name our pseudonym, in `Via` and `Cache-Status`
/// @param destinations where it may go
/// @param upstream limits of connections to servers
/// @param memory bytes for what is kept
/// @param offline whether nobody is asked: what is not kept is 504
/// @param purge the token that PURGE needs, `null` for no PURGE
/// @param disconnected for how many seconds past its lifetime something is sent when the server cannot be reached
public record ProxyOptions(String name, Destinations destinations, Upstream.Options upstream, long memory, boolean offline,
        String purge, long disconnected) {
    /// A forward proxy on loopback: tunnels to 443, 128 requests per server at once, 64 MiB, no PURGE, a day
    /// past its lifetime.
    public static final ProxyOptions DEFAULTS = new ProxyOptions("wirelab",
            new Destinations(Map.of(), null, List.of(), List.of(), Set.of(443), true),
            Upstream.Options.DEFAULTS.withPerServer(128), 64 << 20, false, null, 86_400);

    /// Checks the limits.
    public ProxyOptions {
        if (memory < 0) throw new UsageException("the memory cannot be negative");
        if (purge != null && purge.length() < 8) throw new UsageException("a token for PURGE has at least 8 characters");
    }

    /// Stands in front of servers.
    ///
    /// @param servers `URL` for all names, or `NAME=URL`
    public ProxyOptions withServers(List<String> servers) {
        var to = new HashMap<String, HttpUrl>();
        for (String text : servers) {
            int equals = text.indexOf('=');
            int colon = text.indexOf("://");
            boolean named = equals > 0 && (colon < 0 || equals < colon);
            String name = named ? text.substring(0, equals).toLowerCase(Locale.ROOT) : "*";
            if (to.put(name, HttpUrl.parse(named ? text.substring(equals + 1) : text)) != null) {
                throw new UsageException("two servers for " + (named ? name : "all names"));
            }
        }
        return with(new Destinations(Map.copyOf(to), destinations.via(), destinations.allow(), destinations.deny(),
                destinations.tunnels(), true));
    }

    /// Says where a forward proxy may go.
    ///
    /// @param via the next proxy as `HOST:PORT`, or `null`
    /// @param allow as `HOST` or `HOST:PORT`; empty for all
    /// @param deny likewise; empty for none
    /// @param inside whether private addresses may be reached
    public ProxyOptions withAccess(String via, List<String> allow, List<String> deny, Set<Integer> tunnels,
            boolean inside) {
        var next = via == null ? null : Proxies.Proxy.parse(via);
        return with(new Destinations(destinations.to(), next, allow.stream().map(HostPattern::parse).toList(),
                deny.stream().map(HostPattern::parse).toList(), Set.copyOf(tunnels), inside));
    }

    private ProxyOptions with(Destinations destinations) {
        return new ProxyOptions(name, destinations, upstream, memory, offline, purge, disconnected);
    }

    /// @param most requests that one server has at once; 0 for any number
    public ProxyOptions withPerServer(int most) {
        return new ProxyOptions(name, destinations, upstream.withPerServer(most), memory, offline, purge, disconnected);
    }

    public ProxyOptions withMemory(long memory) {
        return new ProxyOptions(name, destinations, upstream, memory, offline, purge, disconnected);
    }

    public ProxyOptions withOffline(boolean offline) {
        return new ProxyOptions(name, destinations, upstream, memory, offline, purge, disconnected);
    }

    public ProxyOptions withPurge(String purge) {
        return new ProxyOptions(name, destinations, upstream, memory, offline, purge, disconnected);
    }

    /// Without the token, which is a secret.
    @Override
    public String toString() {
        return "ProxyOptions[name=" + name + ", destinations=" + destinations + ", upstream=" + upstream
                + ", memory=" + memory + ", offline=" + offline + ", purge=" + (purge == null ? "none" : "hidden")
                + ", disconnected=" + disconnected + "]";
    }
}
