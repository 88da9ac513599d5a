package wirelab.replica;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import wirelab.kit.Hmac;
import wirelab.kit.Ini;
import wirelab.kit.UsageException;
import wirelab.raft.Members;

/// Who belongs to a group, and how its members know each other.
///
/// ```
/// [group]
/// key = a secret of 16 characters or more
///
/// [nodo0]
/// host = 127.0.0.1
/// port = 7100
/// ```
///
/// @param nodes by id
/// @param key shared by all nodes and clients; empty when anybody may take part
/// @param plain not sealed: for who wants to look on, and for measurements
public record ReplicaConfig(SortedMap<Integer, InetSocketAddress> nodes, String key, boolean plain) {
    /// More are no group, but a crowd.
    public static final int MOST_NODES = Members.MOST;
    private static final int LEAST_KEY = 16;
    private static final String NODE = "nodo";

    public ReplicaConfig {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
            throw new UsageException("a group has 1 to " + MOST_NODES + " nodes, not " + nodes.size());
        }
        if (!key.isEmpty() && key.length() < LEAST_KEY) {
            throw new UsageException("[group] key: shorter than " + LEAST_KEY + " characters, it could be guessed");
        }
        if (key.isEmpty() && !plain) {
            throw new UsageException("no [group] key: give one, or say --plain, and anybody may take part");
        }
    }

    /// Reads a configuration.
    ///
    /// @param plain whether it is to be read as if the traffic was not sealed
    /// @throws UsageException when something in it is wrong, with its line
    public static ReplicaConfig read(Path file, boolean plain) throws IOException {
        return parse(Ini.read(file), plain);
    }

    static ReplicaConfig parse(Ini ini, boolean plain) {
        var nodes = new TreeMap<Integer, InetSocketAddress>();
        for (var node : ini.nodes()) {
            String digits = node.name().startsWith(NODE) ? node.name().substring(NODE.length()) : "";
            if (!digits.matches("0|[1-9][0-9]{0,8}")) {
                throw node.section().error("host", "a node is called [nodoN], and not [" + node.name() + "]");
            }
            nodes.put(Integer.parseInt(digits), node.address());
        }
        var group = ini.find("group");
        return new ReplicaConfig(nodes, group == null ? "" : group.text("key", ""), plain);
    }

    /// A client's view of a group of which it knows some addresses: who is where it asks the first one that it finds.
    public static ReplicaConfig of(List<InetSocketAddress> addresses, String key, boolean plain) {
        var nodes = new TreeMap<Integer, InetSocketAddress>();
        for (var address : addresses) nodes.put(-1 - nodes.size(), address);
        return new ReplicaConfig(nodes, key, plain);
    }

    /// {@return where a node is}
    ///
    /// @throws UsageException when there is none of that number
    public InetSocketAddress address(int id) {
        var address = nodes.get(id);
        if (address == null) throw new UsageException("there is no [" + name(id) + "] in the configuration");
        return address;
    }

    /// {@return what a node is called}
    public static String name(long id) {
        return NODE + id;
    }

    /// {@return who begins: the first 3 or 5 vote, the others learn}
    public Members members() {
        int voters = nodes.size() >= 5 ? 5 : Math.min(3, nodes.size());
        var first = new TreeSet<Integer>();
        var others = new TreeSet<Integer>();
        for (int id : nodes.keySet()) (first.size() < voters ? first : others).add(id);
        return new Members(first, others);
    }

    Hmac secret() {
        return Hmac.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "group of " + nodes.size() + (key.isEmpty() ? ", open to all" : ", with a key") + (plain ? ", not sealed" : "");
    }
}
