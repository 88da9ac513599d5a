package wirelab.raft;

import java.io.ByteArrayOutputStream;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// What a node does with what its leader says.
final class Follower {
    private final RaftMachine node;
    /// How far the log is known to be that of this term's leader.
    private long matched;
    private long round;
    private RaftMessage.Install first;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    Follower(RaftMachine node) {
        this.node = node;
    }

    void newTerm() {
        matched = 0;
        round = 0;
        first = null;
    }

    /// The receiver's rules of Figure 2.
    void append(long now, int from, RaftMessage.Append m) {
        if (m.term() < node.term()) {
            node.send(from, new RaftMessage.AppendReply(node.term(), false, 0, m.round()));
            return;
        }
        node.heard(now, from, m.term());
        round = Math.max(round, m.round());
        var log = node.log;
        // What is committed is the leader's as well; so is what is behind a snapshot.
        if (m.previousIndex() > node.commit() && log.term(m.previousIndex()) != m.previousTerm()) {
            node.send(from, new RaftMessage.AppendReply(node.term(), false, hint(m.previousIndex()), m.round()));
            return;
        }
        long last = m.previousIndex() + m.entries().size();
        add(m.entries());
        if (!node.keepsWhatFollows() && last < log.lastIndex() && last >= log.base()) node.truncate(last + 1);
        matched = Math.max(matched, Math.max(last, node.commit()));
        node.commitTo(Math.min(m.commit(), Math.max(last, node.commit())));
        confirm();
    }

    private void add(List<LogEntry> entries) {
        var log = node.log;
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.index() <= node.commit() || log.term(entry.index()) == entry.term()) continue;
            if (entry.index() <= log.lastIndex()) node.truncate(entry.index());
            node.append(entries.subList(i, entries.size()));
            return;
        }
    }

    /// How far the logs may agree: before the whole term of the entry that does not (end of section 5.3).
    private long hint(long index) {
        var log = node.log;
        if (index > log.lastIndex()) return log.lastIndex();
        long term = log.term(index);
        long before = index;
        while (before > node.commit() && log.term(before) == term) before--;
        return before;
    }

    /// Tells the leader how much is on the disk.
    void confirm() {
        int leader = node.leader();
        if (leader == RaftAnswer.NOBODY || leader == node.id) return;
        long index = Math.min(Math.max(matched, node.commit()), node.promises.durable());
        node.send(leader, new RaftMessage.AppendReply(node.term(), true, index, round));
    }

    void install(long now, int from, RaftMessage.Install m) {
        if (m.term() < node.term()) {
            node.send(from, new RaftMessage.InstallReply(node.term(), m.index(), 0, m.round()));
            return;
        }
        node.heard(now, from, m.term());
        round = Math.max(round, m.round());
        if (m.index() <= node.commit()) {
            confirm();
            return;
        }
        boolean isNext = first != null && first.index() == m.index() && first.size() == m.size();
        if (!isNext) {
            first = m;
            pieces.reset();
        }
        if (m.size() <= Snapshot.MOST_BYTES && m.offset() == pieces.size()
                && pieces.size() + m.piece().length() <= m.size()) {
            pieces.writeBytes(m.piece().array());
        }
        if (pieces.size() == m.size() && restore()) confirm();
        else node.send(from, new RaftMessage.InstallReply(node.term(), m.index(), pieces.size(), m.round()));
    }

    private boolean restore() {
        boolean done = false;
        try {
            var snapshot = Snapshot.decode(pieces.toByteArray());
            if (snapshot.index() == first.index()) {
                node.committed.restore(snapshot);
                matched = Math.max(matched, snapshot.index());
                done = true;
            }
        } catch (ProtocolViolation e) {
            System.getLogger("wirelab.raft").log(System.Logger.Level.WARNING, "the leader's snapshot: " + e.getMessage());
        }
        first = null;
        pieces.reset();
        return done;
    }
}
