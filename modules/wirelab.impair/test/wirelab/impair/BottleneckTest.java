package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.impair.Course.MS;
import static wirelab.impair.Course.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BottleneckTest {
    /// Bits per second that arrive in the first ten seconds when a fifth more is sent.
    private static double rate(String line, double bits, int size) {
        long gap = Math.round(size * 8e9 / (bits * 1.2));
        var course = new Course(line).send((int) (10 * SECOND / gap), size, 0, gap).until(10 * SECOND);
        return course.arrivals.size() * (size * 8 / 10.0);
    }

    @Test
    void theRateIsKeptWithinOnePercentOverTenSeconds() {
        assertEquals(50e6, rate("rate=50mbit seed=1", 50e6, 1500), 0.01 * 50e6);
        assertEquals(64e3, rate("rate=64kbit", 64e3, 200), 0.01 * 64e3);
        assertEquals(1e9, rate("rate=1gbit", 1e9, 1500), 0.01 * 1e9);
        // 44 bytes at 10 Gbit/s take 35.2 ns: the fraction must not be lost.
        assertEquals(10e9, 1e3 * new Course("rate=10gbit queue=100000").send(90_000, 44, 0, 1).until(2 * MS).arrivals.size() * 44 * 8 / 2,
                0.01 * 10e9);
    }

    @Test
    void aPacketTakesTheTimeOfItsTransmissionAndThoseBeforeIt() {
        var course = new Course("rate=12mbit delay=10ms").send(3, 1500, 0, 0).toTheEnd();
        assertEquals(List.of(11 * MS, 12 * MS, 13 * MS), course.arrivals.stream().map(Course.Arrival::at).toList());
    }

    @Test
    void aFullQueueDropsAtItsTail() {
        var course = new Course("rate=1mbit queue=100").send(200, 1000, 0, 0).toTheEnd();
        // One is in transmission, a hundred wait.
        assertEquals(IntStream.range(0, 101).boxed().toList(), course.numbers());
        assertEquals(99, course.link.tally().lost(Tally.Fate.TAIL_DROP));
    }

    @Test
    void aQueueMayBeCountedInBytes() {
        var course = new Course("rate=1mbit queue=10K").send(50, 1000, 0, 0).toTheEnd();
        assertEquals(1 + 10, course.arrivals.size());
    }

    @Test
    void aQueueThatIsEmptyAgainLetsTheNextPacketPassAtOnce() {
        var course = new Course("rate=8mbit").send(1, 1000, 0, 0).send(1, 1000, SECOND, 0).toTheEnd();
        assertEquals(SECOND + MS, course.arrivals.get(1).at());
    }

    @Test
    void whatIsUnderWayIsBounded() {
        var course = new Course("delay=1h").send(Link.MAX_PACKETS + 10, 100, 0, 1).toTheEnd();
        assertEquals(10, course.link.tally().lost(Tally.Fate.OVERFLOW));
        var large = new Course("delay=1h").send(2000, 64 << 10, 0, 1).toTheEnd();
        assertEquals(Link.MAX_BYTES / (64 << 10), large.link.tally().delivered());
    }

    @Test
    void codelLeavesABurstAlone() {
        // 60 packets at once take 60 ms: longer than the target, shorter than the interval.
        var course = new Course("rate=12mbit codel").send(60, 1500, 0, 0).toTheEnd();
        assertEquals(0, course.link.tally().allLost());
    }

    @Test
    void codelLeavesAQueueBelowItsTargetAlone() {
        // Bursts of four packets again and again: each waits 3 ms at most, for ever.
        var course = new Course("rate=12mbit codel");
        for (int i = 0; i < 2000; i++) course.send(4, 1500, i * 4 * MS, 0);
        assertEquals(0, course.toTheEnd().link.tally().allLost());
    }

    @Test
    void codelDropsFirstAfterTheIntervalThenEverFaster() {
        // Twice the rate, from a sender that does not care.
        var course = new Course("rate=12mbit queue=100000 codel=5ms/100ms");
        var times = new ArrayList<Long>();
        long before = 0;
        for (long now = 0; now < SECOND; now += MS / 2) {
            course.send(1, 1500, now, 0);
            long drops = course.link.tally().lost(Tally.Fate.CODEL);
            if (drops > before) times.add(now);
            before = drops;
        }
        // The queue passes the target after about 10 ms and must stay there for the interval.
        assertEquals(110, times.getFirst() / 1e6, 4);
        // Then drop n follows after interval / sqrt(n), as the control law says (RFC 8289, section 5.3); transmissions take 1 ms.
        for (int n = 1; n < 20; n++) {
            assertEquals(100 / Math.sqrt(n), (times.get(n) - times.get(n - 1)) / 1e6, 2, "drop " + n);
        }
    }

    @Test
    void codelHoldsTheDelayOfASenderThatListensNearItsTarget() {
        double tail = standingDelay("rate=12mbit queue=300 delay=10ms seed=1");
        double codel = standingDelay("rate=12mbit queue=300 delay=10ms codel seed=1");
        assertTrue(tail > 100, "tail drop alone: " + tail + " ms in the queue");
        assertTrue(codel < 25, "with CoDel: " + codel + " ms in the queue");
    }

    /// The mean time in the queue, in milliseconds, of a sender that halves its window for a loss and adds one per round trip.
    private static double standingDelay(String line) {
        var course = new Course(line);
        double window = 2;
        long lost = 0;
        int taken = 0;
        long halved = 0;
        for (long now = 0; now < 60 * SECOND; now += MS / 2) {
            course.until(now);
            long newlyLost = course.link.tally().allLost() - lost;
            lost += newlyLost;
            int arrived = course.arrivals.size() - taken;
            taken += arrived;
            window += arrived / window;
            if (newlyLost > 0 && now - halved > 50 * MS) {
                window = Math.max(2, window / 2);
                halved = now;
            }
            while (course.link.underWay() < window && course.link.tally().allLost() == lost) course.send(1, 1500, now, 0);
        }
        return course.arrivals.stream().skip(course.arrivals.size() / 2).mapToLong(Course.Arrival::delay).average().orElse(0) / 1e6 - 11;
    }

    @Test
    void aBlackoutLosesWhatIsSentInItAndNothingElse() {
        var course = new Course("delay=10ms blackout=1s..2s,3s..3500ms").send(500, 100, 0, 10 * MS).toTheEnd();
        var expected = IntStream.range(0, 500).filter(i -> !(i >= 100 && i < 200 || i >= 300 && i < 350)).boxed().toList();
        assertEquals(expected, course.numbers());
        assertEquals(150, course.link.tally().lost(Tally.Fate.BLACKOUT));
    }

    @Test
    void aBlackoutMayComeAgain() {
        var course = new Course("blackout=1s..1200ms/1s").send(500, 100, 0, 10 * MS).toTheEnd();
        assertEquals(500 - 4 * 20, course.arrivals.size());
    }

    @Test
    void aStreamWaitsOutABlackoutLosesNothingAndKeepsItsOrder() {
        var course = new Course("delay=10ms±5ms order=free loss=50% duplicate=50% corrupt=50% reorder=50% blackout=1s..2s seed=1");
        course.reliable = true;
        course.send(300, 100, 0, 10 * MS).toTheEnd();
        assertEquals(IntStream.range(0, 300).boxed().toList(), course.numbers());
        for (var arrival : course.arrivals) {
            boolean stalled = arrival.packet().sent >= SECOND && arrival.packet().sent < 2 * SECOND;
            if (stalled) assertTrue(arrival.at() >= 2 * SECOND + 5 * MS);
            assertEquals(0, arrival.packet().flips);
        }
    }

    @Test
    void aStreamBehindABottleneckGoesOnAtTheRateAfterABlackout() {
        var course = new Course("rate=8mbit blackout=100ms..1s");
        course.reliable = true;
        course.send(500, 1000, 0, 0).toTheEnd();
        assertEquals(500, course.arrivals.size());
        // A hundred before, the rest from the end of the blackout on, one per millisecond.
        assertEquals(100 * MS, course.arrivals.get(99).at());
        assertEquals(1001 * MS, course.arrivals.get(100).at());
        assertEquals(1400 * MS, course.arrivals.get(499).at());
    }
}
