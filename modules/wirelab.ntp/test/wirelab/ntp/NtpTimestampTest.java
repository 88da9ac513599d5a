package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NtpTimestampTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void theFirstDayOfUnixAndTheLastSecondOfTheEraAreWhatTheRfcSays() {
        // RFC 5905, figure 4.
        assertEquals(2_208_988_800L << 32, NtpTimestamp.of(Instant.EPOCH).bits());
        assertEquals(3_155_587_200L << 32, NtpTimestamp.of(Instant.parse("1999-12-31T00:00:00Z")).bits());
        assertEquals(0, NtpTimestamp.of(Instant.parse("2036-02-07T06:28:16Z")).bits());
        assertEquals(63_104L << 32, NtpTimestamp.of(Instant.parse("2036-02-08T00:00:00Z")).bits());
    }

    @Test
    void halfASecondIsTheHighestBitOfTheFraction() {
        assertEquals("83aa7e80.80000000", NtpTimestamp.of(Instant.EPOCH.plusMillis(500)).toString());
    }

    @Test
    void everyNanosecondSurvivesTheWayToTheWireAndBack() {
        var random = new Random(5905);
        for (int i = 0; i < 100_000; i++) {
            var instant = Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 4_000_000_000L),
                    random.nextInt(1_000_000_000));
            var near = instant.plusSeconds(random.nextInt());
            assertEquals(instant, NtpTimestamp.of(instant).instant(near), () -> instant + " near " + near);
        }
    }

    @Test
    void aTimeStampIsReadInTheEraThatIsNearest() {
        var rollOver = new NtpTimestamp(5L << 32);
        assertEquals(Instant.parse("2036-02-07T06:28:21Z"), rollOver.instant(NOW));
        assertEquals(Instant.parse("1900-01-01T00:00:05Z"), rollOver.instant(Instant.parse("1930-01-01T00:00:00Z")));
        assertEquals(Instant.parse("2172-03-15T12:56:37Z"), rollOver.instant(Instant.parse("2150-01-01T00:00:00Z")));
    }

    @Test
    void differencesAreRightAcrossTheEndOfAnEra() {
        var before = Instant.parse("2036-02-07T06:28:15.999999999Z");
        var after = Instant.parse("2036-02-07T06:28:16.000000001Z");
        assertEquals(2, NtpTimestamp.of(after).nanosSince(NtpTimestamp.of(before)));
        assertEquals(-2, NtpTimestamp.of(before).nanosSince(NtpTimestamp.of(after)));
    }

    @Test
    void theShortFormatRoundsUpAndHasAnEnd() {
        assertEquals(0x0001_8000, NtpShort.ofNanos(1_500_000_000L).bits());
        assertEquals(1, NtpShort.ofNanos(1).bits());
        assertEquals(-1, NtpShort.ofNanos(Long.MAX_VALUE).bits());
        assertEquals(1_500_000_000L, new NtpShort(0x0001_8000).nanos());
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(60_000_000_000_000L);
            long back = NtpShort.ofNanos(nanos).nanos();
            assertTrue(back >= nanos - 1 && back <= nanos + 15_260, nanos + " became " + back);
        }
    }
}
