package wirelab.raft;

import java.util.ArrayList;
import java.util.List;

/// The entries in memory: all behind the base, whose index and term are known as well.
final class RaftLog {
    static final long UNKNOWN = -1;

    private final ArrayList<LogEntry> entries = new ArrayList<>();
    private long baseIndex;
    private long baseTerm;

    RaftLog(LogTail tail) {
        baseIndex = tail.index();
        baseTerm = tail.term();
        entries.addAll(tail.entries());
    }

    long base() {
        return baseIndex;
    }

    long lastIndex() {
        return baseIndex + entries.size();
    }

    long lastTerm() {
        return entries.isEmpty() ? baseTerm : entries.getLast().term();
    }

    int size() {
        return entries.size();
    }

    /// {@return the term of an entry, or [#UNKNOWN] where there is none}
    long term(long index) {
        if (index == baseIndex) return baseTerm;
        return index < baseIndex || index > lastIndex() ? UNKNOWN : get(index).term();
    }

    LogEntry get(long index) {
        return entries.get((int) (index - baseIndex - 1));
    }

    void append(LogEntry entry) {
        if (entry.index() != lastIndex() + 1) throw new IllegalStateException(entry + " behind " + lastIndex());
        entries.add(entry);
    }

    /// Takes back an entry and all behind it.
    void truncate(long index) {
        entries.subList((int) (index - baseIndex - 1), entries.size()).clear();
    }

    /// Forgets all before an entry, and that one.
    void dropTo(long index) {
        if (index <= baseIndex) return;
        long term = term(index);
        entries.subList(0, (int) (index - baseIndex)).clear();
        baseIndex = index;
        baseTerm = term;
    }

    void reset(long index, long term) {
        entries.clear();
        baseIndex = index;
        baseTerm = term;
    }

    /// {@return entries from one on, as many as fit into so many bytes; at least one if there is one}
    List<LogEntry> from(long index, int bytes) {
        var some = new ArrayList<LogEntry>();
        int size = 0;
        for (long i = index; i <= lastIndex() && some.size() < LogEntry.MOST_AT_ONCE; i++) {
            var entry = get(i);
            size += entry.size();
            if (size > bytes && !some.isEmpty()) break;
            some.add(entry);
        }
        return some;
    }

    LogTail tail() {
        return new LogTail(baseIndex, baseTerm, entries);
    }

    @Override
    public String toString() {
        return tail().toString();
    }
}
