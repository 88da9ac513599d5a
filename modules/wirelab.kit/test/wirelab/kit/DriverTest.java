package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A driver")
class DriverTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final Ticker machine = new Ticker();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> also = _ -> {};
    private Driver<String> driver = new Driver<>("test", machine, this::perform);

    private void perform(String action) {
        done.add(action);
        also.accept(action);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private Thread blocked(CountDownLatch free) throws InterruptedException {
        var inside = new CountDownLatch(1);
        also = action -> {
            if (!action.equals("block")) return;
            inside.countDown();
            Waiting.on(free);
        };
        var thread = Thread.ofVirtual().start(() -> driver.enter(now -> machine.say(now, "block")));
        inside.await();
        return thread;
    }

    @Test
    @DisplayName("performs in the order in which the machine gave out, before enter returns when nobody else does")
    void order() {
        driver.start();
        driver.enter(now -> machine.say(now, "one", "two"));
        driver.enter("three", (now, word) -> machine.say(now, word));
        assertEquals(List.of("one", "two", "three"), done);
    }

    @Test
    @DisplayName("performs at its start what the machine has to do from the beginning")
    void beginning() {
        machine.say(System.nanoTime(), "hello");
        driver.start();
        Eventually.that("the clock performs", () -> done.equals(List.of("hello")));
    }

    @Test
    @DisplayName("lets others enter and ask while an action is being performed, and leaves theirs to the performer")
    void notUnderTheLock() throws InterruptedException {
        driver.start();
        var free = new CountDownLatch(1);
        var performer = blocked(free);
        assertTrue(driver.enter(now -> machine.say(now, "later")));
        assertEquals(2, driver.ask(machine.times::size));
        assertEquals(List.of("block"), done);
        free.countDown();
        performer.join();
        assertEquals(List.of("block", "later"), done);
    }

    @Test
    @DisplayName("performs what an action has entered after what waits already, not within")
    void reentrancy() {
        also = action -> {
            if (!action.startsWith("a")) return;
            driver.enter(now -> machine.say(now, "b" + action));
            done.add("end of " + action);
        };
        driver.enter(now -> machine.say(now, "a1", "a2"));
        assertEquals(List.of("a1", "end of a1", "a2", "end of a2", "ba1", "ba2"), done);
    }

    @Test
    @DisplayName("gives the exception of an action to the caller, and the clock performs what is behind it")
    void throwingAction() {
        driver.start();
        also = action -> {
            if (action.equals("bad")) throw new IllegalStateException("bad action");
        };
        var thrown = assertThrows(IllegalStateException.class, () -> driver.enter(now -> machine.say(now, "bad", "good")));
        assertEquals("bad action", thrown.getMessage());
        Eventually.that("the clock goes on", () -> done.equals(List.of("bad", "good")));
        driver.enter(now -> machine.say(now, "more"));
        Eventually.that("all goes on", () -> done.equals(List.of("bad", "good", "more")));
    }

    @Test
    @DisplayName("gives the exception of an event to its caller, and performs what was given out before")
    void throwingEvent() {
        driver.start();
        assertThrows(IllegalArgumentException.class, () -> driver.enter(now -> {
            machine.say(now, "before");
            throw new IllegalArgumentException();
        }));
        Eventually.that("it is performed", () -> done.equals(List.of("before")));
    }

    @Test
    @DisplayName("refuses to be entered within an event")
    void noNesting() {
        driver.enter(_ -> assertThrows(IllegalStateException.class, () -> driver.enter(_ -> {})));
        driver.enter(_ -> assertThrows(IllegalStateException.class, () -> driver.await(() -> true, LONG)));
    }

    @Test
    @DisplayName("makes those who enter wait when too many actions wait, and never the performer")
    void crowded() throws InterruptedException {
        driver.start();
        var free = new CountDownLatch(1);
        var performer = blocked(free);
        for (int i = 0; i < Driver.MAX_WAITING; i++) driver.enter(now -> machine.say(now, "x"));
        var late = Thread.ofPlatform().start(() -> driver.enter(now -> machine.say(now, "late")));
        Eventually.that("one more waits", () -> late.getState() == Thread.State.WAITING);
        assertEquals(Driver.MAX_WAITING + 1, driver.ask(machine.times::size));
        free.countDown();
        performer.join();
        late.join();
        driver.close();
        assertEquals(Driver.MAX_WAITING + 2, done.size());
        assertEquals("late", done.getLast());
    }

    @Test
    @DisplayName("waits for a condition until it holds, and not longer than it may")
    void conditions() throws InterruptedException {
        driver.start();
        assertFalse(driver.await(() -> machine.times.size() == 1, Duration.ofMillis(1)));
        var waiting = Thread.ofVirtual().start(() -> driver.enter(now -> machine.say(now, "word")));
        assertTrue(driver.await(() -> done.contains("word"), LONG));
        waiting.join();
        also = _ -> assertFalse(Waiting.quietly(() -> driver.await(() -> false, Driver.FOREVER)));
        driver.enter(now -> machine.say(now, "the performer does not wait"));
        assertEquals(2, done.size());
    }

    @Test
    @DisplayName("attempts an event after every change until it can happen")
    void attempts() throws InterruptedException {
        driver.start();
        assertNull(driver.attempt(_ -> null, Duration.ofMillis(1)));
        var entering = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 5; i++) driver.enter(now -> machine.say(now, "step"));
        });
        Integer steps = driver.attempt(now -> {
            int size = machine.times.size();
            if (size < 5) return null;
            machine.say(now, "done");
            return size;
        }, LONG);
        assertEquals(5, steps);
        entering.join();
        driver.close();
        assertEquals("done", done.getLast());
        assertNull(driver.attempt(_ -> "closed", LONG));
    }

    @Test
    @DisplayName("performs at close what waits, and lets nobody in afterwards")
    void closing() throws InterruptedException {
        driver.start();
        var free = new CountDownLatch(1);
        blocked(free);
        driver.enter(now -> machine.say(now, "waits"));
        var closer = Thread.ofPlatform().start(driver::close);
        Eventually.that("it closes", driver::isClosed);
        assertFalse(driver.enter(now -> machine.say(now, "too late")));
        assertTrue(closer.isAlive());
        free.countDown();
        closer.join();
        assertEquals(List.of("block", "waits"), done);
    }

    @ParameterizedTest(name = "started: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("can be closed within an action and within an event; what waits is performed")
    void closingFromInside(boolean started) {
        if (started) driver.start();
        also = action -> {
            if (action.equals("close")) driver.close();
        };
        driver.enter(now -> machine.say(now, "close", "behind"));
        assertEquals(List.of("close", "behind"), done);
        driver.close();

        driver = new Driver<>("test", machine, this::perform);
        driver.enter(now -> {
            machine.say(now, "within");
            driver.close();
        });
        assertEquals("within", done.getLast());
        assertTrue(driver.isClosed());
    }

    @Test
    @DisplayName("wakes those who wait when it is closed")
    void closingWakes() throws InterruptedException {
        driver.start();
        var waiting = Thread.ofPlatform().start(() -> Waiting.quietly(() -> driver.await(() -> false, Driver.FOREVER)));
        Eventually.that("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        driver.close();
        assertTrue(waiting.join(LONG));
    }
}
