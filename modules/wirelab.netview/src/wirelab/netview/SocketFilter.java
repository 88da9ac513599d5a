package wirelab.netview;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Which sockets are wanted, in a language close to that of `ss`:
///
/// ```
/// expression = term { "or" term }
/// term       = factor { ["and"] factor }
/// factor     = ["not"] ( "(" expression ")" | condition )
/// condition  = ("src" | "dst") ["="] NETWORK[":"PORT] | ("sport" | "dport") COMPARISON [":"]PORT
///            | "state" STATE | "exclude" STATE | "process" NAME | ("pid" | "uid" | "recv" | "send" | "port") COMPARISON N
///            | "tcp" | "udp" | "raw" | "ipv4" | "ipv6" | STATE
/// COMPARISON = "=" | "!=" | "<" | ">" | "<=" | ">=" | eq ne lt gt le ge, or none for "="
/// ```
///
/// `10/8` is a network, `:22` any address with that port. `process` is part of a name, `port` at either end.
public final class SocketFilter implements Predicate<SocketEntry> {
    private static final int MOST_CHARACTERS = 4_096;
    private static final int MOST_DEPTH = 64;
    private static final Pattern TOKEN = Pattern.compile("\\(|\\)|[<>=!]=?|&&?|\\|\\|?|[^\\s()<>=!&|]+");
    private static final Set<String> ENDS = Set.of("", ")", "or", "||", "|");
    private static final Set<String> COMPARISONS = Set.of("=", "==", "eq", "!=", "ne", "<", "lt", ">", "gt", "<=", "le",
            ">=", "ge");
    private static final List<String> WORDS = List.of("src", "dst", "sport", "dport", "port", "state", "exclude", "process",
            "pid", "uid", "recv", "send", "tcp", "udp", "raw", "ipv4", "ipv6", "and", "or", "not", "established",
            "listening", "connected", "all");

    private final String text;
    private final List<String> tokens;
    private int next;
    private final Predicate<SocketEntry> wanted;

    private SocketFilter(String text) {
        this.text = text;
        if (text.length() > MOST_CHARACTERS) throw new UsageException("the filter is too long");
        tokens = TOKEN.matcher(text).results().map(result -> result.group()).toList();
        wanted = tokens.isEmpty() ? socket -> true : expression(0);
        if (next < tokens.size()) throw new UsageException("'" + peek() + "' is not expected in the filter");
    }

    /// Reads a filter.
    ///
    /// @param text nothing for all sockets
    /// @throws UsageException when it makes no sense, with the word at which
    public static SocketFilter parse(String text) {
        return new SocketFilter(text);
    }

    @Override
    public boolean test(SocketEntry socket) {
        return wanted.test(socket);
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take(String what) {
        if (next == tokens.size()) throw new UsageException("the filter ends where " + what + " should stand");
        return tokens.get(next++);
    }

    private boolean skip(String... words) {
        if (!Arrays.asList(words).contains(peek())) return false;
        next++;
        return true;
    }

    private Predicate<SocketEntry> expression(int depth) {
        if (depth > MOST_DEPTH) throw new UsageException("the filter has too many brackets");
        var all = term(depth);
        while (skip("or", "||", "|")) all = all.or(term(depth));
        return all;
    }

    private Predicate<SocketEntry> term(int depth) {
        var all = factor(depth);
        while (skip("and", "&&", "&") || !ENDS.contains(peek())) all = all.and(factor(depth));
        return all;
    }

    private Predicate<SocketEntry> factor(int depth) {
        if (depth > MOST_DEPTH) throw new UsageException("the filter has too many brackets");
        if (skip("not", "!")) return factor(depth + 1).negate();
        if (!skip("(")) return condition(take("a condition"));
        var inner = expression(depth + 1);
        if (!skip(")")) throw new UsageException("a bracket of the filter is not closed");
        return inner;
    }

    private Predicate<SocketEntry> condition(String word) {
        return switch (word) {
            case "src" -> end(SocketEntry::local);
            case "dst" -> end(SocketEntry::remote);
            case "sport" -> port(socket -> socket.local().getPort());
            case "dport" -> port(socket -> socket.remote().getPort());
            case "port" -> {
                int here = next;
                var local = port(socket -> socket.local().getPort());
                next = here;
                yield local.or(port(socket -> socket.remote().getPort()));
            }
            case "state" -> state(take("a state"));
            case "exclude" -> state(take("a state")).negate();
            case "process" -> process();
            case "pid" -> pid();
            case "uid" -> number(SocketEntry::user);
            case "recv" -> number(SocketEntry::received);
            case "send" -> number(SocketEntry::unsent);
            case "tcp", "udp", "raw" -> socket -> socket.protocol().equals(word);
            case "ipv4" -> socket -> !socket.ipv6();
            case "ipv6" -> SocketEntry::ipv6;
            default -> {
                if (!SocketState.named(word).isEmpty()) yield state(word);
                throw new UsageException("'" + word + "' is no condition of the filter"
                        + Text.nearest(word, WORDS).map(near -> "; did you mean " + near + "?").orElse(""));
            }
        };
    }

    private static Predicate<SocketEntry> state(String word) {
        var states = SocketState.named(word);
        if (states.isEmpty()) throw new UsageException("'" + word + "' is no state such as established or listening");
        return socket -> states.contains(socket.state());
    }

    private Predicate<SocketEntry> process() {
        skip("=", "==", "eq");
        String part = take("a name");
        return socket -> socket.owners().stream().anyMatch(owner -> owner.name().contains(part));
    }

    private Predicate<SocketEntry> pid() {
        skip("=", "==", "eq");
        long pid = whole(take("a number"));
        return socket -> socket.owners().stream().anyMatch(owner -> owner.pid() == pid);
    }

    private interface End {
        InetSocketAddress of(SocketEntry socket);
    }

    /// `10/8`, `10/8:80`, `:80`, `*:80`, `[::1]:80`, `::1`.
    private Predicate<SocketEntry> end(End end) {
        boolean not = peek().equals("!=") || peek().equals("ne");
        skip("=", "==", "eq", "!=", "ne");
        String place = take("an address");
        int colon = place.lastIndexOf(':');
        boolean bare = colon >= 0 && place.indexOf(':') != colon && !place.contains("[");
        boolean withPort = colon >= 0 && !bare && colon > place.lastIndexOf(']');
        String host = withPort ? place.substring(0, colon) : place;
        String port = withPort ? place.substring(colon + 1) : "*";
        var network = host.isEmpty() || host.equals("*") ? null : Prefix.parse(host);
        long number = port.isEmpty() || port.equals("*") ? -1 : port(port);
        Predicate<SocketEntry> found = socket -> {
            var address = end.of(socket);
            return (network == null || network.contains(address.getAddress()))
                    && (number < 0 || address.getPort() == number);
        };
        return not ? found.negate() : found;
    }

    private static long port(String text) {
        long port = whole(text);
        if (port > 65_535) throw new UsageException("'" + text + "' is no port");
        return port;
    }

    private static long whole(String text) {
        if (!text.matches("\\d{1,18}")) throw new UsageException("'" + text + "' is no whole number");
        return Long.parseLong(text);
    }

    private Predicate<SocketEntry> port(ToLongFunction<SocketEntry> of) {
        String comparison = comparison();
        String text = take("a port");
        return compared(of, comparison, port(text.startsWith(":") ? text.substring(1) : text));
    }

    private Predicate<SocketEntry> number(ToLongFunction<SocketEntry> of) {
        String comparison = comparison();
        return compared(of, comparison, whole(take("a number")));
    }

    private String comparison() {
        return COMPARISONS.contains(peek()) ? take("a comparison") : "=";
    }

    private static Predicate<SocketEntry> compared(ToLongFunction<SocketEntry> of, String comparison, long to) {
        return switch (comparison) {
            case "!=", "ne" -> socket -> of.applyAsLong(socket) != to;
            case "<", "lt" -> socket -> of.applyAsLong(socket) < to;
            case ">", "gt" -> socket -> of.applyAsLong(socket) > to;
            case "<=", "le" -> socket -> of.applyAsLong(socket) <= to;
            case ">=", "ge" -> socket -> of.applyAsLong(socket) >= to;
            default -> socket -> of.applyAsLong(socket) == to;
        };
    }

    @Override
    public String toString() {
        return text.isBlank() ? "all sockets" : text;
    }
}
