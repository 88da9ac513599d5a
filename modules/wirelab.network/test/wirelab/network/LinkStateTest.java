package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinkStateTest {
    private static final NodeOptions OPTIONS = Networks.options(NodeOptions.Method.LINK_STATE);

    private static Advertisement lsa(String origin, long sequence, String... neighbours) {
        return new Advertisement(origin, sequence, 0,
                Stream.of(neighbours).map(n -> new Advertisement.Adjacency(n, 2)).toList());
    }

    @Test
    void newsIsPassedOnToAllOthersOnce() {
        var lone = new LoneNode(OPTIONS, "a", "b", "c");
        lone.from("a", lsa("x", 5, "a"));
        assertEquals(List.of("LSA x #5 [a:2]"), lone.textsTo("b"));
        assertEquals(List.of("LSA x #5 [a:2]"), lone.textsTo("c"));
        assertEquals(List.of(), lone.textsTo("a"));
        lone.from("b", lsa("x", 5, "a"));
        assertEquals(1, lone.textsTo("c").size(), "the same again is no news");
    }

    @Test
    void whoBringsOldNewsGetsTheNewer() {
        var lone = new LoneNode(OPTIONS, "a", "b").from("a", lsa("x", 5, "a"));
        lone.forget();
        lone.from("b", lsa("x", 4));
        assertEquals(List.of("LSA x #5 [a:2]"), lone.textsTo("b"));
    }

    @Test
    void aNodeThatWasStartedAnewOutbidsWhatWasSaidOfItBefore() {
        var lone = new LoneNode(OPTIONS, "a", "b");
        lone.from("a", lsa("n", 900, "ghost"));
        assertEquals(List.of("LSA n #901 [a:1 b:1]"), lone.textsTo("a"));
        assertEquals(List.of("LSA n #901 [a:1 b:1]"), lone.textsTo("b"));
    }

    @Test
    void aNodeThatWasStartedAnewGoesPastAnEqualNumberWithOtherContents() {
        var lone = new LoneNode(OPTIONS, "a", "b");
        lone.from("a", lsa("n", 3, "ghost"));
        assertEquals(List.of("LSA n #4 [a:1 b:1]"), lone.textsTo("a"));
        assertEquals(List.of("LSA n #4 [a:1 b:1]"), lone.textsTo("b"));
    }

    @Test
    void whoBringsOldNewsOfANodeToThatNodeGetsTheNewer() {
        var lone = new LoneNode(OPTIONS, "a", "b").from("a", lsa("n", 1, "ghost"));
        assertEquals(List.of("LSA n #3 [a:1 b:1]"), lone.textsTo("a"));
        assertEquals(List.of(), lone.textsTo("b"));
    }

    @Test
    void ofTwoWithOneNumberAllNodesKeepTheSame() {
        var one = new LoneNode(OPTIONS, "a", "b").from("a", lsa("x", 5, "a"));
        var other = new LoneNode(OPTIONS, "a", "b").from("a", lsa("x", 5, "b"));
        one.forget();
        other.forget();
        one.from("b", lsa("x", 5, "b"));
        other.from("b", lsa("x", 5, "a"));
        assertEquals(List.of("LSA x #5 [b:2]"), one.textsTo("a"), "taken, and passed on");
        assertEquals(List.of(), one.textsTo("b"));
        assertEquals(List.of("LSA x #5 [b:2]"), other.textsTo("b"), "answered with what it has");
        assertEquals(List.of(), other.textsTo("a"));
    }

    @Test
    void aLinkThatOneEndAloneBelievesInIsNone() {
        var lone = new LoneNode(OPTIONS, "a").from("a", lsa("a", 1, "n", "x"));
        assertNull(lone.node.router.route("x"));
        lone.from("a", lsa("x", 1, "a"));
        assertEquals(new RouteEntry("x", 3, "a"), lone.node.router.route("x"));
    }

    @Test
    void whatIsNotRefreshedIsForgottenAndItsAgeGrowsWithEachHop() {
        var lone = new LoneNode(OPTIONS, "a", "b").from("a", lsa("a", 1, "n", "x")).from("a",
                new Advertisement("x", 1, 60_000, List.of(
                new Advertisement.Adjacency("a", 2))));
        var passedOn = (Advertisement) lone.sentTo("b").reduce((_, last) -> last).orElseThrow();
        assertEquals(60_001, passedOn.age());
        lone.passWithAll(Duration.ofMillis(29_900));
        assertEquals(new RouteEntry("x", 3, "a"), lone.node.router.route("x"));
        lone.passWithAll(Duration.ofMillis(200));
        assertNull(lone.node.router.route("x"));
        lone.from("a", new Advertisement("x", 2, 90_000, List.of(new Advertisement.Adjacency("a", 2))));
        assertNull(lone.node.router.route("x"), "one that is too old already is not taken");
    }

    @Test
    void aNodeRefreshesItsOwnAtHalfTheGreatestAge() {
        var lone = new LoneNode(OPTIONS, "a");
        lone.passWithAll(Duration.ofSeconds(46));
        assertTrue(lone.textsTo("a").contains("LSA n #3 [a:1]"), () -> "" + lone.textsTo("a"));
    }

    @Test
    void aNetworkStaysRightLongerThanTheGreatestAge() {
        var network = Networks.converged(Topology.example(), Networks.withMaxAge(OPTIONS, Duration.ofSeconds(20)));
        for (int i = 0; i < 100; i++) {
            network.pass(Duration.ofSeconds(1));
            assertTrue(network.isConverged(), "after " + i + " s");
        }
    }

    @Test
    void noMoreOriginsAreKeptThanANetworkHas() {
        var lone = new LoneNode(OPTIONS, "a");
        for (int i = 0; i < 1000; i++) lone.from("a", lsa("x" + i, 1));
        assertEquals(Topology.MAX_NODES, lone.node.router.state() - 1, "all origins, and one link of its own");
        assertTrue(lone.node.counters.get("destinations beyond the limit") > 900);
    }

    @Test
    void theGreatestSequenceNumberIsNotPassed() {
        var lone = new LoneNode(OPTIONS, "a").from("a", lsa("n", Advertisement.MAX_SEQUENCE));
        lone.passWithAll(Duration.ofSeconds(100));
        assertEquals(1, lone.node.router.table().size());
    }
}
