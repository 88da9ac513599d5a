package wirelab.ring;

import static wirelab.kit.Machine.after;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/// The messages of a node, by priority, and the time that a turn gives for them (SPECIFICATION.txt, Section 5.4): the timed
/// token of FDDI, by which the turn is never away for longer than twice the target.
final class Holding {
    /// Messages that wait; what a file of a class and a busy test hold.
    static final int MOST_WAITING = 1_000_000;

    private final long target;
    private final Queue<?>[] queues = new Queue<?>[Outgoing.URGENT + 1];
    private int waiting;
    private boolean been;
    /// When the turn is due next, and until when this one may be used.
    private long due;
    private long until;

    Holding(Duration target) {
        this.target = target.toNanos();
        for (int i = 0; i < queues.length; i++) queues[i] = new ArrayDeque<Outgoing>();
    }

    boolean add(Outgoing message) {
        if (waiting >= MOST_WAITING) return false;
        waiting++;
        queue(message.priority()).add(message);
        return true;
    }

    @SuppressWarnings("unchecked")
    private Queue<Outgoing> queue(int priority) {
        return (Queue<Outgoing>) queues[priority];
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /// The turn is here. If it is early, the time that it is early by may be used; if it is late, or here for the first
    /// time,
    /// none, and the lateness counts against the next.
    void begin(long now) {
        if (!been) {
            until = now;
            due = after(now, target);
        } else if (due - now > 0) {
            until = due;
            due = after(now, target);
        } else {
            until = now;
            due = after(due, target);
            if (due - now <= 0) due = after(now, target);
        }
        been = true;
    }

    /// Whether a message of that priority may still be begun: the least urgent in the first half of the target alone.
    boolean allows(long now, int priority) {
        long reserve = target / 16 * (Outgoing.URGENT - priority);
        return until - reserve - now > 0;
    }

    /// The next message that may be begun, or `null`.
    Outgoing next(long now) {
        for (int priority = Outgoing.URGENT; priority >= 0; priority--) {
            if (queues[priority].isEmpty()) continue;
            if (!allows(now, priority)) return null;
            waiting--;
            return queue(priority).remove();
        }
        return null;
    }

    /// The next message whatever the time, or `null`; for those that are given up.
    Outgoing poll() {
        for (int priority = Outgoing.URGENT; priority >= 0; priority--) {
            var message = queue(priority).poll();
            if (message == null) continue;
            waiting--;
            return message;
        }
        return null;
    }
}
