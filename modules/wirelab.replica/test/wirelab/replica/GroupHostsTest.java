package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.folder.TreeNode;
import wirelab.hosts.Namespace;
import wirelab.kit.Bytes;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.raft.Linearizability;

/// A group of three processes on three hosts, each a namespace, to which all happens that happens to machines: death,
/// suspension, cut cables of each kind, a slow one. What clients saw meanwhile has one order, and all folders are equal at
/// the end. `-Dwirelab.replica.runs=20` for more.
@Tag("hosts")
class GroupHostsTest {
    private static final int RUNS = Integer.getInteger("wirelab.replica.runs", 9);
    private static final int CLIENTS = 4;
    private static final int BEFORE = 40;
    private static final int DURING = 60;
    /// So long a fault lasts, if the clients do not get so much done.
    private static final Duration LONGEST_FAULT = Duration.ofSeconds(6);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /// What can go wrong with one node.
    private enum Fault {
        KILL_LEADER, KILL_FOLLOWER, STOP_LEADER, CUT_LEADER, CUT_FOLLOWER, ONE_WAY, BRIDGE, SLOW, KILL_ALL
    }

    @TempDir
    private Path folder;
    private final List<Namespace> hosts = new ArrayList<>();
    private final Map<Integer, Peer> nodes = new TreeMap<>();
    private ReplicaConfig config;

    private void build() throws Exception {
        var addresses = new TreeMap<Integer, InetSocketAddress>();
        var text = new StringBuilder("[group]\nkey = " + Group.KEY + "\n");
        var bridge = Namespace.create("wlrp" + ProcessHandle.current().pid() + "b");
        hosts.add(bridge);
        bridge.ip("link add segment type bridge mcast_snooping 0\naddr add 10.9.2.100/24 dev segment\nlink set segment up\n");
        for (int id = 0; id < 3; id++) {
            var host = Namespace.create("wlrp" + ProcessHandle.current().pid() + "n" + id);
            hosts.add(host);
            bridge.ip("link add port" + id + " type veth peer name eth0 netns " + host.name() + "\nlink set port" + id
                    + " master segment\nlink set port" + id + " up\n");
            host.ip("link set lo up\naddr add " + address(id) + "/24 dev eth0\nlink set eth0 up\n");
            addresses.put(id, new InetSocketAddress(InetAddress.ofLiteral(address(id)), 7_100));
            text.append("[nodo" + id + "]\nhost = " + address(id) + "\nport = 7100\n");
        }
        Files.writeString(folder.resolve("config.ini"), text);
        config = new ReplicaConfig(addresses, Group.KEY, false);
        for (int id = 0; id < 3; id++) start(id);
    }

    private static String address(int id) {
        return "10.9.2." + (1 + id);
    }

    private Namespace host(int id) {
        return hosts.get(1 + id);
    }

    private Path own(int id) throws IOException {
        return Files.createDirectories(folder.resolve("nodo" + id));
    }

    private void start(int id) throws IOException {
        var node = Peer.start(host(id).command(Peer.command(List.of(), "ReplicaNode", "--config",
                folder.resolve("config.ini").toString(), "--id", String.valueOf(id), "--folder", own(id).toString())));
        nodes.put(id, node);
    }

    private ReplicaSession session() {
        return ReplicaSession.open(hosts.getFirst().host(), config,
                ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofSeconds(60)));
    }

    private int leader() throws IOException {
        try (var session = session()) {
            session.stat("x");
            return session.node();
        }
    }

    private void signal(int id, String signal) throws IOException {
        // The namespace's helper has become the program itself: same process.
        hosts.getFirst().run("kill", "-" + signal, String.valueOf(nodes.get(id).pid()));
    }

    private void kill(int id) throws IOException {
        signal(id, "KILL");
        nodes.get(id).awaitExit();
    }

    private void drop(int id, String rules) throws IOException {
        host(id).feed("table inet cut {\n  chain in { type filter hook input priority 0; " + rules.replace("?", "saddr")
                + " }\n  chain out { type filter hook output priority 0; " + rules.replace("?", "daddr") + " }\n}\n", "nft", "-f", "-");
    }

    private static String to(int... others) {
        var rules = new StringBuilder();
        for (int id : others) rules.append("ip ? ").append(address(id)).append(" drop; ");
        return rules.toString();
    }

    private void begin(Fault fault, int leader) throws IOException {
        int one = (leader + 1) % 3;
        int other = (leader + 2) % 3;
        switch (fault) {
            case KILL_LEADER -> kill(leader);
            case KILL_FOLLOWER -> kill(one);
            case STOP_LEADER -> signal(leader, "STOP");
            case CUT_LEADER -> drop(leader, to(one, other));
            case CUT_FOLLOWER -> drop(one, to(leader, other));
            case ONE_WAY -> host(leader).feed("table inet cut {\n  chain out { type filter hook output priority 0; "
                    + to(one, other).replace("?", "daddr") + " }\n}\n", "nft", "-f", "-");
            case BRIDGE -> drop(leader, to(one));
            case SLOW -> host(leader).run("tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "4mbit", "burst", "8kb",
                    "latency", "300ms");
            case KILL_ALL -> {
                for (int id = 0; id < 3; id++) kill(id);
            }
        }
    }

    private void end(Fault fault, int leader) throws IOException {
        switch (fault) {
            case KILL_LEADER -> start(leader);
            case KILL_FOLLOWER -> start((leader + 1) % 3);
            case STOP_LEADER -> signal(leader, "CONT");
            case CUT_LEADER, ONE_WAY, BRIDGE -> host(leader).run("nft", "delete", "table", "inet", "cut");
            case CUT_FOLLOWER -> host((leader + 1) % 3).run("nft", "delete", "table", "inet", "cut");
            case SLOW -> host(leader).run("tc", "qdisc", "del", "dev", "eth0", "root");
            case KILL_ALL -> {
                for (int id = 0; id < 3; id++) start(id);
            }
        }
    }

    /// {@return paths with the hashes of their content}
    private Map<String, Object> read(int id) throws IOException {
        var all = new TreeMap<String, Object>();
        try (var files = Files.list(own(id))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put(file.getFileName().toString(), Contents.hash(Bytes.wrap(Files.readAllBytes(file))));
            }
        }
        return all;
    }

    private void equal(String what) {
        Eventually.that("after " + what + " all folders are what the group says", () -> {
            var said = new TreeMap<String, Object>();
            try (var session = session()) {
                for (var one : session.list("", true)) {
                    said.put(one.path(), ((TreeNode.FileNode) one.node()).hash());
                }
                return said.equals(read(0)) && said.equals(read(1)) && said.equals(read(2));
            } catch (NoSuchFileException _) {
                return false;
            }
        });
    }

    @Test
    void whatClientsSeeHasOneOrderWhateverHappensAndNothingAcknowledgedIsLost() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("nft", "nftables");
        Peer.require("tc", "iproute2");
        try {
            build();
            int operations = 0;
            for (int run = 0; run < RUNS; run++) {
                var fault = Fault.values()[run % Fault.values().length];
                operations += run(run, fault);
                equal(fault.toString());
            }
            System.out.println(RUNS + " runs, " + operations + " operations: each has one order, all folders are equal");
            assertTrue(operations > RUNS * (BEFORE + DURING));
        } finally {
            nodes.values().forEach(Peer::close);
            hosts.forEach(Namespace::close);
        }
    }

    private int run(int number, Fault fault) throws Exception {
        int leader = leader();
        try (var recorder = new Recorder(hosts.getFirst().host(), config, "r" + number + "-", CLIENTS, number)) {
            Eventually.that("clients work", () -> recorder.count() >= BEFORE);
            begin(fault, leader);
            int then = recorder.count();
            long until = System.nanoTime() + LONGEST_FAULT.toNanos();
            if (fault != Fault.KILL_ALL) {
                Eventually.that("clients go on", () -> recorder.count() >= then + DURING || System.nanoTime() - until > 0);
            }
            boolean went = recorder.count() >= then + DURING;
            end(fault, leader);
            Eventually.that("clients go on", () -> recorder.count() >= then + DURING + BEFORE);
            var result = recorder.check();
            System.out.println(fault + " at nodo" + leader + ": " + recorder + "; " + result);
            assertEquals(Linearizability.Verdict.LINEARIZABLE, result.verdict(), fault + ": " + result);
            if (fault == Fault.KILL_ALL) return recorder.count();
            assertTrue(went, "a majority lives, and clients do not go on: " + fault);
            assertTrue(recorder.longest().compareTo(LONGEST_WAIT) <= 0, fault + ": " + recorder);
            return recorder.count();
        }
    }
}
