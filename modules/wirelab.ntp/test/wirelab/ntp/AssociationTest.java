package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssociationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Outcome SILENCE = new Outcome.Silence(Duration.ofSeconds(1), 0, "");
    private static final Outcome RATE = new Outcome.Kiss("RATE");

    private final Association association = new Association(Duration.ofSeconds(64));

    private static Sample sample(long at, long delay) {
        return new Sample(new SimulatedPath(delay / 2, delay / 2, 0, 0, new Random(1)).ask(at, 0), 0, null);
    }

    @Test
    void aServerMayBeAskedAtOnceAndThenAfterTheInterval() {
        assertTrue(association.isDue(0));
        association.heard(5 * SECOND, List.of(sample(0, 10)));
        assertFalse(association.isDue(68 * SECOND));
        assertTrue(association.isDue(69 * SECOND));
    }

    @Test
    void eachRateKissDoublesTheIntervalForGood() {
        association.heard(0, List.of(sample(0, 10), RATE));
        assertEquals(Duration.ofSeconds(128), association.interval());
        association.heard(128 * SECOND, List.of(RATE));
        assertEquals(Duration.ofSeconds(256), association.interval());
        association.heard(384 * SECOND, List.of(sample(0, 10)));
        assertEquals(Duration.ofSeconds(256), association.interval());
        for (int i = 0; i < 100; i++) association.heard(0, List.of(RATE));
        assertEquals(Duration.ofHours(36), association.interval().truncatedTo(ChronoUnit.HOURS));
    }

    @Test
    void afterDenyAndRstrAServerIsNeverAskedAgain() {
        for (String code : List.of("DENY", "RSTR")) {
            var ended = new Association(Duration.ofSeconds(1));
            ended.heard(0, List.of(sample(0, 10)));
            ended.heard(0, List.of(new Outcome.Kiss(code)));
            assertTrue(ended.isEnded());
            assertFalse(ended.isDue(Long.MAX_VALUE));
            assertTrue(ended.recent(1).isEmpty(), "and its last time does not count any more");
        }
    }

    @Test
    void otherKissesChangeNothing() {
        association.heard(0, List.of(new Outcome.Kiss("XFUN")));
        assertEquals(Duration.ofSeconds(64), association.interval());
        assertTrue(association.isDue(64 * SECOND));
    }

    @Test
    void aSilentServerIsAskedLessAndLessOftenUntilItAnswers() {
        long[] waits = {64, 128, 256, 512, 512};
        for (long wait : waits) {
            association.heard(0, List.of(SILENCE));
            assertEquals(wait * SECOND, association.due());
        }
        association.heard(0, List.of(sample(0, 10)));
        assertEquals(64 * SECOND, association.due());
    }

    @Test
    void theReachRegisterRemembersEightBursts() {
        for (boolean answered : new boolean[] {true, false, true, true}) {
            association.heard(0, List.of(answered ? sample(0, 10) : SILENCE));
        }
        assertEquals(0b1011, association.reach());
        for (int i = 0; i < 8; i++) association.heard(0, List.of(SILENCE));
        assertEquals(0, association.reach());
    }

    @Test
    void theBestSampleOfTheLastGoodBurstCountsForFourIntervals() {
        var best = sample(SECOND, 10);
        association.heard(3 * SECOND, List.of(sample(0, 50), best, sample(2 * SECOND, 20)));
        assertEquals(best, association.recent(3 * SECOND).orElseThrow());
        association.heard(67 * SECOND, List.of(SILENCE));
        assertEquals(best, association.recent(67 * SECOND).orElseThrow());
        assertTrue(association.recent(SECOND + 4 * 64 * SECOND + 100).isEmpty());
    }
}
