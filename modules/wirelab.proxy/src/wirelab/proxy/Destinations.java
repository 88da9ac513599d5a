package wirelab.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import wirelab.http.HttpUrl;
import wirelab.http.Proxies;
import wirelab.http.Proxies.Route;
import wirelab.http.RequestHead;
import wirelab.http.RequestTarget;
import wirelab.http.RequestTarget.Absolute;
import wirelab.http.RequestTarget.Asterisk;
import wirelab.http.RequestTarget.Authority;
import wirelab.http.RequestTarget.Origin;
import wirelab.http.StatusException;
import wirelab.kit.UsageException;

/// Finds where a request goes, and whether it may.
///
/// @param to the servers of a reverse proxy, by the name that clients use; `*` for all others; empty for a forward proxy
/// @param via the next proxy, or `null`
/// @param allow if there are any, one must match
/// @param deny none may match
/// @param tunnels ports to which CONNECT may go
/// @param inside whether addresses may be reached that are no public ones: this machine, the private networks
public record Destinations(Map<String, HttpUrl> to, Proxies.Proxy via, List<HostPattern> allow, List<HostPattern> deny,
        Set<Integer> tunnels, boolean inside) {
    boolean reverse() {
        return !to.isEmpty();
    }

    /// Where a request goes.
    ///
    /// @return `null` when it is for the proxy itself
    /// @throws StatusException when it may not go there
    Destination of(RequestHead request) throws StatusException {
        return switch (request.target()) {
            case Absolute target -> reverse() ? behind(request, target.authority(), target.origin()) : outside(target);
            case Origin target -> reverse() ? behind(request, request.headers().first("Host"), target) : null;
            case Asterisk target -> reverse() ? behind(request, request.headers().first("Host"), target) : null;
            case Authority _ -> throw new IllegalArgumentException("CONNECT");
        };
    }

    /// RFC 9112, section 3.2.2: the target decides, and not `Host`.
    private Destination outside(Absolute target) throws StatusException {
        if (!target.scheme().equals("http")) {
            throw new StatusException(400, "This proxy fetches http; a browser asks for https with CONNECT.");
        }
        HttpUrl url;
        try {
            url = HttpUrl.parse("http://" + target.authority());
        } catch (UsageException e) {
            throw new StatusException(400, "That is no host: " + e.getMessage() + ".");
        }
        permit(url.host(), url.port());
        var origin = target.origin();
        String authority = url.port() == 80 ? url.host() : url.host() + ":" + url.port();
        String uri = Destination.uri("http", url.host(), url.port(), origin);
        if (via == null) return new Destination(new Route.Direct(url.host(), url.port(), false), origin, authority, uri);
        return new Destination(new Route.Forwarded(via), new Absolute("http", authority, origin.path(), origin.query()),
                authority, uri);
    }

    private Destination behind(RequestHead request, String host, RequestTarget target) throws StatusException {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']')) name = name.substring(0, colon);
        var url = to.getOrDefault(name, to.get("*"));
        if (url == null) throw new StatusException(421, "No server stands behind this name.");
        // Only names that somebody has configured tell responses apart; what else a client says as Host decides nothing.
        boolean configured = to.containsKey(name) && !name.equals("*");
        boolean usual = url.port() == (url.secure() ? 443 : 80);
        String authority = configured ? name : usual ? url.host() : url.host() + ":" + url.port();
        String uri = Destination.uri(url.scheme(), configured ? name : url.host(), url.port(), target);
        return new Destination(new Route.Direct(url.host(), url.port(), url.secure()), target, authority, uri);
    }

    /// Where a tunnel goes.
    ///
    /// @throws StatusException when it may not go there
    Route tunnel(Authority target) throws StatusException {
        if (reverse()) throw new StatusException(405, "There are no tunnels through here.");
        if (!tunnels.contains(target.port())) throw new StatusException(403, "Tunnels to this port are not allowed.");
        String host = target.host().toLowerCase(Locale.ROOT);
        permit(host, target.port());
        return new Route.Direct(host, target.port(), false);
    }

    private void permit(String host, int port) throws StatusException {
        boolean listed = allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(host, port));
        if (!listed || deny.stream().anyMatch(pattern -> pattern.matches(host, port))) {
            throw new StatusException(403, "This proxy may not go there.");
        }
        if (inside || via != null) return;
        try {
            String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            for (var address : InetAddress.getAllByName(name)) {
                if (isInside(address)) throw new StatusException(403, "This proxy does not go to addresses inside.");
            }
        } catch (UnknownHostException _) {
            throw new StatusException(502, "There is no host of this name.");
        }
    }

    static boolean isInside(InetAddress address) {
        boolean unique = address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
        return unique || address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress();
    }

    /// Hosts and ports: `example.org`, `*.example.org`, `example.org:8080`, `*:25`.
    ///
    /// @param host in lower case; what begins with `*.` stands for all below it
    /// @param port 0 for any
    public record HostPattern(String host, int port) {
        static HostPattern parse(String text) {
            String host = text.strip().toLowerCase(Locale.ROOT);
            int colon = host.lastIndexOf(':');
            if (colon <= host.lastIndexOf(']')) return new HostPattern(host, 0);
            try {
                int port = Integer.parseInt(host.substring(colon + 1));
                if (port < 1 || port > 65_535) throw new NumberFormatException();
                return new HostPattern(host.substring(0, colon), port);
            } catch (NumberFormatException _) {
                throw new UsageException("'" + text + "' is no HOST or HOST:PORT");
            }
        }

        boolean matches(String name, int port) {
            if (this.port != 0 && this.port != port) return false;
            return host.equals("*") || host.equals(name) || host.startsWith("*.") && name.endsWith(host.substring(1));
        }
    }
}
