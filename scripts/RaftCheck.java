/// Runs groups of Raft by seed, with everything that can go wrong, and checks what their clients saw.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.raft.*;

void main(String... args) {
    Program.of("RaftCheck", "runs seeded schedules of a Raft group, and checks that nothing acknowledged is lost")
            .number("runs", 20, 1, 100_000, "how many")
            .number("seed", 1, 0, 1_000_000_000, "of the first; each further one has the next")
            .text("flaw", "NAME", "none", "what the nodes do wrong; list shows what there is")
            .number("steps", Schedule.MOST_STEPS, 1, 100_000_000, "of the search for an order; who needs more is undecided")
            .example("--runs 100")
            .example("--runs 50 --flaw half-move")
            .run(args, options -> {
                if (options.text("flaw").equals("list")) list();
                else check(options.number("seed"), options.number("runs"), options.number("steps"),
                        flaw(options.text("flaw")));
            });
}

void list() {
    for (var flaw : Flaw.values()) System.out.printf("%-20s %s%n", flaw.option(), flaw.words());
}

Flaw flaw(String option) {
    return Stream.of(Flaw.values()).filter(flaw -> flaw.option().equals(option)).findFirst().orElseThrow(
            () -> new UsageException("--flaw: '" + option + "' is none of those that --flaw list shows"));
}

void check(long seed, int runs, int steps, Flaw flaw) throws IOException {
    if (flaw != Flaw.NONE) System.out.println("on purpose, " + flaw.words());
    int operations = 0;
    int answered = 0;
    int deadly = 0;
    int inFlight = 0;
    for (long n = seed; n < seed + runs; n++) {
        var outcome = Schedule.run(n, flaw, steps);
        if (!outcome.isRight()) {
            System.out.println(outcome);
            throw new IOException(outcome.isUndecided() ? "a schedule is undecided, which is not right either"
                    : "a schedule went wrong");
        }
        operations += outcome.operations();
        answered += outcome.answered();
        if (outcome.leaderDeaths() > 0) deadly++;
        if (outcome.withWrite() > 0) inFlight++;
    }
    System.out.println(Text.count(runs, "schedule") + ": " + Text.count(operations, "operation") + ", " + answered
            + " answered; in " + deadly + " a leader died, in " + inFlight + " of them with a write under way");
    System.out.println("nothing is wrong");
}
