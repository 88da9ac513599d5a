package wirelab.raft;

import wirelab.kit.Bytes;

/// What becomes of what a client wants.
public sealed interface RaftAnswer {
    /// No node, where one is meant.
    int NOBODY = -1;

    /// It was done, once, and will not be undone.
    record Done(Bytes result) implements RaftAnswer {}

    /// A session is open.
    record Opened(long session) implements RaftAnswer {}

    /// Nothing was done here: another node leads.
    ///
    /// @param leader who, as far as is known; else [#NOBODY]
    record NotLeader(int leader) implements RaftAnswer {}

    /// Nothing was done, and will not be.
    record Refused(String reason) implements RaftAnswer {}

    /// It may be done yet or not: ask again with the same sequence.
    record Unknown(String reason) implements RaftAnswer {}
}
