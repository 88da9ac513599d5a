package wirelab.proxy;

import wirelab.http.HttpUrl;
import wirelab.http.Proxies.Route;
import wirelab.http.RequestTarget;
import wirelab.kit.UsageException;

/// Where a request goes.
///
/// @param route how the server is reached
/// @param target what it is asked for
/// @param authority what `Host` says to it
/// @param uri the whole URI with scheme, host in lower case and port: what responses are kept under
record Destination(Route route, RequestTarget target, String authority, String uri) {
    /// The URI that a field of a response refers to, if it is of the same origin.
    ///
    /// @param reference from `Location` or `Content-Location`
    /// @return as [#uri], or `null`
    String sameOrigin(String reference) {
        try {
            var here = HttpUrl.parse(uri);
            var there = here.resolve(reference);
            boolean same = there.scheme().equals(here.scheme()) && there.host().equals(here.host())
                    && there.port() == here.port();
            return same ? uri(there.scheme(), there.host(), there.port(),
                    new RequestTarget.Origin(there.path(), there.query())) : null;
        } catch (UsageException _) {
            // No URI of the same origin, whatever else it is.
            return null;
        }
    }

    /// {@return scheme, host and port}
    String origin() {
        int end = uri.indexOf("://") + 3;
        while (end < uri.length() && "/?*".indexOf(uri.charAt(end)) < 0) end++;
        return uri.substring(0, end);
    }

    static String uri(String scheme, String host, int port, RequestTarget target) {
        return scheme + "://" + host + ":" + port + target;
    }
}
