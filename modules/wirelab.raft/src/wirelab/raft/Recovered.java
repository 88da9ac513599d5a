package wirelab.raft;

import java.util.ArrayList;
import wirelab.kit.Bytes;

/// What a node knows when it starts: what was on its disk.
///
/// @param ballot term and vote
/// @param snapshot the state up to somewhere
/// @param tail the log from that entry on, or from an earlier one
public record Recovered(Ballot ballot, Snapshot snapshot, LogTail tail) {
    public Recovered {
        if (tail.index() > snapshot.index()) throw new IllegalArgumentException("entries are missing before " + tail);
    }

    /// A node that starts for the first time.
    ///
    /// @param members who begins; each of them must be started with the same; nobody for a node that is to be added
    public static Recovered first(Members members) {
        return new Recovered(Ballot.FIRST, new Snapshot(0, 0, members, Bytes.of()), LogTail.EMPTY);
    }

    /// The same, as the only member of a group of its own: what only others knew is lost.
    ///
    /// @param id this node
    public Recovered alone(int id) {
        var entries = new ArrayList<LogEntry>();
        for (var entry : tail.entries()) {
            entries.add(entry.content() instanceof LogEntry.Change
                    ? new LogEntry(entry.index(), entry.term(), new LogEntry.Nothing()) : entry);
        }
        var members = new Snapshot(snapshot.index(), snapshot.term(), Members.of(id), snapshot.image());
        return new Recovered(ballot, members, new LogTail(tail.index(), tail.term(), entries));
    }
}
