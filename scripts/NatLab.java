/// Builds NATs of nine kinds in network namespaces (as root), and lets two clients converse through every pair.

import static wirelab.natlab.NatLab.*;
import static wirelab.natlab.NatLab.Node.*;

import wirelab.hosts.NativeAccess;
import wirelab.kit.*;
import wirelab.nat.*;
import wirelab.natlab.*;
import wirelab.program.*;

void main(String... args) throws Exception {
    // Its sockets stand in namespaces, which takes a call of the C library.
    if (NativeAccess.relaunched()) return;
    Program.of("NatLab", "the matrix: every kind of NAT with every kind, as root, in network namespaces")
            .text("a", "KIND", null, "only this kind of NAT on the first side, such as SYMMETRIC")
            .text("b", "KIND", null, "only this kind on the second side")
            .number("times", 1, 1, 1000, "how often each pair is tried")
            .flag("houses", "neighbours, the same subnet on both sides, and a carrier-grade NAT, instead of the matrix")
            .example("--a PORT_RESTRICTED --b LINUX")
            .example("--a LINUX --b LINUX --times 20")
            .run(args, options -> {
                var missing = missing();
                if (missing.isPresent()) throw new IOException(missing.get());
                int times = options.number("times");
                if (options.flag("houses")) houses(times);
                else matrix(kinds(options.text("a")), kinds(options.text("b")), times);
            });
}

void matrix(NatKind[] as, NatKind[] bs, int times) throws IOException {
    var cells = new ArrayList<Matrix.Cell>();
    try (var lab = open(Layout.PLAIN); var _ = Matrix.server(lab)) {
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
    try (var lab = open(Layout.PLAIN); var _ = Matrix.server(lab)) {
        for (var kind : hard) {
            lab.nat(Side.A, NatRules.of(kind));
            converse("neighbours behind " + kind, times, cells, () -> Matrix.converse(lab, A1, A2));
        }
    }
    for (var layout : List.of(new Layout(true, false, false), new Layout(false, true, false))) {
        try (var lab = open(layout); var _ = Matrix.server(lab)) {
            for (var kind : hard) {
                var side = layout.carrier() ? Side.CARRIER : Side.A;
                lab.nat(side, NatRules.of(kind));
                converse((layout.carrier() ? "a carrier's " + kind : "the same subnet, " + kind)
                        + " - port-restricted", times, cells, () -> Matrix.converse(lab, A1, B1));
            }
        }
    }
    summary(cells);
}

interface Meeting {
    Matrix.Cell converse() throws IOException;
}

void converse(String what, int times, List<Matrix.Cell> cells, Meeting meeting) throws IOException {
    for (int i = 0; i < times; i++) {
        cells.add(meeting.converse());
        show(what, cells.getLast());
    }
}

void show(String what, Matrix.Cell cell) {
    System.out.printf("%-56s %-15s %s%n", what, cell.path(), Text.duration(cell.firstMessage()));
}

void summary(List<Matrix.Cell> cells) {
    var direct = cells.stream().filter(Matrix.Cell::direct).toList();
    var relayed = cells.stream().filter(c -> c.conversed() && !c.direct()).toList();
    System.out.printf("%n%d of %d converse, %d directly%nfirst message at the median: %s%s%n",
            cells.stream().filter(Matrix.Cell::conversed).count(), cells.size(), direct.size(),
            direct.isEmpty() ? "" : "direct " + Text.duration(Matrix.median(direct)) + (relayed.isEmpty() ? "" : ", "),
            relayed.isEmpty() ? "" : "relayed " + Text.duration(Matrix.median(relayed)));
}

NatKind[] kinds(String name) {
    if (name == null) return NatKind.values();
    try {
        return new NatKind[] {NatKind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'))};
    } catch (IllegalArgumentException _) {
        throw new UsageException("'" + name + "' is none of " + Arrays.toString(NatKind.values()));
    }
}
