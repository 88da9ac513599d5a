/// Builds NATs of nine kinds in network namespaces (as root) and lets two clients converse through every pair; prints the
/// table.

import java.util.ArrayList;
import wirelab.kit.*;
import wirelab.nat.*;

void main(String... args) {
    Program.of("NatLab", "the matrix: every kind of NAT with every kind, as root, in network namespaces")
            .text("a", "KIND", null, "only this kind of NAT on the first side, such as SYMMETRIC")
            .text("b", "KIND", null, "only this kind on the second side")
            .example("--a PORT_RESTRICTED --b LINUX")
            .run(args, options -> {
                var missing = wirelab.nat.NatLab.missing();
                if (missing.isPresent()) throw new java.io.IOException(missing.get());
                var cells = new ArrayList<Matrix.Cell>();
                try (var lab = wirelab.nat.NatLab.open(wirelab.nat.NatLab.Topology.PLAIN); var _ = Matrix.server(lab)) {
                    for (var a : kinds(options.text("a"))) {
                        for (var b : kinds(options.text("b"))) {
                            var cell = Matrix.measure(lab, a, b);
                            cells.add(cell);
                            System.out.printf("%-22s %-22s %-15s %s%n", a, b, cell.path(),
                                    Text.duration(cell.firstMessage()));
                        }
                    }
                }
                System.out.println("\n" + Matrix.table(cells));
                var direct = cells.stream().filter(Matrix.Cell::direct).toList();
                System.out.printf("%n%d of %d converse, %d directly; first message at the median: direct %s, relayed %s%n",
                        cells.stream().filter(Matrix.Cell::conversed).count(), cells.size(), direct.size(),
                        Text.duration(Matrix.median(direct)),
                        Text.duration(Matrix.median(cells.stream().filter(c -> c.conversed() && !c.direct()).toList())));
            });
}

NatKind[] kinds(String name) {
    if (name == null) return NatKind.values();
    try {
        return new NatKind[] {NatKind.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'))};
    } catch (IllegalArgumentException _) {
        throw new UsageException("'" + name + "' is none of " + java.util.Arrays.toString(NatKind.values()));
    }
}
