package wirelab.kit;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// The state of a protocol, without a socket, thread, clock, disk or random source of its own.
///
/// What happens comes in through methods of the protocol's own, one at a time, each with the time first, in nanoseconds as
/// from [System#nanoTime()]; time itself comes in through [#tick(long)]; what is to be done comes out of
/// [#drain(Consumer)]. So every race and every time-out can be tested by hand, in no time at all.
///
/// Such times have no zero and may wrap around: they are compared by their difference, never by `<`, as
/// [#isDue(long, long)] and [#earlier(long, long)] do.
///
/// @param <A> what it wants done: a sealed interface of records
public interface Machine<A> {
    /// The time that never comes, for [#nextAt()].
    long NEVER = Long.MAX_VALUE;

    /// Time has passed.
    void tick(long now);

    /// When [#tick(long)] is next to be called if nothing happens before, or [#NEVER].
    long nextAt();

    /// Gives out what is to be done since the last call, in order.
    ///
    /// @param performer takes each action once; it may call the machine again, whose further actions then follow
    void drain(Consumer<? super A> performer);

    /// Whether a time has come.
    static boolean isDue(long at, long now) {
        return at != NEVER && at - now <= 0;
    }

    /// {@return the earlier of two times, of which each may be [#NEVER]}
    static long earlier(long one, long other) {
        if (one == NEVER) return other;
        return other == NEVER || one - other <= 0 ? one : other;
    }

    /// {@return the time so many nanoseconds from now, which is never [#NEVER]}
    static long after(long now, long nanos) {
        long at = now + nanos;
        return at == NEVER ? at + 1 : at;
    }

    /// A machine with one timer, which need not keep a queue of what is to be done.
    abstract class Simple<A> implements Machine<A> {
        private final ArrayDeque<A> actions = new ArrayDeque<>();
        private long wakeAt = NEVER;

        protected Simple() {}

        /// The time has come that was asked for; no other is asked for yet.
        protected abstract void wake(long now);

        /// Has something done, after what is to be done already.
        protected final void act(A action) {
            actions.add(action);
        }

        /// Asks to be woken at a time and at no other, or [#NEVER].
        protected final void wakeAt(long at) {
            wakeAt = at;
        }

        /// Asks to be woken at a time, if no earlier one was asked for.
        protected final void wakeBy(long at) {
            wakeAt = earlier(wakeAt, at);
        }

        @Override
        public final void tick(long now) {
            if (!isDue(wakeAt, now)) return;
            wakeAt = NEVER;
            wake(now);
        }

        @Override
        public final long nextAt() {
            return wakeAt;
        }

        @Override
        public final void drain(Consumer<? super A> performer) {
            for (A action; (action = actions.poll()) != null; ) performer.accept(action);
        }
    }
}
