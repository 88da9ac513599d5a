package wirelab.rudpcompare;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// What has come, by tenths of a second since the beginning, so that rates between any two times can be asked later.
final class Meter {
    /// Of a tenth of a second each.
    private static final int BINS = 6_100;
    static final double BIN = 0.1;

    private final AtomicLongArray bins = new AtomicLongArray(BINS);
    private final long began = System.nanoTime();
    private final long whole;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long received;
    private volatile long doneAt;

    /// @param whole bytes after which it is done
    Meter(long whole) {
        this.whole = whole;
    }

    /// So many bytes have come; one thread alone may say so.
    void count(int bytes) {
        long now = System.nanoTime();
        bins.addAndGet((int) Math.min(BINS - 1, (now - began) / 100_000_000), bytes);
        long sum = received + bytes;
        received = sum;
        if (sum < whole || done.getCount() == 0) return;
        doneAt = now;
        done.countDown();
    }

    /// {@return whether all has come in time}
    boolean await(long until) throws InterruptedException {
        return done.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    long began() {
        return began;
    }

    long received() {
        return received;
    }

    /// {@return seconds from the beginning, connection and all, to the last byte, or to now}
    double seconds() {
        return ((done.getCount() == 0 ? doneAt : System.nanoTime()) - began) / 1e9;
    }

    /// {@return Mbit/s in each tenth of a second}
    double[] rates() {
        int count = (int) Math.min(BINS, Math.ceil(seconds() / BIN));
        double[] rates = new double[count];
        for (int i = 0; i < count; i++) rates[i] = bins.get(i) * 8 / BIN / 1e6;
        return rates;
    }
}
