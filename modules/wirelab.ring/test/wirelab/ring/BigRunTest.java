package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What takes a while even where time is free.
class BigRunTest {
    private static final long SECOND = 1000 * World.MILLI;
    private static final Timing TIMING = Timing.DEFAULTS;

    /// When a node held last, and how many faults there had been by then.
    private record Held(long at, Mark mark, long losses, long crashes) {}

    private long losses;
    private long crashes;
    private long longest;
    private final Map<Integer, Held> held = new HashMap<>();

    @Test
    @DisplayName("100 nodes, 100,000 messages, 1 % of laps lost, crashes and restarts: each once, rotation within the bound")
    void hundredNodes() {
        int nodes = 100;
        var random = new Random(20);
        var world = new World(nodes, 20, TIMING);
        world.loss = passage -> {
            boolean lost = SchedulesTest.isOnLap(passage) && random.nextDouble() < 0.01 / nodes;
            if (lost) losses++;
            else if (passage.signal().kind() == SignalKind.TOKEN) rotation(world, passage.signal());
            return lost;
        };
        for (var site : world.sites) {
            for (int n = 0; n < 1000; n++) {
                int to = (site.id + 1 + random.nextInt(nodes - 1)) % nodes;
                site.messages.add(new Outgoing(n, to, n % 8, (site.id + "." + n).getBytes()));
            }
        }
        world.start();
        Set<Integer> hurt = new HashSet<>();
        while (hurt.size() < 12) hurt.add(random.nextInt(nodes));
        for (int id : hurt) {
            var site = world.sites.get(id);
            long at = world.now + (100 + random.nextInt(3000)) * SECOND;
            world.at(at, () -> {
                crashes++;
                site.crash();
            });
            world.at(at + random.nextInt(1, 40) * SECOND, () -> {
                crashes++;
                held.remove(id);
                site.start();
            });
        }
        assertTrue(world.run(100_000 * SECOND, world::allEnded), "the run ends");
        SchedulesTest.check(world, hurt, 20);
        long lost = losses;
        long total = world.sites.stream().mapToLong(site -> site.printed.size()).sum();
        assertTrue(lost > 500, lost + " frames lost");
        assertTrue(total > 99_000, total + " of 100,000 delivered");
        System.out.printf("100 nodes: %,d delivered, %,d frames lost, %d crashes and restarts, %,d events, %,d virtual s, "
                + "longest rotation without a fault %d ms%n", total, lost, crashes, world.events,
                (world.now - World.EPOCH) / SECOND, longest / World.MILLI);
    }

    /// Section 5.4: twice the target, and what each fault adds. The turn arrives when it was sent, to within a hop.
    private void rotation(World world, Signal token) {
        int to = (int) token.destination();
        var before = held.get(to);
        if (before != null && before.mark.equals(token.mark())) return;
        long lostSoFar = losses + world.dropped;
        held.put(to, new Held(world.now, token.mark(), lostSoFar, crashes));
        if (before == null) return;
        long took = world.now - before.at;
        long lost = lostSoFar - before.losses;
        long crashed = crashes - before.crashes;
        if (lost + crashed == 0) longest = Math.max(longest, took);
        // A node that is let in again takes frames with it that were on the link of its predecessor.
        long bound = 2 * TIMING.rotation().toNanos() + 2 * World.MILLI + lost * (TIMING.lap().toNanos()
                + TIMING.alive().toNanos())
                + crashed * (TIMING.lost().toNanos() + 2 * TIMING.lap().toNanos());
        assertTrue(took <= bound, () -> "node " + to + ": " + took / World.MILLI + " ms with " + lost + " lost and "
                + crashed
                + " crashed, bound " + bound / World.MILLI);
    }

    @Test
    @DisplayName("from 1,000 random states of turns, claims and marks the ring is back to one turn within the bound")
    void anyState() {
        LongStream.range(0, 1000).parallel().forEach(BigRunTest::back);
    }

    private static void back(long seed) {
        var random = new Random(seed);
        int nodes = 3 + random.nextInt(6);
        var world = new World(nodes, seed, TIMING);
        world.start();
        // Somebody always has something to send, so that the run does not end.
        int[] next = {0};
        world.observer = site -> {
            if (site.id == 0) site.machine.submit(new Outgoing(next[0]++, 1, 0, new byte[0]));
        };
        assertTrue(world.run(20 * SECOND, () -> world.sites.stream().allMatch(BigRunTest::isFormed)), "seed " + seed);
        world.run(random.nextLong(SECOND), () -> false);
        for (var site : world.sites) {
            for (int n = random.nextInt(3); n > 0; n--) {
                var signal = forged(random, site.id, nodes);
                for (long id : site.wires.keySet().toArray(Long[]::new)) {
                    if ((id & 1) == 1) site.step(t -> site.machine.received(t, id, signal));
                }
            }
        }
        world.run(TIMING.dead().plus(TIMING.lost()).plus(TIMING.lap().multipliedBy(4))
                .plus(TIMING.rotation().multipliedBy(4))
                .toNanos(), () -> false);
        Mark[] last = {Mark.NONE};
        int[] turns = {0};
        world.loss = passage -> {
            var mark = passage.signal().mark();
            if (passage.signal().kind() != SignalKind.TOKEN || mark.equals(last[0])) return false;
            if (last[0] != Mark.NONE) assertEquals(last[0].nextTurn(), mark, "seed " + seed);
            last[0] = mark;
            turns[0]++;
            return false;
        };
        world.run(3 * SECOND, () -> false);
        assertTrue(turns[0] > nodes, "seed " + seed + ": the turn goes round, " + turns[0] + " turns");
    }

    private static boolean isFormed(World.Site site) {
        return site.machine != null && site.machine.mark().turn() > 1;
    }

    private static Signal forged(Random random, int to, int nodes) {
        long maker = random.nextInt(nodes);
        var mark = new Mark(Mark.epoch(1 + random.nextInt(3) * random.nextInt(1000), maker),
                random.nextInt(3) * random.nextInt(4000), 0);
        return switch (random.nextInt(3)) {
            case 0 -> Signal.of(SignalKind.CLAIM, maker, maker, new Mark(mark.epoch(), 0, 0), 1, 1);
            case 1 -> Signal.of(SignalKind.DATA, random.nextInt(nodes), 77, mark.nextCopy(), 1, 1);
            default -> new Signal(SignalKind.TOKEN, (to + nodes - 1) % nodes, to, false, mark, 1, 0,
                    new Signal.Note(random.nextInt(9), random.nextInt(nodes + 3), random.nextInt(5000)).encode());
        };
    }

    @Test
    @DisplayName("a ring of one forms after a while, says that nobody takes its message, and ends")
    void alone() {
        var world = new World(3, 1, TIMING.withForm(Duration.ofSeconds(8)));
        var only = world.sites.getFirst();
        only.messages.add(new Outgoing(1, 2, 0, "hello".getBytes()));
        only.start();
        assertTrue(world.run(30 * SECOND, () -> only.status != null), "it ends");
        assertEquals(0, only.status);
        assertEquals(Outgoing.Fate.REFUSED, only.fates.get(1L));
    }
}
