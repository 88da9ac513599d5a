package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.nat.*;

/// What goes wrong in real life, in virtual time.
class FaultsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Simulation two(NatRules a, NatRules b) {
        return two(a, b, 5);
    }

    private static Simulation two(NatRules a, NatRules b, long seed) {
        var simulation = new Simulation(seed);
        simulation.home("a", a, "203.0.113.1", null);
        simulation.home("b", b, "203.0.113.2", null);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.client("bob", "b", "192.168.2.11");
        simulation.run(SECOND);
        return simulation;
    }

    private static Simulation talking(NatKind a, NatKind b) {
        var simulation = two(NatRules.of(a), NatRules.of(b));
        simulation.chat("alice", "bob", "hello");
        assertTrue(simulation.await(Duration.ofSeconds(4), () -> simulation.shown("bob").equals(List.of("hello"))));
        return simulation;
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void theTalkGoesOnAfterTheNatOfOneEndWasRenumbered(NatKind kind) {
        if (!kind.translates()) return;
        var simulation = talking(kind, NatKind.PORT_RESTRICTED);
        simulation.run(Duration.ofSeconds(30));
        simulation.restartNat("a", "203.0.113.77");
        simulation.chat("bob", "alice", "one");
        simulation.chat("alice", "bob", "two");
        // The interval that was learned by now is at most 10 s.
        assertTrue(simulation.await(Duration.ofSeconds(20), () -> simulation.shown("alice").equals(List.of("one"))
                && simulation.shown("bob").equals(List.of("hello", "two"))), () -> simulation.explain("alice", "bob"));
        simulation.run(Duration.ofSeconds(60));
        assertTrue(!List.of("relay", "none").contains(simulation.path("alice", "bob")), () ->
                simulation.explain("alice", "bob"));
        assertEquals(List.of("one"), simulation.shown("alice"));
        assertEquals(List.of("hello", "two"), simulation.shown("bob"));
    }

    @ParameterizedTest
    @EnumSource(NatKind.class)
    void theTalkGoesOnAfterTheNatOfOneEndRebooted(NatKind kind) {
        if (!kind.translates()) return;
        var simulation = talking(kind, NatKind.PORT_RESTRICTED);
        simulation.run(Duration.ofSeconds(30));
        simulation.restartNat("a", "203.0.113.1");
        simulation.chat("bob", "alice", "one");
        assertTrue(simulation.await(Duration.ofSeconds(20), () -> simulation.shown("alice").equals(List.of("one"))),
                () -> simulation.explain("alice", "bob") + simulation.notices("alice"));
    }

    @Test
    void directPathsGoOnWithoutTheServerAndClientsComeBackToItByThemselves() {
        var simulation = talking(NatKind.PORT_RESTRICTED, NatKind.SEQUENTIAL);
        simulation.stopServer();
        simulation.run(Duration.ofMinutes(5));
        simulation.chat("bob", "alice", "who needs a server");
        assertTrue(simulation.await(SECOND, () -> simulation.shown("alice").equals(List.of("who needs a server"))));
        simulation.startServer();
        assertTrue(simulation.await(Duration.ofSeconds(12), () -> simulation.console().size() >= 4));
        simulation.chat("alice", "bob", "back");
        assertTrue(simulation.await(SECOND, () -> simulation.shown("bob").equals(List.of("hello", "back"))));
        assertTrue(simulation.await(SECOND, () -> simulation.listed("alice").equals(List.of("alice", "bob"))));
    }

    @Test
    void aRestartOfTheServerIsHardlyNoticed() {
        var simulation = talking(NatKind.SYMMETRIC, NatKind.SYMMETRIC);
        assertEquals("relay", simulation.path("alice", "bob"));
        simulation.startServer();
        simulation.chat("alice", "bob", "again");
        assertTrue(simulation.await(Duration.ofSeconds(12), () -> simulation.shown("bob")
                .equals(List.of("hello", "again"))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void withTwentyPercentLossEverythingArrivesOnceAndInOrder(long seed) {
        for (var kind : List.of(NatKind.PORT_RESTRICTED, NatKind.SYMMETRIC, NatKind.SEQUENTIAL)) {
            var simulation = new Simulation(seed);
            simulation.lose(0.2);
            simulation.home("a", NatRules.of(kind), "203.0.113.1", null);
            simulation.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null);
            simulation.client("alice", "a", "192.168.1.11");
            simulation.client("bob", "b", "192.168.2.11");
            assertTrue(simulation.await(Duration.ofSeconds(20), () -> simulation.listed("alice").contains("bob")
                    && simulation.listed("bob").contains("alice")));
            var said = IntStream.range(0, 50).mapToObj(i -> "message " + i).toList();
            for (String text : said) {
                simulation.chat("alice", "bob", text);
                simulation.chat("bob", "alice", text);
                simulation.run(Duration.ofMillis(200));
            }
            assertTrue(simulation.await(Duration.ofSeconds(40), () -> simulation.shown("bob").size() >= 50
                    && simulation.shown("alice").size() >= 50),
                    () -> kind + " " + simulation.explain("alice", "bob") + simulation.shown("bob").size());
            simulation.run(Duration.ofSeconds(20));
            assertEquals(said, simulation.shown("bob"));
            assertEquals(said, simulation.shown("alice"));
        }
    }

    @Test
    void aKilledPeerIsOffLineWithinThirtyOneSecondsAndOneWhoLeavesAtOnce() {
        var simulation = talking(NatKind.FULL_CONE, NatKind.FULL_CONE);
        simulation.kill("bob");
        assertTrue(simulation.await(Duration.ofSeconds(31), () -> simulation.notices("alice")
                .contains(new Notice.Gone("bob", false))));
        var other = talking(NatKind.FULL_CONE, NatKind.FULL_CONE);
        other.leave("bob");
        assertTrue(other.await(SECOND, () -> other.notices("alice").contains(new Notice.Gone("bob", true))));
    }

    @Test
    void whereUdpIsBlockedTheUserIsToldSo() {
        var blocked = new NatRules(NatKind.PORT_RESTRICTED, false, true, NatRules.Input.DROP, Duration.ofMinutes(2), false);
        var simulation = two(blocked, NatRules.of(NatKind.PORT_RESTRICTED));
        simulation.run(Duration.ofSeconds(10));
        assertTrue(simulation.notices("alice").stream().anyMatch(n -> n.text().contains("UDP is blocked")), () ->
                simulation.notices("alice").toString());
    }

    @Test
    void mappingsThatLiveForFourSecondsAreKeptAlive() {
        for (var kind : List.of(NatKind.PORT_RESTRICTED, NatKind.SYMMETRIC)) {
            var simulation = two(new NatRules(kind, false, true, NatRules.Input.DROP, Duration.ofSeconds(4), true),
                    NatRules.of(NatKind.PORT_RESTRICTED));
            simulation.chat("alice", "bob", "hello");
            simulation.run(Duration.ofSeconds(60));
            for (int i = 0; i < 10; i++) {
                int n = i;
                simulation.chat("bob", "alice", "still there? " + i);
                assertTrue(simulation.await(Duration.ofSeconds(2), () -> simulation.shown("alice").size() > n), () -> kind
                        + simulation.explain("bob", "alice"));
                simulation.run(Duration.ofSeconds(20));
            }
            assertNotEquals("relay", simulation.path("alice", "bob"));
        }
    }

    @Test
    void neighboursTalkByPrivateAddressWhateverTheirNat() {
        for (var kind : NatKind.values()) {
            var simulation = new Simulation(9);
            simulation.home("a", NatRules.of(kind), "203.0.113.1", null);
            simulation.client("alice", "a", "192.168.1.11");
            simulation.client("bob", "a", "192.168.1.12");
            simulation.run(SECOND);
            simulation.chat("alice", "bob", "hello");
            assertTrue(simulation.await(SECOND, () -> simulation.shown("bob").equals(List.of("hello"))));
            if (kind.translates()) assertEquals("private", simulation.path("alice", "bob"));
        }
    }

    @Test
    void theSameSubnetOnBothSidesConfusesNobody() {
        var simulation = new Simulation(9);
        simulation.home("a", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.1", null);
        simulation.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.client("carol", "a", "192.168.1.12");
        simulation.client("bob", "b", "192.168.1.12");
        simulation.run(SECOND);
        simulation.chat("alice", "bob", "hello bob");
        simulation.chat("alice", "carol", "hello carol");
        simulation.run(SECOND);
        assertEquals(List.of("hello bob"), simulation.shown("bob"));
        assertEquals(List.of("hello carol"), simulation.shown("carol"));
        assertEquals("public", simulation.path("alice", "bob"));
        assertEquals("private", simulation.path("alice", "carol"));
    }

    @Test
    void behindACarrierGradeNatPeersAreReachedFromOutsideAndByHairpinFromNextDoor() {
        for (boolean hairpin : new boolean[] {true, false}) {
            var simulation = new Simulation(9);
            simulation.home("carrier", NatRules.of(NatKind.PORT_RESTRICTED).withHairpin(hairpin), "203.0.113.9", null);
            simulation.home("a", NatRules.of(NatKind.PORT_RESTRICTED), "100.64.0.2", "carrier");
            simulation.home("c", NatRules.of(NatKind.PORT_RESTRICTED), "100.64.0.3", "carrier");
            simulation.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null);
            simulation.client("alice", "a", "192.168.1.11");
            simulation.client("carol", "c", "192.168.1.11");
            simulation.client("bob", "b", "192.168.2.11");
            simulation.run(SECOND);
            simulation.chat("alice", "bob", "out");
            simulation.chat("alice", "carol", "next door");
            simulation.run(Duration.ofSeconds(5));
            assertEquals(List.of("out"), simulation.shown("bob"));
            assertEquals(List.of("next door"), simulation.shown("carol"));
            assertEquals("public", simulation.path("alice", "bob"));
            assertEquals(hairpin ? "public" : "relay", simulation.path("alice", "carol"));
        }
    }

    @Test
    void aRelayedTalkBecomesDirectWhenTheNatIsReplacedByAKinderOne() {
        var simulation = talking(NatKind.SYMMETRIC, NatKind.SYMMETRIC);
        assertEquals("relay", simulation.path("alice", "bob"));
        simulation.replaceNat("b", NatRules.of(NatKind.FULL_CONE));
        assertTrue(simulation.await(Duration.ofMinutes(3), () -> !simulation.path("alice", "bob").equals("relay")));
        simulation.chat("bob", "alice", "direct now");
        simulation.run(SECOND);
        assertEquals(List.of("direct now"), simulation.shown("alice"));
    }

    @Test
    void aPeerThatBeginsAnewIsAnotherPeerAndWhatItNeverGotIsReported() {
        var simulation = talking(NatKind.PORT_RESTRICTED, NatKind.PORT_RESTRICTED);
        simulation.kill("bob");
        simulation.chat("alice", "bob", "are you there?");
        simulation.run(Duration.ofSeconds(40));
        simulation.client("bob", "b", "192.168.2.12");
        simulation.run(Duration.ofSeconds(15));
        assertTrue(simulation.notices("alice").stream().anyMatch(n -> n.text().contains("were not delivered")));
        simulation.chat("alice", "bob", "hello again");
        assertTrue(simulation.await(SECOND, () -> simulation.shown("bob").equals(List.of("hello again"))));
    }
}
