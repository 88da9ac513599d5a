package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A hundred random connected graphs, the same for both routing methods.
class RandomGraphsTest {
    private static final int GRAPHS = 100;

    @ParameterizedTest
    @EnumSource
    void everyTableEqualsTheShortestPathsAndDatagramsFlowAgainAfterFailures(NodeOptions.Method method) {
        for (int seed = 0; seed < GRAPHS; seed++) {
            var random = new Random(seed);
            var network = Simulator.start(Networks.random(random), Networks.options(method), seed);
            String graph = method + ", graph " + seed;
            assertTrue(network.awaitConverged(Networks.LONG), graph + " converges");
            tablesAreRight(network, graph);
            datagramsArriveOrAreReported(network, graph, random);
            damage(network, random);
            assertTrue(network.awaitConverged(Networks.LONG), graph + " converges after the damage");
            tablesAreRight(network, graph + ", damaged");
            datagramsArriveOrAreReported(network, graph + ", damaged", random);
            repair(network);
            assertTrue(network.awaitConverged(Networks.LONG), graph + " converges after the repair");
            tablesAreRight(network, graph + ", repaired");
        }
    }

    private static void damage(Simulator network, Random random) {
        var nodes = network.topology().nodes();
        for (int n = 1 + random.nextInt(Math.max(1, nodes.size() / 5)); n > 0; n--) {
            network.kill(nodes.get(random.nextInt(nodes.size())));
        }
        var links = network.topology().links();
        for (int n = random.nextInt(1 + links.size() / 5); n > 0; n--) {
            var link = links.get(random.nextInt(links.size()));
            network.cut(link.a(), link.b());
        }
    }

    private static void repair(Simulator network) {
        network.topology().nodes().forEach(network::revive);
        network.topology().links().forEach(link -> network.mend(link.a(), link.b()));
    }

    /// Compares with distances computed by relaxing every link again and again: another way than that of the module.
    private static void tablesAreRight(Simulator network, String graph) {
        var nodes = network.topology().nodes();
        for (String from : nodes) {
            if (!network.isAlive(from)) continue;
            int[] distances = bellmanFord(network, from);
            for (String to : nodes) {
                var route = network.route(from, to);
                int expected = distances[nodes.indexOf(to)];
                assertEquals(expected, route == null ? Integer.MAX_VALUE : route.metric(), graph + ": " + from + " to "
                        + to);
                if (route == null || from.equals(to)) continue;
                var link = network.topology().between(from, route.nextHop());
                assertTrue(network.isWhole(link) && network.isAlive(route.nextHop()), graph + ": the next hop lives");
                assertEquals(expected - link.cost(), network.route(route.nextHop(), to).metric(), graph
                        + ": the next hop is nearer");
            }
        }
    }

    private static int[] bellmanFord(Simulator network, String from) {
        var nodes = network.topology().nodes();
        int[] distances = new int[nodes.size()];
        Arrays.fill(distances, Integer.MAX_VALUE);
        distances[nodes.indexOf(from)] = 0;
        for (int round = 0; round < nodes.size(); round++) {
            for (var link : network.topology().links()) {
                if (!network.isWhole(link) || !network.isAlive(link.a()) || !network.isAlive(link.b())) continue;
                int a = nodes.indexOf(link.a());
                int b = nodes.indexOf(link.b());
                if (distances[a] < Integer.MAX_VALUE) distances[b] = Math.min(distances[b], distances[a] + link.cost());
                if (distances[b] < Integer.MAX_VALUE) distances[a] = Math.min(distances[a], distances[b] + link.cost());
            }
        }
        return distances;
    }

    private static void datagramsArriveOrAreReported(Simulator network, String graph, Random random) {
        var nodes = network.topology().nodes();
        for (int n = 0; n < 10; n++) {
            String from = nodes.get(random.nextInt(nodes.size()));
            String to = nodes.get(random.nextInt(nodes.size()));
            if (!network.isAlive(from)) continue;
            boolean reachable = bellmanFord(network, from)[nodes.indexOf(to)] < Integer.MAX_VALUE;
            long mark = network.mark();
            long id = network.send(from, to, new byte[n]);
            var delivered = network.await(mark, h -> h.node().equals(to) && h.what() instanceof Action.Delivered(var d)
                    && d.id() == id && d.source().equals(from), Duration.ofSeconds(1));
            var reported = network.since(mark).stream().filter(h -> h.node().equals(from)
                    && h.what() instanceof Action.Reported(var report) && report.id() == id).findFirst().orElse(null);
            if (reachable) {
                assertNotNull(delivered, graph + ": " + from + " to " + to);
                assertNull(reported);
            } else {
                assertNull(delivered, graph + ": " + from + " to " + to);
                assertEquals(Report.Problem.UNREACHABLE, ((Action.Reported) reported.what()).report().problem());
            }
        }
    }
}
