package wirelab.raft;

/// What a node must never forget, for it could vote twice: "updated on stable storage before responding" (Figure 2).
///
/// @param term the latest that was seen
/// @param vote for whom in this term, or [RaftAnswer#NOBODY]
public record Ballot(long term, int vote) {
    static final Ballot FIRST = new Ballot(0, RaftAnswer.NOBODY);
}
