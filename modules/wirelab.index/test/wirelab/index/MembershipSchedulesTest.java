package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.Hmac;
import wirelab.simulation.SimulatedNetwork;

/// Nodes on a bad segment in virtual time: whatever befalls them, the living know the living, and the dead are gone in time.
class MembershipSchedulesTest {
    private static final int SCHEDULES = Integer.getInteger("wirelab.index.schedules", 30);
    private static final int FIRST = Integer.getInteger("wirelab.index.first", 0);
    private static final SimulatedNetwork.Weather LOSSY = new SimulatedNetwork.Weather(0.2, 0.05, 0,
            Duration.ofMillis(1), Duration.ofMillis(60));
    /// Without a key it is the checksum of UDP that finds out what is spoilt.
    private static final SimulatedNetwork.Weather SPOILT = new SimulatedNetwork.Weather(0.18, 0.05, 0.02,
            Duration.ofMillis(1), Duration.ofMillis(60));
    /// Within so long a silent node is gone from every list.
    private static final Duration GONE = Duration.ofSeconds(15);

    private static SimulatedSegment segment(long seed, int size, SimulatedNetwork.Weather weather) {
        var segment = new SimulatedSegment(seed, seed % 2 == 0 ? null : Hmac.sha256(new byte[] {1, 2, 3}));
        segment.network.weather(weather == LOSSY && segment.key != null ? SPOILT : weather);
        segment.failing = weather == LOSSY ? 0.05 : 0;
        for (int i = 0; i < size; i++) segment.add(i);
        segment.network.until("all know all", Duration.ofSeconds(40), () -> segment.agree(segment.nodes));
        return segment;
    }

    @Test
    void onAGoodSegmentAllKnowAllWithinThreeSecondsAndAChangeWithinOne() {
        for (int size : new int[] {2, 5, 20, 50}) {
            var segment = new SimulatedSegment(size, null);
            for (int i = 0; i < size; i++) segment.add(i);
            segment.network.until("all know all", Duration.ofSeconds(3), () -> segment.agree(segment.nodes));
            segment.nodes.getFirst().has(7);
            segment.network.until("the change is known", Duration.ofSeconds(1), () -> segment.agree(segment.nodes));
        }
    }

    @Test
    void whoGivesSomethingElseThanItSaysIsAskedLessAndLessUntilItDoesNot() {
        var segment = segment(4, 2, SimulatedNetwork.Weather.FAIR);
        var asking = segment.nodes.getFirst();
        var lying = segment.nodes.getLast();
        lying.given = SimulatedSegment.root(99);
        lying.has(7);
        segment.network.run(Duration.ofSeconds(60));
        int before = asking.asked;
        segment.network.run(Duration.ofSeconds(60));
        assertTrue(asking.asked - before < 10, asking.asked - before + " times in a minute");
        lying.given = null;
        segment.network.until("what it says is known", Duration.ofSeconds(20), () -> segment.agree(segment.nodes));
        lying.has(8);
        segment.network.until("it is asked at once again", Duration.ofSeconds(1), () -> segment.agree(segment.nodes));
    }

    @Test
    void nobodySendsMoreInALargeSegmentThanInASmallOne() {
        var perSecond = new ArrayList<Double>();
        for (int size : new int[] {5, 50}) {
            var segment = segment(2, size, SimulatedNetwork.Weather.FAIR);
            segment.network.run(Duration.ofSeconds(10));
            long before = segment.sent;
            segment.network.run(Duration.ofSeconds(120));
            perSecond.add((segment.sent - before) / 120.0 / size);
        }
        assertTrue(perSecond.get(1) < 2 * perSecond.get(0) && perSecond.get(1) < 4, perSecond.toString());
    }

    @Test
    void noLivingNodeIsDroppedAtTwentyPercentLoss() {
        for (long seed = 0; seed < SCHEDULES / 10; seed++) {
            var segment = segment(seed, 12, LOSSY);
            for (var node : segment.nodes) node.lost.clear();
            segment.network.run(Duration.ofSeconds(120));
            for (var node : segment.nodes) assertEquals(List.of(), node.lost, "seed " + seed);
        }
    }

    /// Any two or three of: a node dies, a partition heals, a node is back with what it knew or without, a twin comes.
    @Test
    void whateverBefallsThemTheLivingKnowTheLivingAndTheDeadAreGoneInTime() {
        for (long seed = FIRST; seed < FIRST + SCHEDULES; seed++) befall(seed);
    }

    private static void befall(long seed) {
        var segment = segment(seed, 3 + (int) (seed % 6), LOSSY);
        var network = segment.network;
        var random = network.random();
        for (int n = 0; n < 3; n++) {
            var living = segment.nodes.stream().filter(SimulatedSegment.Node::isUp).toList();
            var victim = living.get(random.nextInt(living.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    victim.crash();
                    var rest = segment.nodes.stream().filter(SimulatedSegment.Node::isUp).toList();
                    boolean gone = network.await(GONE, () -> rest.stream().noneMatch(node ->
                            node.machine().knows(victim.id)));
                    if (!gone) throw network.failure("dead " + victim.name() + " is known: " + segment);
                    victim.incarnation++;
                    victim.restart();
                }
                case 1 -> {
                    // The state on its disk is an old one.
                    victim.crash();
                    victim.incarnation = 1;
                    victim.restart();
                }
                case 2 -> {
                    victim.crash();
                    victim.id = NodeId.draw(random);
                    victim.incarnation = 1;
                    victim.restart();
                }
                case 3 -> {
                    for (var one : living) if (one != victim && random.nextBoolean()) network.cut(victim.name(), one.name());
                    network.run(Duration.ofMillis(random.nextInt(20_000)));
                    network.heal();
                }
                case 4 -> {
                    // A copy of somebody's disk.
                    var twin = segment.new Node(100 + n, victim.id);
                    twin.incarnation = victim.incarnation;
                    segment.add(twin);
                }
                default -> victim.has(random.nextLong());
            }
            // What is known at once, and what must wait for the next announce.
            if (!network.await(Duration.ofSeconds(60), () -> segment.agree(segment.nodes))) {
                throw network.failure("they do not agree after step " + n + ": " + segment);
            }
        }
        assertEquals(segment.nodes.size(),
                segment.nodes.stream().map(node -> node.machine().self().id()).distinct().count());
    }

    @Test
    void whoIsCutOffFromManyLosesThemInTime() {
        for (int size : new int[] {1, 3, 25}) {
            var segment = segment(size, 50, SimulatedNetwork.Weather.FAIR);
            var one = segment.nodes.subList(0, size);
            var other = segment.nodes.subList(size, 50);
            for (var a : one) for (var b : other) segment.network.cut(a.name(), b.name());
            segment.network.until("each part is alone", GONE, () -> segment.agree(one) && segment.agree(other));
        }
    }

    @Test
    void aPartitionOfHalvesHealsAndWhoSaidGoodbyeIsGoneAtOnce() {
        var segment = segment(3, 10, SimulatedNetwork.Weather.FAIR);
        var one = segment.nodes.subList(0, 5);
        var other = segment.nodes.subList(5, 10);
        for (var a : one) for (var b : other) segment.network.cut(a.name(), b.name());
        segment.network.until("each half is alone", Duration.ofSeconds(30),
                () -> segment.agree(one) && segment.agree(other));
        segment.network.heal();
        segment.network.until("they are one again", Duration.ofSeconds(60), () -> segment.agree(segment.nodes));
        var leaver = segment.nodes.getLast();
        leaver.enter((machine, now) -> machine.leave(now));
        segment.network.until("it is gone", Duration.ofMillis(100), () -> segment.agree(segment.nodes.subList(0, 9)));
    }
}
