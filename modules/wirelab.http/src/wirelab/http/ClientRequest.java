package wirelab.http;

import java.util.Arrays;
import java.util.Set;
import wirelab.kit.UsageException;

/// What a client wants: the part of a request that does not depend on how the server is reached.
///
/// @param method a token such as `GET`; case matters
/// @param url where it goes
/// @param headers fields of the caller; `Host` and those about framing are added when it is sent
/// @param body what is sent with it, or `null`
public record ClientRequest(String method, HttpUrl url, Headers headers, byte[] body) {
    /// Longest body that is sent, in bytes: it is held in memory so that it can be sent again after a redirect.
    public static final int MAX_BODY = 64 * 1024 * 1024;

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    /// Checks it.
    public ClientRequest {
        if (!Syntax.isToken(method)) throw new UsageException("'" + method + "' is not a method");
        if (method.equals("CONNECT")) throw new UsageException("tunnels are opened where a proxy needs them, not by hand");
        if (body != null && body.length > MAX_BODY) throw new UsageException("a body longer than " + MAX_BODY + " bytes");
        // RFC 9110, section 9.3.8: what TRACE carries comes back, to whoever reads the answer.
        boolean secret = headers.has("Authorization") || headers.has("Cookie") || url.userInfo() != null;
        if (method.equals("TRACE") && (body != null || secret)) {
            throw new UsageException("TRACE goes without a body and without secrets");
        }
        for (String own : new String[] {"Content-Length", "Transfer-Encoding", "Connection"}) {
            if (headers.has(own)) throw new UsageException(own + " is set by the client itself");
        }
    }

    /// Asks for a resource.
    ///
    /// @param url such as `http://localhost:8001/`
    /// @return a request without fields of its own
    /// @throws UsageException when it is no URL
    public static ClientRequest get(String url) {
        return new ClientRequest("GET", HttpUrl.parse(url), Headers.EMPTY, null);
    }

    /// Sets a header field.
    ///
    /// @param name its name
    /// @param value its value, in the place of others
    /// @return a changed request
    public ClientRequest with(String name, String value) {
        return new ClientRequest(method, url, headers.edit().set(name, value).build(), body);
    }

    /// Whether the server may get it twice without harm (RFC 9110, section 9.2.2).
    ///
    /// @return whether the method is idempotent
    public boolean idempotent() {
        return IDEMPOTENT.contains(method);
    }

    /// The head as it goes over the wire.
    RequestHead head(Route route, ClientOptions options) {
        var builder = Headers.EMPTY.edit();
        if (!headers.has("Host")) builder.add("Host", url.authority());
        if (!headers.has("User-Agent") && !options.userAgent().isEmpty()) builder.add("User-Agent", options.userAgent());
        if (!headers.has("Accept")) builder.add("Accept", "*/*");
        if (url.userInfo() != null && !headers.has("Authorization")) {
            builder.add("Authorization", Proxies.basic(url.userInfo()));
        }
        boolean forwarded = false;
        if (route instanceof Route.Forwarded(var proxy)) {
            forwarded = true;
            if (proxy.authorization() != null) builder.add("Proxy-Authorization", proxy.authorization());
        }
        for (int i = 0; i < headers.size(); i++) builder.add(headers.name(i), headers.value(i));
        if (body != null) {
            builder.add("Content-Length", Integer.toString(body.length));
            if (!headers.has("Content-Type")) builder.add("Content-Type", "application/x-www-form-urlencoded");
        }
        if (!options.keepAlive()) builder.add("Connection", "close");
        String target = forwarded ? url.toString() : url.target();
        return RequestHead.of(method, target, builder.build());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientRequest that && method.equals(that.method) && url.equals(that.url)
                && headers.equals(that.headers) && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * url.hashCode() + method.hashCode();
    }

    /// Method and URL.
    @Override
    public String toString() {
        return method + " " + url;
    }
}
