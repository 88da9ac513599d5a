package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A driver under stress")
class DriverStressTest {
    private static final int THREADS = 6;
    private static final int EVENTS = 20_000;

    /// Numbers what it gives out; each third event leaves a time that comes at once or soon.
    private static final class Numbers implements Machine<Long> {
        private final ArrayList<Long> actions = new ArrayList<>();
        private final AtomicBoolean inside = new AtomicBoolean();
        private long given;
        private long at = NEVER;

        void event(long now) {
            if (!inside.compareAndSet(false, true)) throw new IllegalStateException("two at once in the machine");
            actions.add(given++);
            if (given % 3 == 0) at = now + given % 7 * 10_000;
            inside.set(false);
        }

        @Override
        public void tick(long now) {
            at = NEVER;
            event(now);
        }

        @Override
        public long nextAt() {
            return at;
        }

        @Override
        public void drain(Consumer<? super Long> performer) {
            actions.forEach(performer);
            actions.clear();
        }
    }

    @ParameterizedTest(name = "spins: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("performs every action once, in order, one at a time, whoever enters, enters again or throws")
    void orderAndExclusion(boolean spins) throws InterruptedException {
        var machine = new Numbers();
        var inside = new AtomicInteger();
        var wrong = new AtomicInteger();
        // Written by one performer after the other, without a lock of its own.
        long[] next = new long[1];
        var thrown = new AtomicLong();
        var again = new AtomicLong();
        var self = new Driver<?>[1];
        Consumer<Long> performer = number -> {
            if (inside.incrementAndGet() != 1 || number != next[0]++) wrong.incrementAndGet();
            try {
                if (number % 11 == 0 && self[0].enter(machine::event)) again.incrementAndGet();
                if (number % 101 == 0) throw new ArithmeticException("meant");
            } finally {
                inside.decrementAndGet();
            }
        };
        var usual = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> thrown.incrementAndGet());
        try (var driver = new Driver<>("stress", machine, performer, spins ? Duration.ofNanos(50_000) : null)) {
            self[0] = driver;
            driver.start();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < THREADS; i++) threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < EVENTS; n++) {
                    try {
                        driver.enter(machine::event);
                    } catch (ArithmeticException _) {
                        thrown.incrementAndGet();
                    }
                }
            }));
            for (var thread : threads) thread.join();
            while (true) {
                try {
                    driver.close();
                    break;
                } catch (ArithmeticException _) {
                    thrown.incrementAndGet();
                }
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(usual);
        }
        assertEquals(0, wrong.get());
        assertEquals(machine.given, next[0]);
        assertTrue(machine.given >= (long) THREADS * EVENTS + again.get());
        assertEquals((machine.given + 100) / 101, thrown.get());
        assertTrue(again.get() > 0);
    }
}
