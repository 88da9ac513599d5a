/// A group of five agrees on one log: an election, a leader's death, a partition, and flaws that are caught.

import wirelab.program.*;
import wirelab.raft.*;

static final Duration WHILE = Duration.ofSeconds(2);

void main(String... args) {
    Program.of("RaftDemo", "a group of five agrees on one log while leaders die, in virtual time; flaws are caught")
            .text("svg", "FILE", "", "write the first three parts as a picture")
            .number("seed", 1, 0, 1_000_000, "of chance")
            .example("--svg raft.svg")
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    var lab = RaftLab.of(5, options.number("seed"));
    demo.step("Five nodes start; whose time-out is the shortest asks for votes, first on trial");
    int first = lab.elect();
    lab.story(40).lines().filter(line -> line.contains(" is ") || line.contains("vote")).limit(8).forEach(demo::say);
    demo.say("nodo" + first + " leads after " + lab.elapsed().toMillis() + " ms");
    demo.check("a client's write is answered", lab.ask("put motto hello").equals("ok"));
    death(demo, lab, first);
    partition(demo, lab);
    if (!options.text("svg").isEmpty()) {
        lab.draw(Path.of(options.text("svg")));
        demo.say("the picture is in " + options.text("svg"));
    }
    flaws(demo);
}

void death(Demo demo, RaftLab lab, int first) {
    demo.step("The leader loses its power");
    lab.crash(first);
    var before = lab.elapsed();
    demo.check("what was answered is there", lab.ask("get motto").equals("hello"));
    demo.say("nodo" + lab.leader() + " answers, " + lab.elapsed().minus(before).toMillis() + " ms after the death");
    lab.restart(first).run(WHILE);
    demo.check("who comes back catches up", lab.node(first).endsWith("{motto=hello}"));
}

void partition(Demo demo, RaftLab lab) {
    demo.step("The leader is cut off, with one other: two here, three there");
    int old = lab.leader();
    int other = (old + 1) % 5;
    for (int id = 0; id < 5; id++) {
        if (id != old && id != other) lab.cut(old, id).cut(other, id);
    }
    lab.run(WHILE);
    demo.check("the three have a leader of their own", lab.leader() != old && lab.leader() != other);
    demo.check("and it writes", lab.ask("append motto !").equals("ok"));
    lab.logs().lines().forEach(demo::say);
    lab.heal().run(WHILE);
    demo.say("healed:");
    lab.logs().lines().forEach(demo::say);
    boolean same = true;
    for (int id = 0; id < 5; id++) same &= lab.node(id).endsWith("{motto=hello!}");
    demo.check("all five hold the same", same);
}

void flaws(Demo demo) {
    demo.step("Schedules by seed, with crashes, torn writes, partitions; then the same with a flaw");
    boolean right = true;
    for (long seed = 1; seed <= 5; seed++) right &= Schedule.run(seed, Flaw.NONE).isRight();
    demo.check("nothing acknowledged is lost", right);
    for (var flaw : List.of(Flaw.NO_FORCE, Flaw.TRUNCATES_AGREED, Flaw.RETRY_APPLIED_TWICE, Flaw.HALF_MOVE)) {
        long seed = 1;
        while (seed < 50 && Schedule.run(seed, flaw).isRight()) seed++;
        demo.check("caught by schedule " + seed + ": " + flaw.words(), seed < 50);
    }
}
