package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatagramsTest {
    private static String reported(Simulator network, String to, int ttl, int length) {
        long mark = network.mark();
        network.send("a", to, ttl, new byte[length]);
        var told = network.await(mark, h -> h.what() instanceof Action.Reported, Duration.ofSeconds(5));
        assertNotNull(told, "a is told");
        return told.node() + " " + told.what().text().replaceFirst("#\\d+", "#");
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeForwardedIsReportedToItsSource(NodeOptions.Method method) {
        var network = Networks.converged(Topology.example(), Networks.options(method));
        assertEquals("a is told by c that datagram # to g was dropped: its time to live has expired",
                reported(network, "g", 2, 5));
        assertEquals("a is told by f that datagram # to g was dropped: it is too long for a link on the way (MTU 600)",
                reported(network, "g", 64, 800));
        assertEquals("a is told by a that datagram # to nowhere was dropped: its destination cannot be reached",
                reported(network, "nowhere", 64, 5));
        network.cut("f", "g");
        assertTrue(network.awaitConverged(Networks.LONG));
        assertEquals("a is told by a that datagram # to g was dropped: its destination cannot be reached",
                reported(network, "g", 64, 5));
    }

    @Test
    void aDatagramOfExactlyTheMtuPasses() {
        var network = Networks.converged(Topology.example(), NodeOptions.DEFAULTS);
        int header = new Datagram("a", "g", 1, 0, new byte[0]).encode().length;
        long mark = network.mark();
        network.send("a", "g", new byte[600 - header]);
        assertNotNull(network.await(mark, h -> h.node().equals("g")
                && h.what() instanceof Action.Delivered, Duration.ofSeconds(1)));
        assertTrue(reported(network, "g", 64, 600 - header + 1).contains("MTU 600"));
    }

    @Test
    void nobodyIsToldOfAReportThatIsDropped() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b");
        lone.from("a", new Report("a", "nobody", 64, Report.Problem.UNREACHABLE, 0, "x", 1));
        lone.from("a", new Report("a", "b", 1, Report.Problem.UNREACHABLE, 0, "x", 1));
        assertEquals(List.of(), lone.textsTo("a"));
        assertEquals(List.of(), lone.textsTo("b"));
    }

    @Test
    void aForgedSourceCostsNoMoreThanOneReport() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        lone.from("a", new Datagram("nobody", "nowhere", 64, 1, new byte[5]));
        assertEquals(List.of(), lone.textsTo("a"));
        assertEquals(2, lone.node.counters.get("dropped: its destination cannot be reached"));
    }

    /// Two nodes that each send a datagram to the other for want of better knowledge: the TTL ends it.
    @Test
    void aDatagramInALoopDiesWhenItsTimeToLiveExpires() {
        var network = Simulator.start(Networks.line("x", "y", "z"),
                NodeOptions.DEFAULTS.withRemedies(false, false).withInfinity(16), 12);
        network.awaitConverged(Networks.LONG);
        network.pass(Duration.ofSeconds(5));
        network.kill("x");
        assertTrue(network.await(() -> network.route("y", "x") != null
                && network.route("y", "x").nextHop().equals("z"), Networks.LONG));
        int[] hops = {0};
        network.spy = (_, frame) -> hops[0] += frame instanceof Datagram ? 1 : 0;
        long mark = network.mark();
        network.send("z", "x", 40, new byte[1]);
        var told = network.await(mark, h -> h.what() instanceof Action.Reported, Duration.ofSeconds(1));
        assertEquals(Report.Problem.TTL_EXPIRED, ((Action.Reported) told.what()).report().problem());
        assertEquals(40, hops[0]);
    }

    @ParameterizedTest
    @EnumSource
    void noDatagramLoopsForEverWhileTheTablesAreWrong(NodeOptions.Method method) {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            var options = Networks.withTtl(Networks.options(method), 48).withRemedies(seed % 2 == 0, seed % 3 == 0);
            var network = Networks.converged(Networks.random(random), options);
            var nodes = network.topology().nodes();
            var links = new HashMap<Long, Integer>();
            network.spy = (_, frame) -> {
                if (frame instanceof Datagram datagram) links.merge(datagram.id() << 8 | nodes.indexOf(datagram.source()),
                        1, Integer::sum);
            };
            network.kill(nodes.get(random.nextInt(nodes.size())));
            for (int i = 0; i < 300; i++) {
                String from = nodes.get(random.nextInt(nodes.size()));
                if (network.isAlive(from)) network.send(from, nodes.get(random.nextInt(nodes.size())), new byte[4]);
                network.pass(Duration.ofMillis(10));
            }
            network.pass(Duration.ofSeconds(5));
            int frames = links.values().stream().mapToInt(Integer::intValue).sum();
            assertTrue(links.values().stream().allMatch(n -> n <= 48), () -> "seed with a loop: " + links);
            network.pass(Duration.ofSeconds(5));
            assertEquals(frames, links.values().stream().mapToInt(Integer::intValue).sum(), "none is still under way");
        }
    }
}
