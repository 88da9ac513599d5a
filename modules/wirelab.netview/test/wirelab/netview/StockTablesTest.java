package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// Our tables and those of iproute2, as sets. What a stock tool shows before and after ours was read must be in ours, and
/// what ours shows both before and after must be in the stock tool's.
class StockTablesTest {
    private static final int TRIES = 20;
    private static final int MOST_LOOKS = 5;

    /// A table, from ours and from theirs.
    private interface Reading {
        Set<String> read() throws IOException;
    }

    private static void assertSame(Reading theirs, Reading ours) throws IOException {
        Set<String> before = null;
        Set<String> mine = null;
        Set<String> after = null;
        // Somebody else may change addresses at this moment; then neither is right.
        for (int i = 0; i < TRIES && (before == null || !before.equals(after)); i++) {
            before = theirs.read();
            mine = ours.read();
            after = theirs.read();
        }
        assertEquals(String.join("\n", new TreeSet<>(after)), String.join("\n", new TreeSet<>(mine)));
    }

    private static void assertTables(StockTables.Runner run, NetSource source) throws IOException {
        assertSame(() -> StockTables.addresses(run.run("ip", "-j", "addr")),
                () -> StockTables.addresses(source.interfaces()));
        assertSame(() -> StockTables.routes(run.run("ip", "-j", "route"), run.run("ip", "-6", "-j", "route")),
                () -> StockTables.routes(source.routes()));
        assertSame(() -> StockTables.neighbours(run.run("ip", "-j", "neigh")),
                () -> StockTables.neighbours(source.neighbours()));
        assertSame(() -> StockTables.groups(run.run("ip", "-j", "maddr")), () -> StockTables.groups(source.groups()));
    }

    /// Sockets come and go: what is in both readings of one side is in the other's between them. An address that is given up
    /// and taken again in between deceives whoever looks twice, but hardly so often.
    private static void assertSockets(StockTables.Runner run, NetSource source, int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            Set<String> wrong = null;
            for (int n = 0; n < MOST_LOOKS && (wrong == null || !wrong.isEmpty()); n++) {
                var found = wrong(run, source);
                if (wrong == null) wrong = found;
                else wrong.retainAll(found);
            }
            assertEquals(Set.of(), wrong);
        }
    }

    private static Set<String> wrong(StockTables.Runner run, NetSource source) throws IOException {
        String before = run.run("ss", "-tunapH");
        var ours = source.sockets();
        String after = run.run("ss", "-tunapH");
        var again = source.sockets();
        var wrong = new TreeSet<String>();
        missing(StockTables.sockets(before), StockTables.sockets(after), StockTables.sockets(ours)).forEach(row ->
                wrong.add("missing: " + row));
        missing(StockTables.owners(before), StockTables.owners(after), StockTables.owners(ours)).forEach(row ->
                wrong.add("no process: " + row));
        missing(StockTables.sockets(ours), StockTables.sockets(again), StockTables.sockets(after)).stream()
                .filter(row -> !row.startsWith("raw ")).forEach(row -> wrong.add("unknown to ss: " + row));
        return wrong;
    }

    private static Set<String> missing(Set<String> before, Set<String> after, Set<String> between) {
        var missing = new TreeSet<>(before);
        missing.retainAll(after);
        missing.removeAll(between);
        return missing;
    }

    @Test
    @Tag("interop")
    void theTablesOfThisMachineAreThoseOfStockTools() throws Exception {
        Peer.require("ss", "iproute2");
        var source = new LinuxSource(Host.HERE);
        assertTrue(source.usesNetlink(), "the tests have the right to native calls");
        assertTables(StockTables::here, source);
    }

    @Test
    @Tag("interop")
    void theSocketsOfThisMachineAreThoseOfSs() throws Exception {
        Peer.require("ss", "iproute2");
        try (var _ = Churn.start(Host.HERE, 100)) {
            assertSockets(StockTables::here, new LinuxSource(Host.HERE), 3);
            assertSockets(StockTables::here, new LinuxSource(Host.HERE).plain(), 3);
        }
    }

    @Test
    @Tag("hosts")
    void theTablesOfThreeNamespacesAreThoseOfStockTools() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("ss", "iproute2");
        try (var lab = DiagnoseLab.open()) {
            lab.client.ip("""
                    addr add 10.20.3.2/24 dev wan valid_lft 3000 preferred_lft 2000
                    addr add 10.20.9.1 peer 10.20.9.2/32 dev wan
                    neigh add 10.20.1.9 lladdr 02:00:00:00:00:09 dev wan
                    neigh add fd20:1::9 lladdr 02:00:00:00:00:0a dev wan
                    route add unreachable 10.66.0.0/16
                    route add blackhole 10.67.0.0/16 metric 7
                    route add 10.68.0.0/16 via 10.20.1.1 src 10.20.1.2 metric 5
                    link add extra type bridge
                    """);
            for (var host : List.of(lab.client, lab.router, lab.server)) {
                // A lifetime counts down by the second.
                StockTables.Runner run = command -> host.run(command).replaceAll("(life_time\":)2?\\d{3}\\b", "$1 9");
                var source = new LinuxSource(host.host());
                assertSame(() -> StockTables.routes(run.run("ip", "-j", "route"), run.run("ip", "-6", "-j", "route")),
                        () -> StockTables.routes(source.routes()));
                assertSame(() -> StockTables.neighbours(run.run("ip", "-j", "neigh")),
                        () -> StockTables.neighbours(source.neighbours()));
                assertSame(() -> StockTables.groups(run.run("ip", "-j", "maddr")),
                        () -> StockTables.groups(source.groups()));
                assertSame(() -> timeless(StockTables.addresses(run.run("ip", "-j", "addr"))),
                        () -> timeless(StockTables.addresses(source.interfaces())));
            }
        }
    }

    private static Set<String> timeless(Set<String> rows) {
        var plain = new TreeSet<String>();
        for (String row : rows) plain.add(row.replaceFirst("(/\\d+ \\w+) \\d{1,4}$", "$1 timed"));
        return plain;
    }

    /// Two thousand, on three hosts, while they come and go.
    @Test
    @Tag("hosts")
    void theSocketsOfThreeNamespacesAreThoseOfSs() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("ss", "iproute2");
        try (var lab = DiagnoseLab.open()) {
            var churns = new ArrayList<Churn>();
            try {
                for (var host : List.of(lab.client, lab.router, lab.server)) churns.add(Churn.start(host.host(), 350));
                for (var host : List.of(lab.client, lab.router, lab.server)) {
                    assertSockets(host::run, new LinuxSource(host.host()), 2);
                    assertSockets(host::run, new LinuxSource(host.host()).plain(), 2);
                }
            } finally {
                for (var churn : churns) churn.close();
            }
        }
    }

    /// What lies in the files alone is what netlink says as well.
    @Test
    @Tag("hosts")
    void theFilesAloneTellTheSame() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        try (var lab = DiagnoseLab.open()) {
            var netlink = new LinuxSource(lab.router.host());
            var files = netlink.plain();
            // Addresses of links come a moment after the cable.
            assertSame(() -> addresses(netlink), () -> addresses(files));
            assertSame(() -> destinations(netlink), () -> destinations(files));
        }
    }

    private static Set<String> addresses(LinuxSource source) throws IOException {
        var rows = new TreeSet<String>();
        for (var one : source.interfaces()) {
            for (var address : one.addresses()) rows.add(one.name() + " " + address.prefix() + " " + address.scope());
        }
        return rows;
    }

    private static Set<String> destinations(LinuxSource source) throws IOException {
        var rows = new TreeSet<String>();
        for (var route : source.routes()) rows.add(route.destination() + " " + route.gateway() + " " + route.device());
        return rows;
    }
}
