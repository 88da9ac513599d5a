package wirelab.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.impair.Course.MS;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DelayTest {
    private static final int MANY = 100_000;

    /// Delays in milliseconds of packets that are far enough apart not to wait for each other.
    private static double[] delays(String line) {
        return new Course(line).send(MANY, 100, 0, 1000 * MS).toTheEnd().arrivals.stream()
                .mapToDouble(arrival -> arrival.delay() / 1e6).toArray();
    }

    @Test
    void aFixedDelayIsExact() {
        for (double delay : delays("delay=20ms")) assertEquals(20, delay);
    }

    @Test
    void uniformJitterIsSpreadEvenlyBetweenItsBounds() {
        var delays = delays("delay=20ms±5ms seed=4");
        Statistics.assertFits("uniform", Statistics.classes(delays, IntStream.range(1, 20).mapToDouble(i -> 15 + i * 0.5).toArray()),
                Statistics.equal(20));
        for (double delay : delays) assertTrue(delay >= 15 && delay <= 25);
    }

    @Test
    void normalJitterHasTheDeviationAskedFor() {
        // Bounds of the ten classes of equal probability, in standard deviations.
        double[] deciles = {-1.2815516, -0.8416212, -0.5244005, -0.2533471, 0, 0.2533471, 0.5244005, 0.8416212, 1.2815516};
        double[] bounds = IntStream.range(0, 9).mapToDouble(i -> 50 + 4 * deciles[i]).toArray();
        var delays = delays("delay=50ms±4ms jitter=normal seed=4");
        Statistics.assertFits("normal", Statistics.classes(delays, bounds), Statistics.equal(10));
        Statistics.assertMean("normal", delays, 50, 4);
    }

    @Test
    void paretoJitterHasItsQuantilesAndTheMeanAskedFor() {
        // X = u^(-1/3) has mean 3/2 and standard deviation sqrt(3)/2.
        double[] bounds = IntStream.range(1, 20)
                .mapToDouble(i -> 50 + 4 * (Math.pow(1 - i / 20.0, -1 / 3.0) - 1.5) / Math.sqrt(0.75)).toArray();
        var delays = delays("delay=50ms±4ms jitter=pareto seed=4");
        Statistics.assertFits("pareto", Statistics.classes(delays, bounds), Statistics.equal(20));
        Statistics.assertMean("pareto", delays, 50, 4);
    }

    @Test
    void aDelayIsNeverNegative() {
        for (double delay : delays("delay=1ms±5ms jitter=normal seed=4")) assertTrue(delay >= 0);
    }

    @Test
    void jitterKeepsTheOrderUnlessToldOtherwise() {
        for (String shape : new String[] {"uniform", "normal", "pareto"}) {
            var kept = new Course("delay=20ms±10ms jitter=" + shape + " seed=9").send(20_000, 100, 0, MS / 10).toTheEnd();
            assertEquals(IntStream.range(0, 20_000).boxed().toList(), kept.numbers(), shape);
            var free = new Course("delay=20ms±10ms jitter=" + shape + " order=free seed=9").send(20_000, 100, 0, MS / 10).toTheEnd();
            assertNotEquals(kept.numbers(), free.numbers(), shape);
            assertEquals(kept.numbers(), free.numbers().stream().sorted().toList(), shape);
        }
    }

    @Test
    void aPacketThatIsHeldBackIsOvertakenByThoseOfItsLateness() {
        var course = new Course("delay=10ms reorder=5%+3ms seed=9").send(20_000, 100, 0, MS).toTheEnd();
        for (var arrival : course.arrivals) assertTrue(arrival.delay() == 10 * MS || arrival.delay() == 13 * MS);
        Statistics.assertShare("held back", course.arrivals.stream().filter(a -> a.delay() == 13 * MS).count(), 20_000, 0.05);
        // Among those that were not held back the order is kept.
        var inTime = course.arrivals.stream().filter(a -> a.delay() == 10 * MS).map(a -> a.packet().number).toList();
        assertEquals(inTime.stream().sorted().toList(), inTime);
    }

    @Test
    void theSameSeedRepeatsARunAndAnotherDoesNot() {
        String line = "delay=20ms±10ms loss=5% duplicate=2% reorder=3% order=free seed=";
        var first = new Course(line + 42).send(5_000, 100, 0, MS).toTheEnd();
        var again = new Course(line + 42).send(5_000, 100, 0, MS).toTheEnd();
        var other = new Course(line + 43).send(5_000, 100, 0, MS).toTheEnd();
        assertEquals(first.numbers(), again.numbers());
        assertEquals(first.arrivals.stream().map(Course.Arrival::at).toList(), again.arrivals.stream().map(Course.Arrival::at).toList());
        assertNotEquals(first.numbers(), other.numbers());
    }

    @Test
    void moreLossDoesNotChangeTheJitterOfTheOthers() {
        var without = delays("delay=20ms±5ms seed=4");
        var with = new Course("delay=20ms±5ms loss=0% corrupt=50% seed=4").send(MANY, 100, 0, 1000 * MS).toTheEnd();
        for (int i = 0; i < MANY; i++) assertEquals(without[i], with.arrivals.get(i).delay() / 1e6);
    }

    @Test
    void whereTheClockBeginsDoesNotMatter() {
        var here = new Course("delay=20ms±5ms loss=3% rate=1mbit blackout=1s..2s seed=1").send(3000, 100, 0, MS).toTheEnd();
        var there = new Course("delay=20ms±5ms loss=3% rate=1mbit blackout=1s..2s seed=1", due -> due, -5_000_000_000_000L)
                .send(3000, 100, 0, MS).toTheEnd();
        assertEquals(here.arrivals.stream().map(Course.Arrival::at).toList(), there.arrivals.stream().map(Course.Arrival::at).toList());
    }

    @Test
    void aDriverThatPollsLateGetsTheSamePacketsInTheSameOrder() {
        String line = "delay=5ms±3ms loss=5% duplicate=2% reorder=3%+2ms rate=5mbit queue=30 codel blackout=100ms..150ms seed=7";
        var exact = new Course(line).send(5_000, 500, 0, MS / 2).toTheEnd();
        var late = new Course(line, due -> (due / (20 * MS) + 1) * 20 * MS).send(5_000, 500, 0, MS / 2).toTheEnd();
        assertEquals(exact.numbers(), late.numbers());
        assertEquals(exact.lostNumbers(), late.lostNumbers());
        assertEquals(exact.link.tally(), late.link.tally());
    }

    @Test
    void theLinkNeverAsksToBePolledTooLate() {
        String line = "delay=5ms±3ms order=free reorder=3%+2ms rate=5mbit queue=30 codel seed=7";
        var asked = new Course(line).send(2_000, 500, 0, MS / 2).toTheEnd();
        var eager = new Course(line, due -> due).send(0, 0, 0, 0);
        for (int i = 0; i < 2_000; i++) {
            // Polls every microsecond instead of when asked.
            for (long now = i * MS / 2; now < (i + 1) * MS / 2; now += 1000) {
                if (now == i * MS / 2) eager.link.offer(now, new Course.Numbered(i, 500, now, false));
                for (Course.Numbered packet; (packet = eager.link.poll(now)) != null; ) eager.arrivals.add(new Course.Arrival(packet, now));
            }
        }
        eager.toTheEnd();
        assertEquals(asked.numbers(), eager.numbers());
        for (int i = 0; i < asked.arrivals.size(); i++) {
            assertTrue(eager.arrivals.get(i).at() - asked.arrivals.get(i).at() >= 0);
            assertTrue(eager.arrivals.get(i).at() - asked.arrivals.get(i).at() <= 1000);
        }
    }
}
