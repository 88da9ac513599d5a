package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.kit.UsageException;

/// The clock is a number that the test moves.
class SlowdownTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Slowdown.Limits LIMITS = Slowdown.Limits.DEFAULTS;

    private final Slowdown slowdown = new Slowdown(LIMITS);
    /// A start at which a careless comparison of times overflows.
    private long now = Long.MAX_VALUE - SECOND;

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private void fail(String source, int times) throws Exception {
        for (int i = 0; i < times; i++) slowdown.failed(now, address(source));
    }

    private double attempt(String source) throws Exception {
        long wait = slowdown.attempt(now, address(source));
        return wait == Slowdown.TURNED_AWAY ? -1 : wait / 1e9;
    }

    @Test
    void theDelayDoublesWithEachFailureUpToALimit() throws Exception {
        var delays = new ArrayList<Double>();
        for (int i = 0; i < 10; i++) {
            double wait = attempt("10.0.0.1");
            delays.add(wait);
            now += (long) (wait * SECOND);
            slowdown.failed(now, address("10.0.0.1"));
        }
        assertEquals(List.of(0.0, 0.0, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0), delays);
    }

    @Test
    void otherSourcesAreNotSlowedDown() throws Exception {
        fail("10.0.0.1", 10);
        assertEquals(0, attempt("10.0.0.2"));
        assertEquals(8, attempt("10.0.0.1"));
    }

    @Test
    void attemptsAtOnceWaitForEachOtherAndThoseBeyondTheQueueAreTurnedAway() throws Exception {
        fail("10.0.0.1", 10);
        assertEquals(List.of(8.0, 16.0, -1.0, -1.0),
                List.of(attempt("10.0.0.1"), attempt("10.0.0.1"), attempt("10.0.0.1"), attempt("10.0.0.1")));
        now += 8 * SECOND;
        assertEquals(16, attempt("10.0.0.1"), "one place in the queue is free again");
    }

    @Test
    void aThousandConnectionsGuessNoFasterThanOne() throws Exception {
        fail("10.0.0.1", 10);
        int looked = 0;
        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < 1000; i++) {
                if (attempt("10.0.0.1") >= 0) looked++;
            }
            fail("10.0.0.1", 1);
            now += SECOND;
        }
        assertTrue(looked <= 100 / 8 + 2, "guesses in 100 s: " + looked);
    }

    @Test
    void failuresAreForgottenOneByOne() throws Exception {
        fail("10.0.0.1", 5);
        assertEquals(2, attempt("10.0.0.1"));
        now += 31 * SECOND;
        assertEquals(1, attempt("10.0.0.1"));
        now += 30 * SECOND;
        assertEquals(0.5, attempt("10.0.0.1"));
        now += 30 * SECOND;
        assertEquals(0, attempt("10.0.0.1"));
    }

    @Test
    void evenAMillionFailuresAreForgottenInAForeseeableTime() throws Exception {
        fail("10.0.0.1", 1_000_000);
        now += 17 * 30 * SECOND;
        assertEquals(0, attempt("10.0.0.1"));
    }

    private static Slowdown.Limits remembering(Duration forget, int sources) {
        return new Slowdown.Limits(LIMITS.free(), LIMITS.first(), LIMITS.most(), LIMITS.queue(), forget, sources);
    }

    @Test
    void theTableIsBoundedAndForgetsWhoWasHeardOfLeastRecently() throws Exception {
        var small = new Slowdown(remembering(LIMITS.forget(), 2).withFree(0));
        small.failed(now, address("10.0.0.1"));
        small.failed(now, address("10.0.0.2"));
        assertTrue(small.attempt(now, address("10.0.0.1")) > 0);
        for (int i = 3; i < 200; i++) {
            small.failed(now, address("10.0.0." + i));
            assertTrue(small.attempt(now + i * 100 * SECOND, address("10.0.0.1")) >= 0);
            assertEquals(2, small.size());
        }
        assertEquals(0, small.attempt(now, address("10.0.0.2")));
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneSource() throws Exception {
        fail("2001:db8:1:2::1", 3);
        assertEquals(0.5, attempt("2001:db8:1:2:ffff::9"));
        assertEquals(0, attempt("2001:db8:1:3::1"));
        assertEquals(1, slowdown.size());
    }

    @Test
    void attemptsThatNeverFailedTakeNoRoom() throws Exception {
        for (int i = 0; i < 100; i++) assertEquals(0, attempt("10.0.0." + i));
        assertEquals(0, slowdown.size());
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThrows(UsageException.class, () -> LIMITS.withFree(-1));
        assertThrows(UsageException.class, () -> remembering(Duration.ZERO, 10));
        assertThrows(UsageException.class, () -> remembering(LIMITS.forget(), 0));
        var second = Duration.ofSeconds(1);
        assertThrows(UsageException.class, () -> LIMITS.withDelays(second.multipliedBy(9), second, second.multipliedBy(10)));
        assertThrows(UsageException.class, () -> LIMITS.withDelays(second, second.multipliedBy(8), second.multipliedBy(7)));
    }
}
