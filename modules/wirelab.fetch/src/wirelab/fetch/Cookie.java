package wirelab.fetch;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import wirelab.http.HttpUrl;

/// One cookie (RFC 6265): what a server wants to be told with every further request.
///
/// ```
/// Set-Cookie: NAME=VALUE; Domain=example.org; Path=/shop; Max-Age=3600; Secure; HttpOnly
/// ```
///
/// @param name not empty
/// @param value as it came, quotes included
/// @param domain in lower case, without a dot in front; IPv6 in brackets
/// @param hostOnly whether it is for that host alone, and not for those below it
/// @param path begins with `/`
/// @param secure whether it only goes over TLS
/// @param httpOnly whether it is not for scripts; there are none here, but the file of cookies says so
/// @param expires when it ends, `null` for the end of the run
record Cookie(String name, String value, String domain, boolean hostOnly, String path, boolean secure, boolean httpOnly,
        Instant expires) {
    /// Longest name and value together, in bytes (RFC 6265, section 6.1).
    static final int LONGEST = 4096;
    /// Longest value of an attribute; a longer one does not count.
    private static final int LONGEST_ATTRIBUTE = 1024;
    /// Labels under which a country's registry sells names: nobody owns `co.uk`.
    private static final Set<String> SOLD = Set.of("ac", "co", "com", "edu", "gob", "gov", "id", "ltd", "mil", "ne", "net",
            "nom", "or", "org", "plc", "sch");

    /// Reads `Set-Cookie` (RFC 6265, sections 5.2 and 5.3).
    ///
    /// @param url where the response came from
    /// @return the cookie, one that has expired where the server takes it back; `null` when it is none, or none that this
    /// server may set
    static Cookie parse(Instant now, String line, HttpUrl url) {
        String[] parts = line.split(";", -1);
        int equals = parts[0].indexOf('=');
        if (equals < 0) return null;
        String name = parts[0].substring(0, equals).strip();
        String value = parts[0].substring(equals + 1).strip();
        if (name.isEmpty() || name.length() + value.length() > LONGEST || isBroken(name) || isBroken(value)) return null;
        String domain = "";
        String path = defaultPath(url);
        String pathSaid = null;
        boolean secure = false;
        boolean httpOnly = false;
        Instant expires = null;
        Instant age = null;
        for (int i = 1; i < parts.length; i++) {
            int sign = parts[i].indexOf('=');
            String what = (sign < 0 ? parts[i] : parts[i].substring(0, sign)).strip().toLowerCase(Locale.ROOT);
            String said = sign < 0 ? "" : parts[i].substring(sign + 1).strip();
            if (said.length() > LONGEST_ATTRIBUTE || isBroken(said)) continue;
            switch (what) {
                case "domain" -> domain = (said.startsWith(".") ? said.substring(1) : said).toLowerCase(Locale.ROOT);
                case "path" -> pathSaid = said;
                case "secure" -> secure = true;
                case "httponly" -> httpOnly = true;
                case "expires" -> {
                    var date = CookieDate.parse(said);
                    if (date != null) expires = date;
                }
                case "max-age" -> {
                    var until = age(now, said);
                    if (until != null) age = until;
                }
                default -> {
                    // SameSite and the like: only whoever shows pages of several sites at once needs to know.
                }
            }
        }
        if (pathSaid != null && pathSaid.startsWith("/")) path = pathSaid;
        boolean own = domain.isEmpty() || domain.equals(url.host());
        if (!own && !(isOwnable(domain) && covers(domain, url.host()))) return null;
        var cookie = new Cookie(name, value, own ? url.host() : domain, domain.isEmpty() || !isOwnable(domain), path,
                secure, httpOnly, age != null ? age : expires);
        return cookie.keepsItsPrefix(pathSaid, domain) && (!secure || url.secure()) ? cookie : null;
    }

    /// `Max-Age`: digits, with a minus before them or not; anything else is no age. What is not positive has passed.
    private static Instant age(Instant now, String said) {
        if (!said.matches("-?[0-9]+")) return null;
        if (said.startsWith("-") || said.matches("0+")) return Instant.EPOCH;
        String digits = said.replaceFirst("^0+", "");
        return now.plusSeconds(digits.length() > 10 ? 9_999_999_999L : Long.parseLong(digits));
    }

    /// Control characters: what would end a line, or a field of the file of cookies.
    private static boolean isBroken(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }

    /// The folder of the page (RFC 6265, section 5.1.4).
    private static String defaultPath(HttpUrl url) {
        int last = url.path().lastIndexOf('/');
        return last <= 0 ? "/" : url.path().substring(0, last);
    }

    /// Whether a domain can be somebody's, with hosts below it: it has a dot, is no address, and is not `co.uk`. A list of
    /// all such suffixes would have to be kept up to date; this is the caution that needs none.
    private static boolean isOwnable(String domain) {
        int dot = domain.indexOf('.');
        if (dot <= 0 || domain.endsWith(".") || domain.contains("..") || isAddress(domain)) return false;
        boolean country = domain.length() - domain.lastIndexOf('.') == 3;
        return !(country && dot == domain.lastIndexOf('.') && SOLD.contains(domain.substring(0, dot)));
    }

    /// `__Secure-` and `__Host-` promise how a cookie was set; one that breaks the promise is none.
    private boolean keepsItsPrefix(String pathSaid, String domainSaid) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("__secure-")) return secure;
        return !lower.startsWith("__host-") || secure && domainSaid.isEmpty() && "/".equals(pathSaid);
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.substring(host.lastIndexOf('.') + 1).matches("[0-9]+");
    }

    /// Whether a domain is a host or above it (RFC 6265, section 5.1.3).
    private static boolean covers(String domain, String host) {
        return host.equals(domain) || host.endsWith("." + domain) && !isAddress(host);
    }

    /// {@return whether it goes along with a request}
    boolean goesTo(HttpUrl url) {
        if (hostOnly ? !url.host().equals(domain) : !covers(domain, url.host())) return false;
        if (secure && !url.secure()) return false;
        return url.path().equals(path) || url.path().startsWith(path.endsWith("/") ? path : path + "/");
    }

    boolean expired(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    /// {@return whether it takes the place of another: the same name, domain and path}
    boolean replaces(Cookie other) {
        return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
    }

    /// Its name and where it belongs; the value is nobody's business.
    @Override
    public String toString() {
        return "cookie " + name + " of " + domain + path;
    }
}
