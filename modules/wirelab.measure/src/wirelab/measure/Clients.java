package wirelab.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Clients that drive a server all at once, each on a thread of the system, which costs least per message.
public final class Clients {
    /// What one client does.
    @FunctionalInterface
    public interface Client {
        /// @param number which one it is, from 0
        Samples run(int number) throws Exception;
    }

    private Clients() {}

    /// Runs clients until the last has ended.
    ///
    /// @param deadline nanoseconds as from [System#nanoTime()]; a client that still runs then is interrupted, which
    /// closes the channel that it waits for
    /// @throws IOException when one was interrupted
    /// @throws Exception what the first client that failed has thrown
    public static Samples drive(int count, long deadline, Client client) throws Exception {
        var all = new ArrayList<Future<Samples>>();
        var times = new Samples();
        try (var pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("client-", 0).daemon().factory())) {
            for (int i = 0; i < count; i++) {
                int number = i;
                all.add(pool.submit(() -> client.run(number)));
            }
            try {
                for (var one : all) times.addAll(one.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException _) {
                throw new IOException("a message never came back");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } finally {
                pool.shutdownNow();
            }
        }
        return times;
    }
}
