package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.ntp.World.MS;
import static wirelab.ntp.World.SECOND;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.ntp.DisciplinedClock.Verdict;

/// The clock in a simulated world, which checks ten times a second that it never runs backwards and that the truth is inside
/// the bound it states ([World#look()]).
class DisciplinedClockTest {
    private static final Instant BEGIN = Instant.parse("2026-03-10T08:00:00Z");

    private static long bound(World world) {
        return world.clock.reading().bound().toNanos();
    }

    @Test
    void aClockThatWasNeverSetShowsTheLocalTimeAndSaysSo() {
        var world = new World(1, BEGIN, 5 * SECOND, 0, 1);
        assertEquals(BEGIN.plusSeconds(5), world.clock.instant());
        assertFalse(world.clock.reading().isSet());
    }

    @Test
    void theFirstCorrectionIsTakenAtOnceWhenItLeadsForward() {
        var world = new World(1, BEGIN, -2 * SECOND, 0, 1);
        world.slewOnly = false;
        world.look();
        assertEquals(Verdict.SET, world.round());
        assertTrue(Math.abs(world.error()) < 5 * MS, "error " + world.error());
        assertTrue(bound(world) < 10 * MS);
    }

    @Test
    void theFirstCorrectionIsTakenAtOnceWhenNobodyHasLookedYet() {
        var world = new World(1, BEGIN, 2 * SECOND, 0, 1);
        world.slewOnly = false;
        assertEquals(Verdict.SET, world.round());
        assertTrue(Math.abs(world.error()) < 5 * MS, "error " + world.error());
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * SECOND, -2 * SECOND})
    void aStepOfTwoSecondsIsSlewedInFortySecondsOnceThreeRoundsAgree(long step) {
        var world = new World(2, BEGIN, 0, 0, 1);
        world.synchronise(10);
        // All the world's servers are set by two seconds: for us true time has jumped, and until we are sure the bound is
        // that of the old truth or the new one.
        world.checksBound = false;
        world.setServers(step);
        assertEquals(Verdict.DOUBTED, world.round());
        world.checksBound = true;
        world.look();
        assertTrue(bound(world) > 2 * SECOND, "in doubt the bound covers both beliefs");
        world.pass(16);
        assertEquals(Verdict.DOUBTED, world.round());
        world.pass(16);
        assertEquals(Verdict.CONVINCED, world.round());
        assertTrue(Math.abs(world.error()) > 1_900 * MS, "it does not jump");
        world.pass(30);
        assertTrue(Math.abs(world.error()) > 300 * MS, "it is still slewing");
        world.pass(15);
        assertTrue(Math.abs(world.error()) < 15 * MS, "error " + world.error());
        world.synchronise(3);
        assertTrue(bound(world) < 15 * MS);
    }

    @Test
    void oneWildMeasurementChangesNothing() {
        var world = new World(3, BEGIN, 0, 50e-6, 1);
        world.synchronise(10);
        world.servers.getFirst().error = 500 * MS;
        assertEquals(Verdict.DOUBTED, world.round());
        world.servers.getFirst().error = 0;
        world.pass(16);
        assertTrue(Math.abs(world.error()) < 10 * MS);
        assertEquals(Verdict.CORRECTED, world.round());
        world.pass(1);
        assertTrue(bound(world) < 10 * MS);
    }

    @Test
    void contradictionsThatContradictEachOtherAreNeverBelieved() {
        var world = new World(3, BEGIN, 0, 50e-6, 1);
        world.synchronise(10);
        for (long error : new long[] {500, -700, 2_000, -3_000, 400, 9_000}) {
            world.servers.getFirst().error = error * MS;
            assertEquals(Verdict.DOUBTED, world.round());
            world.pass(16);
        }
        assertTrue(Math.abs(world.error()) < 10 * MS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {200e-6, -200e-6})
    void aDriftOf200PpmIsFoundAndTakenOut(double drift) {
        var world = new World(4, BEGIN, 0, drift, 1);
        world.synchronise(60);
        var reading = world.clock.reading();
        // What true time gains on the local clock, per second of the local clock.
        double expected = -drift / (1 + drift);
        assertEquals(expected, reading.drift(), reading.driftError(), "the true drift is inside its error");
        assertEquals(expected, reading.drift(), 10e-6);
        assertTrue(reading.driftError() < 60e-6, "error " + reading.driftError());
        assertTrue(Math.abs(world.error()) < 3 * MS, "error " + world.error());
    }

    @ParameterizedTest
    @CsvSource({"200e-6, 1", "-200e-6, 2", "0, 3"})
    void tenMinutesWithoutAnyServerCostLittleAndTheBoundGrowsAllTheTime(double drift, long seed) {
        var world = new World(seed, BEGIN, 20 * MS, drift, 2);
        world.synchronise(60);
        long last = bound(world);
        for (int minute = 0; minute < 10; minute++) {
            world.pass(60);
            assertTrue(bound(world) > last, "the bound grows while nothing is heard");
            last = bound(world);
        }
        assertTrue(last < 60 * MS, "after ten minutes the bound is " + last);
        assertTrue(Math.abs(world.error()) < 10 * MS, "after ten minutes the error is " + world.error());
        assertEquals(600, world.clock.reading().age().toSeconds(), 17);
        assertEquals(Verdict.CORRECTED, world.round());
        assertTrue(bound(world) < last);
    }

    @Test
    void withoutAKnownDriftTheBoundGrowsByWhatAClockMayDrift() {
        var world = new World(6, BEGIN, 0, 400e-6, 1);
        world.round();
        long before = bound(world);
        world.pass(600);
        assertEquals(600 * 515_000, bound(world) - before, 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {300, -300, 50, 3_600_000})
    void aFalseTickerAmongThreeServersIsOutvoted(long wrongByMillis) {
        var world = new World(7, BEGIN, 0, 30e-6, 3);
        world.servers.get(1).error = wrongByMillis * MS;
        world.synchronise(30);
        assertTrue(Math.abs(world.error()) < 4 * MS, "error " + world.error());
        assertTrue(bound(world) < 15 * MS, "bound " + bound(world));
    }

    @Test
    void twoServersThatContradictEachOtherAreNotBelieved() {
        var world = new World(8, BEGIN, 0, 0, 2);
        world.synchronise(5);
        world.servers.get(1).error = SECOND;
        for (int i = 0; i < 5; i++) {
            assertEquals(null, world.round());
            world.pass(16);
        }
        assertTrue(Math.abs(world.error()) < 5 * MS);
    }

    @ParameterizedTest
    @CsvSource({"INSERT, 1", "DELETE, -1"})
    void anAnnouncedLeapSecondIsSpreadOverTheLastThousandSecondsOfTheMonth(LeapIndicator leap, int seconds) {
        var world = new World(9, Instant.parse("2026-12-31T23:30:00Z"), 3 * MS, 20e-6, 3);
        world.servers.forEach(server -> server.leap = leap);
        world.servers.getFirst().leap = LeapIndicator.NONE;
        var midnight = Instant.parse("2027-01-01T00:00:00Z");
        world.leapAt(midnight, seconds);
        while (world.utc() < LocalClock.nanos(midnight) - 500 * SECOND) world.synchronise(1);
        assertEquals(-seconds * 0.5 * SECOND, LocalClock.nanos(world.clock.instant()) - world.utc(), 0.02 * SECOND,
                "half of the second is spread after half of the time");
        while (world.utc() < LocalClock.nanos(midnight) - 18 * SECOND) world.synchronise(1);
        while (world.utc() < LocalClock.nanos(midnight) - 1_500 * MS) world.pass(1);
        assertEquals(Verdict.NEAR_LEAP, world.round(), "near the leap servers differ, and are not asked");
        while (world.truth() < LocalClock.nanos(midnight)) world.pass(1);
        assertEquals(world.truth(), world.utc(), "the leap second is over");
        assertTrue(Math.abs(world.error()) < 10 * MS, "the clock is right: " + world.error());
        world.servers.forEach(server -> server.leap = LeapIndicator.NONE);
        world.pass(3);
        assertEquals(Verdict.CORRECTED, world.round(), "what was known before is still true, a second later or earlier");
        assertTrue(bound(world) < 15 * MS);
        world.pass(16);
        assertTrue(Math.abs(world.error()) < MS, "and so is the line through all samples: " + world.error());
        world.synchronise(60);
        assertTrue(Math.abs(world.error()) < 10 * MS && bound(world) < 15 * MS);
        assertEquals(-20e-6, world.clock.reading().drift(), 5e-6, "the drift has nothing to do with it");
    }

    @Test
    void anAnnouncementThatIsTakenBackIsForgotten() {
        var world = new World(10, Instant.parse("2026-12-31T23:30:00Z"), 0, 0, 1);
        world.servers.getFirst().leap = LeapIndicator.INSERT;
        world.synchronise(3);
        world.servers.getFirst().leap = LeapIndicator.NONE;
        world.synchronise(130);
        assertTrue(world.utc() > LocalClock.nanos(Instant.parse("2027-01-01T00:00:00Z")));
        assertTrue(Math.abs(world.error()) < 5 * MS);
    }

    @Test
    void manyRandomWorldsKeepThePromises() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var world = new World(seed, BEGIN, random.nextLong(-SECOND, SECOND), random.nextDouble(-400e-6, 400e-6),
                    1 + random.nextInt(4));
            world.slewOnly = false;
            for (int round = 0; round < 40; round++) {
                for (var server : world.servers) server.reachable = random.nextInt(4) > 0;
                world.round();
                world.pass(1 + random.nextInt(60));
            }
            assertTrue(Math.abs(world.error()) < 60 * MS, "seed " + seed + ": error " + world.error());
        }
    }
}
