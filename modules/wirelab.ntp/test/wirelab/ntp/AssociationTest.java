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
        association.heard(List.of(sample(0, 10)), 5 * SECOND);
        assertFalse(association.isDue(68 * SECOND));
        assertTrue(association.isDue(69 * SECOND));
    }

    @Test
    void eachRateKissDoublesTheIntervalForGood() {
        association.heard(List.of(sample(0, 10), RATE), 0);
        assertEquals(Duration.ofSeconds(128), association.interval());
        association.heard(List.of(RATE), 128 * SECOND);
        assertEquals(Duration.ofSeconds(256), association.interval());
        association.heard(List.of(sample(0, 10)), 384 * SECOND);
        assertEquals(Duration.ofSeconds(256), association.interval());
        for (int i = 0; i < 100; i++) association.heard(List.of(RATE), 0);
        assertEquals(Duration.ofHours(36), association.interval().truncatedTo(ChronoUnit.HOURS));
    }

    @Test
    void afterDenyAndRstrAServerIsNeverAskedAgain() {
        for (String code : List.of("DENY", "RSTR")) {
            var ended = new Association(Duration.ofSeconds(1));
            ended.heard(List.of(sample(0, 10)), 0);
            ended.heard(List.of(new Outcome.Kiss(code)), 0);
            assertTrue(ended.isEnded());
            assertFalse(ended.isDue(Long.MAX_VALUE));
            assertTrue(ended.recent(1).isEmpty(), "and its last time does not count any more");
        }
    }

    @Test
    void otherKissesChangeNothing() {
        association.heard(List.of(new Outcome.Kiss("XFUN")), 0);
        assertEquals(Duration.ofSeconds(64), association.interval());
        assertTrue(association.isDue(64 * SECOND));
    }

    @Test
    void aSilentServerIsAskedLessAndLessOftenUntilItAnswers() {
        long[] waits = {64, 128, 256, 512, 512};
        for (long wait : waits) {
            association.heard(List.of(SILENCE), 0);
            assertEquals(wait * SECOND, association.due());
        }
        association.heard(List.of(sample(0, 10)), 0);
        assertEquals(64 * SECOND, association.due());
    }

    @Test
    void theReachRegisterRemembersEightBursts() {
        for (boolean answered : new boolean[] {true, false, true, true}) {
            association.heard(List.of(answered ? sample(0, 10) : SILENCE), 0);
        }
        assertEquals(0b1011, association.reach());
        for (int i = 0; i < 8; i++) association.heard(List.of(SILENCE), 0);
        assertEquals(0, association.reach());
    }

    @Test
    void theBestSampleOfTheLastGoodBurstCountsForFourIntervals() {
        var best = sample(SECOND, 10);
        association.heard(List.of(sample(0, 50), best, sample(2 * SECOND, 20)), 3 * SECOND);
        assertEquals(best, association.recent(3 * SECOND).orElseThrow());
        association.heard(List.of(SILENCE), 67 * SECOND);
        assertEquals(best, association.recent(67 * SECOND).orElseThrow());
        assertTrue(association.recent(SECOND + 4 * 64 * SECOND + 100).isEmpty());
    }
}
