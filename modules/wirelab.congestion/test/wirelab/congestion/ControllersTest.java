package wirelab.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.UsageException;

/// Each controller against its own theory, driven by hand: a path of a fixed round trip, in rounds of a window each.
class ControllersTest {
    private static final long MS = 1_000_000;

    /// A path that gives back what is sent one round trip later, and loses as it is told.
    private static final class Path {
        final CongestionControl control;
        final long roundTrip;
        /// Packets that the path holds; more of them wait in a queue.
        final int holds;
        final AckSample sample = new AckSample();
        long now;
        long number;

        Path(CongestionControl control, long roundTrip) {
            this(control, roundTrip, Integer.MAX_VALUE);
        }

        Path(CongestionControl control, long roundTrip, int holds) {
            this.control = control;
            this.roundTrip = roundTrip;
            this.holds = holds;
        }

        interface Fate {
            boolean isLost(long number);
        }

        /// A window goes and comes back.
        ///
        /// @return packets that arrived
        int round(Fate fate) {
            int window = (int) control.window();
            long took = window <= holds ? roundTrip : roundTrip * window / holds;
            int arrived = 0;
            long end = number + window;
            for (int i = 0; i < window; i++, number++) {
                sample.begin(now + took + i * took / (2L * window));
                boolean lost = fate.isLost(number);
                if (lost) {
                    sample.lost(number);
                } else {
                    sample.acked(number);
                    sample.measured(took, Math.min(window, holds) * 1e9 / roundTrip, false);
                    arrived++;
                }
                // The window is kept full: as much goes as comes.
                sample.standing((int) control.window(), end + i + 1, took);
                control.acked(sample);
            }
            now += took;
            return arrived;
        }

        void lose(int window) {
            sample.begin(now);
            sample.lost(number);
            sample.standing(window - 1, number + window, roundTrip);
            control.acked(sample);
            number += window;
        }
    }

    @Test
    void newRenoDoublesAndThenAddsOnePacketPerRoundTrip() {
        var path = new Path(new NewReno(), 100 * MS);
        path.round(_ -> false);
        assertEquals(20, path.control.window(), 1);
        path.round(_ -> false);
        assertEquals(40, path.control.window(), 2);
        path.lose(40);
        assertEquals(20, path.control.window(), 1);
        for (int i = 1; i <= 10; i++) {
            path.round(_ -> false);
            assertEquals(20 + i, path.control.window(), 1.5);
        }
    }

    /// Mathis, Semke, Mahdavi and Ott (1997): the mean window is 1.22 / sqrt(p); here every packet is acknowledged alone.
    @ParameterizedTest
    @CsvSource({"0.01", "0.001", "0.0004"})
    void newRenoKeepsToMathis(double loss) {
        var path = new Path(new NewReno(), 50 * MS);
        var random = new SplittableRandom(3);
        double sum = 0;
        int rounds = 4_000;
        for (int i = 0; i < rounds; i++) {
            path.round(_ -> random.nextDouble() < loss);
            sum += path.control.window();
        }
        double theory = 1.22 / Math.sqrt(loss);
        assertTrue(sum / rounds > 0.6 * theory && sum / rounds < 1.6 * theory, sum / rounds + " for " + theory);
    }

    @Test
    void cubicComesBackToItsPlateauAsTheCurveSays() {
        var path = new Path(new Cubic(), 200 * MS);
        while (path.control.window() < 1_000) path.round(_ -> false);
        double before = path.control.window();
        path.lose((int) before);
        assertEquals(0.7 * before, path.control.window(), 1);
        // RFC 9438, 4.2: K = cbrt(W_max (1 - beta) / C) seconds until W_max is reached again; flat around it, steep after.
        double k = Math.cbrt(before * 0.3 / 0.4);
        long begin = path.now;
        double halfway = 0;
        while ((path.now - begin) / 1e9 < k) {
            path.round(_ -> false);
            if ((path.now - begin) / 1e9 <= k / 2) halfway = path.control.window();
        }
        assertEquals(before, path.control.window(), 0.02 * before);
        assertTrue(halfway > 0.93 * before, "most of it comes back in the first half: " + halfway);
        double there = path.control.window();
        while ((path.now - begin) / 1e9 < 2 * k) path.round(_ -> false);
        assertTrue(path.control.window() > there + 0.2 * before, "and then it looks for more: " + path.control.window());
    }

    @Test
    void cubicIsNeverSlowerThanReno() {
        // A short round trip and a small window: Reno's region (RFC 9438, 4.3).
        var path = new Path(new Cubic(), 10 * MS);
        path.round(_ -> false);
        path.lose(20);
        double from = path.control.window();
        for (int i = 0; i < 50; i++) path.round(_ -> false);
        double slope = (path.control.window() - from) / 50;
        assertTrue(slope > 0.4 && slope < 1.2, slope + " packets per round trip");
    }

    @Test
    void cubicGivesWayFasterToWhoeverCame() {
        var path = new Path(new Cubic(), 50 * MS);
        while (path.control.window() < 200) path.round(_ -> false);
        path.lose((int) path.control.window());
        double first = path.control.window();
        path.lose((int) first);
        assertEquals(0.7 * first, path.control.window(), 1);
        for (int i = 0; i < 200; i++) path.round(_ -> false);
        assertTrue(path.control.window() > first, "and comes back all the same");
    }

    @Test
    void goodAndBadAreTwoRatesAndDistrustLasts() {
        var control = new GoodBad();
        var sample = new AckSample();
        long second = 1_000 * MS;
        long now = 0;
        assertEquals("good", say(control, sample, now, 100 * MS));
        assertEquals(GoodBad.GOOD_RATE, control.rate(100 * MS));
        now += second;
        assertEquals("bad", say(control, sample, now, 300 * MS));
        assertEquals(GoodBad.BAD_RATE, control.rate(100 * MS));
        // Bad again within ten seconds: the four seconds of waiting have become eight.
        for (int i = 0; i < 7; i++) assertEquals("bad", say(control, sample, now += second, 100 * MS));
        say(control, sample, now += second, 100 * MS);
        assertEquals("good", say(control, sample, now + second, 100 * MS));
    }

    private static String say(GoodBad control, AckSample sample, long now, long roundTrip) {
        sample.begin(now);
        sample.acked(1);
        sample.measured(roundTrip, 0, false);
        sample.standing(5, 10, roundTrip);
        control.acked(sample);
        return control.state();
    }

    @Test
    void tolerantTakesNoRandomLossForCongestion() {
        var path = new Path(new Tolerant(1), 50 * MS, 1_000);
        var random = new SplittableRandom(1);
        for (int i = 0; i < 40; i++) path.round(_ -> false);
        for (int i = 0; i < 100; i++) path.round(_ -> random.nextDouble() < 0.02);
        assertTrue(path.control.window() > 800, path.control.window() + " of 1,000");
        assertTrue(path.control.window() < 1_500, path.control.window() + " of 1,000");
    }

    @Test
    void tolerantStartsAgainWhenTheLightIsBackAndDoesNotMindWhatWasSentInTheDark() {
        var path = new Path(new Tolerant(1), 20 * MS, 100);
        for (int i = 0; i < 40; i++) path.round(_ -> false);
        var control = path.control;
        control.collapsed(path.now, path.number);
        double left = control.window();
        path.sample.begin(path.now += 3_000 * MS);
        for (int i = 0; i < 100; i++) path.sample.lost(path.number++);
        path.sample.acked(path.number++);
        path.sample.measured(20 * MS, 1, false);
        path.sample.standing(0, path.number, 20 * MS);
        control.acked(path.sample);
        assertEquals("startup", control.state());
        path.round(_ -> false);
        assertTrue(control.window() >= 1.8 * left, left + " before, " + control);
    }

    @Test
    void moreLossThanAnyPathHasAtRandomIsCongestionWhateverTheQueueSays() {
        var path = new Path(new Tolerant(1), 50 * MS, 1_000);
        var random = new SplittableRandom(1);
        for (int i = 0; i < 40; i++) path.round(_ -> false);
        for (int i = 0; i < 60; i++) path.round(_ -> random.nextDouble() < 0.3);
        assertTrue(path.control.window() < 300, path.control.window() + " of 1,000");
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatIsGoneLeavesLittleAndNeverNothing(ControlName name) {
        var path = new Path(name.make(1), 50 * MS, 1_000);
        for (int i = 0; i < 6; i++) path.round(_ -> false);
        for (int i = 0; i < 20; i++) path.control.collapsed(path.now, path.number);
        assertTrue(path.control.window() >= 2 && path.control.window() <= 60, "" + path.control.window());
        assertTrue(path.control.rate(50 * MS) > 0);
    }

    @Test
    void namesAreWhatTheUserTypes() {
        for (var name : ControlName.values()) assertEquals(name, ControlName.parse(name.toString()));
        assertEquals("tolerant", ControlName.words().getFirst());
        assertThrows(UsageException.class, () -> ControlName.parse("vegas"));
    }

    /// Few packets now and then, a rate that nobody knows, nothing under way: what a client that only fetches sees, and worse.
    @ParameterizedTest
    @EnumSource(ControlName.class)
    void whateverIsSaidTheWindowIsOneThatCanBeSent(ControlName name) {
        for (int seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var control = name.make(seed);
            var sample = new AckSample();
            boolean knowsRate = random.nextBoolean();
            long now = 1;
            long number = 0;
            for (int step = 0; step < 2_000; step++) {
                now += random.nextLong(1, 100 * MS);
                sample.begin(now);
                int count = random.nextInt(3);
                for (int i = 0; i < count; i++) {
                    if (random.nextInt(20) > 0) sample.acked(number++);
                    else sample.lost(number++);
                }
                long roundTrip = random.nextLong(20 * MS, 200 * MS);
                if (sample.acked() > 0) sample.measured(roundTrip, knowsRate ? 1e4 : 0, random.nextInt(4) > 0);
                int under = random.nextInt(3);
                sample.standing(under, number + under, roundTrip);
                control.acked(sample);
                if (random.nextInt(500) == 0) control.collapsed(now, number + under);
                double window = control.window();
                double rate = control.rate(roundTrip);
                assertTrue(window >= CongestionControl.LEAST_WINDOW && window < 1e6, name + ", seed " + seed + ": " + window);
                assertTrue(rate > 0 && rate < 1e12, name + ", seed " + seed + ": " + rate + " packets per second");
            }
        }
    }
}
