package wirelab.kit;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waits for a condition with a deadline, so that no test sleeps and hopes.
public final class Eventually {
    /// Long enough for a loaded machine; a test that passes never waits so long.
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    /// Waits until a condition holds, or fails the test.
    ///
    /// @param what the condition in words
    /// @param holds the condition
    public static void that(String what, Callable<Boolean> holds) {
        that(what, holds, () -> "");
    }

    /// Waits until a condition holds, or fails the test.
    ///
    /// @param what the condition in words
    /// @param holds the condition
    /// @param seen what there is instead, asked for when the wait has failed
    public static void that(String what, Callable<Boolean> holds, Supplier<String> seen) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (!holds.call()) {
                if (System.nanoTime() > deadline) fail("not within " + DEADLINE.toSeconds() + " s: " + what + seen.get());
                LockSupport.parkNanos(2_000_000);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            fail(what, e);
        }
    }
}
