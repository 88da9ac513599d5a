package wirelab.kit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// Gives a [Machine] its lock, its clock and real time. Threads that read sockets [#enter] it; what the machine then wants
/// done is done by a performer.
///
/// What can be relied upon:
/// - *Events happen one at a time*, and the `now` of a later one is never the earlier time. A tick that is due
///   when an event is over follows at once, on the same thread.
/// - *Every action is performed once, in the order in which the machine gave them out, one at a time.* Whoever finds another
///   thread performing leaves its actions to that one and goes: an action may be performed on any thread that enters, or on
///   the clock, and `enter` may return before. What one action wrote, the next can read without a lock.
/// - *Nothing is performed under the lock.* An action may enter the machine again: its actions follow those that wait. But
///   it must not wait for anybody who enters.
/// - *At most [#MAX_WAITING] actions wait* (and those of one event more). Whoever enters then waits for the performer, as
///   for a lock; the performing thread itself never does.
/// - *An action that throws* is done with. The caller on whose thread that was gets the exception at once; the clock
///   performs the actions behind it. On the clock the exception goes to the uncaught exception handler, and the clock
///   goes on.
/// - *An event that throws* does so to its caller, after which what the machine had given out is performed all the same.
/// - *After [#close()] nothing happens*: nobody enters, no time passes. What was given out before is still performed, and
///   `close` returns after that, with the clock gone. Called within an action or an event it does not wait.
///
/// The clock is woken only when [Machine#nextAt()] moves to before the time at which it wakes anyway; a timer that moves on
/// with each packet costs nothing.
public final class Driver<A> implements AutoCloseable {
    /// How many actions may wait for a performer before those who enter wait too.
    public static final int MAX_WAITING = 4_096;
    /// No limit of time.
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /// Something that happens to a machine.
    ///
    /// @param <T> what comes with it
    @FunctionalInterface
    public interface Event<T> {
        void happens(long now, T what);
    }

    private final Machine<A> machine;
    private final DriverClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /// Something has happened, or the performer has caught up: for those who wait for a condition, or for room.
    private final Condition changed = lock.newCondition();
    private final ActionQueue<A> actions;
    private volatile boolean closed;

    /// A driver whose clock is a virtual thread: good for a thousand of them, and for times of milliseconds.
    ///
    /// @param name the clock's thread is called `name-clock`
    /// @param machine from now on the driver's alone
    /// @param performer does what the machine wants done; must be quick, and must not wait
    public Driver(String name, Machine<A> machine, Consumer<? super A> performer) {
        this(name, machine, performer, null);
    }

    /// A driver whose clock is a thread of the system, which is exact to some 60 µs; or to less, if it spins.
    ///
    /// @param name the clock's thread is called `name-clock`
    /// @param machine from now on the driver's alone
    /// @param performer does what the machine wants done; must be quick, and must not wait
    /// @param spin how long before a time it no longer sleeps but looks at the clock again and again; zero to sleep always
    public Driver(String name, Machine<A> machine, Consumer<? super A> performer, Duration spin) {
        this(name, machine, performer, spin, () -> {});
    }

    /// @param pause run where actions are performed, when all that were there have been: for what is better done for several
    /// of them together
    Driver(String name, Machine<A> machine, Consumer<? super A> performer, Duration spin, Runnable pause) {
        this.machine = Objects.requireNonNull(machine);
        actions = new ActionQueue<>(this, lock, Objects.requireNonNull(performer), pause);
        clock = new DriverClock(name, this, lock, spin);
    }

    /// Starts the clock, which performs first what the machine has to do from the beginning. Others may enter before.
    public Driver<A> start() {
        lock();
        try {
            settle();
        } finally {
            lock.unlock();
        }
        clock.start();
        return this;
    }

    /// Lets something happen to the machine, and performs what it then wants done.
    ///
    /// @param event gets the time
    /// @return whether it happened; not when this is closed
    public boolean enter(LongConsumer event) {
        return enter(event, (now, what) -> what.accept(now));
    }

    /// The same without anything made per event: keep the event in a field, and hand over what comes with it.
    ///
    /// @return whether it happened; not when this is closed
    public <T> boolean enter(T what, Event<? super T> event) {
        boolean mine;
        lock();
        try {
            while (!closed && crowded()) changed.awaitUninterruptibly();
            if (closed) return false;
            happen(what, event);
            mine = claim();
        } finally {
            lock.unlock();
        }
        if (mine) perform();
        return true;
    }

    /// Lets something happen as soon as it can: at once, or after any change.
    ///
    /// @param event gets the time; gives `null`, and has changed nothing, when it cannot happen yet
    /// @param limit how long to try; the performing thread tries once, since it cannot wait for itself
    /// @return what the event gave; `null` when the limit was reached or this is closed
    public <T> T attempt(LongFunction<T> event, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        T result;
        boolean mine;
        lock();
        try {
            while (true) {
                if (closed) return null;
                result = tried(event);
                if (result != null) break;
                if (left <= 0 || actions.isMine()) return null;
                left = changed.awaitNanos(left);
            }
            happen(null, (_, _) -> {});
            mine = claim();
        } finally {
            lock.unlock();
        }
        if (mine) perform();
        return result;
    }

    private <T> T tried(LongFunction<T> event) {
        boolean complete = false;
        try {
            T result = event.apply(System.nanoTime());
            complete = true;
            return result;
        } finally {
            if (!complete) abandon();
        }
    }

    /// {@return what a question has to say about the machine, which it does not change; also when this is closed}
    public <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something holds: of the machine, or what performers have written to a volatile field.
    ///
    /// @param condition looked at under the lock after each event, and when the performer has caught up
    /// @param limit how long to wait; the performing thread does not wait
    /// @return whether it holds; when this is closed nothing more will happen, and nobody waits
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock();
        try {
            while (!condition.getAsBoolean()) {
                if (isOver() || left <= 0 || actions.isMine()) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// {@return whether this is closed}
    public boolean isClosed() {
        return closed;
    }

    /// Ends it, as said above. May be called more than once, by anybody.
    @Override
    public void close() {
        boolean mine;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            clock.wake();
            // Within an event or an action the rest is done by those who are at it.
            if (lock.getHoldCount() > 1 || actions.isMine()) return;
            mine = claim();
        } finally {
            lock.unlock();
        }
        if (mine) perform();
        try {
            awaitEnd();
        } catch (InterruptedException _) {
            // Whoever interrupts does not want to wait: the rest is performed without being waited for.
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() throws InterruptedException {
        lock.lock();
        try {
            while (actions.isPerforming() || actions.isWaiting()) changed.await();
        } finally {
            lock.unlock();
        }
        clock.join();
    }

    private void lock() {
        if (lock.isHeldByCurrentThread()) throw new IllegalStateException("an event is no place to enter");
        lock.lock();
    }

    private <T> void happen(T what, Event<? super T> event) {
        long now = System.nanoTime();
        boolean complete = false;
        try {
            event.happens(now, what);
            if (Machine.isDue(machine.nextAt(), now)) machine.tick(now);
            complete = true;
        } finally {
            if (!complete) abandon();
        }
        settle();
    }

    /// The caller of an event that threw is on its way out: what it left to be done the clock does.
    private void abandon() {
        settle();
        if (!actions.isPerforming() && actions.isWaiting()) clock.wake();
    }

    /// Takes what the machine has to give out, and sees to it that the clock wakes in time.
    void settle() {
        machine.drain(actions);
        clock.look(machine.nextAt());
        changed.signalAll();
    }

    void tick(long now) {
        machine.tick(now);
    }

    long nextAt() {
        return machine.nextAt();
    }

    /// {@return whether this is closed, and nobody performs any more}
    boolean isOver() {
        return closed && !actions.isPerforming();
    }

    /// {@return whether this thread is now the one that performs}
    boolean claim() {
        return actions.claim();
    }

    boolean crowded() {
        return actions.isCrowded();
    }

    void perform() {
        actions.perform();
    }

    /// The performer has made room, or gone. The caller holds the lock.
    void caughtUp() {
        changed.signalAll();
        if (closed || actions.isWaiting()) clock.wake();
    }

    @Override
    public String toString() {
        return "driver of " + machine + (closed ? ", closed" : "");
    }
}
