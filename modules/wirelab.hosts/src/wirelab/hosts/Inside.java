package wirelab.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import wirelab.kit.Host;

/// A network namespace that a file stands for, in which code is run: `/run/netns/NAME` or `/proc/PID/ns/net`.
///
/// @param name for threads and errors
record Inside(Path file, String name) implements Host.Place {
    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException when the namespace cannot be entered, or the waiting thread is interrupted
    @Override
    public <T, E extends Exception> T call(Host.Task<T, E> task) throws E {
        var inside = new FutureTask<T>(() -> {
            enter();
            return task.run();
        });
        var thread = Thread.ofPlatform().daemon().name(name).start(inside);
        try {
            // The result is there a moment before the thread has ended; afterwards none of this process is to stand inside.
            thread.join();
            return inside.get();
        } catch (ExecutionException e) {
            Inside.<E>rethrow(e.getCause());
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while code ran in " + name, e);
        }
    }

    private void enter() {
        try {
            Setns.enter(file);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// The compiler has seen to it that the cause is an `E` or unchecked.
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void rethrow(Throwable cause) throws E {
        if (cause instanceof Error error) throw error;
        throw (E) cause;
    }

    @Override
    public String toString() {
        return name;
    }
}
