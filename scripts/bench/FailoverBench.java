/// A replicated folder whose leader is gone, stopped or behind a firewall that drops: how long until writes go on.

import wirelab.hosts.Namespace;
import wirelab.kit.UsageException;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.replica.*;

static final Duration PATIENCE = Duration.ofMinutes(2);
static final String KEY = "a key for benches alone";

final Table table = new Table().text("what", "the leader is gone by", 26).number("median", "median", 10, 0)
        .number("least", "least", 10, 0).number("most", "most", 10, 0).text("unit", "unit", 6);
final List<Namespace> hosts = new ArrayList<>();
final Map<Integer, Process> nodes = new TreeMap<>();
Path folder;
ReplicaConfig config;

void main(String... args) {
    Program.of("FailoverBench", "measures how long writes wait when the leader of a replicated folder is gone")
            .text("at", "DIR", "/dev/shm", "where the folders are")
            .number("rounds", 7, 1, 100, "of each; the median counts")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    String missing = Namespace.missing();
    if (missing == null && !Contender.isInstalled("nft")) missing = Contender.missing("nft", "nftables");
    if (missing != null) throw new UsageException(missing);
    folder = Files.createTempDirectory(options.path("at"), "failover-bench");
    try {
        build();
        System.out.println("three processes on three hosts, in " + folder.getParent() + "\n" + table.head());
        row("SIGSTOP", options, id -> signal(id, "STOP"), id -> signal(id, "CONT"));
        row("nft, which drops all", options, this::drop, id -> host(id).run("nft", "delete", "table", "inet", "cut"));
        Results.write("failover", Map.of("at", options.text("at"), "rows", table.rows()), table);
    } finally {
        nodes.values().forEach(Process::destroyForcibly);
        for (var node : nodes.values()) node.waitFor();
        hosts.forEach(Namespace::close);
        Folders.delete(folder);
    }
}

/// A bridge, and three hosts at it.
void build() throws Exception {
    String name = "wlfb" + ProcessHandle.current().pid();
    var addresses = new TreeMap<Integer, InetSocketAddress>();
    var text = new StringBuilder("[group]\nkey = " + KEY + "\n");
    var bridge = Namespace.create(name + "b");
    hosts.add(bridge);
    bridge.ip("link add segment type bridge mcast_snooping 0\naddr add 10.9.3.100/24 dev segment\nlink set segment up\n");
    for (int id = 0; id < 3; id++) {
        var host = Namespace.create(name + "n" + id);
        hosts.add(host);
        bridge.ip("link add port" + id + " type veth peer name eth0 netns " + host.name() + "\nlink set port" + id
                + " master segment\nlink set port" + id + " up\n");
        host.ip("link set lo up\naddr add " + address(id) + "/24 dev eth0\nlink set eth0 up\n");
        addresses.put(id, new InetSocketAddress(InetAddress.ofLiteral(address(id)), 7_100));
        text.append("[nodo" + id + "]\nhost = " + address(id) + "\nport = 7100\n");
    }
    Files.writeString(folder.resolve("config.ini"), text);
    config = new ReplicaConfig(addresses, KEY, false);
    for (int id = 0; id < 3; id++) start(id);
}

static String address(int id) {
    return "10.9.3." + (1 + id);
}

Namespace host(int id) {
    return hosts.get(1 + id);
}

void start(int id) throws IOException {
    var own = Files.createDirectory(folder.resolve("nodo" + id));
    var command = host(id).command(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@out/lab", "-m",
            "wirelab.scripts/wirelab.scripts.ReplicaNode", "--config", folder.resolve("config.ini").toString(), "--id",
            String.valueOf(id), "--folder", own.toString());
    nodes.put(id, new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start());
}

ReplicaSession session() {
    return ReplicaSession.open(hosts.getFirst().host(), config, ReplicaSession.Options.DEFAULTS.withPatience(PATIENCE));
}

interface Step {
    void with(int id) throws IOException;
}

void signal(int id, String name) throws IOException {
    // The namespace's helper has become the program itself: same process.
    hosts.getFirst().run("kill", "-" + name, String.valueOf(nodes.get(id).pid()));
}

/// Nobody hears the node, nor does it hear anybody; also the client, which has to find that out.
void drop(int id) throws IOException {
    host(id).feed("""
            table inet cut {
              chain in { type filter hook input priority 0; drop; }
              chain out { type filter hook output priority 0; drop; }
            }
            """, "nft", "-f", "-");
}

void row(String what, CommandLine options, Step gone, Step back) throws Exception {
    var times = new Samples();
    for (int i = 0; i < options.number("rounds"); i++) {
        try (var client = session()) {
            whole(client);
            client.put("file", 0644, "before".getBytes());
            int leader = client.node();
            gone.with(leader);
            long began = System.nanoTime();
            client.put("file", 0644, ("after " + i).getBytes());
            times.add((System.nanoTime() - began) / 1e6);
            back.with(leader);
        }
    }
    System.out.println(table.add(what, times.median(), times.least(), times.most(), "ms"));
}

/// All three are there, and have all.
void whole(ReplicaSession client) throws Exception {
    new Poll(PATIENCE, Duration.ofMillis(50)).until("all three are there", () -> client.tell("replicas").lines()
            .filter(line -> line.contains("votes") && !line.contains("down") && !line.contains("lacks")).count() == 3,
            () -> ", but " + client.tell("replicas"));
    // The one that was away may still take itself for the leader.
    Thread.sleep(1_000);
}
