package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import wirelab.multicast.Reception.Verdict;

class ReceptionTest {
    private static ReceptionReport of(long... numbers) {
        var reception = new Reception();
        for (long n : numbers) reception.accept(n, 0, 0, 10);
        return reception.report();
    }

    private static void assertCounts(ReceptionReport report, long received, long lost, long duplicates, long reordered) {
        assertEquals(List.of(received, lost, duplicates, reordered),
                List.of(report.received(), report.lost(), report.duplicates(), report.reordered()), report.toString());
    }

    @Test
    void nothingIsNothing() {
        assertCounts(of(), 0, 0, 0, 0);
        assertEquals(0, of().lossShare());
    }

    @Test
    void gapsAreLostAndFilledOnesAreReordered() {
        assertCounts(of(1, 2, 3), 3, 0, 0, 0);
        assertCounts(of(1, 4), 2, 2, 0, 0);
        assertCounts(of(1, 4, 2), 3, 1, 0, 1);
        assertCounts(of(1, 4, 2, 3), 4, 0, 0, 2);
        assertCounts(of(1, 2, 2, 1, 2), 2, 0, 3, 0);
    }

    @Test
    void aLateJoinerDoesNotMissWhatWasBeforeHim() {
        assertCounts(of(500, 501, 503), 3, 1, 0, 0);
        // Unless something of it was only late.
        assertCounts(of(500, 498), 2, 1, 0, 1);
    }

    @Test
    void theEndTellsOfLossAfterTheLastThatCame() {
        var reception = new Reception();
        reception.accept(1, 0, 0, 10);
        reception.accept(2, 0, 0, 10);
        assertTrue(reception.end(5));
        assertCounts(reception.report(), 2, 3, 0, 0);
        assertFalse(reception.end(5), "said before");
        reception.accept(4, 0, 0, 10);
        assertCounts(reception.report(), 3, 2, 0, 0);
        assertTrue(reception.report().ended());
    }

    @Test
    void anEndThatCannotBeIsNotBelieved() {
        var reception = new Reception();
        reception.accept(100, 0, 0, 10);
        assertFalse(reception.end(99));
        assertFalse(reception.end(100L + Reception.WINDOW + 1));
        assertTrue(reception.end(100));
        var nothingCame = new Reception();
        assertTrue(nothingCame.end(7));
        assertCounts(nothingCame.report(), 0, 0, 0, 0);
        nothingCame.accept(7, 0, 0, 10);
        assertCounts(nothingCame.report(), 1, 0, 0, 1);
    }

    @Test
    void jitterIsThatOfRfc3550ByHand() {
        // Sent every 20 ms; transit times 5, 7, 4, 4 ms: |D| is 2, 3, 0 ms.
        var reception = new Reception();
        long ms = 1_000_000;
        long[] transit = {5, 7, 4, 4};
        double jitter = 0;
        double[] differences = {0, 2, 3, 0};
        for (int i = 0; i < transit.length; i++) {
            reception.accept(i + 1, i * 20 * ms, i * 20 * ms + transit[i] * ms + 987_654_321L, 10);
            if (i > 0) jitter += (differences[i] * ms - jitter) / 16;
            assertEquals(Math.round(jitter), reception.report().jitter());
        }
        // 2/16 = 0.125; 0.125 + 2.875/16 = 0.3046875; that times 15/16 = 0.28564453125 ms.
        assertEquals(285_645, reception.report().jitter());
    }

    @Test
    void duplicatesDoNotCountForJitter() {
        var reception = new Reception();
        reception.accept(1, 0, 0, 10);
        reception.accept(1, 0, 50_000_000, 10);
        reception.accept(2, 1000, 1000, 10);
        assertEquals(0, reception.report().jitter());
    }

    @Test
    void clocksThatDoNotAgreeAtAllGiveTheSameJitter() {
        var a = new Reception();
        var b = new Reception();
        var random = new SplittableRandom(3550);
        for (int i = 1; i <= 1000; i++) {
            long sent = i * 1000L;
            long arrived = sent + random.nextLong(500);
            a.accept(i, sent, arrived, 10);
            b.accept(i, sent + 1_795_000_000_000_000_000L, arrived - 77_000_000_000L, 10);
        }
        assertEquals(a.report().jitter(), b.report().jitter());
        assertTrue(a.report().jitter() > 100 && a.report().jitter() < 250, a.report().toString());
    }

    @Test
    void whatIsAWindowBehindIsTooLateToKnow() {
        var reception = new Reception();
        reception.accept(1, 0, 0, 10);
        reception.accept(Reception.WINDOW, 0, 0, 10);
        assertEquals(Verdict.DUPLICATE, reception.accept(1, 0, 0, 10));
        reception.accept(Reception.WINDOW + 1, 0, 0, 10);
        assertEquals(Verdict.STALE, reception.accept(1, 0, 0, 10));
        assertEquals(Verdict.REORDERED, reception.accept(2, 0, 0, 10));
        assertEquals(1, reception.report().stale());
    }

    @Test
    void oneDatagramFarAheadIsNotBelievedTwoInARowAre() {
        var reception = new Reception();
        reception.accept(1, 0, 0, 10);
        assertEquals(Verdict.JUMPED, reception.accept(4_000_000_000L, 0, 0, 10));
        assertEquals(Verdict.NEW, reception.accept(2, 0, 0, 10));
        assertCounts(reception.report(), 2, 0, 0, 0);
        assertEquals(Verdict.JUMPED, reception.accept(1_000_000, 0, 0, 10));
        assertEquals(Verdict.NEW, reception.accept(1_000_001, 0, 0, 10));
        assertEquals(Verdict.NEW, reception.accept(1_000_003, 0, 0, 10));
        // 1 and 2 from before; 1,000,001 to 1,000,003 after, of which one is missing.
        assertCounts(reception.report(), 4, 1, 0, 0);
        assertEquals(2, reception.report().jumped());
    }

    /// A link that loses, doubles and delays, simulated with a seed, and the numbers counted in the simplest way.
    @Test
    void onHundredSeededLinksTheCountsAreThoseOfASet() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new SplittableRandom(seed);
            record Copy(long at, long order, long number) {}
            var wire = new PriorityQueue<Copy>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at)
                    : Long.compare(a.order, b.order));
            long last = 1000 + random.nextInt(70_000);
            long order = 0;
            for (long n = 1; n <= last; n++) {
                if (random.nextInt(100) < seed % 30) continue;
                for (int copies = random.nextInt(50) == 0 ? 2 : 1; copies > 0; copies--) {
                    wire.add(new Copy(n * 10 + (random.nextInt(10) == 0 ? random.nextInt(2000) : 0), order++, n));
                }
            }
            var arrivals = new ArrayList<Long>();
            while (!wire.isEmpty()) arrivals.add(wire.poll().number);

            var reception = new Reception();
            for (long n : arrivals) reception.accept(n, n * 10, n * 10, 1);
            reception.end(last);
            var different = new HashSet<Long>();
            long duplicates = 0;
            long reordered = 0;
            long highest = 0;
            for (long n : arrivals) {
                if (!different.add(n)) duplicates++;
                else if (n < highest) reordered++;
                highest = Math.max(highest, n);
            }
            long lowest = different.stream().mapToLong(n -> n).min().orElseThrow();
            assertCounts(reception.report(), different.size(), last - lowest + 1 - different.size(), duplicates, reordered);
        }
    }

    @Test
    void theLineForPeopleHasAllOfIt() {
        var reception = new Reception();
        for (long n : new long[] {1, 2, 4, 3, 3, 8}) reception.accept(n, 0, 0, 10);
        reception.end(8);
        assertEquals("received 5, lost 3/8 (37.5 %), duplicates 1, reordered 1, jitter 0 ns, ended", reception.report()
                .toString());
        assertEquals(50, reception.report().bytes());
        assertEquals(8, reception.report().expected());
    }
}
