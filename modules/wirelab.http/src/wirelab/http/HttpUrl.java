package wirelab.http;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;

/// An `http` or `https` URI (RFC 3986; RFC 9110, section 4.2), in the form in which it goes into a request.
///
/// ```
/// http-URI = "http" "://" [ userinfo "@" ] host [ ":" port ] path [ "?" query ] [ "#" fragment ]
/// ```
///
/// What people type is forgiven: a missing scheme means `http`, characters that no URI may hold are percent-encoded, host
/// names with letters of other scripts are put into their ASCII form. The fragment is dropped: servers never see it.
///
/// @param scheme `http` or `https`
/// @param userInfo `user:password` as it stood before `@`, or `null`; it is never part of a request line or of a log
/// @param host a name in lower case or an address, IPv6 in brackets
/// @param port 1 to 65535
/// @param path begins with `/`, without `.` and `..`
/// @param query what stands behind `?`, or `null` when there is no `?`
public record HttpUrl(String scheme, String userInfo, String host, int port, String path, String query) {
    /// Longest URI that is read, in characters; servers take 8,000 (RFC 9112, section 3).
    public static final int MAX_LENGTH = 8000;

    /// Reads what somebody typed.
    ///
    /// @param text such as `http://localhost:8001/a?b` or `localhost:8001/a`
    /// @throws UsageException when it is none, or has another scheme
    public static HttpUrl parse(String text) {
        String url = text.strip();
        if (url.length() > MAX_LENGTH) throw new UsageException("a URL longer than " + MAX_LENGTH + " characters");
        int colon = url.indexOf("://");
        // What stands before is a scheme only if it looks like one: `host:80/ok?next=http://x/` has none.
        if (colon >= 0 && !isScheme(url, colon)) colon = -1;
        String scheme = colon < 0 ? "http" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new UsageException("'" + scheme + "' is neither http nor https");
        }
        int from = colon < 0 ? 0 : colon + 3;
        int end = endOfAuthority(url, from);
        String authority = url.substring(from, end);
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1);
        int portColon = hostAndPort.lastIndexOf(':') > hostAndPort.lastIndexOf(']') ? hostAndPort.lastIndexOf(':') : -1;
        String host = host(portColon < 0 ? hostAndPort : hostAndPort.substring(0, portColon), text);
        int port = portColon < 0 || portColon == hostAndPort.length() - 1 ? defaultPort(scheme)
                : port(hostAndPort.substring(portColon + 1), text);
        String rest = withoutFragment(url.substring(end));
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        return new HttpUrl(scheme, at < 0 ? null : authority.substring(0, at), host, port,
                withoutDots(path.isEmpty() ? "/" : encode(path, false)),
                mark < 0 ? null : encode(rest.substring(mark + 1), true));
    }

    /// Follows a reference from the document at this URL (RFC 3986, section 5.2).
    ///
    /// @param reference such as `../b?c`, from a link or a `Location`
    /// @throws UsageException when it is none, or leads to another scheme
    public HttpUrl resolve(String reference) {
        String text = withoutFragment(reference.strip());
        int colon = text.indexOf(':');
        if (colon > 0 && isScheme(text, colon)) {
            if (!text.startsWith("//", colon + 1)) {
                throw new UsageException("'" + text.substring(0, colon) + "' is neither http nor https");
            }
            return parse(text);
        }
        if (text.startsWith("//")) return parse(scheme + ":" + text);
        if (text.length() > MAX_LENGTH) throw new UsageException("a URL longer than " + MAX_LENGTH + " characters");
        int mark = text.indexOf('?');
        String target = encode(mark < 0 ? text : text.substring(0, mark), false);
        String targetQuery = mark < 0 ? null : encode(text.substring(mark + 1), true);
        if (target.isEmpty()) return with(path, mark < 0 ? query : targetQuery);
        if (!target.startsWith("/")) target = path.substring(0, path.lastIndexOf('/') + 1) + target;
        return with(withoutDots(target), targetQuery);
    }

    private HttpUrl with(String path, String query) {
        return new HttpUrl(scheme, userInfo, host, port, path, query);
    }

    public HttpUrl withUserInfo(String userInfo) {
        return new HttpUrl(scheme, userInfo, host, port, path, query);
    }

    /// {@return whether TLS is wanted: `true` for `https`}
    public boolean secure() {
        return scheme.equals("https");
    }

    /// Host and port as `Host` names them (RFC 9110, section 7.2).
    ///
    /// @return the port is left out where it is the usual one
    public String authority() {
        return port == defaultPort(scheme) ? host : host + ":" + port;
    }

    /// {@return what stands in the request line of a request to the server itself: path and query}
    public String target() {
        return query == null ? path : path + "?" + query;
    }

    /// {@return whether another URL is on the same server: credentials for the one are not for another: scheme, host and
    /// port are the same (RFC 9110, section 4.3.1)}
    public boolean sameOrigin(HttpUrl other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /// The URL as it may be shown: without user name and password.
    @Override
    public String toString() {
        return scheme + "://" + authority() + target();
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static int endOfAuthority(String url, int from) {
        int end = from;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) end++;
        return end;
    }

    private static String withoutFragment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    private static String host(String text, String whole) {
        String host = text.toLowerCase(Locale.ROOT);
        requireOneMeaning(host, whole);
        try {
            for (int i = 0; i < host.length(); i++) {
                if (host.charAt(i) < 0x80) continue;
                host = ascii(host);
                break;
            }
        } catch (IllegalArgumentException _) {
            host = "";
        }
        // A percent sign is legal in a name and means nothing to any resolver; a colon left over would be a second port.
        boolean colon = !host.startsWith("[") && host.indexOf(':') >= 0 || host.startsWith("[") && !host.endsWith("]");
        if (host.isEmpty() || colon || host.indexOf('%') >= 0 || !Syntax.isHost(host)) {
            throw new UsageException("'" + whole + "' names no valid host");
        }
        return host;
    }

    /// What the JDK leaves out or puts in the place of something else by rules of its own is no name that others mean: it
    /// must come back as it was, but for letters that Unicode itself takes for the same.
    private static String ascii(String host) {
        String ascii = IDN.toASCII(host);
        String meant = Normalizer.normalize(host, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replace('\u3002', '.');
        return IDN.toUnicode(ascii).equals(meant) ? ascii : "";
    }

    /// The JDK puts names into ASCII by the rules of 2003 (RFC 3490), in which `ß` is `ss`, `ς` is `σ` and joiners are
    /// nothing; by those of 2008 (RFC 5891) they are letters of their own, and the name is another host. Characters that
    /// are not seen belong to no name.
    private static void requireOneMeaning(String host, String whole) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != 'ß' && c != 'ς' && c != 0x200c && c != 0x200d) continue;
            throw new UsageException("'" + Visible.name(whole) + "': a name with "
                    + (c > 0x2000 ? "a joiner" : Character.toString(c))
                    + " is one host to some programs and another to others; write its ASCII form, xn--...");
        }
        if (!Visible.name(host).equals(host)) throw new UsageException("'" + Visible.name(whole) + "' names no valid host");
    }

    private static int port(String digits, String whole) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= 65_535) return port;
        } catch (NumberFormatException _) {
            // Said below, together with the numbers that are out of range.
        }
        throw new UsageException("'" + whole + "' has no port between 1 and 65535");
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !Syntax.isDigit(c) && c != '+' && c != '-' && c != '.')) return false;
        }
        return true;
    }

    /// Percent-encodes what no URI may hold, and a percent sign that begins no encoding; the rest stays as it is.
    private static String encode(String text, boolean inQuery) {
        if (inQuery ? Syntax.isQuery(text) : Syntax.isPath(text)) return text;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var encoded = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            String one = Syntax.text(bytes, i, i + 1);
            boolean begins = bytes[i] == '%' && i + 2 < bytes.length && Syntax.hex(bytes[i + 1]) >= 0
                    && Syntax.hex(bytes[i + 2]) >= 0;
            boolean legal = begins || bytes[i] > 0 && bytes[i] != '%'
                    && (inQuery ? Syntax.isQuery(one) : Syntax.isPath(one));
            if (legal) encoded.append(one);
            else encoded.append('%').append(Character.forDigit(bytes[i] >> 4 & 15, 16))
                    .append(Character.forDigit(bytes[i] & 15, 16));
        }
        return encoded.toString();
    }

    /// Takes the percent-encoding off (RFC 3986, section 2.1); a percent sign that begins none stays as it is.
    ///
    /// @return its bytes, which need not be UTF-8
    public static byte[] decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean encoded = bytes[i] == '%' && i + 2 < bytes.length && Syntax.hex(bytes[i + 1]) >= 0
                    && Syntax.hex(bytes[i + 2]) >= 0;
            bytes[length++] = encoded ? (byte) (Syntax.hex(bytes[i + 1]) << 4 | Syntax.hex(bytes[i + 2])) : bytes[i];
            if (encoded) i += 2;
        }
        return Arrays.copyOf(bytes, length);
    }

    /// RFC 3986, section 5.2.4; never leads above the root.
    private static String withoutDots(String path) {
        if (!path.contains("/.")) return path;
        var out = new StringBuilder();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                if (last) out.append('/');
            } else if (segments[i].equals(".")) {
                if (last) out.append('/');
            } else {
                out.append('/').append(segments[i]);
            }
        }
        return out.toString();
    }
}
