package wirelab.raft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import wirelab.simulation.SimulatedNetwork.Weather;

/// One run of a [RaftLab] by seed: clients at work, and everything that can go wrong; then all is mended, and what the
/// clients saw and what the nodes hold is checked.
public final class Schedule {
    private static final Duration WORK = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(60);
    private static final int MOST_OPERATIONS = 300;
    /// Steps of the search for an order, a second or two; of 2,000 schedules none needs more than 330,000.
    public static final int MOST_STEPS = 1_000_000;
    private static final List<String> PATHS = List.of("a", "b", "c", "d/a", "d/b");

    /// What came of a run.
    ///
    /// @param problem what is wrong, or `null`; that it is undecided whether there is an order is wrong too
    /// @param verdict `null` when the run did not come so far as to be checked
    /// @param operations that clients began
    /// @param answered those that were answered
    /// @param leaderDeaths how often a leader lost its power
    /// @param withWrite how often with a client's write under way
    public record Outcome(long seed, String problem, Linearizability.Verdict verdict, int operations, int answered,
            int leaderDeaths, int withWrite) {
        public boolean isRight() {
            return problem == null;
        }

        public boolean isUndecided() {
            return verdict == Linearizability.Verdict.UNDECIDED;
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + operations + " operations, " + answered + " answered; leaders died "
                    + leaderDeaths + " times, " + withWrite + " of them with a write under way; "
                    + (problem == null ? "nothing is wrong" : problem);
        }
    }

    private final RaftLab lab;
    private final long seed;
    private final Random random;
    private final boolean wholeTree;
    private final boolean members;
    private final boolean storm;
    private final boolean figureEight;
    private int operations;
    private int values;
    private boolean isOver;

    private Schedule(long seed, Flaw flaw) {
        this.seed = seed;
        random = new Random(seed * 31 + 7);
        figureEight = seed % 10 == 8;
        boolean young = figureEight || random.nextInt(4) == 0;
        int size = random.nextBoolean() && !young ? 3 : 5;
        members = size == 5 && !young && random.nextInt(3) == 0;
        storm = random.nextInt(3) == 0;
        wholeTree = random.nextInt(3) > 0;
        var voters = IntStream.range(0, members ? 3 : size).boxed().toArray(Integer[]::new);
        var options = RaftOptions.DEFAULTS.withLog(choose(10, 30, 100), choose(0, 3, 9))
                .withMessages(young ? 1 : choose(1, 300, 1 << 17), choose(50, 500, 1 << 16)).withSessions(choose(40, 4_096));
        lab = new RaftLab(seed, size, Members.of(voters), options, flaw, false);
        lab.weather(List.of(new Weather(0, 0, 0, Duration.ofMillis(1), Duration.ofMillis(4)),
                new Weather(.05, .02, 0, Duration.ofMillis(1), Duration.ofMillis(20)),
                new Weather(.1, .1, 0, Duration.ofMillis(1), Duration.ofMillis(80))).get(random.nextInt(3)));
        lab.force(Duration.ofMillis(choose(1, 4, 15)));
        lab.dieAfterVote(storm ? .4 : 0);
        lab.dieYoung(young && !figureEight ? .8 : 0);
        for (int i = 3 + random.nextInt(4); i > 0; i--) lab.client("client" + i, this::command);
    }

    private int choose(int... values) {
        return values[random.nextInt(values.length)];
    }

    /// Runs one.
    ///
    /// @param flaw what the nodes do wrong
    public static Outcome run(long seed, Flaw flaw) {
        return run(seed, flaw, MOST_STEPS);
    }

    /// @param steps of the search for an order, at most; then it is undecided
    public static Outcome run(long seed, Flaw flaw, int steps) {
        var schedule = new Schedule(seed, flaw);
        String problem = null;
        Linearizability.Verdict verdict = null;
        try {
            schedule.run();
            var result = Linearizability.check(schedule.lab.history(), steps);
            verdict = result.verdict();
            if (verdict != Linearizability.Verdict.LINEARIZABLE) problem = result.toString();
        } catch (AssertionError | IllegalStateException e) {
            problem = e.getMessage();
        }
        var history = schedule.lab.history();
        return new Outcome(seed, problem, verdict, history.size(), (int) history.stream().filter(it -> !it.isOpen()).count(),
                schedule.lab.watch.leaderDeaths, schedule.lab.watch.deathsWithWrite);
    }

    private String command() {
        if (isOver || operations >= MOST_OPERATIONS) return null;
        operations++;
        String path = PATHS.get(random.nextInt(PATHS.size()));
        String other = PATHS.get(random.nextInt(PATHS.size()));
        return switch (random.nextInt(wholeTree ? 12 : 7)) {
            case 0, 1 -> "put " + path + " " + ++values;
            case 2, 3 -> "append " + path + " ." + ++values;
            case 4, 5 -> "get " + path;
            case 6 -> "rm " + path;
            case 7, 8 -> "mv " + path + " " + (other.equals(path) ? PATHS.get((PATHS.indexOf(path) + 1) % 5) : other);
            case 9 -> "cp " + path + " " + other;
            case 10 -> "rm-r d";
            default -> "ls";
        };
    }

    private void run() {
        if (figureEight) figureEight();
        lab.net.after(time(300, 900), this::fault);
        lab.run(WORK);
        isOver = true;
        lab.heal().weather(Weather.FAIR);
        lab.dieAfterVote(0);
        lab.dieYoung(0);
        for (var node : lab.nodes()) {
            node.disk.full(false);
            node.disk.haltNever();
            if (!node.isUp()) node.restart();
        }
        lab.net.until("all clients are done", REST, () -> lab.clients().stream().allMatch(client -> client.open == null));
        lab.net.until("all nodes hold the same", REST, this::isAtRest);
    }

    private boolean isAtRest() {
        int id = lab.leader();
        if (id < 0) return false;
        var leader = lab.nodes().get(id);
        return leader.raft().commit() == leader.raft().lastIndex() && lab.nodes().stream()
                .filter(node -> leader.raft().members().contains(node.id))
                .allMatch(node -> node.isUp() && node.raft().commit() == leader.raft().commit()
                        && node.tree.files().equals(leader.tree.files()));
    }

    /// Figure 8 of the paper, as far as the nodes go along: an entry that a majority has, and that another leader replaces.
    private void figureEight() {
        if (!lab.net.await(REST, () -> lab.leader() >= 0)) return;
        int one = lab.leader();
        int two = (one + 1) % 5;
        var ids = new ArrayList<>(IntStream.range(0, 5).boxed().toList());
        ids.removeAll(List.of(one, two));
        // (a) The leader has an entry that only one other has.
        for (int id : ids) lab.cut(one, id);
        lab.nodes().get(one).administer(machine -> machine.open(lab.nodes().get(one).clock(), Leadership.NO_TICKET));
        long last = last(one);
        lab.net.await(time(200, 300), () -> last(two) >= last);
        lab.crash(one).isolate(two);
        // (b) Another one is elected, has an entry of its own at the same place, and dies.
        lab.net.await(Duration.ofSeconds(5), () -> ids.stream().anyMatch(id -> leads(id)));
        Integer five = ids.stream().filter(this::leads).findFirst().orElse(null);
        if (five == null) return;
        lab.isolate(five).run(Duration.ofMillis(60)).crash(five);
        ids.remove(five);
        // (c) The first ones lead again, and bring the old entry to a third.
        int four = ids.getLast();
        lab.crash(four).heal().restart(one);
        lab.net.await(Duration.ofSeconds(4), () -> commitsOld(one, last) || commitsOld(two, last));
        // (d) The one with the greater term is back, without them.
        lab.isolate(one).isolate(two).crash(one).crash(two).run(Duration.ofMillis(20)).heal();
        lab.restart(five).restart(four).run(Duration.ofSeconds(2)).restart(one).restart(two);
    }

    private long last(int id) {
        return lab.nodes().get(id).isUp() ? lab.nodes().get(id).raft().lastIndex() : 0;
    }

    private boolean leads(int id) {
        return lab.nodes().get(id).isUp() && lab.nodes().get(id).raft().role() == RaftMachine.Role.LEADER;
    }

    private boolean commitsOld(int id, long index) {
        return leads(id) && lab.nodes().get(id).raft().commit() >= index
                && lab.nodes().get(id).raft().log.term(index) < lab.nodes().get(id).raft().term();
    }

    // What goes wrong.

    private Duration time(int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least));
    }

    private void fault() {
        if (isOver || operations >= MOST_OPERATIONS) return;
        int leader = lab.leader();
        int any = random.nextInt(lab.size());
        int victim = leader >= 0 && random.nextInt(3) > 0 ? leader : any;
        switch (storm ? random.nextInt(5) : random.nextInt(13)) {
            case 0, 1 -> crash(victim);
            case 2 -> halt(victim);
            case 3, 4 -> lab.isolate(victim);
            case 5 -> halves();
            case 6 -> lab.cutOneWay(victim, any);
            case 7 -> bridge();
            case 8 -> lab.nodes().get(victim).jump(time(-3_000, 5_000));
            case 9 -> full(any);
            case 10 -> lab.transfer(any);
            case 11 -> everybody();
            default -> lab.heal();
        }
        if (members && random.nextInt(3) == 0) change(any);
        if (random.nextInt(3) == 0) lab.heal();
        lab.net.after(storm ? time(100, 700) : time(200, 1_500), this::fault);
    }

    /// A leader dies when somebody has just asked it to write.
    private void crash(int id) {
        if (id == lab.leader() && !isOver && lab.clients().stream().noneMatch(LabClient::isWriting)) {
            lab.net.after(Duration.ofMillis(5), () -> crash(id));
            return;
        }
        lab.crash(id);
        lab.net.after(random.nextBoolean() ? time(1, 20) : time(100, 2_000), () -> lab.restart(id));
    }

    /// Dies in the middle of writing.
    private void halt(int id) {
        var node = lab.nodes().get(id);
        node.disk.haltBefore(1 + random.nextInt(8));
        lab.net.after(time(500, 2_000), () -> {
            node.die();
            lab.restart(id);
        });
    }

    private void everybody() {
        for (int id = 0; id < lab.size(); id++) crash(id);
    }

    private void halves() {
        var ids = shuffled();
        int middle = ids.size() / 2;
        for (int one : ids.subList(0, middle)) for (int other : ids.subList(middle, ids.size())) lab.cut(one, other);
    }

    /// Two halves that only one node sees both of.
    private void bridge() {
        var ids = shuffled();
        ids.removeFirst();
        int middle = ids.size() / 2;
        for (int one : ids.subList(0, middle)) for (int other : ids.subList(middle, ids.size())) lab.cut(one, other);
    }

    private List<Integer> shuffled() {
        var ids = new ArrayList<>(IntStream.range(0, lab.size()).boxed().toList());
        Collections.shuffle(ids, random);
        return ids;
    }

    private void full(int id) {
        var disk = lab.nodes().get(id).disk;
        disk.full(true);
        lab.net.after(time(200, 2_000), () -> disk.full(false));
    }

    private void change(int id) {
        int leader = lab.leader();
        if (leader < 0) return;
        var now = lab.nodes().get(leader).raft().members();
        var wanted = now.learners().contains(id) ? now.withVoter(id)
                : !now.voters().contains(id) ? now.withLearner(id) : now.without(id);
        if (wanted.voters().size() >= 2) lab.change(wanted);
    }

    @Override
    public String toString() {
        return "schedule " + seed + ": " + lab;
    }
}
