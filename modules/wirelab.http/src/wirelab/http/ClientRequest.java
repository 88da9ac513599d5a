package wirelab.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import wirelab.http.Proxies.Route;
import wirelab.kit.UsageException;

/// What a client wants: the part of a request that does not depend on how the server is reached.
///
/// @param method a token such as `GET`; case matters
/// @param headers fields of the caller; `Host` and those about framing are added when it is sent
/// @param body what is sent with it, or `null`
/// @param source where what is sent with it comes from, if it is not held in memory; else `null`
public record ClientRequest(String method, HttpUrl url, Headers headers, byte[] body, Source source) {
    /// A body that is read while it is sent.
    public interface Source {
        /// {@return bytes, or -1 when nobody knows before the end: then it is sent in chunks}
        long length();

        /// {@return whether it can be read once more, after a redirect or when a connection breaks}
        boolean again();

        /// {@return the bytes from the beginning; where they cannot be read, its errors are [ClientException]s}
        InputStream open() throws IOException;
    }

    /// Longest body that is sent, in bytes: it is held in memory so that it can be sent again after a redirect.
    public static final int MAX_BODY = 64 * 1024 * 1024;

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    public ClientRequest {
        if (!Syntax.isToken(method)) throw new UsageException("'" + method + "' is not a method");
        if (method.equals("CONNECT")) throw new UsageException("tunnels are opened where a proxy needs them, not by hand");
        if (body != null && body.length > MAX_BODY) throw new UsageException("a body longer than " + MAX_BODY + " bytes");
        // RFC 9110, section 9.3.8: what TRACE carries comes back, to whoever reads the answer.
        boolean secret = headers.has("Authorization") || headers.has("Cookie") || url.userInfo() != null;
        if (body != null && source != null) throw new UsageException("one body, not two");
        if (method.equals("TRACE") && (body != null || source != null || secret)) {
            throw new UsageException("TRACE goes without a body and without secrets");
        }
        for (String own : new String[] {"Content-Length", "Transfer-Encoding", "Connection"}) {
            if (headers.has(own)) throw new UsageException(own + " is set by the client itself");
        }
    }

    /// A request whose body, if any, is held in memory.
    public ClientRequest(String method, HttpUrl url, Headers headers, byte[] body) {
        this(method, url, headers, body, null);
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
    /// @param value its value, in the place of others
    public ClientRequest with(String name, String value) {
        return new ClientRequest(method, url, headers.edit().set(name, value).build(), body, source);
    }

    /// {@return whether the server may get it twice without harm (RFC 9110, section 9.2.2): the method is idempotent}
    public boolean idempotent() {
        return isIdempotent(method);
    }

    /// {@return whether a request of this method may be sent twice without harm}
    public static boolean isIdempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /// {@return whether it can be sent once more: its body is not used up}
    public boolean repeatable() {
        return source == null || source.again();
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
        for (var field : options.memory().fields(this)) {
            if (!headers.has(field.name())) builder.add(field.name(), field.value());
        }
        for (int i = 0; i < headers.size(); i++) builder.add(headers.name(i), headers.value(i));
        if (source != null && source.length() < 0) builder.add("Transfer-Encoding", "chunked");
        else if (source != null) builder.add("Content-Length", Long.toString(source.length()));
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
                && headers.equals(that.headers) && Arrays.equals(body, that.body)
                && Objects.equals(source, that.source);
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
