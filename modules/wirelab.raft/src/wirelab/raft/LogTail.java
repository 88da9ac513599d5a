package wirelab.raft;

import java.util.List;

/// The end of a log, which is kept in full.
///
/// @param index of the last entry before it
/// @param term of that entry
/// @param entries follow it, each other
public record LogTail(long index, long term, List<LogEntry> entries) {
    static final LogTail EMPTY = new LogTail(0, 0, List.of());

    public LogTail {
        entries = List.copyOf(entries);
    }

    @Override
    public String toString() {
        return "entries " + (index + 1) + " to " + (index + entries.size());
    }
}
