package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import wirelab.kit.Drained;
import wirelab.kit.Eventually;

/// What is said before there is a server, without one, or too late is delivered later, or its author is told the truth.
class EarlyWordsTest {
    private static final long NOW = World.SECOND;

    private static List<String> told(UserAgent agent) {
        return Drained.from(agent).stream().filter(UserAgent.Action.Tell.class::isInstance)
                .map(action -> ((UserAgent.Action.Tell) action).event().encode()).toList();
    }

    @Test
    void withoutAServerNothingIsSaidToHaveBeenSent() {
        var agent = new UserAgent("alice");
        assertEquals(1, agent.say("hello"));
        assertEquals(List.of("QUEUED 1"), told(agent));
        agent.broken(NOW, 1, "connection refused");
        assertEquals(List.of("FAILED 1 unsent"), told(agent));
        assertEquals(2, agent.say("is nobody there?"));
        assertEquals(List.of("FAILED 2 unsent"), told(agent), "what is typed after the end, too");
        assertEquals("* message 1 was NOT delivered: it was never sent",
                DialogueText.text(new Event.Failed(1, Reason.UNSENT)));
    }

    @Test
    void withATakenNameNothingIsSaidToHaveBeenSent() throws Exception {
        var agent = new UserAgent("alice");
        agent.connected(NOW, 1);
        agent.say("hello");
        agent.received(NOW, 1, "HELLO dialogue 1");
        agent.received(NOW, 1, "ERROR taken somebody has that name; take another");
        assertEquals(List.of("QUEUED 1", "FAILED 1 unsent"), told(agent));
    }

    @Test
    void whatTheServerHasNotConfirmedIsNotSaidToHaveFailed() {
        assertEquals("* message 4 may NOT have been delivered: the connection ended before the server confirmed it",
                DialogueText.text(new Event.Failed(4, Reason.UNCONFIRMED)));
    }

    @Test
    void whatIsAskedForWhileTheServerIsAwayNeverTakesThePlaceOfAMessage() throws Exception {
        var agent = new UserAgent("alice");
        agent.connected(NOW, 1);
        agent.received(NOW, 1, "OPENED alice token 15000 10000");
        agent.broken(NOW, 1, "reset");
        int kept = 0;
        Drained.from(agent);
        for (; told(agent).isEmpty(); kept++) agent.command(new Command.Who());
        assertTrue(kept > UserAgent.MAX_UNDECIDED, "so many questions wait: " + kept);
        assertEquals(-1, agent.say("hello"), "it would be said under the number of the next question");
        assertEquals(0, agent.undecided());
        agent.tick(NOW + World.SECOND);
        agent.connected(NOW, 2);
        agent.received(NOW, 2, "BACK 0");
        agent.received(NOW, 2, "GOT " + (kept - 1));
        assertEquals(1, agent.say("hello"));
        agent.received(NOW, 2, "@1 DELIVERED " + kept);
        assertTrue(told(agent).contains("DELIVERED 1"));
    }

    @Test
    void whoClosesWhileTheServerIsSilentIsToldThatNothingWasSent() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var client = DialogueClient.start((InetSocketAddress) silent.getLocalSocketAddress(), "alice",
                    event -> seen.add(event.encode()));
            client.say("hello");
            client.close();
            assertEquals(List.of("QUEUED 1", "FAILED 1 unsent"), seen);
        }
    }

    @Test
    void whoLeavesBehindAMessageLearnsThatItWasDelivered() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        try (var server = DialogueServer.start(DialogueServer.Options.DEFAULTS);
                var bob = DialogueClient.start(server.address(), "bob", event -> seen.add("bob " + event.encode()))) {
            var alice = DialogueClient.start(server.address(), "alice", event -> seen.add("alice " + event.encode()));
            Eventually.that("both are there", () -> seen.stream().filter(l -> l.contains(" OPENED ")).count() == 2);
            alice.ask(new Command.Invite("bob"));
            Eventually.that("he is asked", () -> seen.contains("bob INVITED alice"));
            bob.ask(new Command.Accept());
            Eventually.that("they talk", () -> seen.contains("alice LINKED bob"));
            alice.say("goodbye");
            alice.close();
            assertTrue(seen.contains("alice DELIVERED 1"), seen.toString());
            assertFalse(seen.stream().anyMatch(line -> line.startsWith("alice FAILED")), seen.toString());
        }
    }
}
