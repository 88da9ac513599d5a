package wirelab.balancer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the requests that a node has under way; where it may have so many only, the others wait outside, in a queue that
/// is bounded in number and in time.
final class Gate {
    enum Entry { IN, FULL, LATE }

    private final AtomicInteger active = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition left = lock.newCondition();
    private volatile int waiting;
    private volatile int max;

    /// @param max 0 for any number; it may change at any time
    void max(int max) {
        this.max = max;
        lock.lock();
        try {
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int active() {
        return active.get();
    }

    int waiting() {
        return waiting;
    }

    boolean hasRoom() {
        int most = max;
        return most == 0 || active.get() < most && waiting == 0;
    }

    boolean tryEnter() {
        int most = max;
        if (most == 0) {
            active.incrementAndGet();
            return true;
        }
        for (int now = active.get(); now < most; now = active.get()) if (active.compareAndSet(now, now + 1)) return true;
        return false;
    }

    /// @param queue how many may wait
    Entry enter(int queue, Duration limit) {
        if (waiting == 0 && tryEnter()) return Entry.IN;
        lock.lock();
        try {
            if (waiting >= queue) return Entry.FULL;
            waiting++;
            try {
                long nanos = limit.toNanos();
                while (!tryEnter()) {
                    if (nanos <= 0) return Entry.LATE;
                    nanos = left.awaitNanos(nanos);
                }
                return Entry.IN;
            } finally {
                waiting--;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Entry.LATE;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        active.decrementAndGet();
        if (waiting == 0) return;
        lock.lock();
        try {
            left.signal();
        } finally {
            lock.unlock();
        }
    }
}
