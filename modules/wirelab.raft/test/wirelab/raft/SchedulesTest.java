package wirelab.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that can go wrong goes wrong, by seed; and whoever does it wrong is caught.
class SchedulesTest {
    /// -Dwirelab.raft.schedules=2000 for more.
    private static final int SCHEDULES = Integer.getInteger("wirelab.raft.schedules", 200);
    private static final int MOST_UNTIL_CAUGHT = 300;
    /// Where the search begins for what is caught seldom.
    private static final Map<Flaw, Long> FROM = Map.of(Flaw.OLD_TERM_BY_COUNT, 18L,
            Flaw.VOTE_FORGOTTEN, 30L, Flaw.SESSIONS_NOT_SAVED, 47L, Flaw.STALE_READ, 22L);

    static Set<Flaw> flaws() {
        return EnumSet.complementOf(EnumSet.of(Flaw.NONE));
    }

    @Test
    void whateverHappensNothingAcknowledgedIsLost() {
        var wrong = new ArrayList<Schedule.Outcome>();
        int operations = 0;
        int answered = 0;
        int deadly = 0;
        int inFlight = 0;
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            var outcome = Schedule.run(seed, Flaw.NONE);
            if (!outcome.isRight()) wrong.add(outcome);
            operations += outcome.operations();
            answered += outcome.answered();
            if (outcome.leaderDeaths() > 0) deadly++;
            if (outcome.withWrite() > 0) inFlight++;
        }
        System.out.printf("%d schedules: %d operations, %d answered; %d with a leader's death, %d with a write in flight%n",
                SCHEDULES, operations, answered, deadly, inFlight);
        assertEquals(List.of(), wrong);
        assertTrue(answered >= .5 * operations, answered + " of " + operations + " answered");
        assertTrue(inFlight >= .9 * deadly, inFlight + " of " + deadly + " with a write in flight");
        assertTrue(deadly > SCHEDULES / 2, deadly + " with a death");
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void aFlawIsCaught(Flaw flaw) {
        long from = FROM.getOrDefault(flaw, 1L);
        for (long seed = from; seed < from + MOST_UNTIL_CAUGHT; seed++) {
            var outcome = Schedule.run(seed, flaw);
            if (!outcome.isRight() && !outcome.isUndecided()) {
                System.out.println(flaw.words() + ": " + outcome.toString().lines().findFirst().orElseThrow());
                return;
            }
        }
        throw new AssertionError("not caught by " + MOST_UNTIL_CAUGHT + " schedules: " + flaw.words());
    }

    /// Most of their writes were never answered.
    @ParameterizedTest
    @ValueSource(longs = {236, 354, 561, 589, 591, 996, 1029, 1175, 1302, 1429, 1538, 1635, 1637, 1649, 1840})
    void whatIsHardToDecideIsDecided(long seed) {
        assertEquals(Linearizability.Verdict.LINEARIZABLE, Schedule.run(seed, Flaw.NONE).verdict());
    }

    @Test
    void anUndecidedScheduleIsNotRight() {
        var outcome = Schedule.run(1, Flaw.NONE, 1);
        assertTrue(outcome.isUndecided(), outcome.toString());
        assertFalse(outcome.isRight(), outcome.toString());
        assertTrue(outcome.toString().endsWith("undecided after 2 steps"), outcome.toString());
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertEquals(Schedule.run(5, Flaw.NONE), Schedule.run(5, Flaw.NONE));
    }
}
