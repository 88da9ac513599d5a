package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The group as one sees it from outside, one rule of the paper after the other.
class RaftLabTest {
    private static final Duration WHILE = Duration.ofSeconds(3);

    @Test
    void oneIsElectedAndDoesWhatIsAsked() {
        var lab = RaftLab.of(3);
        int leader = lab.elect();
        assertEquals("ok", lab.ask("put a 1"));
        assertEquals("1", lab.ask("get a"));
        lab.run(WHILE);
        assertEquals(leader, lab.leader(), "and stays");
        for (var node : lab.nodes()) assertEquals("{a=1}", node.tree.toString());
        assertTrue(lab.logs().contains(" leads"), lab.logs());
    }

    @Test
    void whoeverDiesWhatWasAnsweredIsThere() {
        for (long seed = 1; seed <= 10; seed++) {
            var lab = RaftLab.of(3, seed);
            int leader = lab.elect();
            assertEquals("ok", lab.ask("put a 1"));
            lab.crash(leader);
            assertEquals("1", lab.ask("get a"));
            assertNotEquals(leader, lab.leader());
            lab.restart(leader).run(WHILE);
            assertEquals("{a=1}", lab.nodes().get(leader).tree.toString());
        }
    }

    @Test
    void aLeaderWithoutAMajorityLeadsNoLongerAndItsEntriesAreTakenBack() {
        var lab = RaftLab.of(3);
        int old = lab.elect();
        lab.isolate(old);
        lab.nodes().get(old).administer(machine -> machine.open(lab.nodes().get(old).clock(), Leadership.NO_TICKET));
        long last = lab.nodes().get(old).raft().lastIndex();
        lab.run(WHILE);
        assertNotEquals(RaftMachine.Role.LEADER, lab.nodes().get(old).raft().role());
        assertEquals(last, lab.nodes().get(old).raft().lastIndex(), "nobody told it to forget it");
        assertEquals("ok", lab.ask("put a 1"));
        lab.heal().run(WHILE);
        assertEquals(lab.nodes().get(lab.leader()).raft().entries(), lab.nodes().get(old).raft().entries());
    }

    /// Pre-vote: who cannot win does not disturb (thesis, section 9.6).
    @Test
    void whoComesBackFromBehindAPartitionDisturbsNobody() {
        var lab = RaftLab.of(5);
        int leader = lab.elect();
        long term = lab.nodes().get(leader).raft().term();
        int away = (leader + 1) % 5;
        lab.isolate(away).run(Duration.ofSeconds(10)).heal().run(WHILE);
        assertEquals(term, lab.nodes().get(leader).raft().term());
        assertEquals(leader, lab.leader());
        assertEquals(term, lab.nodes().get(away).raft().term());
    }

    @Test
    void aMinorityAnswersNothing() {
        var lab = RaftLab.of(3);
        lab.elect();
        lab.crash(0).crash(1);
        assertTrue(lab.ask("put a 1").startsWith("no answer"));
        lab.restart(0);
        assertEquals("ok", lab.ask("put b 2"));
    }

    @Test
    void whoWasAwayForLongGetsASnapshot() {
        var options = RaftOptions.DEFAULTS.withLog(20, 2).withMessages(1 << 17, 30);
        var lab = new RaftLab(1, 3, Members.of(0, 1, 2), options, Flaw.NONE, true);
        int away = (lab.elect() + 1) % 3;
        lab.crash(away);
        for (int i = 0; i < 60; i++) assertEquals("ok", lab.ask("put file" + i % 7 + " " + i));
        lab.restart(away).run(WHILE);
        assertEquals(lab.nodes().get(lab.leader()).tree.files(), lab.nodes().get(away).tree.files());
        assertTrue(lab.story(1000).contains("nodo" + away + " has the snapshot at"), lab.story(50));
    }

    @Test
    void theLeadershipIsHandedOverWithoutAnElectionsWait() {
        var lab = RaftLab.of(3);
        int heir = (lab.elect() + 1) % 3;
        var before = lab.elapsed();
        lab.transfer(heir);
        lab.net.until("the heir leads", WHILE, () -> lab.leader() == heir);
        assertTrue(lab.elapsed().minus(before).toMillis() < 100, lab.elapsed().minus(before).toString());
    }

    @Test
    void aNodeLearnsThenVotesAndAnotherOneGoes() {
        var lab = new RaftLab(1, 4, Members.of(0, 1, 2), RaftOptions.DEFAULTS, Flaw.NONE, true);
        int leader = lab.elect();
        assertEquals("ok", lab.ask("put a 1"));
        lab.change(Members.of(0, 1, 2, 3)).run(WHILE);
        assertEquals(Members.of(0, 1, 2), lab.nodes().get(leader).raft().members(), "it is to learn first");
        lab.change(Members.of(0, 1, 2).withLearner(3)).run(WHILE);
        assertEquals("{a=1}", lab.nodes().get(3).tree.toString());
        lab.change(Members.of(0, 1, 2, 3)).run(WHILE);
        lab.change(Members.of(0, 1, 2, 3).without(leader)).run(WHILE);
        assertNotEquals(leader, lab.elect(), "who is no member leads no longer");
        assertEquals(Members.of(0, 1, 2, 3).without(leader), lab.nodes().get(lab.leader()).raft().members());
        assertEquals("1", lab.ask("get a"));
        lab.change(Members.of(0)).run(WHILE);
        assertEquals(3, lab.nodes().get(lab.leader()).raft().members().voters().size(), "one voter at a time");
    }

    @Test
    void aGroupOfOneAnswersByItself() {
        var lab = RaftLab.of(1);
        lab.elect();
        assertEquals("ok", lab.ask("put a 1"));
        lab.crash(0).restart(0);
        assertEquals("1", lab.ask("get a"));
    }

    @Test
    void aSessionThatIsForgottenIsRefusedAndNotAppliedAgain() {
        var tree = new SmallTree();
        var sessions = new Sessions(tree, 2);
        for (int i = 1; i <= 2; i++) sessions.apply(new LogEntry(i, 1, new LogEntry.Open()));
        var append = new LogEntry.Command(1, 1, RaftLab.bytes("append a x"));
        sessions.apply(new LogEntry(3, 1, append));
        sessions.apply(new LogEntry(4, 1, append));
        assertEquals("{a=x}", tree.toString(), "again, and not twice");
        for (int i = 5; i <= 6; i++) sessions.apply(new LogEntry(i, 1, new LogEntry.Open()));
        var refused = new RaftAnswer.Refused("session 1 is unknown or forgotten");
        assertEquals(refused, sessions.apply(new LogEntry(7, 1, append)));
        assertEquals("{a=x}", tree.toString());
    }

    @Test
    void thePictureShowsNodesAndLeaders() {
        var lab = RaftLab.of(3);
        lab.elect();
        lab.ask("put a 1");
        lab.crash(lab.leader()).run(WHILE);
        var svg = lab.svg();
        assertEquals(svg, lab.svg(), "looking changes nothing");
        for (String wanted : new String[] {">nodo0<", ">nodo2<", "class='leader'", "class='down'", "class='VoteRequest'",
                "class='Append'"}) {
            assertTrue(svg.contains(wanted), wanted);
        }
        assertTrue(lab.story(500).contains("vote for me in term 1"), lab.story(500));
    }

    /// What must not be said before it is on the disk is not said before.
    @Test
    void nobodyVotesBeforeTheVoteIsOnTheDisk() throws Exception {
        var machine = new RaftMachine(0, 0, RaftOptions.DEFAULTS, Recovered.first(Members.of(0, 1, 2)), new SmallTree(),
                new Random(1));
        machine.received(0, 1, new RaftMessage.VoteRequest(1, 0, 0, false, false));
        var actions = new ArrayList<RaftAction>();
        machine.drain(actions::add);
        assertTrue(actions.stream().noneMatch(RaftAction.Send.class::isInstance), actions.toString());
        machine.stored(1, 2);
        actions.clear();
        machine.drain(actions::add);
        assertEquals("[Send[to=1, message=VoteReply[term=1, asked=1, trial=false, granted=true]]]", actions.toString());
    }
}
