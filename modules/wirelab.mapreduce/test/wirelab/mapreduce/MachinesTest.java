package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wirelab.kit.Machine;

/// The decisions of master and reducer, with a clock moved by hand.
class MachinesTest {
    private static final long MS = 1_000_000;
    /// Shortly before nanoseconds wrap around.
    private static final long START = Long.MAX_VALUE - 500 * MS;

    private static <A> List<A> drained(Machine<A> machine) {
        var all = new ArrayList<A>();
        machine.drain(all::add);
        return all;
    }

    private static MasterMachine master(int copies, boolean skip, long... sizes) {
        return new MasterMachine(new MasterMachine.Rules(copies, 1, skip, Machine.NEVER), sizes);
    }

    private static ReducerMachine reducer() {
        return new ReducerMachine(4, Map.of());
    }

    private static Message.Attempt attempt(int portion, int number) {
        return new Message.Attempt(1, portion, number);
    }

    @Test
    void eachPortionGoesToOneMapperFirstAndThenToCopies() {
        var master = master(2, false, 100, 100);
        for (int i = 0; i < 5; i++) master.mapperUp(START, i);
        assertEquals(List.of(new MasterMachine.Assign(0, 0, 0, false), new MasterMachine.Assign(1, 1, 0, false),
                new MasterMachine.Assign(2, 0, 1, false), new MasterMachine.Assign(3, 1, 1, false)), drained(master));
    }

    @Test
    void aMapperThatDiesIsReplacedBeforeAndAfterItAnnounced() {
        var master = master(1, false, 100);
        master.mapperUp(START, 0);
        master.mapperUp(START, 1);
        drained(master);
        master.mapperDown(START + 1, 0);
        assertEquals(List.of(new MasterMachine.Lost(0, 0, 0), new MasterMachine.Report("mapper 0 died with portion 0"),
                new MasterMachine.Assign(1, 0, 1, false)), drained(master));
        master.progress(START + 2, 1, 0, 1, 100, 0);
        master.mapperDown(START + 3, 1);
        drained(master);
        master.mapperUp(START + 4, 2);
        assertEquals(List.of(new MasterMachine.Assign(2, 0, 2, false)), drained(master));
        master.accepted(START + 5, 0, 0);
        assertEquals(List.of(new MasterMachine.Cancel(2, 0, 2), new MasterMachine.Finish()), drained(master));
    }

    @Test
    void whoIsSlowerThanItsPeersGetsABackupAndWhoIsNotDoesNot() {
        var master = master(1, false, 1000, 1000, 1000);
        for (int i = 0; i < 4; i++) master.mapperUp(START, i);
        drained(master);
        long now = START;
        for (int step = 1; step <= 5; step++) {
            now = START + step * 100 * MS;
            master.progress(now, 0, 0, 0, step * 100, 0);
            master.progress(now, 1, 1, 0, step * 100, 0);
            master.progress(now, 2, 2, 0, step * 90, 0);
            master.tick(now);
        }
        assertEquals(List.of(), drained(master), "a tenth slower is not slow");
        for (int step = 6; step <= 14; step++) {
            now = START + step * 100 * MS;
            master.progress(now, 0, 0, 0, Math.min(1000, step * 100), 0);
            master.progress(now, 1, 1, 0, Math.min(1000, step * 100), 0);
            master.tick(now);
        }
        assertEquals(List.of(new MasterMachine.Assign(3, 2, 1, true)), drained(master));
    }

    @Test
    void aLoneMapperThatSaysNothingGetsABackupAfterTheSilence() {
        var master = master(1, false, 1000);
        master.mapperUp(START, 0);
        master.mapperUp(START, 1);
        drained(master);
        master.tick(START + Portion.SILENCE);
        assertEquals(List.of(), drained(master));
        master.tick(START + Portion.SILENCE + 200 * MS);
        assertEquals(List.of(new MasterMachine.Assign(1, 0, 1, true)), drained(master));
    }

    @Test
    void aPortionThatKillsTwoMappersIsSkippedOnlyWhenAsked() {
        for (boolean skip : new boolean[] {false, true}) {
            var master = master(1, skip, 100);
            for (int i = 0; i < 2; i++) {
                master.mapperUp(START, i);
                master.mapperDown(START, i);
            }
            var actions = drained(master);
            assertEquals(skip, actions.contains(new MasterMachine.Finish()));
            assertEquals(skip, actions.stream().anyMatch(action -> action instanceof MasterMachine.Report report
                    && report.text().contains("is skipped: it has killed 2 mappers")), actions.toString());
        }
    }

    @Test
    void aJobThatFailsTwiceInAPortionFailsWithItsReason() {
        var master = master(1, false, 100);
        master.mapperUp(START, 0);
        master.mapperUp(START, 1);
        master.failed(START, 0, 0, 0, "boom at byte 7");
        master.failed(START, 0, 0, 1, "boom at byte 7");
        assertTrue(drained(master).contains(new MasterMachine.Fail("portion 0: boom at byte 7")));
    }

    @Test
    void aMapperThatLeavesHandsBackAndGetsNothingMore() {
        var master = master(1, false, 100, 100);
        master.mapperUp(START, 0);
        drained(master);
        master.leaving(START, 0);
        drained(master);
        master.mapperUp(START, 1);
        assertEquals(List.of(new MasterMachine.Assign(1, 0, 1, false)), drained(master));
        master.accepted(START, 0, 0);
        var after = drained(master);
        assertTrue(after.contains(new MasterMachine.Assign(1, 1, 0, false)), after.toString());
    }

    @Test
    void aMapperThatSaysItIsDoneBeforeTheReducerDoesIsFreeAndThePortionIsOver() {
        var master = master(1, false, 100, 100);
        master.mapperUp(START, 0);
        master.progress(START + 1, 0, 0, 0, 60, 2);
        assertEquals(JobView.State.SENDS, master.nodes().getFirst().state());
        drained(master);
        master.done(START + 2, 0, 0, 0);
        assertEquals(List.of(new MasterMachine.Cancel(0, 0, 0), new MasterMachine.Assign(0, 1, 0, false)), drained(master));
        assertEquals(60, master.nodes().getFirst().bytes(), "what it has mapped so far");
    }

    @Test
    void portionsThatAReducerHasLostAreMappedAgainAndThoseItKeptAreNot() {
        var master = master(1, false, 100, 100, 100);
        master.forgotten(START, 0, Set.of(1));
        assertEquals(2, master.left());
        master.mapperUp(START, 0);
        assertEquals(List.of(new MasterMachine.Assign(0, 0, 0, false)), drained(master));
        master.accepted(START, 0, 0);
        assertEquals(1, master.left());
        master.forgotten(START, 0, Set.of());
        assertEquals(3, master.left());
    }

    @Test
    void oneTableIsPermittedPerPortionAndTheOthersAreToldToDrop() {
        var reducer = reducer();
        reducer.announced(START, 1, attempt(0, 0), 77);
        reducer.announced(START, 2, attempt(0, 1), 77);
        reducer.announced(START, 3, attempt(1, 0), 5);
        var first = drained(reducer);
        assertTrue(first.contains(new ReducerMachine.Permit(1, attempt(0, 0))));
        assertTrue(first.contains(new ReducerMachine.Permit(3, attempt(1, 0))));
        assertTrue(!first.contains(new ReducerMachine.Permit(2, attempt(0, 1))));
        reducer.stored(START, 1);
        var then = drained(reducer);
        assertTrue(then.contains(new ReducerMachine.Accept(1, attempt(0, 0), 77)));
        assertTrue(then.contains(new ReducerMachine.Drop(2, attempt(0, 1), "another table was faster")));
        assertEquals(List.of(), then.stream().filter(action -> action instanceof ReducerMachine.Report report
                && report.kind() == ReducerMachine.DIFFERS).toList());
    }

    @Test
    void aTableThatDiffersIsReportedWhetherItWaitsOrComesLate() {
        var reducer = reducer();
        reducer.announced(START, 1, attempt(0, 0), 77);
        reducer.announced(START, 2, attempt(0, 1), 78);
        reducer.stored(START, 1);
        reducer.announced(START, 3, attempt(0, 2), 79);
        var differing = drained(reducer).stream().filter(action -> action instanceof ReducerMachine.Report report
                && report.kind() == ReducerMachine.DIFFERS)
                        .map(action -> ((ReducerMachine.Report) action).attempt()).toList();
        assertEquals(List.of(attempt(0, 1), attempt(0, 2)), differing);
    }

    @Test
    void whoDiesOrIsSilentWithPermissionGivesWayToOneThatWaits() {
        var reducer = reducer();
        reducer.announced(START, 1, attempt(0, 0), 77);
        reducer.announced(START, 2, attempt(0, 1), 77);
        reducer.announced(START, 3, attempt(0, 2), 77);
        drained(reducer);
        reducer.lost(START, 1, "gone");
        assertTrue(drained(reducer).contains(new ReducerMachine.Permit(2, attempt(0, 1))));
        assertEquals(START + ReducerMachine.SILENCE, reducer.nextAt());
        reducer.tick(START + ReducerMachine.SILENCE);
        assertTrue(drained(reducer).contains(new ReducerMachine.Permit(3, attempt(0, 2))));
        reducer.stored(START + ReducerMachine.SILENCE + 1, 2);
        reducer.stored(START + ReducerMachine.SILENCE + 2, 3);
        var end = drained(reducer);
        assertTrue(end.contains(new ReducerMachine.Accept(2, attempt(0, 1), 77)), "the silent one was faster after all");
        assertTrue(end.contains(new ReducerMachine.Drop(3, attempt(0, 2), "another table was faster")));
    }
}
