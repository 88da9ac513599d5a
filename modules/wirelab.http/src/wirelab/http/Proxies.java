package wirelab.http;

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
/// | `no_proxy`, `NO_PROXY` | not for these: `example.org` and all below it, `example.org:8080`, `*` |
///
/// @param http for `http` URLs, `null` for none
/// @param https for `https` URLs, `null` for none
/// @param except what `no_proxy` says, or empty
public record Proxies(Proxy http, Proxy https, String except) {
    /// No proxy at all.
    public static final Proxies NONE = new Proxies(null, null, "");

    /// One proxy.
    ///
    /// @param host its name or address, IPv6 in brackets
    /// @param port its port
    /// @param authorization the value of `Proxy-Authorization`, or `null`
    public record Proxy(String host, int port, String authorization) {
        /// Reads a proxy.
        ///
        /// @param text `HOST:PORT`, or `http://user:password@HOST:PORT/`; without a port, 80
        /// @return the proxy
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
    /// @param proxy the proxy
    /// @return http over absolute-form requests, https through tunnels
    public static Proxies all(Proxy proxy) {
        return new Proxies(proxy, proxy, "");
    }

    /// Reads the environment.
    ///
    /// @param environment as [System#getenv()] gives it
    /// @return what it says
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
    /// @param url where a request goes
    /// @return through which proxy, `null` for none
    public Proxy select(HttpUrl url) {
        var proxy = url.secure() ? https : http;
        return proxy == null || excepted(url) ? null : proxy;
    }

    private boolean excepted(HttpUrl url) {
        if (except.isEmpty()) return false;
        for (String entry : except.toLowerCase(Locale.ROOT).split(",")) {
            String name = entry.strip();
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

    /// Basic authentication (RFC 7617): user and password for everybody on the way to read.
    ///
    /// @param userInfo `user:password`, percent-encoded as in a URL
    /// @return the value of `Authorization` or `Proxy-Authorization`
    static String basic(String userInfo) {
        byte[] decoded = Percent.decode(userInfo);
        return "Basic " + Base64.getEncoder().encodeToString(decoded);
    }

    /// Basic authentication for a user and a password as they are typed.
    ///
    /// @param user the user's name, without a colon
    /// @param password the password
    /// @return the value of `Authorization`
    /// @throws UsageException when the name holds a colon
    public static String basic(String user, String password) {
        if (user.indexOf(':') >= 0) throw new UsageException("a user's name holds no colon");
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
