package wirelab.folder;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Much of one kind is done by several threads: while one waits for the disk, another one works.
final class Together {
    /// Fewer are not worth it.
    private static final int WORTHWHILE = 32;

    /// What is done with each.
    interface Work<T> {
        void with(T one) throws IOException;
    }

    private Together() {}

    /// Does it with all, in no order; when one fails, the others may have been done.
    static <T> void run(int threads, List<T> all, Work<T> work) throws IOException {
        if (threads == 1 || all.size() < WORTHWHILE) {
            for (T one : all) work.with(one);
            return;
        }
        var next = new AtomicInteger();
        Callable<Void> worker = () -> {
            for (int i; (i = next.getAndIncrement()) < all.size(); ) work.with(all.get(i));
            return null;
        };
        var named = Thread.ofPlatform().daemon().name("folder-", 0).factory();
        try (var workers = Executors.newFixedThreadPool(threads, named)) {
            for (var done : workers.invokeAll(Collections.nCopies(threads, worker))) done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) throw failure;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were written");
        }
    }
}
