package wirelab.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/// A path of 20 ms with a queue of about as much.
class FutileCutsTest {
    private static final long MS = 1_000_000;

    private final FutileCuts cuts = new FutileCuts();

    /// A cut, and what the queue then is.
    ///
    /// @return rounds for which the next one is put off
    private int cut(long queue, long leastAfter) {
        cuts.cut(queue, 20 * MS);
        int putOff = 0;
        while (cuts.isTooEarly()) {
            cuts.endRound();
            putOff++;
        }
        cuts.endRound();
        cuts.see(leastAfter);
        return putOff;
    }

    @Test
    void whereTheQueueStaysAsItWasTheNextCutsArePutOffForLongerEachTime() {
        assertEquals(0, cut(20 * MS, 16 * MS));
        for (int rounds : new int[] {8, 16, 24, 32, 32}) assertEquals(rounds, cut(20 * MS, 16 * MS));
    }

    @Test
    void aQueueThatShrinksSaysThatSomebodyMakesRoom() {
        cut(20 * MS, 16 * MS);
        assertEquals(8, cut(20 * MS, 9 * MS));
        assertEquals(0, cut(20 * MS, 16 * MS));
    }

    @Test
    void aQueueOfSeveralPathsAndOneOfAFewPacketsSayNothing() {
        for (long queue : new long[] {160 * MS, 1 * MS}) {
            for (int i = 0; i < 5; i++) assertEquals(0, cut(queue, queue));
        }
    }

    @Test
    void whatWasForgottenPutsNothingOff() {
        cut(20 * MS, 16 * MS);
        cut(20 * MS, 16 * MS);
        cuts.forget();
        assertFalse(cuts.isTooEarly());
    }
}
