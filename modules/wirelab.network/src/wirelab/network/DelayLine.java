package wirelab.network;

import java.time.Duration;
import java.util.PriorityQueue;
import wirelab.kit.Machine;
import wirelab.kit.Text;

/// Has things done a while later, those of the same delay in the order in which they came.
final class DelayLine extends Machine.Simple<Runnable> {
    /// Most things that wait: 10,000 frames are 15 MB at most.
    static final int MOST = 10_000;

    private record Waiting(long at, long number, Runnable what) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return at != other.at ? Long.signum(at - other.at) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private long number;

    /// {@return whether there was room for it}
    boolean add(long now, Duration delay, Runnable what) {
        if (waiting.size() >= MOST) return false;
        long at = Machine.after(now, delay.toNanos());
        waiting.add(new Waiting(at, number++, what));
        wakeBy(at);
        return true;
    }

    @Override
    protected void wake(long now) {
        while (!waiting.isEmpty() && Machine.isDue(waiting.peek().at, now)) act(waiting.poll().what);
        if (!waiting.isEmpty()) wakeAt(waiting.peek().at);
    }

    @Override
    public String toString() {
        return Text.count(waiting.size(), "frame") + " under way";
    }
}
