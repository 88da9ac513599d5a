package wirelab.http;

import java.util.Locale;

/// What a request is about, in one of four forms (RFC 9112, section 3.2).
///
/// | form | example | used |
/// | --- | --- | --- |
/// | [Origin] | `/where?q=now` | to the server itself |
/// | [Absolute] | `http://www.example.org/where?q=now` | to a proxy; every server takes it |
/// | [Authority] | `www.example.com:443` | with CONNECT alone |
/// | [Asterisk] | `*` | with OPTIONS alone |
///
/// Its text, as [Object#toString()] gives it, is what stands on the wire. Percent-encodings stay as they are, and so do the
/// few characters that must be encoded but that browsers send as they were typed: brackets, and in a query `"<>\^{|}` and
/// the backquote.
public sealed interface RequestTarget {
    /// A path on the server that is asked.
    ///
    /// @param path begins with `/`
    /// @param query what stands behind `?`, or `null` when there is no `?`
    record Origin(String path, String query) implements RequestTarget {
        @Override
        public String toString() {
            return query == null ? path : path + "?" + query;
        }
    }

    /// A whole URI.
    ///
    /// @param scheme in lower case
    /// @param path begins with `/`, or is empty
    /// @param query what stands behind `?`, or `null` when there is no `?`
    record Absolute(String scheme, String authority, String path, String query) implements RequestTarget {
        /// {@return the same without scheme and authority, as a proxy sends it on: the path, `/` when it is empty, and the
        /// query}
        public Origin origin() {
            return new Origin(path.isEmpty() ? "/" : path, query);
        }

        @Override
        public String toString() {
            return scheme + "://" + authority + path + (query == null ? "" : "?" + query);
        }
    }

    /// The other end of a tunnel.
    ///
    /// @param host a name or an address, IPv6 in brackets
    record Authority(String host, int port) implements RequestTarget {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /// The server as a whole.
    record Asterisk() implements RequestTarget {
        @Override
        public String toString() {
            return "*";
        }
    }

    /// Reads a request target as a method allows it.
    ///
    /// @param method the method, which decides about the form
    /// @param text what stands in the request line
    /// @throws BadMessageException with 400 when it has no form that the method allows, or holds a character that no URI may
    static RequestTarget parse(String method, String text) throws BadMessageException {
        if (method.equals("CONNECT")) return authority(text);
        if (text.startsWith("/")) return origin(text);
        if (text.equals("*") && method.equals("OPTIONS")) return new Asterisk();
        return absolute(text);
    }

    private static Origin origin(String text) throws BadMessageException {
        int mark = text.indexOf('?');
        String path = mark < 0 ? text : text.substring(0, mark);
        String query = mark < 0 ? null : text.substring(mark + 1);
        check(path, query);
        return new Origin(path, query);
    }

    private static Absolute absolute(String text) throws BadMessageException {
        int colon = text.indexOf("://");
        if (colon < 1 || !isScheme(text.substring(0, colon))) throw bad("neither a path nor a URI");
        int from = colon + 3;
        int path = from;
        while (path < text.length() && text.charAt(path) != '/' && text.charAt(path) != '?') path++;
        // RFC 9110, section 4.2.1: an http URI with an empty host is invalid; 4.2.4: userinfo must not be sent.
        String authority = text.substring(from, path);
        if (!Syntax.isHost(authority)) throw bad("a URI without a valid host");
        int mark = text.indexOf('?', path);
        var target = new Absolute(text.substring(0, colon).toLowerCase(Locale.ROOT), authority,
                mark < 0 ? text.substring(path) : text.substring(path, mark), mark < 0 ? null : text.substring(mark + 1));
        check(target.path, target.query);
        return target;
    }

    private static Authority authority(String text) throws BadMessageException {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !Syntax.isHost(text)) throw bad("CONNECT needs HOST:PORT");
        return new Authority(text.substring(0, colon), Integer.parseInt(text, colon + 1, text.length(), 10));
    }

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !Syntax.isDigit(c) && c != '+' && c != '-' && c != '.')) return false;
        }
        return true;
    }

    private static void check(String path, String query) throws BadMessageException {
        if (!Syntax.isSentPath(path) || query != null && !Syntax.isSentQuery(query)) {
            throw bad("a character that must be percent-encoded in a URI, or an incomplete percent-encoding");
        }
    }

    private static BadMessageException bad(String problem) {
        return new BadMessageException(Status.BAD_REQUEST, "request-target", 0, problem);
    }
}
