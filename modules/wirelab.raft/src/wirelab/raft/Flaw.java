package wirelab.raft;

import java.util.Locale;

/// What can be wrong with such a system and not be seen for years; each is to be caught by a [Schedule].
public enum Flaw {
    /// Nothing is wrong.
    NONE("as it should be"),
    /// The disk says that it has forced what it has not.
    NO_FORCE("nothing is forced before it is acknowledged"),
    /// The term is written down, and not for whom one voted.
    VOTE_FORGOTTEN("the vote is not kept on disk"),
    /// Figure 8 of the paper.
    OLD_TERM_BY_COUNT("an entry of an earlier term is committed because a majority has it"),
    /// Whoever thinks that it leads answers at once.
    STALE_READ("a read is answered without asking a majority"),
    /// After a snapshot nobody knows what was applied.
    SESSIONS_NOT_SAVED("the table of sessions is missing from the snapshot"),
    /// A late message takes back what a later one has brought.
    TRUNCATES_AGREED("an append takes back entries that agree with it"),
    /// Whoever asks again gets it done again.
    RETRY_APPLIED_TWICE("a retry is applied a second time"),
    /// A move is a copy and a removal.
    HALF_MOVE("a move is two entries of the log");

    private final String words;

    Flaw(String words) {
        this.words = words;
    }

    /// {@return what is wrong, as the end of a sentence}
    public String words() {
        return words;
    }

    /// {@return its name as one types it}
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
