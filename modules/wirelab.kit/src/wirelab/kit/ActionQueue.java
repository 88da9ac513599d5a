package wirelab.kit;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The actions of a [Driver] that wait, and who performs them. All but [#perform()] is called under the lock.
///
/// Two queues change places, so that nothing is made per event, and the performer takes from its own without the lock.
final class ActionQueue<A> implements Consumer<A> {
    private final Driver<A> driver;
    private final ReentrantLock lock;
    private final Consumer<? super A> performer;
    private final Runnable pause;
    /// Given out since the performer last looked.
    private ArrayDeque<A> waiting = new ArrayDeque<>();
    /// Before those; the performer's own.
    private ArrayDeque<A> batch = new ArrayDeque<>();
    private Thread performing;

    /// @param pause after all that was there has been performed, before it is looked for more
    ActionQueue(Driver<A> driver, ReentrantLock lock, Consumer<? super A> performer, Runnable pause) {
        this.driver = driver;
        this.lock = lock;
        this.performer = performer;
        this.pause = pause;
    }

    @Override
    public void accept(A action) {
        waiting.add(action);
    }

    boolean isPerforming() {
        return performing != null;
    }

    /// {@return whether this thread performs}
    boolean isMine() {
        return performing == Thread.currentThread();
    }

    /// {@return whether something waits; to be asked when nobody performs}
    boolean isWaiting() {
        return !batch.isEmpty() || !waiting.isEmpty();
    }

    /// {@return whether this thread has to wait for the one that performs}
    boolean isCrowded() {
        return waiting.size() >= Driver.MAX_WAITING && isPerforming() && !isMine();
    }

    /// {@return whether this thread is now the one that performs}
    boolean claim() {
        if (isPerforming() || !isWaiting()) return false;
        performing = Thread.currentThread();
        if (batch.isEmpty()) refill();
        return true;
    }

    private void refill() {
        var empty = batch;
        batch = waiting;
        waiting = empty;
    }

    /// Performs what there is, after a [#claim()].
    void perform() {
        boolean complete = false;
        try {
            do {
                for (A action; (action = batch.poll()) != null; ) performer.accept(action);
                pause.run();
            } while (continues());
            complete = true;
        } finally {
            if (!complete) leave();
        }
    }

    private boolean continues() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                leave();
                return false;
            }
            boolean full = waiting.size() >= Driver.MAX_WAITING;
            refill();
            if (full) driver.caughtUp();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            performing = null;
            driver.caughtUp();
        } finally {
            lock.unlock();
        }
    }
}
