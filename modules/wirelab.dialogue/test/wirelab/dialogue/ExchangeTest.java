package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.dialogue.World.MS;
import static wirelab.dialogue.World.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wirelab.kit.Drained;

/// Server and clients without sockets, by a clock that is turned by hand.
class ExchangeTest {
    private final World world = new World(DialogueLimits.DEFAULTS);

    private World.User user(String name) {
        return world.users.get(name);
    }

    @Test
    void twoUsersTalkAndEveryMessageGetsItsNotice() {
        world.link("alice", "bob");
        long hello = user("alice").say("hello");
        long answer = user("bob").say("hello, alice");
        assertTrue(user("bob").seen.contains("MSG alice hello"));
        assertTrue(user("alice").seen.contains("MSG bob hello, alice"));
        assertTrue(user("alice").seen.contains("DELIVERED " + hello));
        assertTrue(user("bob").seen.contains("DELIVERED " + answer));
        user("alice").ask(new Command.Leave());
        assertTrue(user("bob").seen.contains("LEFT alice"));
        long late = user("bob").say("one more");
        assertTrue(user("bob").seen.contains("FAILED " + late + " not-linked"));
    }

    @Test
    void invitationsEndInEveryWayThatTheyCan() {
        var alice = world.program("alice");
        var bob = world.program("bob");
        var carol = world.program("carol");
        alice.ask(new Command.Invite("nobody"));
        assertTrue(alice.seen.contains("REFUSED nobody unknown"));
        alice.ask(new Command.Invite("ALICE"));
        assertTrue(alice.seen.contains("REFUSED ALICE yourself"));
        alice.ask(new Command.Invite("bob"));
        assertTrue(alice.seen.contains("CALLING bob") && bob.seen.contains("INVITED alice"));
        carol.ask(new Command.Invite("bob"));
        assertTrue(carol.seen.contains("REFUSED bob busy"), "who is being invited is busy");
        bob.ask(new Command.Refuse());
        assertTrue(alice.seen.contains("REFUSED bob no"));
        alice.ask(new Command.Invite("bob"));
        alice.ask(new Command.Leave());
        assertEquals(1, bob.seen("MISSED alice"), "the invitation is taken back");
        alice.ask(new Command.Invite("bob"));
        world.pass(DialogueLimits.DEFAULTS.ring().toNanos());
        assertTrue(alice.seen.contains("REFUSED bob no-answer"));
        assertEquals(2, bob.seen("MISSED alice"), "nobody has answered");
        alice.ask(new Command.Invite("bob"));
        bob.ask(new Command.Quit());
        assertEquals(2, alice.seen("REFUSED bob no"), "who leaves does not want to");
        carol.reachable = false;
        carol.breakOff();
        alice.ask(new Command.Invite("carol"));
        assertTrue(alice.seen.contains("REFUSED carol away"));
        alice.ask(new Command.Accept());
        assertTrue(alice.seen.stream().anyMatch(line -> line.startsWith("ERROR not-invited")));
    }

    @Test
    void twoWhoInviteEachOtherAreLinked() {
        var alice = world.program("alice");
        var bob = world.program("bob");
        alice.ask(new Command.Invite("bob"));
        bob.ask(new Command.Invite("alice"));
        assertTrue(alice.seen.contains("LINKED bob") && bob.seen.contains("LINKED alice"));
        alice.ask(new Command.Who());
        assertTrue(alice.seen.contains("THERE . alice:busy bob:busy"), alice.seen.toString());
    }

    @Test
    void ofACrashTheOtherIsToldAtOnceAndThatItIsForGoodAfterTheGrace() {
        world.link("alice", "bob");
        user("bob").reachable = false;
        user("bob").breakOff();
        assertTrue(user("alice").seen.contains("AWAY bob"));
        long number = user("alice").say("are you there?");
        assertTrue(user("alice").seen.contains("QUEUED " + number), "not lost silently");
        world.pass(DialogueLimits.DEFAULTS.grace().toNanos() - MS);
        assertFalse(user("alice").seen.contains("GONE bob"));
        world.pass(2 * MS);
        assertTrue(user("alice").seen.contains("FAILED " + number + " gone"));
        assertTrue(user("alice").seen.contains("GONE bob"));
        assertTrue(user("bob").seen.getLast().startsWith("ended"), "and the other end gives up too");
        assertTrue(world.program("bob2") != null
                && world.byHand("bob").seen.contains("WELCOME bob"), "the name is free again");
    }

    @Test
    void ofACutLinkTheOtherIsToldWithinTheTimeoutAndWhatWasSaidMeanwhileArrivesWhenItHeals() {
        world.link("alice", "bob");
        user("bob").dead = true;
        user("bob").reachable = false;
        long number = user("alice").say("into the void");
        assertFalse(user("alice").seen.contains("QUEUED " + number), "nobody knows yet");
        world.pass(DialogueLimits.DEFAULTS.timeout().toNanos());
        assertTrue(user("alice").seen.contains("AWAY bob"));
        assertTrue(user("alice").seen.contains("QUEUED " + number), "now it is known to wait");
        long second = user("alice").say("and more");
        long own = user("bob").say("is anybody there?");
        world.pass(5 * SECOND);
        user("bob").dead = false;
        user("bob").reachable = true;
        world.pass(3 * SECOND);
        assertTrue(user("bob").seen.contains("lost") && user("bob").seen.contains("restored"), user("bob").seen.toString());
        assertTrue(user("alice").seen.contains("RETURNED bob"));
        assertEquals(1, user("bob").seen("MSG alice into the void"));
        assertEquals(1, user("bob").seen("MSG alice and more"));
        assertEquals(1, user("alice").seen("MSG bob is anybody there?"));
        for (long n : new long[] {number, second}) assertTrue(user("alice").seen.contains("DELIVERED " + n));
        assertTrue(user("bob").seen.contains("DELIVERED " + own));
    }

    @Test
    void whoComesBackTooLateIsToldOfEveryMessageThatNobodyConfirmed() {
        world.link("alice", "bob");
        user("bob").reachable = false;
        user("bob").breakOff();
        long number = user("bob").say("hold the line");
        assertTrue(user("bob").seen.contains("QUEUED " + number));
        world.pass(DialogueLimits.DEFAULTS.grace().toNanos() + SECOND);
        assertTrue(user("bob").seen.contains("FAILED " + number + " unconfirmed"));
        assertEquals(0, user("alice").seen("MSG bob hold the line"));
        user("bob").seen.clear();
        long after = user("bob").say("anyone?");
        assertEquals(List.of("FAILED " + after + " unconfirmed"), user("bob").seen);
    }

    @Test
    void whoNoticesABreakSoonerThanTheServerTakesHisPlaceOver() {
        world.link("alice", "bob");
        var bob = user("bob");
        long old = bob.at;
        bob.at = 0;
        bob.agent.broken(world.now, bob.attempt, "only this end knows");
        world.pass(SECOND);
        assertTrue(bob.at > old && bob.seen.contains("restored"));
        assertFalse(user("alice").seen.contains("AWAY bob"), "the other has noticed nothing");
        user("alice").say("hello");
        assertEquals(1, bob.seen("MSG alice hello"));
    }

    @Test
    void whatComesOfAConnectionThatWasGivenUpIsNotHeard() throws Exception {
        var agent = new UserAgent("alice");
        assertEquals(new UserAgent.Action.Connect(1), Drained.from(agent).getLast());
        assertTrue(agent.connected(0, 1));
        agent.received(0, 1, "OPENED alice token 1000 5000");
        agent.tick(2 * SECOND);
        assertTrue(Drained.from(agent).contains(new UserAgent.Action.HangUp()));
        agent.received(2 * SECOND, 1, "MSG bob too late");
        agent.received(2 * SECOND, 1, "BACK 0");
        assertEquals(List.of(), Drained.from(agent), "the connection is given up");
        agent.tick(3 * SECOND);
        assertEquals(List.of(new UserAgent.Action.Connect(2)), Drained.from(agent));
        agent.broken(3 * SECOND, 1, "only now");
        assertFalse(agent.connected(3 * SECOND, 1));
        assertTrue(agent.connected(3 * SECOND, 2), "what comes of the first attempt says nothing about the second");
        assertEquals(List.of(new UserAgent.Action.Send("RESUME token 0")), Drained.from(agent));
    }

    /// Connections break at any moment, with lines on their way in both directions: nothing is lost, nothing comes twice,
    /// the order is kept, and every message has one outcome.
    @Test
    void howeverOftenConnectionsBreakEveryMessageArrivesOnceAndInOrder() {
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            var world = new World(DialogueLimits.DEFAULTS);
            world.link("alice", "bob");
            var names = List.of("alice", "bob");
            var said = new ArrayList<List<String>>(List.of(new ArrayList<>(), new ArrayList<>()));
            var numbers = new ArrayList<List<Long>>(List.of(new ArrayList<>(), new ArrayList<>()));
            for (int step = 0; step < 120; step++) {
                int who = random.nextInt(2);
                var user = world.users.get(names.get(who));
                world.budget = random.nextInt(12);
                switch (random.nextInt(6)) {
                    case 0 -> user.breakOff();
                    case 1 -> world.pass(random.nextInt(400) * MS);
                    default -> {
                        String text = names.get(who) + step;
                        long number = user.say(text);
                        if (number < 0) continue;
                        said.get(who).add(text);
                        numbers.get(who).add(number);
                    }
                }
            }
            world.budget = Integer.MAX_VALUE;
            world.pass(8 * SECOND);
            for (int who = 0; who < 2; who++) {
                String from = names.get(who);
                var heard = world.users.get(names.get(1 - who)).seen.stream().filter(line -> line.startsWith("MSG "))
                        .map(line -> line.substring(("MSG " + from + " ").length())).toList();
                assertEquals(said.get(who), heard, "seed " + seed);
                for (long number : numbers.get(who)) {
                    assertEquals(1, world.users.get(from).seen("DELIVERED " + number), "seed " + seed + ", message "
                            + number);
                }
            }
        }
    }

    @Test
    void oneWhoTypesByHandIsTalkedToAndNobodyPretendsThatHeHasReadIt() {
        var alice = world.program("alice");
        var bob = world.byHand("bob");
        alice.ask(new Command.Invite("bob"));
        assertTrue(bob.seen.contains("INVITED alice"));
        bob.type("accept");
        long number = alice.say("hello");
        assertEquals(1, bob.seen("MSG alice hello"));
        assertTrue(alice.seen.contains("SENT " + number));
        bob.type("say hello yourself");
        assertEquals(1, alice.seen("MSG bob hello yourself"));
        assertTrue(bob.seen.contains("DELIVERED 1"), bob.seen.toString());
        bob.breakOff();
        assertTrue(alice.seen.contains("GONE bob"), "he cannot come back");
    }

    @Test
    void messagesAreCountedFromOneWhateverElseWasAsked() {
        world.link("alice", "bob");
        var alice = user("alice");
        alice.ask(new Command.Who());
        assertEquals(1, alice.say("one"));
        alice.ask(new Command.Who());
        assertEquals(2, alice.say("two"));
        assertEquals(1, alice.seen("DELIVERED 1"));
        assertEquals(1, alice.seen("DELIVERED 2"));
    }

    @Test
    void whoSaysSomethingAndLeavesBeforeTheLoginIsToldWhatBecameOfIt() {
        world.budget = 0;
        var alice = world.program("alice");
        alice.say("hello");
        alice.ask(new Command.Quit());
        assertEquals(0, alice.seen("ended "));
        world.budget = Integer.MAX_VALUE;
        world.settle();
        assertTrue(alice.seen.stream().anyMatch(line -> line.startsWith("FAILED 1 ")), alice.seen.toString());
        assertFalse(alice.seen.contains("FAILED 1 unconfirmed"), alice.seen.toString());
        assertEquals(1, alice.seen("ended "));
    }

    @Test
    void theServerRefusesInWords() {
        var world = new World(DialogueLimits.DEFAULTS.withUsers(2));
        var bob = world.byHand("bob");
        bob.type("LOGIN bob");
        bob.type("SAY \u0007");
        bob.type("@1 WHO");
        bob.type("dance");
        bob.type("RESUME nothing 0");
        var eve = world.byHand("BOB");
        eve.type("WHO");
        eve.type("LOGIN eve");
        var late = world.byHand("late");
        assertEquals(2, bob.seen.stream().filter(line -> line.startsWith("ERROR logged-in ")).count());
        assertEquals(3, bob.seen.stream().filter(line -> line.startsWith("ERROR malformed ")).count());
        assertTrue(eve.seen.stream().anyMatch(line -> line.startsWith("ERROR taken ")), eve.seen.toString());
        assertTrue(eve.seen.stream().anyMatch(line -> line.startsWith("ERROR log-in-first ")));
        assertTrue(eve.seen.contains("WELCOME eve"));
        assertTrue(late.seen.getLast().startsWith("ERROR full ") && late.at == 0, late.seen.toString());
    }

    @Test
    void whoDoesNotLogInAndWhoTypesNothingIsSentAway() {
        var silent = world.byHand("");
        var bob = world.byHand("bob");
        world.pass(DialogueLimits.DEFAULTS.login().toNanos());
        assertTrue(silent.seen.getLast().startsWith("ERROR slow ") && silent.at == 0, silent.seen.toString());
        world.pass(DialogueLimits.DEFAULTS.byHand().toNanos());
        assertTrue(bob.seen.getLast().startsWith("ERROR idle ") && bob.at == 0, bob.seen.toString());
    }

    @Test
    void aProgramThatAcknowledgesNothingIsGoneBeforeItFillsTheMemory() {
        var alice = world.program("alice");
        var program = world.byHand("");
        program.type("OPEN deaf");
        alice.ask(new Command.Invite("deaf"));
        program.type("@1 ACCEPT");
        long full = 0;
        for (int i = 0; i < DialogueLimits.DEFAULTS.queued() + 5 && full == 0; i++) {
            long number = alice.agent.say("message " + i);
            world.settle();
            if (number < 0) break;
            if (alice.seen.contains("FAILED " + number + " full")) full = number;
        }
        assertTrue(full > 0 || alice.agent.undecided() == UserAgent.MAX_UNDECIDED, "the sender is held back");
        for (int i = 2; i < 600; i++) program.type("@" + i + " WHO");
        assertTrue(program.seen.stream().anyMatch(line -> line.contains("ERROR overflow ")), program.seen.getLast());
        assertTrue(alice.seen.contains("GONE deaf"));
        assertEquals(0, alice.agent.undecided(), "every message has an outcome");
    }

    @Test
    void aLineThatComesTwiceIsTakenOnceAndAGapIsRefused() {
        var alice = world.program("alice");
        var program = world.byHand("");
        program.type("OPEN bob");
        alice.ask(new Command.Invite("bob"));
        program.type("@1 ACCEPT");
        program.type("@2 SAY hello");
        program.type("@2 SAY hello");
        program.type("@4 SAY too soon");
        assertEquals(1, alice.seen("MSG bob hello"));
        assertEquals(0, alice.seen("MSG bob too soon"));
        assertEquals(2, program.seen("GOT 2"), "acknowledged again");
        assertTrue(program.seen.stream().anyMatch(line -> line.contains("ERROR malformed number")), program.seen.toString());
    }

    @Test
    void manyUsersAreListedInSeveralLines() {
        var alice = world.program("alice");
        IntStream.range(0, 60).forEach(i -> world.byHand("u" + i));
        alice.ask(new Command.Who());
        var lines = alice.seen.stream().filter(line -> line.startsWith("THERE ")).toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith("THERE + ") && lines.get(2).startsWith("THERE . "));
        assertEquals(61, lines.stream().mapToInt(line -> line.split(" ").length - 2).sum());
    }

    @Test
    void heartBeatsKeepASilentPairTogether() {
        world.link("alice", "bob");
        world.pass(Duration.ofMinutes(30).toNanos());
        assertFalse(user("alice").seen.contains("AWAY bob"));
        user("alice").say("still there?");
        assertEquals(1, user("bob").seen("MSG alice still there?"));
    }
}
