package wirelab.rudpcompare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Asks the senders ten times a second how they see their paths: their window, and the round trip.
final class PathWatch implements AutoCloseable {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("path-watch").factory());
    private final long began;

    /// @param began when the contest did, as from [System#nanoTime()]
    PathWatch(long began) {
        this.began = began;
    }

    /// Begins to ask one.
    ///
    /// @return where its answers will stand, to be read when this is closed
    List<ContestResult.PathSample> watch(Transfer transfer) {
        var samples = new ArrayList<ContestResult.PathSample>();
        clock.scheduleAtFixedRate(() -> {
            var sample = transfer.path((System.nanoTime() - began) / 1e9);
            if (sample != null) samples.add(sample);
        }, 0, INTERVAL, TimeUnit.NANOSECONDS);
        return samples;
    }

    /// Asks nobody any more, and returns when nobody is being asked.
    @Override
    public void close() {
        clock.shutdownNow();
        clock.close();
    }
}
