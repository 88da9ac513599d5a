package wirelab.kit;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// Waits where no exception may be thrown.
final class Waiting {
    private Waiting() {}

    static void on(CountDownLatch latch) {
        quietly(() -> {
            latch.await();
            return true;
        });
    }

    static <T> T quietly(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
