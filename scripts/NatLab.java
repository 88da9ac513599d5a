/// Builds NATs of nine kinds in network namespaces (as root) and lets two clients converse through every pair; prints the
/// table.

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.*;
import wirelab.nat.*;

void main(String... args) {
    Program.of("NatLab", "the matrix: every kind of NAT with every kind, as root, in network namespaces")
            .text("a", "KIND", null, "only this kind of NAT on the first side, such as SYMMETRIC")
            .text("b", "KIND", null, "only this kind on the second side")
            .number("times", 1, 1, 1000, "how often each pair is tried")
            .flag("houses", "neighbours, the same subnet on both sides, and a carrier-grade NAT, instead of the matrix")
            .example("--a PORT_RESTRICTED --b LINUX")
            .example("--a LINUX --b LINUX --times 20")
            .run(args, options -> {
                var missing = wirelab.nat.NatLab.missing();
                if (missing.isPresent()) throw new IOException(missing.get());
                int times = options.number("times");
                if (options.flag("houses")) houses(times);
                else matrix(kinds(options.text("a")), kinds(options.text("b")), times);
            });
}

void matrix(NatKind[] as, NatKind[] bs, int times) throws IOException {
    var cells = new ArrayList<Matrix.Cell>();
    try (var lab = wirelab.nat.NatLab.open(wirelab.nat.NatLab.Topology.PLAIN); var _ = Matrix.server(lab)) {
        for (var a : as) {
            for (var b : bs) {
                for (int i = 0; i < times; i++) {
                    cells.add(Matrix.measure(lab, a, b));
                    show(a + " - " + b, cells.getLast());
                }
            }
        }
    }
    if (times == 1) System.out.println("\n" + Matrix.table(cells));
    summary(cells);
}

/// Where people really live.
void houses(int times) throws IOException {
    var cells = new ArrayList<Matrix.Cell>();
    var hard = List.of(NatKind.PORT_RESTRICTED, NatKind.SYMMETRIC, NatKind.LINUX);
    try (var lab = wirelab.nat.NatLab.open(wirelab.nat.NatLab.Topology.PLAIN); var _ = Matrix.server(lab)) {
        for (var kind : hard) {
            lab.nat(wirelab.nat.NatLab.Side.A, NatRules.of(kind));
            converse(lab, "neighbours behind " + kind, wirelab.nat.NatLab.Host.A2, times, cells);
        }
    }
    for (var topology : List.of(new wirelab.nat.NatLab.Topology(true, false, false),
            new wirelab.nat.NatLab.Topology(false, true, false))) {
        try (var lab = wirelab.nat.NatLab.open(topology); var _ = Matrix.server(lab)) {
            for (var kind : hard) {
                var side = topology.carrier() ? wirelab.nat.NatLab.Side.CARRIER : wirelab.nat.NatLab.Side.A;
                lab.nat(side, NatRules.of(kind));
                converse(lab, (topology.carrier() ? "a carrier's " + kind + " before a home" : "the same subnet, " + kind)
                        + " - port-restricted", wirelab.nat.NatLab.Host.B1, times, cells);
            }
        }
    }
    summary(cells);
}

void converse(wirelab.nat.NatLab lab, String what, wirelab.nat.NatLab.Host other, int times, List<Matrix.Cell> cells)
        throws IOException {
    for (int i = 0; i < times; i++) {
        cells.add(Matrix.converse(lab, wirelab.nat.NatLab.Host.A1, other));
        show(what, cells.getLast());
    }
}

void show(String what, Matrix.Cell cell) {
    System.out.printf("%-56s %-15s %s%n", what, cell.path(), Text.duration(cell.firstMessage()));
}

void summary(List<Matrix.Cell> cells) {
    var direct = cells.stream().filter(Matrix.Cell::direct).toList();
    System.out.printf("%n%d of %d converse, %d directly; first message at the median: direct %s, relayed %s%n",
            cells.stream().filter(Matrix.Cell::conversed).count(), cells.size(), direct.size(),
            Text.duration(Matrix.median(direct)),
            Text.duration(Matrix.median(cells.stream().filter(c -> c.conversed() && !c.direct()).toList())));
}

NatKind[] kinds(String name) {
    if (name == null) return NatKind.values();
    try {
        return new NatKind[] {NatKind.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'))};
    } catch (IllegalArgumentException _) {
        throw new UsageException("'" + name + "' is none of " + java.util.Arrays.toString(NatKind.values()));
    }
}
