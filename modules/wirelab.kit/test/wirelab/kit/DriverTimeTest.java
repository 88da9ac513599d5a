package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A driver's time")
class DriverTimeTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long MINUTE = 60_000 * MILLISECOND;

    private final Ticker machine = new Ticker();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> also = _ -> {};
    private final Driver<String> driver = new Driver<>("test", machine, action -> {
        done.add(Thread.currentThread().getName());
        also.accept(action);
    });

    @AfterEach
    void close() {
        driver.close();
    }

    private void due(long nanos) {
        driver.enter(now -> machine.at = Machine.after(now, nanos));
    }

    private static void whileFailuresGoTo(Consumer<String> listener, Runnable body) {
        var usual = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> listener.accept(thread.getName() + ": " + e.getMessage()));
        try {
            body.run();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(usual);
        }
    }

    @ParameterizedTest(name = "spins for {0} ms")
    @ValueSource(longs = {-1, 0, 5, 100})
    @DisplayName("ticks when the time has come and not before, also when the time moves to earlier meanwhile")
    void onTime(long spin) throws InterruptedException {
        var precise = new Driver<>("precise", machine, done::add, spin < 0 ? null : Duration.ofMillis(spin)).start();
        try (precise) {
            for (long first : new long[] {MINUTE, 50 * MILLISECOND}) {
                precise.enter(now -> machine.at = now + first);
                long[] at = new long[1];
                int before = precise.ask(machine.ticks::size);
                precise.enter(now -> at[0] = machine.at = now + 10 * MILLISECOND);
                assertTrue(precise.await(() -> machine.ticks.size() > before, Duration.ofSeconds(20)));
                assertTrue(precise.ask(() -> machine.ticks.getLast()) - at[0] >= 0);
            }
        }
    }

    @Test
    @DisplayName("wakes nobody when the next tick moves on with every event")
    void notWoken() {
        driver.start();
        due(MINUTE);
        Eventually.that("it sleeps", () -> driver.ask(() -> machine.looks) > 0);
        long before = driver.ask(() -> machine.looks);
        for (int i = 0; i < 10_000; i++) due(MINUTE + i);
        assertTrue(driver.ask(() -> machine.looks) - before <= 2);
    }

    @Test
    @DisplayName("goes on at once for whoever enters when a tick is due")
    void dueAtOnce() {
        due(0);
        assertEquals(List.of(Thread.currentThread().getName()), done);
    }

    @Test
    @DisplayName("goes on in a thread with a name, which survives an action that throws or interrupts it")
    void survives() {
        var told = new CopyOnWriteArrayList<String>();
        whileFailuresGoTo(told::add, () -> {
            driver.start();
            also = _ -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("bad action");
            };
            due(30 * MILLISECOND);
            Eventually.that("the handler is told", () -> told.equals(List.of("test-clock: bad action")));
            also = _ -> {};
            due(30 * MILLISECOND);
            Eventually.that("the next tick comes", () -> done.size() == 2);
        });
    }

    @Test
    @DisplayName("rests after a tick that throws, and tries again")
    void rests() {
        var told = new CopyOnWriteArrayList<String>();
        whileFailuresGoTo(told::add, () -> {
            machine.brokenTicks = 2;
            driver.start();
            due(30 * MILLISECOND);
            Eventually.that("the third succeeds", () -> done.size() == 1);
        });
        long taken = machine.ticks.getLast() - machine.ticks.getFirst();
        assertTrue(taken >= 2 * DriverClock.REST.toNanos(), () -> taken + " ns");
        assertEquals(List.of("test-clock: broken tick", "test-clock: broken tick"), told);
    }

    @Test
    @DisplayName("shuts nobody out although the machine is always due")
    void alwaysDue() {
        machine.alwaysDue = true;
        driver.start();
        due(MILLISECOND);
        Eventually.that("it ticks", () -> driver.ask(machine.ticks::size) > 100);
        assertTrue(driver.enter(now -> machine.say(now, "heard")));
        Eventually.that("what an event wants is done", () -> done.size() == 1);
    }
}
