package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;

/// Hosts on one segment, each a namespace: by broadcast and groups, at the usual ports and times. With IPv4, since the JDK
/// sees the addresses of IPv6 of this process's own network alone; [IndexProcessesTest] has both.
@Tag("hosts")
class IndexHostsTest {
    private static final int HOSTS = Integer.getInteger("wirelab.index.hosts", 4);
    private static final int DOCUMENTS = Integer.getInteger("wirelab.index.documents", 50);
    /// For how many seconds those that have nothing to do are watched.
    private static final int REST = Integer.getInteger("wirelab.index.rest", 0);

    @TempDir
    private Path folder;
    private final List<Namespace> hosts = new ArrayList<>();
    private final List<IndexService> nodes = new ArrayList<>();

    private Namespace host(String name) throws Exception {
        var host = Namespace.create("wlix" + ProcessHandle.current().pid() + name);
        hosts.add(host);
        return host;
    }

    private IndexService start(Namespace host, String address) throws Exception {
        var options = IndexOptions.of(folder.resolve(host.name()))
                .withBind(new InetSocketAddress(InetAddress.ofLiteral(address), 8_000));
        var node = IndexService.start(host.host(), options, null);
        nodes.add(node);
        return node;
    }

    private static String ethernet(int number) {
        return "02:00:0a:09:00:" + HexFormat.of().toHexDigits((byte) number);
    }

    /// The kernel remembers 1,024 neighbours that it has found itself, in all namespaces together: fewer than 50 hosts have.
    private static String neighbours(int own) {
        var lines = new StringBuilder();
        for (int i = 1; i <= HOSTS; i++) {
            if (i != own) lines.append("neigh add 10.9.0." + i + " lladdr " + ethernet(i) + " dev eth0 nud permanent\n");
        }
        return lines.toString();
    }

    private static void knows(IndexService node, int others) {
        Eventually.that("it knows " + others, () -> node.awaitOthers(others, Duration.ofMillis(100)),
                () -> ", but " + node.nodes());
    }

    @Test
    void hostsOnASegmentFindEachOtherAndOneWhoseCableIsOutIsGoneUntilItIsBack() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        try {
            var bridge = host("b");
            bridge.ip("link add segment type bridge mcast_snooping 0\nlink set segment up\n");
            for (int i = 1; i <= HOSTS; i++) {
                var host = host("h" + i);
                bridge.ip("link add port" + i + " type veth peer name eth0 address " + ethernet(i) + " netns " + host.name()
                        + "\nlink set port" + i + " master segment\nlink set port" + i + " up\n");
                host.ip("addr add 10.9.0." + i + "/24 brd + dev eth0\nlink set eth0 up\n" + neighbours(i));
                var own = Files.createDirectories(folder.resolve(host.name()));
                for (int n = 0; n < DOCUMENTS; n++) Files.writeString(own.resolve("document-" + n), n + " of " + i);
            }
            long began = System.nanoTime();
            for (int i = 1; i <= HOSTS; i++) {
                start(hosts.get(i), i % 2 == 0 ? "0.0.0.0" : "10.9.0." + i);
                began = System.nanoTime();
            }
            for (var node : nodes) knows(node, HOSTS - 1);
            for (var node : nodes) knowsDocuments(node, HOSTS * DOCUMENTS);
            System.out.println(HOSTS + " hosts knew all " + (System.nanoTime() - began) / 1_000_000 + " ms after the last");
            assertEquals(HOSTS * DOCUMENTS, nodes.getFirst().holdings().size());
            rest();
            var one = nodes.getFirst();
            assertTrue(one.nodes().stream().allMatch(node -> node.address().endsWith(":8000")), one.nodes().toString());
            changes();
            bridge.ip("link set port2 down\n");
            knows(one, HOSTS - 2);
            knows(nodes.get(1), 0);
            Eventually.that("its documents are gone", () -> one.holdings().size() == (HOSTS - 1) * DOCUMENTS + 3);
            bridge.ip("link set port2 up\n");
            for (var node : nodes) knows(node, HOSTS - 1);
        } finally {
            nodes.forEach(IndexService::close);
            hosts.forEach(Namespace::close);
        }
    }

    private static void knowsDocuments(IndexService node, int count) {
        Eventually.that("it knows " + count + " documents", () -> node.documents() == count, () -> ", but "
                + node.documents());
    }

    /// What they send when nothing happens.
    private void rest() {
        if (REST == 0) return;
        long began = System.nanoTime();
        long before = sent();
        Eventually.that("the time is over", () -> System.nanoTime() - began > REST * 1_000_000_000L);
        double rate = (sent() - before) / ((System.nanoTime() - began) / 1e9);
        System.out.printf("at rest %.1f datagrams a second in all, %.2f from each%n", rate, rate / HOSTS);
    }

    private long sent() {
        return nodes.stream().mapToLong(node -> node.counters().get("sent")).sum();
    }

    /// How long it takes until what is new at the first is known everywhere.
    private void changes() throws Exception {
        var took = new ArrayList<Long>();
        for (int n = 0; n < 3; n++) {
            int now = HOSTS * DOCUMENTS + n + 1;
            long began = System.nanoTime();
            Files.writeString(folder.resolve(hosts.get(1).name()).resolve("new-" + n), "new " + n);
            for (var node : nodes) knowsDocuments(node, now);
            took.add((System.nanoTime() - began) / 1_000_000);
        }
        System.out.println("a change was known to all after " + took + " ms");
    }
}
