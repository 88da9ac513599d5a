package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Seeded schedules in virtual time: frames lost, nodes that crash and come back, nodes that stop for a while.
class SchedulesTest {
    private static final long SECOND = 1000 * World.MILLI;

    @Test
    @DisplayName("10,000 schedules of losses, crashes, restarts and stops: all ends, exactly once, one holder in an epoch")
    void schedules() {
        LongStream.range(0, 10_000).parallel().forEach(SchedulesTest::schedule);
    }

    private static void schedule(long seed) {
        var random = new Random(seed);
        int nodes = 3 + random.nextInt(4);
        var world = new World(nodes, seed, Timing.DEFAULTS);
        double perHop = random.nextInt(4) * 0.03 / nodes;
        world.loss = passage -> isOnLap(passage) && random.nextDouble() < perHop;
        world.observer = site -> oneHolder(world, site, seed);
        for (var site : world.sites) {
            for (int n = random.nextInt(5); n > 0; n--) {
                int to = random.nextInt(12) == 0 ? 99 : (site.id + 1 + random.nextInt(nodes - 1)) % nodes;
                site.messages.add(new Outgoing(n, to, random.nextInt(8), (site.id + "." + n).getBytes()));
            }
        }
        world.start();
        Set<Integer> hurt = new HashSet<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            var site = world.sites.get(random.nextInt(nodes));
            if (!hurt.add(site.id)) continue;
            long at = world.now + random.nextLong(4 * SECOND);
            long back = random.nextLong(8 * SECOND);
            if (random.nextBoolean()) {
                world.at(at, () -> {
                    if (site.isUp()) site.crash();
                });
                if (random.nextInt(4) > 0) world.at(at + back, () -> {
                    if (site.crashed) site.start();
                });
            } else {
                world.at(at, site::freeze);
                world.at(at + back, site::thaw);
            }
        }
        assertTrue(world.run(300 * SECOND, () -> world.allEnded() && world.now - World.EPOCH > 13 * SECOND),
                () -> "seed " + seed + " does not end: " + world.sites.stream().map(s -> s.machine + " "
                        + s.status).toList());
        check(world, hurt, seed);
    }

    static boolean isOnLap(World.Passage passage) {
        return isOnLap(passage.signal());
    }

    static boolean isOnLap(Signal signal) {
        return switch (signal.kind()) {
            case TOKEN, DATA, FINISH, CLAIM -> true;
            default -> false;
        };
    }

    static void oneHolder(World world, World.Site site, long seed) {
        if (site.machine == null || !site.machine.holds()) return;
        for (var other : world.sites) {
            if (other == site || other.machine == null || !other.machine.holds()) continue;
            assertTrue(other.machine.mark().epoch() != site.machine.mark().epoch(),
                    () -> "seed " + seed + ": " + site.machine + " and " + other.machine);
        }
    }

    static void check(World world, Set<Integer> hurt, long seed) {
        for (var site : world.sites) {
            if (site.crashed) continue;
            assertEquals(0, site.status, "seed " + seed + " node " + site.id);
            for (var message : site.messages) {
                var fate = site.fates.get(message.reference());
                String text = site.id + "> " + new String(message.text());
                String at = "seed " + seed + ", message " + text + " to " + message.destination() + " is " + fate;
                if (message.destination() >= world.sites.size()) {
                    assertTrue(fate != Outgoing.Fate.ACKNOWLEDGED && fate != null, at);
                    continue;
                }
                var to = world.sites.get((int) message.destination());
                long times = to.printed.stream().filter(text::equals).count();
                assertTrue(fate != null && times <= 1, at + ", printed " + times + " times");
                if (fate == Outgoing.Fate.ACKNOWLEDGED) assertEquals(1, times, at);
                if (hurt.isEmpty()) assertEquals(Outgoing.Fate.ACKNOWLEDGED, fate, at);
            }
        }
    }
}
