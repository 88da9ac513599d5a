package wirelab.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wirelab.http.Headers;

/// What `Cache-Control` says (RFC 9111, section 5.2), of a request or of a response.
///
/// ```
/// Cache-Control   = #cache-directive
/// cache-directive = token [ "=" ( token / quoted-string ) ]
/// ```
///
/// Names are compared without regard to case, and arguments are taken as a token and as a quoted string alike. Of a
/// directive that is said twice the first counts, but for times: there the shortest does. A time that cannot be read
/// counts as 0, so that nothing is thought fresh because of a mistake (section 4.2.1).
///
/// @param arguments by name in lower case; empty for a directive without one
record Directives(Map<String, String> arguments) {
    static final Directives NONE = new Directives(Map.of());
    /// Longer than this, a time is as good as for ever (RFC 9111, section 1.2.2).
    static final long FOREVER = 1L << 31;
    private static final List<String> TIMES = List.of("max-age", "s-maxage", "min-fresh", "stale-while-revalidate",
            "stale-if-error");

    /// Reads the field of a message; `Pragma: no-cache` of a request stands in for one that is absent (section 5.4).
    static Directives ofRequest(Headers headers) {
        if (headers.has("Cache-Control")) return parse(headers);
        return headers.contains("Pragma", "no-cache") ? new Directives(Map.of("no-cache", "")) : NONE;
    }

    static Directives ofResponse(Headers headers) {
        return headers.has("Cache-Control") ? parse(headers) : NONE;
    }

    private static Directives parse(Headers headers) {
        var arguments = new LinkedHashMap<String, String>();
        for (String element : headers.elements("Cache-Control")) {
            int equals = element.indexOf('=');
            String name = (equals < 0 ? element : element.substring(0, equals)).toLowerCase(Locale.ROOT);
            String argument = equals < 0 ? "" : unquoted(element.substring(equals + 1));
            String before = arguments.get(name);
            if (before == null || TIMES.contains(name) && seconds(argument) < seconds(before)) arguments.put(name, argument);
        }
        return new Directives(arguments);
    }

    private static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) return text;
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    boolean has(String name) {
        return arguments.containsKey(name);
    }

    /// Whether a directive stands there without an argument, so that it is meant for the whole message.
    boolean bare(String name) {
        return has(name) && arguments.get(name).isBlank();
    }

    /// The field names that a directive is qualified with: `no-cache="set-cookie, x"`.
    List<String> fields(String name) {
        return Headers.split(arguments.getOrDefault(name, ""), ',');
    }

    /// A time.
    ///
    /// @return seconds, or -1 when the directive is absent
    long seconds(String name, long absent) {
        return has(name) ? seconds(arguments.get(name)) : absent;
    }

    /// RFC 9111, section 1.2.2: digits alone; what is too large is the largest, what is no number is nothing.
    static long seconds(String text) {
        if (!isNumber(text)) return 0;
        return text.length() > 10 ? FOREVER : Math.min(FOREVER, Long.parseLong(text));
    }

    /// {@return whether a text is digits alone}
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
