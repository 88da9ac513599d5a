package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.nat.*;

/// Real sockets, real NATs of the Linux kernel, each host in a network namespace.
@Tag("hosts")
class MatrixLabTest {
    /// Labs that stand side by side, so that those who wait for the relay do not hold up the others.
    private static final int LABS = 3;

    @BeforeEach
    void needsRoot() {
        assumeTrue(NatLab.missing().isEmpty(), () -> NatLab.missing().orElse(""));
    }

    @Test
    void everyPairOfNatsConversesAndDirectlyWhereItCanBeDone() throws Exception {
        var cells = new ArrayList<Matrix.Cell>();
        try (var pool = Executors.newFixedThreadPool(LABS)) {
            var rows = new ArrayList<Future<List<Matrix.Cell>>>();
            for (int i = 0; i < LABS; i++) {
                int which = i;
                rows.add(pool.submit(() -> rows(which)));
            }
            for (var row : rows) cells.addAll(row.get());
        }
        String table = Matrix.table(cells);
        assertEquals(81, cells.stream().filter(Matrix.Cell::conversed).count(), table);
        assertTrue(cells.stream().filter(Matrix.Cell::directExpected).allMatch(Matrix.Cell::direct), table);
        assertTrue(Matrix.median(cells.stream().filter(Matrix.Cell::direct).toList()).toMillis() <= 500, table);
        assertTrue(cells.stream().allMatch(cell -> cell.firstMessage().toMillis() <= 4000), table);
    }

    private static List<Matrix.Cell> rows(int which) throws IOException {
        var cells = new ArrayList<Matrix.Cell>();
        try (var lab = NatLab.open(NatLab.Layout.PLAIN); var _ = Matrix.server(lab)) {
            for (var a : NatKind.values()) {
                if (a.ordinal() % LABS != which) continue;
                for (var b : NatKind.values()) {
                    var cell = Matrix.measure(lab, a, b);
                    // Guessing may miss (one in fifty). And between two of Linux's own NATs nothing may come in before both ends
                    // have sent, or it takes the port: on a busy machine one end is late every now and then.
                    for (int again = 0; again < 9 && cell.directExpected() && !cell.direct(); again++) {
                        cell = Matrix.measure(lab, a, b);
                    }
                    cells.add(cell);
                }
            }
        }
        return cells;
    }

    @Test
    void neighboursTalkByPrivateAddressWithoutHairpin() throws Exception {
        try (var lab = NatLab.open(NatLab.Layout.PLAIN); var _ = Matrix.server(lab)) {
            for (var kind : List.of(NatKind.PORT_RESTRICTED, NatKind.SYMMETRIC)) {
                lab.nat(NatLab.Side.A, NatRules.of(kind));
                assertEquals("private", Matrix.converse(lab, NatLab.Node.A1, NatLab.Node.A2).path());
            }
        }
    }

    @Test
    void theSameSubnetOnBothSidesAndACarrierGradeNatAreNoObstacle() throws Exception {
        try (var lab = NatLab.open(new NatLab.Layout(true, false, false)); var _ = Matrix.server(lab)) {
            var cell = Matrix.converse(lab, NatLab.Node.A1, NatLab.Node.B1);
            assertEquals("public", cell.path(), cell.toString());
            lab.nat(NatLab.Side.B, NatRules.of(NatKind.SYMMETRIC));
            cell = Matrix.converse(lab, NatLab.Node.A1, NatLab.Node.B1);
            assertTrue(cell.direct(), cell.toString());
        }
        try (var lab = NatLab.open(new NatLab.Layout(true, true, false)); var _ = Matrix.server(lab)) {
            var cell = Matrix.converse(lab, NatLab.Node.A1, NatLab.Node.B1);
            assertTrue(cell.direct(), cell.toString());
            lab.nat(NatLab.Side.CARRIER, NatRules.of(NatKind.SYMMETRIC));
            cell = Matrix.converse(lab, NatLab.Node.A1, NatLab.Node.B1);
            assertTrue(cell.direct(), cell.toString());
        }
    }

    @Test
    void bothFamiliesAreTriedSideBySide() throws Exception {
        try (var lab = NatLab.open(new NatLab.Layout(false, false, true))) {
            var v4 = new java.net.InetSocketAddress(lab.address(NatLab.Node.SERVER), NatServer.PORT);
            var v6 = new java.net.InetSocketAddress(lab.address6(NatLab.Node.SERVER), NatServer.PORT);
            lab.nat(NatLab.Side.A, NatRules.of(NatKind.SYMMETRIC));
            lab.nat(NatLab.Side.B, NatRules.of(NatKind.SYMMETRIC));
            var paths = new CopyOnWriteArrayList<String>();
            try (var _ = NatServer.start(lab.host(NatLab.Node.SERVER).host(),
                        NatServer.Options.DEFAULTS.withBind(v4, v6).withSecond(NatLab.SERVER_2), _ -> {});
                    var alice = client(lab, NatLab.Node.A1, "alice", List.of(v4, v6), paths);
                    var bob = client(lab, NatLab.Node.B1, "bob", List.of(v4, v6), paths)) {
                Eventually.that("they see each other", () -> alice.list().size() == 2 && bob.list().size() == 2);
                alice.chat("bob", "hello");
                // IPv4 alone would need the relay here; IPv6 has only firewalls to get through.
                Eventually.that("a path", () -> alice.path("bob").contains("2001:db8:b::11"));
                assertTrue(!paths.contains("relay"), paths.toString());
            }
        }
    }

    private static NatClient client(NatLab lab, NatLab.Node host, String id, List<java.net.InetSocketAddress> servers,
            List<String> paths)
            throws IOException {
        var options = new NatClient.Options(id, servers, 0, List.of(lab.address(host), lab.address6(host)));
        return NatClient.start(lab.host(host).host(), options, n -> {
            if (n instanceof Notice.Path path) paths.add(path.kind());
        });
    }
}
