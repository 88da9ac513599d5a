package wirelab.kit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The thread of a [Driver] that ticks its machine, sleeps until the next time, and performs what others have left behind.
final class DriverClock implements Runnable {
    /// How long it rests after a tick that threw, so that a mistake does not fill a log with itself.
    static final Duration REST = Duration.ofMillis(100);

    private final Driver<?> driver;
    private final ReentrantLock lock;
    private final Condition sooner;
    private final long spin;
    private final Thread thread;
    private boolean asleep;
    /// Before it, no tick.
    private long restUntil = System.nanoTime();
    private volatile long wakeAt = Machine.NEVER;

    /// @param spin `null` for a virtual thread
    DriverClock(String name, Driver<?> driver, ReentrantLock lock, Duration spin) {
        this.driver = driver;
        this.lock = lock;
        this.spin = spin == null ? 0 : spin.toNanos();
        sooner = lock.newCondition();
        var builder = spin == null ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        thread = builder.name(name + "-clock").unstarted(this);
    }

    void start() {
        thread.start();
    }

    void join() throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) thread.join();
    }

    /// The machine's next time may have moved: only an earlier one wakes. The caller holds the lock, as for [#wake()].
    void look(long at) {
        if (at == Machine.NEVER || wakeAt != Machine.NEVER && at - wakeAt >= 0) return;
        wakeAt = at;
        wake();
    }

    void wake() {
        // While it is awake nobody needs to wake it: it looks again before it sleeps.
        if (!asleep) return;
        asleep = false;
        sooner.signal();
    }

    @Override
    public void run() {
        while (true) {
            try {
                if (!pass()) return;
            } catch (InterruptedException _) {
                // An action left it behind; nobody else has this thread.
            } catch (Throwable e) {
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            }
        }
    }

    /// Performs, ticks or sleeps, whichever it is time for; the lock is given back in between.
    ///
    /// @return whether there is more to do
    private boolean pass() throws InterruptedException {
        boolean mine;
        lock.lock();
        try {
            mine = driver.claim();
            if (!mine) {
                if (driver.isOver()) return false;
                if (driver.isClosed() || driver.crowded()) sleep(System.nanoTime(), Machine.NEVER);
                else tickOrSleep(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
        if (mine) driver.perform();
        return true;
    }

    private void tickOrSleep(long now) throws InterruptedException {
        long at = driver.nextAt();
        if (at != Machine.NEVER && restUntil - at > 0) at = restUntil;
        if (!Machine.isDue(at, now)) {
            sleep(now, at);
            return;
        }
        restUntil = now + REST.toNanos();
        try {
            driver.tick(now);
        } finally {
            driver.settle();
        }
        restUntil = now;
    }

    private void sleep(long now, long at) throws InterruptedException {
        wakeAt = at;
        long left = at - now - spin;
        if (at != Machine.NEVER && left <= 0) {
            spin();
            return;
        }
        asleep = true;
        try {
            if (at == Machine.NEVER) sooner.await();
            else sooner.awaitNanos(left);
        } finally {
            asleep = false;
        }
    }

    /// Meanwhile others may enter, and move the time.
    private void spin() {
        lock.unlock();
        try {
            while (!driver.isClosed() && wakeAt - System.nanoTime() > 0) Thread.onSpinWait();
        } finally {
            lock.lock();
        }
    }
}
