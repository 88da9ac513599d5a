package wirelab.forward.network;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/// Does things a while later, those of the same delay in the order in which they came.
final class DelayLine implements AutoCloseable {
    /// Most things that wait: 10,000 frames are 15 MB at most.
    static final int MOST = 10_000;

    private record Waiting(long at, long number, Runnable what) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return at != other.at ? Long.compare(at - other.at, 0) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Waiting> queue = new PriorityQueue<>();
    private final Thread thread = Thread.ofVirtual().name("delay line").unstarted(this::run);
    private long number;
    private volatile boolean closed;

    DelayLine() {
        thread.start();
    }

    /// Does something later, on the thread of the line; it must be quick.
    ///
    /// @return whether there was room for it
    boolean after(Duration delay, Runnable what) {
        synchronized (queue) {
            if (queue.size() >= MOST) return false;
            queue.add(new Waiting(System.nanoTime() + delay.toNanos(), number++, what));
        }
        LockSupport.unpark(thread);
        return true;
    }

    private void run() {
        while (!closed) {
            Waiting next;
            long wait = 0;
            synchronized (queue) {
                next = queue.peek();
                if (next != null) wait = next.at - System.nanoTime();
                if (next != null && wait <= 0) queue.poll();
            }
            if (next == null) LockSupport.park();
            else if (wait > 0) LockSupport.parkNanos(wait);
            else next.what.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
