package wirelab.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what must come before a benchmark goes on.
///
/// @param limit beyond which the benchmark fails
/// @param interval from one look to the next: long where a look costs what is measured, short where the wait is what is measured
public record Poll(Duration limit, Duration interval) {
    /// Waits until a condition holds.
    ///
    /// @param what the condition in words
    /// @throws IOException when it does not hold in time
    public void until(String what, Callable<Boolean> holds) throws Exception {
        until(what, holds, () -> "");
    }

    /// Waits until a condition holds.
    ///
    /// @param what the condition in words
    /// @param seen what there is instead, asked for when it does not hold in time
    /// @throws IOException when it does not hold in time
    public void until(String what, Callable<Boolean> holds, Callable<String> seen) throws Exception {
        for (long began = System.nanoTime(); !holds.call(); LockSupport.parkNanos(interval.toNanos())) {
            if (System.nanoTime() - began > limit.toNanos()) throw new IOException("not in time: " + what + seen.call());
        }
    }
}
