package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A ring whose nodes start one after the other: the links are right long before anybody has looked for nearer ones.
class FormationTest {
    private static final int NODES = 100;
    /// Nobody looks for nearer ones before it is over, and nobody goes without the others.
    private static final Timing TIMING = new Timing(Timing.DEFAULTS.alive(), Timing.DEFAULTS.dead(), Timing.DEFAULTS.lap(),
            Timing.DEFAULTS.lost(), Duration.ofHours(1), Duration.ofHours(1), Timing.DEFAULTS.retry(),
            Timing.DEFAULTS.rotation());

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}, {1} ms apart")
    @CsvSource({"ascending, 40", "ascending, 900", "descending, 40", "descending, 900", "1, 1", "2, 40", "3, 40", "4, 250",
            "5, 900", "6, 3000"})
    @DisplayName("100 nodes that start one after the other form within the bound of Section 7")
    void oneAfterTheOther(String order, int millis) {
        var ids = new ArrayList<>(IntStream.range(0, NODES).boxed().toList());
        if (order.equals("descending")) Collections.reverse(ids);
        else if (!order.equals("ascending")) Collections.shuffle(ids, new Random(Integer.parseInt(order)));
        var world = new World(NODES, millis, TIMING);
        long last = world.now;
        for (int i = 0; i < NODES; i++) {
            last = world.now + (long) i * millis * World.MILLI;
            world.at(last, world.sites.get(ids.get(i))::start);
        }
        world.run(last - world.now, () -> false);
        // Who dials in vain hears so after a hop, of a millisecond and a half at most.
        long round = NODES * 3 * World.MILLI / 2;
        long bound = TIMING.retry().plus(TIMING.lap().multipliedBy(2)).toNanos() + 2 * round;
        assertTrue(world.run(bound, () -> isFormed(world)), () -> "not after " + bound / World.MILLI + " ms");
    }

    private static boolean isFormed(World world) {
        boolean held = false;
        for (var site : world.sites) {
            if (site.machine == null || site.machine.successor() != (site.id + 1) % NODES) return false;
            held |= site.machine.mark().turn() > 0;
        }
        return held;
    }

    @Test
    @Tag("scripts")
    @DisplayName("so do processes, two in Java and two in Python, that look for nearer ones once an hour")
    void processes() throws Exception {
        try (var run = new RingRun(folder, 4, RingRun.QUICK + "form = 3600s\nprobe = 3600s")) {
            run.fill(4, 5);
            for (int id : new int[] {0, 2, 3, 1}) {
                if (id % 2 == 0) run.start(id);
                else run.python(id);
                run.up();
            }
            run.ends();
            run.eachOnce(4, 5, List.of());
        }
    }
}
