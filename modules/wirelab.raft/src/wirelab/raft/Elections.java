package wirelab.raft;

import static wirelab.raft.RaftAnswer.NOBODY;

import java.util.TreeSet;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;

/// How a node comes to lead, and for whom it votes (section 5.2; thesis, section 9.6).
final class Elections {
    private final RaftMachine node;
    private final RandomGenerator random;
    private final TreeSet<Integer> votes = new TreeSet<>();
    private long ownVote;
    private long at;
    private long heardAt;
    private boolean hasHeard;

    Elections(RaftMachine node, RandomGenerator random) {
        this.node = node;
        this.random = random;
    }

    long nextAt() {
        return at;
    }

    void restart(long now) {
        long shortest = node.options.election().toNanos();
        at = Machine.after(now, shortest + random.nextLong(shortest));
    }

    /// There is a leader.
    void heard(long now) {
        hasHeard = true;
        heardAt = now;
        restart(now);
    }

    void wake(long now) {
        if (Machine.isDue(at, now)) trial(now);
    }

    /// The leader wants this node to lead.
    void wanted(long now) {
        if (mayStand()) campaign(now, true);
    }

    private boolean mayStand() {
        return node.members().voters().contains(node.id);
    }

    /// Asks whether it would be elected, before it disturbs anybody with a new term.
    private void trial(long now) {
        restart(now);
        if (!mayStand()) return;
        node.become(RaftMachine.Role.PRE_CANDIDATE, NOBODY);
        votes.clear();
        votes.add(node.id);
        if (votes.size() >= node.members().majority()) campaign(now, false);
        else ask(new RaftMessage.VoteRequest(node.term() + 1, node.log.lastIndex(), node.log.lastTerm(), true, false));
    }

    private void campaign(long now, boolean wanted) {
        restart(now);
        votes.clear();
        ownVote = node.ballot(new Ballot(node.term() + 1, node.id));
        node.become(RaftMachine.Role.CANDIDATE, NOBODY);
        ask(new RaftMessage.VoteRequest(node.term(), node.log.lastIndex(), node.log.lastTerm(), false, wanted));
    }

    private void ask(RaftMessage.VoteRequest request) {
        for (int voter : node.members().voters()) if (voter != node.id) node.send(voter, request);
    }

    /// Its own vote counts when it is on the disk, as any other.
    void stored(long now) {
        boolean counts = node.role() == RaftMachine.Role.CANDIDATE && node.promises.isStored(ownVote);
        if (counts && votes.add(node.id)) tally(now);
    }

    void voteRequest(long now, int from, RaftMessage.VoteRequest m) {
        // "If a server receives a RequestVote request within the minimum election timeout of hearing from a current leader,
        // it does not update its term or grant its vote" (thesis, section 4.2.3).
        boolean content = !m.wanted() && (node.role() == RaftMachine.Role.LEADER
                || hasHeard && now - heardAt < node.options.election().toNanos());
        // "up-to-date" is defined in section 5.4.1.
        boolean upToDate = m.lastTerm() > node.log.lastTerm()
                || m.lastTerm() == node.log.lastTerm() && m.lastIndex() >= node.log.lastIndex();
        if (m.trial()) {
            boolean granted = !content && upToDate && m.term() > node.term();
            node.send(from, new RaftMessage.VoteReply(node.term(), m.term(), true, granted));
            return;
        }
        if (content && m.term() > node.term()) return;
        if (m.term() > node.term()) node.follow(now, m.term(), NOBODY);
        int vote = node.ballot().vote();
        boolean granted = m.term() == node.term() && upToDate && (vote == NOBODY || vote == from);
        if (granted) {
            if (vote == NOBODY) node.ballot(new Ballot(node.term(), from));
            restart(now);
        }
        node.send(from, new RaftMessage.VoteReply(node.term(), m.term(), false, granted));
    }

    void voteReply(long now, int from, RaftMessage.VoteReply m) {
        boolean isTrial = node.role() == RaftMachine.Role.PRE_CANDIDATE && m.asked() == node.term() + 1;
        boolean isVote = node.role() == RaftMachine.Role.CANDIDATE && m.asked() == node.term();
        boolean counts = m.granted() && (m.trial() ? isTrial : isVote);
        if (counts && node.members().voters().contains(from) && votes.add(from)) tally(now);
    }

    private void tally(long now) {
        if (votes.size() < node.members().majority()) return;
        if (node.role() == RaftMachine.Role.PRE_CANDIDATE) campaign(now, false);
        else node.lead(now);
    }
}
