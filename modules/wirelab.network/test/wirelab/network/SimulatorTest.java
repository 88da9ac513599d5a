package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.simulation.SimulatedNetwork;

class SimulatorTest {
    /// A run in which everything happens once: what its nodes told, and the frames that it took.
    private static List<String> run(NodeOptions.Method method, long start) {
        var told = new ArrayList<String>();
        try (var network = Simulator.start(Topology.example(), Networks.options(method), 3, start)) {
            assertTrue(network.awaitConverged(Networks.LONG));
            network.open("a", "c");
            network.send("a", "g", new byte[1000]);
            network.pass(Duration.ofSeconds(1));
            network.kill("b");
            assertTrue(network.awaitConverged(Networks.LONG));
            network.revive("b");
            network.pass(Duration.ofSeconds(200));
            network.since(0).forEach(happening -> told.add(happening.text()));
            told.add(network.frames() + " frames");
        }
        return told;
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameRunAlsoWhereTheClocksWrapAround(NodeOptions.Method method) {
        var usual = run(method, 0);
        assertTrue(usual.size() > 20, usual::toString);
        assertEquals(usual, run(method, 0));
        assertEquals(usual, run(method, SimulatedNetwork.BEFORE_WRAP));
        assertEquals(usual, run(method, Long.MAX_VALUE - 100_000_000_000L));
    }
}
