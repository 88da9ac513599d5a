package wirelab.raft;

import static wirelab.raft.RaftAnswer.NOBODY;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;

/// What a node does while it leads: one term of one leader.
final class Leadership {
    static final long NO_TICKET = Long.MIN_VALUE;

    /// A question that waits until the leader knows that it led when it was asked.
    private record Asked(long ticket, Bytes question, long round) {}

    private final RaftMachine node;
    private final Map<Integer, Progress> progress = new TreeMap<>();
    /// Who waits for which entry.
    private final Map<Long, Long> tickets = new HashMap<>();
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private final long firstIndex;
    private long pendingBytes;
    private long round;
    private boolean roundIsOpen;
    private long heartbeatAt;
    private long quorumAt;
    private int heir = NOBODY;
    private long heirTicket;
    private long heirUntil = Machine.NEVER;

    Leadership(RaftMachine node, long now) {
        this.node = node;
        firstIndex = node.log.lastIndex() + 1;
        heartbeatAt = now;
        quorumAt = Machine.after(now, node.options.election().toNanos());
        membersChanged();
    }

    long nextAt() {
        return Machine.earlier(Machine.earlier(heartbeatAt, quorumAt), heirUntil);
    }

    long match(int member) {
        var one = progress.get(member);
        return one == null ? 0 : one.match;
    }

    void membersChanged() {
        progress.keySet().removeIf(id -> !node.members().contains(id));
        for (var some : List.of(node.members().voters(), node.members().learners())) {
            for (int id : some) {
                if (id == node.id) continue;
                progress.computeIfAbsent(id, _ -> new Progress(id, node.log.lastIndex() + 1, heartbeatAt));
            }
        }
    }

    // What clients want.

    void propose(long now, long ticket, LogEntry.Content content) {
        String reason = heir != NOBODY ? "the leadership is being handed over"
                : tickets.size() >= node.options.pending() || pendingBytes >= node.options.pendingBytes()
                ? "too many commands wait" : null;
        if (reason != null) {
            answer(ticket, new RaftAnswer.Refused(reason));
            return;
        }
        var entry = new LogEntry(node.log.lastIndex() + 1, node.term(), content);
        if (ticket != NO_TICKET) tickets.put(entry.index(), ticket);
        pendingBytes += entry.size();
        node.append(List.of(entry));
        for (var one : progress.values()) sendEntries(one);
        advance();
    }

    /// One change at a time, and none before the leader has committed an entry of its term (thesis, section 4.1; and
    /// Ongaro's note of 2015, "bug in single-server membership changes").
    void change(long now, long ticket, Members wanted) {
        var members = node.members();
        String reason = null;
        if (wanted.voters().isEmpty()) reason = "a group without a voter";
        else if (node.commit() < firstIndex) reason = "the leader has not committed anything yet; ask again";
        else if (changeIsOpen()) reason = "another change is under way; ask again";
        else if (Members.difference(members, wanted) > 1) reason = "more than one voter at once";
        for (int id : wanted.voters()) {
            if (reason != null || members.voters().contains(id)) continue;
            if (!members.learners().contains(id)) reason = "node " + id + " is to learn first";
            else if (match(id) < node.commit()) reason = "node " + id + " has not caught up; ask again";
        }
        if (reason == null) propose(now, ticket, new LogEntry.Change(wanted));
        else answer(ticket, new RaftAnswer.Refused(reason));
    }

    private boolean changeIsOpen() {
        for (long i = node.commit() + 1; i <= node.log.lastIndex(); i++) {
            if (node.log.get(i).content() instanceof LogEntry.Change) return true;
        }
        return false;
    }

    /// Waits until the heir has all, then has it stand for election at once (thesis, section 3.10).
    void transfer(long now, long ticket, int to) {
        // Whoever did not hear the answer asks again, and the one who leads now is asked.
        if (to == node.id && heir == NOBODY) {
            answer(ticket, new RaftAnswer.Done(Bytes.of()));
            return;
        }
        String reason = heir != NOBODY ? "the leadership is being handed over already"
                : !node.members().voters().contains(to) ? "node " + to + " is no voter" : null;
        if (reason != null) {
            answer(ticket, new RaftAnswer.Refused(reason));
            return;
        }
        heir = to;
        heirTicket = ticket;
        heirUntil = Machine.after(now, node.options.election().toNanos());
        handOver();
    }

    private void handOver() {
        if (heir != NOBODY && match(heir) == node.log.lastIndex()) node.send(heir, new RaftMessage.TimeoutNow(node.term()));
    }

    /// A read is answered when a majority has confirmed, after it was asked, that this node leads, and what was committed
    /// then is applied (thesis, section 6.4). What is committed is applied at once here.
    void query(long now, long ticket, Bytes question) {
        if (asked.size() >= node.options.pending()) {
            answer(ticket, new RaftAnswer.Refused("too many questions wait"));
        } else if (!node.confirmsReads()) {
            answer(ticket, new RaftAnswer.Done(node.committed.answer(question)));
        } else {
            asked.add(new Asked(ticket, question, round + 1));
            if (!roundIsOpen) openRound();
            answerReads();
        }
    }

    private void openRound() {
        round++;
        roundIsOpen = true;
        for (var one : progress.values()) beat(one);
    }

    private void answerReads() {
        long confirmed = agreedBy(round, one -> one.round);
        if (roundIsOpen && confirmed >= round) {
            roundIsOpen = false;
            if (!asked.isEmpty() && asked.peekLast().round > round) openRound();
        }
        if (node.commit() < firstIndex) return;
        while (!asked.isEmpty() && asked.peek().round <= confirmed) {
            var one = asked.poll();
            answer(one.ticket, new RaftAnswer.Done(node.committed.answer(one.question)));
        }
    }

    /// {@return the greatest number that a majority of the voters has reached}
    private long agreedBy(long own, ToLongFunction<Progress> number) {
        var numbers = node.members().voters().stream()
                .mapToLong(id -> id == node.id ? own : number.applyAsLong(progress.get(id))).sorted().toArray();
        return numbers[numbers.length - node.members().majority()];
    }

    // What members say.

    void appendReply(long now, int from, RaftMessage.AppendReply m) {
        var one = progress.get(from);
        if (one == null) return;
        one.heard(now, m.round());
        boolean isNews = m.matches() || one.differs(m.index());
        if (m.matches() && one.matched(m.index(), node.log.lastIndex())) advance();
        answerReads();
        // Whoever takes a snapshot is sent its next piece when it has the one before, and at each heartbeat.
        if (isNews && !needsSnapshot(one)) sendEntries(one);
        else if (isNews && one.image == null) sendPiece(one);
        handOver();
    }

    void installReply(long now, int from, RaftMessage.InstallReply m) {
        var one = progress.get(from);
        if (one == null) return;
        one.heard(now, m.round());
        answerReads();
        if (!needsSnapshot(one) || one.image == null || one.snapshot.index() != m.index()) return;
        if (m.offset() <= one.image.length && m.offset() != one.offset) {
            one.offset = m.offset();
            sendPiece(one);
        }
    }

    /// Commits what a majority has on its disks.
    void advance() {
        long index = Math.min(agreedBy(node.promises.durable(), one -> one.match), node.log.lastIndex());
        if (index <= node.commit() || !node.commitsByCount(index)) return;
        node.commitTo(index);
        if (node.role() != RaftMachine.Role.LEADER) return;
        answerReads();
        for (var one : progress.values()) if (!one.isProbing() && one.next > node.log.lastIndex()) beat(one);
    }

    void applied(LogEntry entry, RaftAnswer answer) {
        pendingBytes = Math.max(0, pendingBytes - entry.size());
        var ticket = tickets.remove(entry.index());
        if (ticket != null) answer(ticket, answer);
        // A leader that is no member any more leads until that is committed (thesis, section 4.2.2).
        if (entry.content() instanceof LogEntry.Change change && !change.members().voters().contains(node.id)) {
            for (var one : progress.values()) beat(one);
            node.follow(heartbeatAt, node.term(), NOBODY);
        }
    }

    // Time.

    void wake(long now) {
        if (Machine.isDue(heirUntil, now)) {
            // It has not stood for election: this node goes on.
            answer(heirTicket, new RaftAnswer.Unknown("node " + heir + " did not take over"));
            heir = NOBODY;
            heirUntil = Machine.NEVER;
        }
        if (Machine.isDue(quorumAt, now)) {
            long limit = node.options.election().toNanos();
            long heard = node.members().voters().stream()
                    .filter(id -> id == node.id || now - progress.get(id).heardAt < limit).count();
            if (heard < node.members().majority()) {
                node.follow(now, node.term(), NOBODY);
                return;
            }
            quorumAt = Machine.after(now, limit);
        }
        if (Machine.isDue(heartbeatAt, now)) {
            heartbeatAt = Machine.after(now, node.options.heartbeat().toNanos());
            for (var one : progress.values()) beat(one);
        }
    }

    /// It leads no longer: nobody knows what becomes of what clients wait for.
    void end() {
        for (long ticket : List.copyOf(tickets.values())) answer(ticket, new RaftAnswer.Unknown("the leader has changed"));
        for (var one : asked) answer(one.ticket, new RaftAnswer.NotLeader(NOBODY));
        if (heir != NOBODY) answer(heirTicket, new RaftAnswer.Done(Bytes.of()));
        tickets.clear();
        asked.clear();
    }

    private void answer(long ticket, RaftAnswer answer) {
        if (ticket != NO_TICKET) node.perform(new RaftAction.Answer(ticket, answer));
    }

    // What members are sent.

    private boolean needsSnapshot(Progress one) {
        return one.next <= node.log.base();
    }

    /// A heartbeat, at least.
    private void beat(Progress one) {
        if (needsSnapshot(one)) sendPiece(one);
        else if (one.isProbing() || !sendEntries(one)) append(one, List.of());
    }

    /// {@return whether there was anything to send}
    private boolean sendEntries(Progress one) {
        boolean sent = false;
        while (!needsSnapshot(one) && one.mayTake(node.options.window(), node.log.lastIndex())) {
            var entries = node.log.from(one.next, node.options.batch());
            append(one, entries);
            one.next += entries.size();
            sent = true;
            if (one.isProbing()) {
                one.next -= entries.size();
                break;
            }
        }
        return sent;
    }

    private void append(Progress one, List<LogEntry> entries) {
        long previous = one.next - 1;
        long previousTerm = node.log.term(previous);
        node.send(one.id, new RaftMessage.Append(node.term(), previous, previousTerm, node.commit(), round, entries));
    }

    private void sendPiece(Progress one) {
        if (one.image == null || one.snapshot.index() < node.log.base()) {
            one.snapshot = node.committed.snapshot();
            one.image = one.snapshot.encode();
            one.offset = 0;
        }
        int from = (int) one.offset;
        int to = Math.min(one.image.length, from + node.options.piece());
        var piece = Bytes.wrap(Arrays.copyOfRange(one.image, from, to));
        node.send(one.id, new RaftMessage.Install(node.term(), one.snapshot.index(), one.snapshot.term(), one.image.length,
                from, round, piece));
    }
}
