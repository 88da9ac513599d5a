package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void progressSaysHowFarHowFastAndHowLong() {
        var bytes = Progress.bytes("fetching", 10 << 20);
        bytes.advance(5 << 20);
        assertEquals("fetching  [==========>         ]   50 %  1.00 MiB/s  5 s left", bytes.line(5 * SECOND));
        bytes.advance(5 << 20);
        assertEquals("fetching  [====================]  100 %  2.00 MiB/s", bytes.line(5 * SECOND));
        var resumed = Progress.bytes("fetching", 10 << 20).from(4 << 20);
        assertEquals("fetching  [========>           ]   40 %  0 B/s", resumed.line(SECOND));
        resumed.advance(1 << 20);
        assertEquals("fetching  [==========>         ]   50 %  1.00 MiB/s  5 s left", resumed.line(SECOND));
        var steps = Progress.steps("measuring", 0);
        steps.advance(3);
        assertEquals("measuring  3", steps.line(SECOND));
    }

    @Test
    void withoutATotalProgressSaysHowMuchAndHowFastUntilItIsKnown() {
        var bytes = Progress.bytes("fetching", 0);
        bytes.advance(3 << 20);
        assertEquals("fetching  3.00 MiB  1.00 MiB/s", bytes.line(3 * SECOND));
        bytes.expect(4 << 20);
        bytes.expect(2 << 20);
        assertEquals("fetching  [==========>         ]   50 %  1.00 MiB/s  3 s left", bytes.line(3 * SECOND));
    }

    @Test
    void linesAreCutAtTheEdgeAndTheCursorGoesBackToTheFirst() {
        var steps = Progress.steps("measuring", 0).below(() -> List.of("one", "two"));
        assertEquals("\r\033[J\033[?7lmeasuring  0\none\ntwo\033[?7h\033[2A\r", steps.drawing(SECOND));
        assertEquals("\r\033[J\033[?7lmeasuring  0\033[?7h", Progress.steps("measuring", 0).drawing(SECOND));
    }
}
