package wirelab.duet;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The receiver's half of the repair: duplicates are dropped, gaps waited for, messages handed on in order.
final class ReceiveWindow {
    private final TreeMap<Long, String> early = new TreeMap<>();
    private long next = 1;
    private long duplicates;

    /// A message that may be handed on.
    record Ready(long number, String text) {}

    /// Takes a message in.
    ///
    /// @return what may be handed on now, in order
    List<Ready> take(long number, String text) {
        // Beyond the window a sender that keeps the rules cannot be: it would have to know that the first has arrived.
        if (number >= next + SendWindow.WINDOW) return List.of();
        if (number < next || early.putIfAbsent(number, text) != null) {
            duplicates++;
            return List.of();
        }
        var ready = new ArrayList<Ready>();
        for (String first; (first = early.remove(next)) != null; next++) ready.add(new Ready(next, first));
        return ready;
    }

    /// All messages up to this one have arrived.
    long ack() {
        return next - 1;
    }

    /// Which of those behind the first gap have arrived.
    int bits() {
        int bits = 0;
        for (long number : early.keySet()) bits |= 1 << (int) (number - next);
        return bits;
    }

    long duplicates() {
        return duplicates;
    }
}
