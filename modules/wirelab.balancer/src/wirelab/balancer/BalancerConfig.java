package wirelab.balancer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import wirelab.kit.Ini;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// What `config.ini` says: a section per node, of any name, and one `[balancer]` with the rest, which may be missing.
///
/// ```
/// [balancer]
/// policy = least
/// check = /health
///
/// [nodo1]
/// host = 127.0.0.1
/// port = 8001
/// ```
///
/// @param name our pseudonym in `Via`
/// @param sticky the cookie that keeps a client at its node; empty for none
/// @param stickyKey with which the cookie's value is made, so that nobody can choose his node
public record BalancerConfig(List<NodeConfig> nodes, String name, Policy policy, String sticky, String stickyKey,
        Watching watching, Times times, Edge edge) {
    /// Most nodes.
    public static final int MOST_NODES = 64;

    /// When a node gets no requests.
    ///
    /// @param check path that is asked for; `connect` for a connection alone, empty for no checks
    /// @param rise good checks in a row that bring a node back
    /// @param fall bad checks in a row that take it out
    /// @param failures failed requests in a row that eject it; 0 for never
    /// @param eject for how long at first
    /// @param ejectMost for how long at most
    /// @param outlier how many times slower than the median of the others; 0 for any
    /// @param slowStart how long a node that comes back gets less than its share
    public record Watching(String check, Duration interval, Duration timeout, int rise, int fall, int failures,
            Duration eject, Duration ejectMost, int outlier, Duration slowStart) {}

    /// How long things may take, and how often they are tried.
    ///
    /// @param answer from the request to the head of its answer
    /// @param idle silence inside an answer
    /// @param tunnel silence behind 101, and of a TCP connection
    /// @param queue requests that wait for a node at its `max`
    /// @param queueTime how long they wait
    /// @param retries further nodes that are tried
    /// @param budget retries in percents of the requests
    public record Times(Duration connect, Duration answer, Duration idle, Duration tunnel, int queue, Duration queueTime,
            int retries, int budget) {}

    /// Whom we believe, and what we tell.
    ///
    /// @param trust whose `X-Forwarded-For` and `Forwarded` are added to instead of made anew
    /// @param proxyIn whether connections begin with the PROXY protocol
    /// @param proxyOut its version towards nodes, 0 for none
    /// @param ca file with the certificates that nodes are trusted by, empty for those whom the JDK trusts
    public record Edge(TrustedPeers trust, boolean proxyIn, int proxyOut, String ca) {}

    private static final List<String> KEYS = List.of("name", "policy", "sticky", "sticky-key", "check", "check-interval",
            "check-timeout", "rise", "fall", "failures", "eject", "eject-most", "outlier", "slow-start", "connect", "answer",
            "idle", "tunnel", "queue", "queue-time", "retries", "retry-budget", "trust", "proxy-in", "proxy-out", "ca");
    private static final int LONGEST_NAME = 64;
    private static final Duration MILLI = Duration.ofMillis(1);

    public BalancerConfig {
        nodes = List.copyOf(nodes);
    }

    /// Reads a file.
    ///
    /// @throws UsageException when a line of it is wrong, with its number
    /// @throws IOException when it cannot be read
    public static BalancerConfig read(Path file) throws IOException {
        return parse(file.toString(), SafeFile.read(file, Ini.MAX_BYTES));
    }

    /// Reads what such a file holds.
    ///
    /// @param file its name, for mistakes
    /// @throws UsageException when a line of it is wrong, with its number
    public static BalancerConfig parse(String file, String text) {
        var ini = Ini.parse(file, text);
        var nodes = new ArrayList<NodeConfig>();
        var places = new HashSet<String>();
        for (var section : ini.sections()) {
            if (section.name().equals("balancer")) continue;
            if (section.name().length() > LONGEST_NAME) {
                throw section.error("name", "longer than " + LONGEST_NAME + " letters");
            }
            var node = NodeConfig.of(section);
            if (!places.add(node.authority())) throw section.error("port", "another node has the same address");
            nodes.add(node);
            if (nodes.size() > MOST_NODES) throw section.error("host", "more than " + MOST_NODES + " nodes");
        }
        if (nodes.isEmpty()) throw new UsageException(file + ":1: no node: a node is a section with host and port");
        var own = ini.find("balancer");
        return own != null ? of(nodes, own) : of(nodes, Ini.parse(file, "[balancer]").find("balancer"));
    }

    private static BalancerConfig of(List<NodeConfig> nodes, Ini.Section section) {
        var keys = new Keys(section, KEYS);
        String name = keys.text("name", "wirelab");
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) throw keys.error("name", "letters, digits and . _ -");
        String sticky = keys.text("sticky", "");
        if (!sticky.matches("[A-Za-z0-9._-]{0,64}")) throw keys.error("sticky", "no name of a cookie");
        return new BalancerConfig(nodes, name, policy(keys), sticky, keys.text("sticky-key", "wirelab"), watching(keys),
                times(keys), edge(keys));
    }

    private static Policy policy(Keys keys) {
        try {
            return Policy.parse(keys.text("policy", "round-robin"));
        } catch (IllegalArgumentException e) {
            throw keys.error("policy", e.getMessage());
        }
    }

    private static Watching watching(Keys keys) {
        String check = keys.text("check", "");
        if (!check.isEmpty() && !check.equals("connect") && !check.matches("/[!-~]{0,999}")) {
            throw keys.error("check", "a path, or connect");
        }
        return new Watching(check, keys.time("check-interval", "2s", MILLI.multipliedBy(50)),
                keys.time("check-timeout", "1s", MILLI.multipliedBy(10)), keys.number("rise", 2, 1, 100),
                keys.number("fall", 3, 1, 100), keys.number("failures", 3, 0, 1000),
                keys.time("eject", "1s", MILLI), keys.time("eject-most", "1min", MILLI), keys.number("outlier", 0, 0, 1000),
                keys.time("slow-start", "0s", Duration.ZERO));
    }

    private static Times times(Keys keys) {
        return new Times(keys.time("connect", "2s", MILLI), keys.time("answer", "60s", MILLI),
                keys.time("idle", "60s", MILLI), keys.time("tunnel", "1h", MILLI), keys.number("queue", 128, 0, 100_000),
                keys.time("queue-time", "1s", Duration.ZERO), keys.number("retries", 3, 0, 100),
                keys.number("retry-budget", 20, 0, 100));
    }

    private static Edge edge(Keys keys) {
        TrustedPeers trust;
        try {
            trust = TrustedPeers.parse(keys.text("trust", ""));
        } catch (IllegalArgumentException e) {
            throw keys.error("trust", e.getMessage());
        }
        int out = switch (keys.text("proxy-out", "no")) {
            case "no" -> 0;
            case "v1" -> 1;
            case "v2" -> 2;
            default -> throw keys.error("proxy-out", "one of no, v1, v2");
        };
        return new Edge(trust, keys.flag("proxy-in"), out, keys.text("ca", ""));
    }

    /// Without the key, which is a secret.
    @Override
    public String toString() {
        return policy.text() + " over " + String.join(", ", nodes.stream().map(NodeConfig::name).toList());
    }
}
