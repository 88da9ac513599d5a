package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Hosts on one segment, each a namespace with a process of its own: some are stopped, some are cut off by a filter, and all
/// come back. Every second one has IPv6 as well.
@Tag("hosts")
@Tag("scripts")
class IndexProcessesTest {
    private static final int HOSTS = Integer.getInteger("wirelab.index.processes", 4);
    private static final int DOCUMENTS = Integer.getInteger("wirelab.index.documents", 50);
    private static final int SCHEDULES = Integer.getInteger("wirelab.index.deaths", 2);
    /// Within so long a silent node is gone from every list, in milliseconds.
    private static final long GONE = 15_000;
    private static final String CUT = """
            add table inet cut
            add chain inet cut in { type filter hook input priority 0; }
            add chain inet cut out { type filter hook output priority 0; }
            add rule inet cut in iifname "cable" drop
            add rule inet cut out oifname "cable" drop
            """;

    @TempDir
    private Path folder;
    private final List<Namespace> hosts = new ArrayList<>();
    private final List<Peer> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(Peer::close);
        hosts.forEach(Namespace::close);
    }

    private Namespace host(String name) throws Exception {
        var host = Namespace.create("wlip" + ProcessHandle.current().pid() + name);
        hosts.add(host);
        return host;
    }

    private static String address(int number) {
        return "10.9.1." + number;
    }

    private void start() throws Exception {
        var bridge = host("b");
        bridge.ip("link add segment type bridge mcast_snooping 0\nlink set segment up\n");
        for (int i = 1; i <= HOSTS; i++) {
            var host = host("h" + i);
            bridge.ip("link add port" + i + " type veth peer name cable netns " + host.name() + "\nlink set port" + i
                    + " master segment\nlink set port" + i + " up\n");
            host.ip("addr add " + address(i) + "/24 brd + dev cable\nlink set cable up\n");
            var own = Files.createDirectories(folder.resolve("h" + i));
            for (int n = 0; n < DOCUMENTS; n++) Files.writeString(own.resolve("document-" + n), n + " of " + i);
            nodes.add(Peer.start(Peer.command(List.of(host.command()), "IndexNode", "--host",
                    i % 2 == 0 ? "0.0.0.0" : address(i), "--port", "8000", "--folder", own.toString(), "--state", "none",
                    "--no-mdns")));
        }
        for (var node : nodes) node.awaitListening();
    }

    /// Each of these lists so many nodes, and the documents of each.
    private void all(List<Integer> living, int count) {
        for (int each : living) {
            Eventually.that("host " + each + " knows " + count, () -> {
                var at = new InetSocketAddress(InetAddress.ofLiteral(address(each)), 8_000);
                try (var link = IndexLink.connect(hosts.get(each).host(), at, null)) {
                    return link.nodes().size() == count && link.holdings().size() == count * DOCUMENTS;
                }
            });
        }
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private void signal(String name, int host) throws Exception {
        var process = nodes.get(host - 1).process();
        // ip netns exec becomes the program that it starts.
        String pid = Long.toString(process.pid());
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
    }

    @Test
    void whoIsStoppedOrCutOffIsGoneFromAllListsInTimeAndBackWhenItGoesOn() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("nft", "nftables");
        start();
        long began = System.nanoTime();
        var everybody = IntStream.rangeClosed(1, HOSTS).boxed().toList();
        all(everybody, HOSTS);
        System.out.println(HOSTS + " processes knew all " + since(began) + " ms after the last 'listening on'");
        for (int seed = 1; seed <= SCHEDULES; seed++) befall(seed, everybody);
    }

    private void befall(int seed, List<Integer> everybody) throws Exception {
        var random = new Random(seed);
        var stopped = new ArrayList<Integer>();
        var cut = new ArrayList<Integer>();
        for (int n = 1 + random.nextInt(HOSTS / 2); n > 0; n--) {
            int victim = 1 + random.nextInt(HOSTS);
            if (stopped.contains(victim) || cut.contains(victim)) continue;
            (random.nextBoolean() ? stopped : cut).add(victim);
        }
        var living = new ArrayList<>(everybody);
        living.removeAll(stopped);
        living.removeAll(cut);
        long began = System.nanoTime();
        for (int each : stopped) signal("STOP", each);
        try {
            for (int each : cut) hosts.get(each).feed(CUT, "nft", "-f", "-");
            all(living, living.size());
            long gone = since(began);
            // Each that is cut off sees nobody else.
            for (int each : cut) all(List.of(each), 1);
            assertTrue(gone < GONE, gone + " ms, seed " + seed);
            for (int each : cut) hosts.get(each).run("nft", "delete", "table", "inet", "cut");
            for (int each : stopped) signal("CONT", each);
            began = System.nanoTime();
            all(everybody, HOSTS);
            System.out.println("seed " + seed + ": " + stopped + " stopped, " + cut + " cut off, gone after " + gone
                    + " ms; back after " + since(began) + " ms");
        } finally {
            for (int each : stopped) signal("CONT", each);
        }
    }
}
