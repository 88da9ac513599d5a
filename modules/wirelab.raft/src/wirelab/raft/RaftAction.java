package wirelab.raft;

import java.util.List;

/// What a [RaftMachine] wants done.
public sealed interface RaftAction {
    /// Say something to a member; it may be lost.
    record Send(int to, RaftMessage message) implements RaftAction {}

    /// To be written to the disk, after all before it; then [RaftMachine#stored] is told the number. Several may be forced
    /// together.
    ///
    /// @param number counts what is to be written
    /// @param ballot `null` when it is as before
    /// @param entries follow each other; the first of them, and all behind it, replace what was there before
    record Store(long number, Ballot ballot, List<LogEntry> entries) implements RaftAction {}

    /// To be written likewise: a snapshot, in place of all that was written before.
    record Keep(long number, Ballot ballot, Snapshot snapshot, LogTail tail) implements RaftAction {}

    /// Tell who asked.
    record Answer(long ticket, RaftAnswer answer) implements RaftAction {}

    /// An entry is committed, and its command was applied.
    record Applied(LogEntry entry, RaftAnswer answer) implements RaftAction {}

    /// A snapshot of the leader's has taken the place of the state.
    record Restored(Snapshot snapshot) implements RaftAction {}

    /// This node has another part from now on.
    ///
    /// @param leader as far as is known; else [RaftAnswer#NOBODY]
    record Became(RaftMachine.Role role, long term, int leader) implements RaftAction {}
}
