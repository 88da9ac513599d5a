package wirelab.raft;

import static wirelab.raft.RaftAnswer.NOBODY;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// A node of a group that agrees on one log: Raft after Ongaro and Ousterhout, *In Search of an Understandable Consensus
/// Algorithm (Extended Version)*, 2014 ("the paper"), and Ongaro's thesis of the same year.
///
/// What it wants done are [RaftAction]s, in order. It never waits for its disk: what is to be written has a number, and what
/// must not be said before it is written is held until [#stored] names that number.
public sealed class RaftMachine extends Machine.Simple<RaftAction> permits FlawedMachine {
    /// What a node does in its term.
    public enum Role {
        FOLLOWER, PRE_CANDIDATE, CANDIDATE, LEADER
    }

    final int id;
    final RaftOptions options;
    final RaftLog log;
    final Promises promises;
    final Committed committed;
    private final Follower follower = new Follower(this);
    private Ballot ballot;
    private Role role = Role.FOLLOWER;
    private int leader = NOBODY;
    /// Those of the last entry that changes them, committed or not: "a server always uses the latest configuration in its
    /// log" (section 6).
    private Members members;
    private Leadership leadership;
    private final Elections elections;

    /// Starts with what was on the disk.
    ///
    /// @param states is given the snapshot's state; empty before
    /// @param random for the times of elections
    /// @throws ProtocolViolation when the snapshot does not fit the state machine
    public RaftMachine(long now, int id, RaftOptions options, Recovered recovered, StateMachine states,
            RandomGenerator random) throws ProtocolViolation {
        this.id = id;
        this.options = options;
        elections = new Elections(this, random);
        ballot = recovered.ballot();
        var snapshot = recovered.snapshot();
        log = new RaftLog(recovered.tail());
        if (log.lastIndex() < snapshot.index()) log.reset(snapshot.index(), snapshot.term());
        promises = new Promises(log.lastIndex());
        committed = new Committed(this, sessions(states), snapshot);
        refreshMembers();
        elections.restart(now);
        schedule();
    }

    // What is known.

    public Role role() {
        return role;
    }

    public long term() {
        return ballot.term();
    }

    Ballot ballot() {
        return ballot;
    }

    /// {@return who leads, as far as this node knows; else [RaftAnswer#NOBODY]}
    public int leader() {
        return leader;
    }

    public long commit() {
        return committed.index();
    }

    public long lastIndex() {
        return log.lastIndex();
    }

    public Members members() {
        return members;
    }

    /// {@return what is in place of the log before the entries in memory}
    public Snapshot snapshot() {
        return committed.snapshot();
    }

    /// {@return the entries in memory}
    public List<LogEntry> entries() {
        return log.tail().entries();
    }

    /// {@return how far a member is known to have the log on its disk; 0 for no member, or when this node does not lead}
    public long match(int member) {
        return leadership == null ? 0 : member == id ? promises.durable() : leadership.match(member);
    }

    // What clients want.

    /// Wants a session opened.
    ///
    /// @param ticket comes back with the answer
    public void open(long now, long ticket) {
        propose(now, ticket, new LogEntry.Open());
    }

    /// Wants a command done, once.
    ///
    /// @param sequence greater with each command of the session; the same when it is asked again
    public void command(long now, long ticket, long session, long sequence, Bytes command) {
        var before = role == Role.LEADER ? committed.answered(session, sequence) : null;
        if (before != null) act(new RaftAction.Answer(ticket, before));
        else propose(now, ticket, new LogEntry.Command(session, sequence, command));
    }

    private void propose(long now, long ticket, LogEntry.Content content) {
        if (leads(ticket)) leadership.propose(now, ticket, content);
        schedule();
    }

    private boolean leads(long ticket) {
        if (leadership == null) act(new RaftAction.Answer(ticket, new RaftAnswer.NotLeader(leader)));
        return leadership != null;
    }

    /// Wants a question answered from a state that is not older than the question.
    public void query(long now, long ticket, Bytes question) {
        if (leads(ticket)) leadership.query(now, ticket, question);
        schedule();
    }

    /// Wants other members: one voter more or less than before, or any learners.
    public void change(long now, long ticket, Members wanted) {
        if (leads(ticket)) leadership.change(now, ticket, wanted);
        schedule();
    }

    /// Wants another voter to lead.
    public void transfer(long now, long ticket, int to) {
        if (leads(ticket)) leadership.transfer(now, ticket, to);
        schedule();
    }

    // What happens.

    /// A member says something.
    public void received(long now, int from, RaftMessage message) {
        boolean isAsked = message instanceof RaftMessage.VoteRequest;
        if (message.term() > ballot.term() && !isAsked) {
            follow(now, message.term(), NOBODY);
        }
        switch (message) {
            case RaftMessage.VoteRequest m -> elections.voteRequest(now, from, m);
            case RaftMessage.VoteReply m -> elections.voteReply(now, from, m);
            case RaftMessage.Append m -> follower.append(now, from, m);
            case RaftMessage.Install m -> follower.install(now, from, m);
            case RaftMessage.AppendReply m when isMine(m) -> leadership.appendReply(now, from, m);
            case RaftMessage.InstallReply m when isMine(m) -> leadership.installReply(now, from, m);
            case RaftMessage.TimeoutNow m when m.term() == ballot.term() && role == Role.FOLLOWER -> elections.wanted(now);
            case RaftMessage.AppendReply _, RaftMessage.InstallReply _, RaftMessage.TimeoutNow _ -> {
                // Of an earlier term.
            }
        }
        schedule();
    }

    private boolean isMine(RaftMessage reply) {
        return leadership != null && reply.term() == ballot.term();
    }

    /// What was to be written is on the disk, up to a number.
    public void stored(long now, long number) {
        long before = promises.durable();
        promises.stored(number).forEach(this::act);
        elections.stored(now);
        if (leadership != null) leadership.advance();
        else if (promises.durable() > before) follower.confirm();
        schedule();
    }

    @Override
    protected void wake(long now) {
        if (leadership != null) leadership.wake(now);
        else elections.wake(now);
        schedule();
    }

    final void schedule() {
        wakeAt(leadership != null ? leadership.nextAt() : elections.nextAt());
    }

    // What it is.

    void lead(long now) {
        become(Role.LEADER, id);
        leadership = new Leadership(this, now);
        leadership.propose(now, Leadership.NO_TICKET, new LogEntry.Nothing());
    }

    /// Is a follower from now on, of somebody or nobody; what clients wait for is known to nobody then.
    void follow(long now, long term, int newLeader) {
        if (term > ballot.term()) {
            ballot(new Ballot(term, NOBODY));
            follower.newTerm();
        }
        var before = leadership;
        leadership = null;
        if (role != Role.FOLLOWER || leader != newLeader) become(Role.FOLLOWER, newLeader);
        if (before != null) {
            elections.restart(now);
            before.end();
        }
    }

    /// The leader has spoken, and so there is one.
    void heard(long now, int from, long term) {
        if (leadership != null) throw new IllegalStateException("two leaders in term " + term + ": " + id + " and " + from);
        if (role != Role.FOLLOWER || leader != from) follow(now, term, from);
        elections.heard(now);
    }

    void become(Role newRole, int newLeader) {
        role = newRole;
        leader = newLeader;
        act(new RaftAction.Became(role, ballot.term(), leader));
    }

    long ballot(Ballot fresh) {
        ballot = fresh;
        long number = promises.next(true, log.lastIndex());
        act(new RaftAction.Store(number, ballot, List.of()));
        return number;
    }

    void send(int to, RaftMessage message) {
        var action = new RaftAction.Send(to, message);
        if (promises.mayAct(action)) act(action);
    }

    void perform(RaftAction action) {
        act(action);
    }

    /// {@return the leadership, or `null`}
    Leadership leadership() {
        return leadership;
    }

    // The log.

    /// Appends entries, and has them written.
    void append(List<LogEntry> entries) {
        for (var entry : entries) {
            log.append(entry);
            if (entry.content() instanceof LogEntry.Change) refreshMembers();
        }
        act(new RaftAction.Store(promises.next(false, log.lastIndex()), null, List.copyOf(entries)));
    }

    void truncate(long index) {
        log.truncate(index);
        promises.cut(index - 1);
        refreshMembers();
    }

    void refreshMembers() {
        members = committed.members();
        for (long i = Math.max(commit(), log.base()) + 1; i <= log.lastIndex(); i++) {
            if (log.get(i).content() instanceof LogEntry.Change change) members = change.members();
        }
        if (leadership != null) leadership.membersChanged();
    }

    void commitTo(long index) {
        committed.to(index);
    }

    // What could be done wrong: see Flaw.

    Sessions sessions(StateMachine states) {
        return new Sessions(states, options.sessions());
    }

    /// "Only log entries from the leader's current term are committed by counting replicas" (section 5.4.2).
    boolean commitsByCount(long index) {
        return log.term(index) == ballot.term();
    }

    boolean confirmsReads() {
        return true;
    }

    /// A request may be late: what follows its entries may have come with a later one (Figure 2, "if an existing entry
    /// conflicts").
    boolean keepsWhatFollows() {
        return true;
    }

    @Override
    public String toString() {
        return "node " + id + ", " + role.name().toLowerCase(Locale.ROOT).replace('_', '-') + " in term "
                + ballot.term() + ", log to " + log.lastIndex() + ", committed to " + commit();
    }
}
