package wirelab.ring;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What a node remembers of its life before: its [JournalEntry] records, read from first to last.
public final class Memory {
    /// The number of a message of one sender; later ones are greater.
    record Number(long incarnation, long sequence) {
        boolean after(Number other) {
            return other == null || incarnation > other.incarnation
                    || incarnation == other.incarnation && sequence > other.sequence;
        }
    }

    private final Map<Long, Number> delivered = new HashMap<>();
    private final Set<Long> begun = new HashSet<>();
    private long epoch;
    private long claim;
    private long incarnation;
    private JournalEntry.Numbered unsettled;

    /// Nothing yet.
    public Memory() {}

    public void add(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Started started -> incarnation = Math.max(incarnation, started.incarnation());
            case JournalEntry.Reached reached -> {
                if (Long.compareUnsigned(reached.epoch(), epoch) > 0) epoch = reached.epoch();
            }
            case JournalEntry.Claimed claimed -> {
                if (Long.compareUnsigned(claimed.epoch(), claim) > 0) claim = claimed.epoch();
            }
            case JournalEntry.Numbered numbered -> {
                unsettled = numbered;
                begun.add(numbered.reference());
            }
            case JournalEntry.Settled _ -> unsettled = null;
            case JournalEntry.Delivered one -> delivered.put(one.source(), new Number(one.incarnation(), one.sequence()));
            case JournalEntry.Ended _ -> {
                begun.clear();
                unsettled = null;
            }
        }
    }

    /// Whether a message was delivered before: a sender sends in the order of its numbers, one at a time.
    boolean has(long source, long incarnation, long sequence) {
        return !new Number(incarnation, sequence).after(delivered.get(source));
    }

    long epoch() {
        return epoch;
    }

    long claim() {
        return claim;
    }

    /// {@return the last incarnation, 0 for none}
    public long incarnation() {
        return incarnation;
    }

    /// {@return whether a message has had a number in this run; the unsettled one has}
    boolean hasBegun(long reference) {
        return begun.contains(reference);
    }

    /// The message that was under way, or `null`.
    JournalEntry.Numbered unsettled() {
        return unsettled;
    }
}
