package wirelab.impair;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One direction of a relay: a [Link] driven by the clock. Any thread may put parcels in; whoever finds one due delivers it,
/// and one thread of its own sleeps until the next is.
///
/// Delivery happens under the lock, so that parcels leave in the order that the link decided; it therefore must not wait.
final class Wire implements AutoCloseable {
    /// What a relay carries, and how it is handed over at the far end.
    interface Parcel extends Packet<Parcel> {
        /// Hands it over; must not wait and must not throw.
        void deliver();
    }

    private final Link<Parcel> link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final Thread thread;
    private long wakeAt = Long.MAX_VALUE;
    private boolean stopped;

    Wire(String name, Link<Parcel> link) {
        this.link = link;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    void offer(Parcel parcel) {
        lock.lock();
        try {
            if (stopped) return;
            link.offer(System.nanoTime(), parcel);
            deliverDue();
            if (link.nextDue() < wakeAt) sooner.signal();
        } finally {
            lock.unlock();
        }
    }

    Tally tally() {
        lock.lock();
        try {
            return link.tally();
        } finally {
            lock.unlock();
        }
    }

    private void deliverDue() {
        for (Parcel parcel; (parcel = link.poll(System.nanoTime())) != null; ) parcel.deliver();
    }

    private void run() {
        lock.lock();
        try {
            while (!stopped) {
                deliverDue();
                wakeAt = link.nextDue();
                if (wakeAt == Long.MAX_VALUE) sooner.await();
                else sooner.await(wakeAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                // While this thread is awake nobody needs to wake it.
                wakeAt = Long.MIN_VALUE;
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but the end of the process.
        } finally {
            lock.unlock();
        }
    }

    /// Stops; what is still under way is gone.
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            sooner.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
