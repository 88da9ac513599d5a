package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistanceVectorTest {
    private static final Update X_AT_3 = new Update(List.of(new Update.Distance("x", 3)));

    @Test
    void aRouteIsPoisonedTowardsTheNeighbourItCameFrom() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b").from("a", X_AT_3);
        lone.passWithAll(Duration.ofSeconds(1));
        assertTrue(lone.textsTo("a").contains("UPDATE n:0 x:16"), () -> "" + lone.textsTo("a"));
        assertTrue(lone.textsTo("b").contains("UPDATE n:0 x:4"), () -> "" + lone.textsTo("b"));
        assertTrue(!lone.textsTo("b").contains("UPDATE n:0 x:16"));
    }

    @Test
    void withoutSplitHorizonEveryNeighbourIsToldTheSame() {
        var lone = new LoneNode(NodeOptions.DEFAULTS.withRemedies(false, true), "a", "b").from("a", X_AT_3);
        lone.passWithAll(Duration.ofSeconds(1));
        assertTrue(lone.textsTo("a").contains("UPDATE n:0 x:4"), () -> "" + lone.textsTo("a"));
    }

    @Test
    void aTriggeredUpdateCarriesOnlyWhatHasChangedAndComesSoon() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b");
        lone.passWithAll(Duration.ofSeconds(1));
        lone.forget();
        lone.from("a", X_AT_3);
        for (int i = 0; i < 100 && lone.textsTo("b").isEmpty(); i++) lone.passWithAll(Duration.ofMillis(10));
        assertEquals("UPDATE x:4", lone.textsTo("b").getFirst());
    }

    @Test
    void aRouteOfWhichNoUpdateSpeaksTimesOutAlthoughTheNeighbourSaysHello() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b").from("a", X_AT_3);
        lone.passWithAll(Duration.ofMillis(4400));
        assertEquals(new RouteEntry("x", 4, "a"), lone.node.router.route("x"));
        lone.passWithAll(Duration.ofMillis(200));
        assertNull(lone.node.router.route("x"));
        assertEquals(2, lone.node.router.table().size(), "it is still announced as unreachable");
        lone.passWithAll(Duration.ofMillis(3100));
        assertEquals(1, lone.node.router.table().size(), "then it is forgotten");
    }

    @Test
    void aSilentNeighbourTakesItsRoutesWithIt() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b").from("a", X_AT_3);
        lone.pass(Duration.ofMillis(1100), "b");
        assertNull(lone.node.router.route("x"));
        assertTrue(lone.told().contains("hears nothing of a any more"));
        lone.from("b", new Update(List.of(new Update.Distance("x", 7))));
        assertEquals(new RouteEntry("x", 8, "b"), lone.node.router.route("x"));
    }

    @Test
    void theNeighbourInUseIsBelievedEvenIfTheNewsIsWorse() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b").from("a", X_AT_3);
        lone.from("b", new Update(List.of(new Update.Distance("x", 5))));
        assertEquals(new RouteEntry("x", 4, "a"), lone.node.router.route("x"));
        lone.from("a", new Update(List.of(new Update.Distance("x", 9))));
        assertEquals(new RouteEntry("x", 10, "a"), lone.node.router.route("x"));
        lone.from("b", new Update(List.of(new Update.Distance("x", 5))));
        assertEquals(new RouteEntry("x", 6, "b"), lone.node.router.route("x"));
        lone.from("b", new Update(List.of(new Update.Distance("x", 65_535))));
        assertNull(lone.node.router.route("x"));
    }

    @Test
    void noMoreDestinationsAreLearntThanANetworkHas() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a");
        for (int i = 0; i < 1000; i++) lone.from("a", new Update(List.of(new Update.Distance("x" + i, 1))));
        assertEquals(Topology.MAX_NODES, lone.node.router.table().size());
        assertEquals(1000 - Topology.MAX_NODES + 1, lone.node.counters.get("destinations beyond the limit"));
    }

    @Test
    void aLongVectorIsCutIntoUpdatesOfTwentyFive() {
        var lone = new LoneNode(NodeOptions.DEFAULTS, "a", "b");
        for (int i = 0; i < 50; i++) lone.from("a", new Update(List.of(new Update.Distance("x" + i, 1))));
        lone.forget();
        lone.passWithAll(Duration.ofSeconds(1));
        assertTrue(lone.sentTo("b").anyMatch(f -> f instanceof Update(var distances) && distances.size() == Update.MOST));
    }

    /// How far y believes the dead x to be, each time that this changes.
    private static List<Integer> count(boolean poisoned, boolean triggered, int infinity, long seed) {
        var network = Simulator.start(Networks.line("x", "y", "z"),
                NodeOptions.DEFAULTS.withRemedies(poisoned, triggered).withInfinity(infinity), seed);
        assertTrue(network.awaitConverged(Networks.LONG));
        network.pass(Duration.ofSeconds(5));
        network.kill("x");
        var metrics = new ArrayList<Integer>(List.of(1));
        for (int i = 0; i < 6000; i++) {
            network.pass(Duration.ofMillis(10));
            var route = network.route("y", "x");
            int metric = route == null ? infinity : route.metric();
            if (metric != metrics.getLast()) metrics.add(metric);
        }
        return metrics;
    }

    @Test
    void withoutRemediesTwoNodesCountToInfinityTogether() {
        assertEquals(List.of(1, 16, 3, 5, 7, 9, 11, 13, 15, 16), count(false, false, 16, 12));
        assertEquals(32, count(false, false, 32, 12).getLast());
        assertTrue(count(false, false, 32, 12).size() > count(false, false, 16, 12).size(), "the greater, the longer");
    }

    @Test
    void withPoisonedReverseTheyDoNot() {
        for (long seed = 0; seed < 20; seed++) assertEquals(List.of(1, 16), count(true, true, 16, seed), "seed " + seed);
        for (long seed = 0; seed < 20; seed++) assertEquals(List.of(1, 16), count(true, false, 16, seed), "seed " + seed);
    }
}
