package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.simulation.SimulatedNetwork;

/// Three hundred random schedules in which nodes die and come back and links break and heal, some before anybody notices,
/// the same for both routing methods. In every other one the nodes' clocks wrap around.
class ChurnTest {
    private static final int SCHEDULES = 300;
    private static final int EVENTS = 25;

    @ParameterizedTest
    @EnumSource
    void allTablesAreRightSoonAfterTheLastChange(NodeOptions.Method method) {
        var options = Networks.options(method);
        // Silence is noticed, and news goes round: no advertisement has to be refreshed or to grow old for that.
        var soon = method == NodeOptions.Method.LINK_STATE ? options.dead().multipliedBy(3)
                : options.timeout().multipliedBy(3);
        for (int seed = 0; seed < SCHEDULES; seed++) {
            var random = new Random(seed);
            long start = seed % 2 == 0 ? 0 : SimulatedNetwork.BEFORE_WRAP;
            var network = Simulator.start(Networks.random(random), options, seed, start);
            String schedule = method + ", schedule " + seed;
            assertTrue(network.awaitConverged(soon), schedule + " converges");
            for (int event = 0; event < EVENTS; event++) {
                change(network, random);
                // From much less than it takes to notice a death to somewhat more.
                network.pass(Duration.ofMillis(random.nextLong(1, 2 * options.dead().toMillis())));
            }
            assertTrue(network.awaitConverged(soon), schedule + " converges in " + soon);
        }
    }

    private static void change(Simulator network, Random random) {
        var nodes = network.topology().nodes();
        var links = network.topology().links();
        String node = nodes.get(random.nextInt(nodes.size()));
        var link = links.get(random.nextInt(links.size()));
        switch (random.nextInt(4)) {
            case 0 -> network.kill(node);
            case 1 -> network.revive(node);
            case 2 -> network.cut(link.a(), link.b());
            default -> network.mend(link.a(), link.b());
        }
    }
}
