package wirelab.raft;

import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;

/// What a group has agreed on, as far as this node knows: it is applied at once, and becomes a snapshot in time.
final class Committed {
    private final RaftMachine node;
    final Sessions sessions;
    private Snapshot snapshot;
    /// Those of the last entry applied that changes them.
    private Members members;
    private long index;

    Committed(RaftMachine node, Sessions sessions, Snapshot snapshot) throws ProtocolViolation {
        this.node = node;
        this.sessions = sessions;
        this.snapshot = snapshot;
        sessions.load(snapshot.image());
        index = snapshot.index();
        members = snapshot.members();
    }

    long index() {
        return index;
    }

    Members members() {
        return members;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    RaftAnswer answered(long session, long sequence) {
        return sessions.answered(session, sequence);
    }

    Bytes answer(Bytes question) {
        return sessions.query(question);
    }

    /// Applies what is committed.
    void to(long newIndex) {
        while (index < newIndex) {
            var entry = node.log.get(index + 1);
            index++;
            var answer = sessions.apply(entry);
            if (entry.content() instanceof LogEntry.Change change) members = change.members();
            node.perform(new RaftAction.Applied(entry, answer));
            if (node.leadership() != null) node.leadership().applied(entry, answer);
        }
        if (index - node.log.base() >= node.options.logEntries()) compact();
    }

    private void compact() {
        snapshot = new Snapshot(index, node.log.term(index), members, sessions.save());
        node.log.dropTo(index - node.options.tail());
        keep();
    }

    private void keep() {
        long number = node.promises.next(false, node.log.lastIndex());
        node.perform(new RaftAction.Keep(number, node.ballot(), snapshot, node.log.tail()));
    }

    /// Puts the leader's snapshot in place of what is here.
    ///
    /// @throws ProtocolViolation when it is none; then nothing has changed
    void restore(Snapshot from) throws ProtocolViolation {
        sessions.load(from.image());
        snapshot = from;
        // What follows an entry that both have stays; else the log is not the leader's (section 7).
        if (node.log.term(from.index()) != from.term()) {
            node.promises.cut(index);
            node.log.reset(from.index(), from.term());
        }
        index = from.index();
        members = from.members();
        node.refreshMembers();
        node.perform(new RaftAction.Restored(from));
        keep();
    }
}
