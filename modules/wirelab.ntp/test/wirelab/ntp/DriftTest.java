package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aLineWithoutNoiseIsFoundExactly() {
        var drift = new Drift(64);
        for (int i = 0; i < 10; i++) drift.add(1_700_000_000L * SECOND + i * 16 * SECOND, 5_000_000 - i * 3_200_000L, 1_000);
        var line = drift.fit().orElseThrow();
        assertEquals(-200e-6, line.rate(), 1e-12);
        assertEquals(5_000_000 - 10 * 3_200_000, line.offsetAt(1_700_000_000L * SECOND + 160 * SECOND), 1);
    }

    @Test
    void oneSampleIsNoLineAndNorAreTwoAtTheSameTime() {
        var drift = new Drift(4);
        assertEquals(Optional.empty(), drift.fit());
        drift.add(1, 1, 1);
        assertEquals(Optional.empty(), drift.fit());
        drift.add(1, 5, 1);
        assertEquals(Optional.empty(), drift.fit());
    }

    @Test
    void theTrueRateIsNeverOutsideTheStatedError() {
        var random = new Random(64);
        double sharpest = 0;
        for (int run = 0; run < 2_000; run++) {
            double rate = (random.nextDouble() - 0.5) * 1e-3;
            var drift = new Drift(32);
            int samples = 2 + random.nextInt(40);
            // The worst that bounds allow: all errors of one sign first, then of the other.
            for (int i = 0; i < samples; i++) {
                long bound = 1_000 + random.nextInt(20_000_000);
                long error = random.nextBoolean() ? random.nextLong(-bound, bound + 1) : 2 * i < samples ? bound : -bound;
                long at = i * 16 * SECOND + random.nextInt(1_000_000);
                drift.add(at, Math.round(rate * at) + error, bound);
            }
            var line = drift.fit().orElseThrow();
            double off = Math.abs(line.rate() - rate) / line.rateError();
            assertTrue(off <= 1.000001, "rate " + rate + ", line " + line);
            sharpest = Math.max(sharpest, off);
        }
        assertTrue(sharpest > 0.9, "the error is not given away: the worst of all came to " + sharpest + " of it");
    }

    @Test
    void onlyTheNewestSamplesCountAndAShiftMovesThemAll() {
        var drift = new Drift(3);
        drift.add(0, 999_999, 10);
        for (int i = 1; i <= 3; i++) drift.add(i * SECOND, i * 1_000, 10);
        assertEquals(1e-6, drift.fit().orElseThrow().rate(), 1e-12);
        drift.shift(-SECOND);
        assertEquals(1e-6, drift.fit().orElseThrow().rate(), 1e-12);
        assertEquals(4_000 - SECOND, drift.fit().orElseThrow().offsetAt(4 * SECOND), 1e-3);
    }
}
