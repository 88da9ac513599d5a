package wirelab.http;

/// How a server is reached. Requests with an equal route may share a connection.
public sealed interface Route {
    /// Straight to the server.
    ///
    /// @param host a name or an address, IPv6 in brackets
    /// @param port its port
    /// @param secure whether TLS is spoken
    record Direct(String host, int port, boolean secure) implements Route {}

    /// To a proxy that is asked for whole URLs (RFC 9112, section 3.2.2), of any `http` server.
    ///
    /// @param proxy the proxy
    record Forwarded(Proxies.Proxy proxy) implements Route {}

    /// Through a tunnel that a proxy opens (CONNECT, RFC 9110, section 9.3.6), with TLS inside it.
    ///
    /// @param proxy the proxy
    /// @param host of the server
    /// @param port of the server
    record Tunnelled(Proxies.Proxy proxy, String host, int port) implements Route {}

    /// Finds the route to a URL.
    ///
    /// @param url where a request goes
    /// @param proxies which proxies there are
    /// @return the route
    static Route of(HttpUrl url, Proxies proxies) {
        var proxy = proxies.select(url);
        if (proxy == null) return new Direct(url.host(), url.port(), url.secure());
        return url.secure() ? new Tunnelled(proxy, url.host(), url.port()) : new Forwarded(proxy);
    }
}
