package wirelab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollTest {
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void itLooksUntilTheConditionHolds() throws Exception {
        var poll = new Poll(Duration.ofMinutes(1), Duration.ofNanos(1));
        poll.until("three looks", () -> looks.incrementAndGet() == 3);
        assertEquals(3, looks.get());
    }

    @Test
    void whatDoesNotComeInTimeIsSaidWithWhatThereIsInstead() {
        var poll = new Poll(Duration.ofMillis(1), Duration.ofNanos(1));
        var e = assertThrows(IOException.class, () -> poll.until("no look", () -> looks.incrementAndGet() == 0,
                () -> ", but " + (looks.get() > 0)));
        assertEquals("not in time: no look, but true", e.getMessage());
    }
}
