package wirelab.dialogue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Numbered lines that their sender keeps until the other side has acknowledged them: what is still here when a connection
/// breaks is sent again on the next one, and what the other has already seen it knows by the number.
final class RetransmissionQueue<T> {
    /// One line that is not acknowledged yet.
    ///
    /// @param number 1 for the first
    record Entry<T>(long number, T what) {}

    private final ArrayDeque<Entry<T>> waiting = new ArrayDeque<>();
    private long last;

    /// Keeps a line under the next number.
    Entry<T> add(T what) {
        var entry = new Entry<>(++last, what);
        waiting.add(entry);
        return entry;
    }

    /// Lets go of all lines up to a number.
    ///
    /// @return those let go of, in order
    List<Entry<T>> acknowledge(long number) {
        var done = new ArrayList<Entry<T>>();
        while (!waiting.isEmpty() && waiting.peek().number <= number) done.add(waiting.remove());
        return done;
    }

    /// What is not acknowledged, in order.
    Collection<Entry<T>> waiting() {
        return waiting;
    }

    int size() {
        return waiting.size();
    }

    /// The number of the latest line.
    long last() {
        return last;
    }
}
