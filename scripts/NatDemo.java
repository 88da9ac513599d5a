/// Every kind of NAT against every other, simulated in this process: who gets through, how, and how long it takes.

import wirelab.kit.*;
import wirelab.nat.*;
import wirelab.natlab.*;
import wirelab.program.*;

void main(String... args) {
    Program.of("NatDemo", "nine kinds of NAT, the real client and server, and a clock that runs as fast as it can")
            .number("seed", 1, 0, Long.MAX_VALUE, "what chance is drawn from")
            .demo(args, (options, demo) -> {
                long seed = Long.parseLong(options.text("seed"));

                demo.step("81 pairs of NATs: alice says hello to bob");
                var cells = new ArrayList<Matrix.Cell>();
                for (var a : NatKind.values()) {
                    for (var b : NatKind.values()) cells.add(Matrix.simulate(a, b, seed + cells.size()));
                }
                demo.say(Matrix.table(cells));
                demo.check("every pair converses", cells.stream().allMatch(Matrix.Cell::conversed));
                demo.check("directly wherever it can be done", cells.stream().filter(Matrix.Cell::directExpected)
                        .allMatch(Matrix.Cell::direct));
                demo.check("within 500 ms at the median where direct, within 4 s where relayed",
                        Matrix.median(cells.stream().filter(Matrix.Cell::direct).toList()).toMillis() <= 500
                                && cells.stream().allMatch(c -> c.firstMessage().toMillis() <= 4000));

                demo.step("two neighbours behind one symmetric NAT");
                var home = new Simulation(seed);
                home.home("home", NatRules.of(NatKind.SYMMETRIC), "203.0.113.1", null);
                home.client("alice", "home", "192.168.1.11");
                home.client("bob", "home", "192.168.1.12");
                home.run(Duration.ofSeconds(1));
                home.chat("alice", "bob", "come over");
                home.run(Duration.ofSeconds(1));
                demo.say(home.explain("alice", "bob"));
                demo.check("they talk by private address", home.shown("bob").equals(List.of("come over"))
                        && home.path("alice", "bob").equals("private"));

                demo.step("bob's provider gives him another address in the middle of the talk");
                var street = new Simulation(seed);
                street.home("a", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.1", null);
                street.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null);
                street.client("alice", "a", "192.168.1.11");
                street.client("bob", "b", "192.168.2.11");
                street.run(Duration.ofSeconds(1));
                street.chat("alice", "bob", "one");
                street.run(Duration.ofSeconds(1));
                demo.say(Text.duration(street.time()) + ": " + street.explain("alice", "bob"));
                street.restartNat("b", "203.0.113.77");
                street.chat("alice", "bob", "two");
                street.await(Duration.ofSeconds(20), () -> street.shown("bob").contains("two"));
                demo.say(Text.duration(street.time()) + ": " + street.explain("alice", "bob"));
                street.run(Duration.ofSeconds(20));
                street.chat("bob", "alice", "three");
                street.run(Duration.ofSeconds(5));
                demo.say(Text.duration(street.time()) + ": " + street.explain("alice", "bob"));
                demo.check("nothing is lost or shown twice", street.shown("bob").equals(List.of("one", "two"))
                        && street.shown("alice").equals(List.of("three")));
                demo.check("the talk is direct again", !List.of("relay", "none").contains(street.path("alice", "bob")));
            });
}
