package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class DriverClockTest {
    /// Says a word once its time has come.
    private static final class Alarm implements Machine<String> {
        private final ArrayDeque<String> out = new ArrayDeque<>();
        private long at = NEVER;

        void set(long now, Duration in) {
            at = Machine.after(now, in.toNanos());
            out.add("set");
        }

        @Override
        public void tick(long now) {
            if (!Machine.isDue(at, now)) return;
            at = NEVER;
            out.add("rings");
        }

        @Override
        public long nextAt() {
            return at;
        }

        @Override
        public void drain(Consumer<? super String> performer) {
            for (String word; (word = out.poll()) != null; ) performer.accept(word);
        }
    }

    @Test
    void anAlarmThatIsSetWhileTheClockSleepsForEverRings() throws Exception {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        var alarm = new Alarm();
        try (var driver = new Driver<>("alarm", alarm, heard::add).start()) {
            assertTrue(driver.enter(now -> alarm.set(now, Duration.ofMillis(20))));
            assertTrue(driver.await(() -> heard.size() == 2, Duration.ofSeconds(5)));
            assertEquals(List.of("set", "rings"), heard);
        }
    }

    @Test
    void nobodyEntersAfterTheEnd() {
        var alarm = new Alarm();
        var driver = new Driver<>("alarm", alarm, _ -> {}).start();
        driver.close();
        assertFalse(driver.enter(now -> alarm.set(now, Duration.ZERO)));
    }
}
