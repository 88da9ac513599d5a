package wirelab.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import wirelab.kit.UsageException;

/// Which proxy a request goes through, as users say it on the command line or in the environment.
///
/// | variable | means |
/// | --- | --- |
/// | `http_proxy` | for `http`; the upper-case name is not read, since a CGI server sets it from a request's `Proxy` field |
/// | `https_proxy`, `HTTPS_PROXY` | for `https` |
/// | `no_proxy`, `NO_PROXY` | not for these, with commas or spaces between: `example.org` and all below it, `example.org:8080`, `::1`, `10.0.0.0/8`, `*` |
///
/// @param http for `http` URLs, `null` for none
/// @param https for `https` URLs, `null` for none
/// @param except what `no_proxy` says, or empty
public record Proxies(Proxy http, Proxy https, String except) {
    public static final Proxies NONE = new Proxies(null, null, "");

    /// One proxy.
    ///
    /// @param host its name or address, IPv6 in brackets
    /// @param authorization the value of `Proxy-Authorization`, or `null`
    public record Proxy(String host, int port, String authorization) {
        /// Reads a proxy.
        ///
        /// @param text `HOST:PORT`, or `http://user:password@HOST:PORT/`; without a port, 80
        /// @throws UsageException when it is none; the proxy itself is always spoken to without TLS
        public static Proxy parse(String text) {
            var url = HttpUrl.parse(text);
            if (url.secure()) throw new UsageException("a proxy over TLS is not supported: " + url);
            return new Proxy(url.host(), url.port(), url.userInfo() == null ? null : basic(url.userInfo()));
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /// Uses one proxy for everything.
    ///
    /// @return http over absolute-form requests, https through tunnels
    public static Proxies all(Proxy proxy) {
        return new Proxies(proxy, proxy, "");
    }

    /// Reads the environment.
    ///
    /// @param environment as [System#getenv()] gives it
    /// @throws UsageException when a variable names no proxy
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(proxy(environment, "http_proxy", "http_proxy"), proxy(environment, "https_proxy", "HTTPS_PROXY"),
                environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", "")));
    }

    private static Proxy proxy(Map<String, String> environment, String name, String other) {
        String text = environment.getOrDefault(name, environment.getOrDefault(other, ""));
        try {
            return text.isBlank() ? null : Proxy.parse(text);
        } catch (UsageException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }

    /// Chooses.
    ///
    /// @return through which proxy, `null` for none
    public Proxy select(HttpUrl url) {
        var proxy = url.secure() ? https : http;
        return proxy == null || excepted(url) ? null : proxy;
    }

    private boolean excepted(HttpUrl url) {
        if (except.isEmpty()) return false;
        for (String entry : except.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String name = entry;
            if (isInNetwork(url.host(), name)) return true;
            int colon = name.lastIndexOf(':');
            if (colon > 0 && colon > name.lastIndexOf(']') && name.indexOf(':') == colon || name.indexOf("]:") > 0) {
                if (!name.substring(colon + 1).equals(Integer.toString(url.port()))) continue;
                name = name.substring(0, colon);
            }
            if (name.startsWith("*.")) name = name.substring(1);
            if (name.startsWith(".")) name = name.substring(1);
            if (name.equals("*")) return true;
            if (!name.isEmpty() && (url.host().equals(name) || url.host().endsWith("." + name))) return true;
        }
        return false;
    }

    /// Whether a host is an address in a network such as `10.0.0.0/8` or `fd00::/8`, or the address that is named.
    private static boolean isInNetwork(String host, String network) {
        String[] parts = network.split("/", 2);
        try {
            byte[] address = literal(host).getAddress();
            byte[] prefix = literal(parts[0]).getAddress();
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : 8 * prefix.length;
            if (address.length != prefix.length || bits < 0 || bits > 8 * prefix.length) return false;
            for (int i = 0; i < bits; i++) {
                if (((address[i / 8] ^ prefix[i / 8]) >> 7 - i % 8 & 1) != 0) return false;
            }
            return true;
        } catch (IllegalArgumentException _) {
            // A name, not an address.
            return false;
        }
    }

    private static InetAddress literal(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return InetAddress.ofLiteral(bracketed ? text.substring(1, text.length() - 1) : text);
    }

    /// Basic authentication (RFC 7617): user and password for everybody on the way to read.
    ///
    /// @param userInfo `user:password`, percent-encoded as in a URL
    /// @return the value of `Authorization` or `Proxy-Authorization`
    static String basic(String userInfo) {
        byte[] decoded = HttpUrl.decode(userInfo);
        return "Basic " + Base64.getEncoder().encodeToString(decoded);
    }

    /// Basic authentication for a user and a password as they are typed.
    ///
    /// @param user the user's name, without a colon
    /// @return the value of `Authorization`
    /// @throws UsageException when the name holds a colon
    public static String basic(String user, String password) {
        if (user.indexOf(':') >= 0) throw new UsageException("a user's name holds no colon");
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /// How a server is reached. Requests with an equal route may share a connection.
    public sealed interface Route {
        /// Straight to the server.
        ///
        /// @param host a name or an address, IPv6 in brackets
        record Direct(String host, int port, boolean secure) implements Route {}

        /// To a proxy that is asked for whole URLs (RFC 9112, section 3.2.2), of any `http` server.
        record Forwarded(Proxies.Proxy proxy) implements Route {}

        /// Through a tunnel that a proxy opens (CONNECT, RFC 9110, section 9.3.6), with TLS inside it.
        record Tunnelled(Proxies.Proxy proxy, String host, int port) implements Route {}

        /// Finds the route to a URL.
        static Route of(HttpUrl url, Proxies proxies) {
            var proxy = proxies.select(url);
            if (proxy == null) return new Direct(url.host(), url.port(), url.secure());
            return url.secure() ? new Tunnelled(proxy, url.host(), url.port()) : new Forwarded(proxy);
        }
    }
}
