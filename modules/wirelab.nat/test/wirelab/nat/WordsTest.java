package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import wirelab.kit.Address;
import wirelab.kit.UsageException;
import wirelab.natlab.*;

/// What the user is told is true, also when the server is not there, not yet or no longer. In virtual time.
class WordsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Simulation homes(long begin) {
        var simulation = new Simulation(5, begin);
        simulation.home("a", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.1", null);
        simulation.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null);
        return simulation;
    }

    private static Simulation two() {
        var simulation = homes(0);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.client("bob", "b", "192.168.2.11");
        simulation.run(SECOND);
        return simulation;
    }

    private static List<String> told(Simulation simulation, String id) {
        return simulation.notices(id).stream().map(Notice::text).toList();
    }

    private static long count(Simulation simulation, String id, String words) {
        return told(simulation, id).stream().filter(line -> line.contains(words)).count();
    }

    @Test
    void whatIsTypedBeforeTheServerHasAnsweredIsKeptAndSaidInOrder() {
        var simulation = homes(0);
        simulation.client("bob", "b", "192.168.2.11");
        simulation.run(SECOND);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.chat("alice", "bob", "one");
        simulation.chat("alice", "carol", "are you there?");
        simulation.chat("alice", "bob", "two");
        assertTrue(simulation.explain("alice", "bob").contains("not registered"), simulation.explain("alice", "bob"));
        simulation.run(SECOND.multipliedBy(3));
        assertEquals(List.of("one", "two"), simulation.shown("bob"));
        assertEquals(0, count(simulation, "alice", "nobody here is called bob"));
        assertEquals(1, count(simulation, "alice", "nobody here is called carol, who was not told: are you there?"));
    }

    @Test
    void whoIsUnknownWhileTheServerIsAwayIsAskedForWhenItIsBack() {
        var simulation = homes(0);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.run(SECOND);
        simulation.stopServer();
        simulation.run(Duration.ofMinutes(1));
        simulation.chat("alice", "bob", "hello");
        assertEquals(0, count(simulation, "alice", "nobody here"));
        simulation.startServer();
        simulation.client("bob", "b", "192.168.2.11");
        simulation.run(Duration.ofSeconds(20));
        assertTrue(simulation.shown("bob").equals(List.of("hello"))
                || count(simulation, "alice", "nobody here is called bob, who was not told: hello") == 1,
                () -> told(simulation, "alice").toString());
    }

    @Test
    void whoNeverRegistersIsToldWhatWasNeverSaid() {
        var simulation = homes(0);
        simulation.stopServer();
        simulation.client("alice", "a", "192.168.1.11");
        simulation.chat("alice", "bob", "hello");
        simulation.run(SECOND);
        simulation.leave("alice");
        assertEquals("* never said to bob: hello", told(simulation, "alice").getLast());
    }

    @Test
    void aTakenIdIsSaidOnceAndIsNoServerThatIsDown() {
        var simulation = homes(0);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.run(SECOND);
        simulation.client("alice", "b", "192.168.2.11");
        simulation.run(Duration.ofMinutes(1));
        assertEquals(List.of("* the server refuses: the id alice is taken; trying again every 5 s"),
                told(simulation, "alice"));
        simulation.stopServer();
        simulation.run(Duration.ofSeconds(20));
        assertTrue(told(simulation, "alice").getLast().contains("no answer from the server"));
    }

    @Test
    void aMessageToADeadPeerWithTheServerAwayIsNotSaidToGoThroughTheRelay() {
        var simulation = two();
        simulation.chat("alice", "bob", "hello");
        simulation.run(SECOND.multipliedBy(5));
        simulation.stopServer();
        simulation.kill("bob");
        simulation.run(Duration.ofMinutes(1));
        int before = simulation.notices("alice").size();
        simulation.chat("alice", "bob", "are you there?");
        simulation.run(Duration.ofMinutes(1));
        var since = told(simulation, "alice").subList(before, simulation.notices("alice").size());
        assertTrue(since.stream().noneMatch(line -> line.contains("through the relay")), since::toString);
        assertEquals(List.of("* 1 message to bob not delivered so far; trying on"), since);
        assertEquals("none", simulation.path("alice", "bob"));
        assertFalse(simulation.explain("alice", "bob").contains("relay"), simulation.explain("alice", "bob"));
        simulation.leave("alice");
        assertEquals("* 1 message to bob not delivered before this end", told(simulation, "alice").getLast());
    }

    @Test
    void aMessageToAPeerThatFallsSilentIsReportedAndADeliveredOneIsNot() {
        var simulation = two();
        simulation.chat("alice", "bob", "hello");
        simulation.run(SECOND.multipliedBy(20));
        assertEquals(0, count(simulation, "alice", "not delivered"));
        simulation.kill("bob");
        simulation.chat("alice", "bob", "are you there?");
        simulation.run(Duration.ofMinutes(2));
        assertEquals(1, count(simulation, "alice", "1 message to bob not delivered so far; trying on"));
        assertEquals(1, count(simulation, "alice", "1 message to bob not delivered so far, and it is gone; trying on"));
    }

    @Test
    void aTalkGoesOnWhenNanosecondsWrapAround() {
        for (var kind : List.of(NatKind.PORT_RESTRICTED, NatKind.SYMMETRIC, NatKind.SEQUENTIAL)) {
            var simulation = new Simulation(5, Long.MAX_VALUE - 3_000_000_000L);
            simulation.home("a", NatRules.of(kind), "203.0.113.1", null);
            simulation.home("b", NatRules.of(kind), "203.0.113.2", null);
            simulation.client("alice", "a", "192.168.1.11");
            simulation.client("bob", "b", "192.168.2.11");
            simulation.run(Duration.ofMillis(2_900));
            simulation.chat("alice", "bob", "before");
            simulation.run(Duration.ofSeconds(60));
            simulation.chat("bob", "alice", "after");
            simulation.run(Duration.ofSeconds(2));
            assertEquals(List.of("before"), simulation.shown("bob"), kind.toString());
            assertEquals(List.of("after"), simulation.shown("alice"), kind.toString());
            assertEquals(kind == NatKind.SYMMETRIC, simulation.path("alice", "bob").equals("relay"), kind.toString());
            assertEquals(0, count(simulation, "alice", "no answer"), kind.toString());
        }
    }

    @Test
    void oneBadNameOfTwoServersIsLeftOut() {
        assertEquals("127.0.0.1:" + NatServer.PORT, Commands.servers("nosuch.invalid,127.0.0.1").stream()
                .map(Address::text).collect(Collectors.joining(",")));
        assertEquals("unknown host nosuch.invalid, nosuch2.invalid", assertThrows(UsageException.class,
                () -> Commands.servers("nosuch.invalid, nosuch2.invalid")).getMessage());
    }
}
