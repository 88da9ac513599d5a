package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Histories of which one can see by eye what they are.
class LinearizabilityTest {
    private static final long OPEN = Operation.OPEN;

    private static Operation did(int client, String command, long began, long ended, String result) {
        return new Operation(client, command, began, ended, result);
    }

    private static Linearizability.Verdict verdict(Operation... history) {
        return Linearizability.check(List.of(history), 100_000).verdict();
    }

    @Test
    void aReadDuringAWriteMaySeeEither() {
        for (String seen : List.of("1", "no such file")) {
            assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 1, 4, "ok"),
                    did(1, "get a", 2, 3, seen)));
        }
    }

    @Test
    void aReadAfterAWriteMustSeeIt() {
        assertEquals(Linearizability.Verdict.BROKEN, verdict(did(0, "put a 1", 1, 2, "ok"),
                did(1, "get a", 3, 4, "no such file")));
    }

    @Test
    void whatWasSeenOnceIsNotUnseen() {
        assertEquals(Linearizability.Verdict.BROKEN, verdict(did(0, "put a 1", 1, 9, "ok"), did(1, "get a", 2, 3, "1"),
                did(1, "get a", 4, 5, "no such file")));
    }

    @Test
    void aWriteWithoutAnAnswerMayComeAtAnyTimeOrNever() {
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 1, OPEN, ""),
                did(1, "get a", 2, 3, "no such file"), did(1, "get a", 4, 5, "1")));
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 1, OPEN, ""),
                did(1, "get a", 2, 3, "no such file")));
        assertEquals(Linearizability.Verdict.BROKEN, verdict(did(0, "put a 1", 1, OPEN, ""), did(1, "get a", 2, 3, "1"),
                did(1, "get a", 4, 5, "no such file")));
    }

    /// Counts, longer numbers and the same text of two writers show nothing.
    @Test
    void aWriteWithoutAnAnswerIsTakenForSeenOnlyWhenItWas() {
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put d/a 1", 1, OPEN, ""),
                did(1, "put d/b 9", 2, 3, "ok"), did(1, "rm-r d", 4, 5, "1 gone"), did(1, "get d/a", 6, 7, "no such file"),
                did(1, "get d/a", 8, 9, "1")));
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 1, OPEN, ""),
                did(1, "put a 12", 2, 3, "ok"), did(1, "get a", 4, 5, "12"), did(1, "get a", 6, 7, "1")));
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 5, OPEN, ""),
                did(1, "put a 1", 2, 3, "ok"), did(1, "get a", 4, 6, "1"), did(1, "rm a", 7, 8, "ok"),
                did(1, "get a", 9, 10, "1")));
    }

    @Test
    void anAppendThatWasDoneTwiceIsSeen() {
        assertEquals(Linearizability.Verdict.BROKEN, verdict(did(0, "append a x", 1, 2, "ok"), did(1, "get a", 3, 4, "xx")));
    }

    @Test
    void halfAMoveIsSeen() {
        assertEquals(Linearizability.Verdict.BROKEN, verdict(did(0, "put a 1", 1, 2, "ok"), did(0, "mv a b", 3, 8, "ok"),
                did(1, "ls", 4, 5, "{a=1, b=1}")));
        assertEquals(Linearizability.Verdict.LINEARIZABLE, verdict(did(0, "put a 1", 1, 2, "ok"),
                did(0, "mv a b", 3, 8, "ok"), did(1, "ls", 4, 5, "{b=1}")));
    }

    @Test
    void pathsThatHaveNothingToDoWithEachOtherAreCheckedByThemselves() {
        var history = List.of(did(0, "put a 1", 1, 2, "ok"), did(1, "get b", 3, 4, "no such file"),
                did(1, "cp c d", 5, 6, "no such file"), did(0, "get d", 7, 8, "no such file"));
        assertEquals(List.of(1, 1, 2), Linearizability.parts(history).stream().map(List::size).toList());
    }

    @Test
    void whatTakesTooLongIsUndecided() {
        var history = new ArrayList<Operation>();
        for (int i = 0; i < 40; i++) history.add(did(i, "append a " + i, 1 + i, 1000 + i, "ok"));
        history.add(did(99, "get a", 2000, 2001, "no such file"));
        assertEquals(Linearizability.Verdict.UNDECIDED, Linearizability.check(history, 1_000).verdict());
        // That nobody wrote this is seen without any search.
        history.set(40, did(99, "get a", 2000, 2001, "nonsense"));
        assertEquals(Linearizability.Verdict.BROKEN, Linearizability.check(history, 1_000).verdict());
    }

    /// Histories made from an order are right; with one answer changed to what no order gives they are not.
    @Test
    void whatWasMadeFromAnOrderIsRightAndStaysSoOnlyUnchanged() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var history = new ArrayList<Operation>();
            SortedMap<String, String> tree = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                String path = "abc".charAt(random.nextInt(3)) + "";
                String command = List.of("put " + path + " " + i, "append " + path + " ." + i, "get " + path, "ls",
                        "mv " + path + " d").get(random.nextInt(5));
                var step = SmallTree.step(tree, command);
                tree = step.tree();
                long at = 100L * i;
                history.add(did(i, command, at - random.nextInt(250), at + 1 + random.nextInt(250), step.result()));
            }
            assertEquals(Linearizability.Verdict.LINEARIZABLE, Linearizability.check(history, 1_000_000).verdict());
            history.add(did(99, "get a", 100_000, 100_001, "never written"));
            var broken = Linearizability.check(history, 1_000_000);
            assertEquals(Linearizability.Verdict.BROKEN, broken.verdict());
            assertTrue(broken.toString().contains("never written"), broken.toString());
        }
    }
}
