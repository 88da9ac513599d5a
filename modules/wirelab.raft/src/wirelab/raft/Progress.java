package wirelab.raft;

/// What a leader knows about a member: `nextIndex` and `matchIndex` of Figure 2, and what it is being sent.
final class Progress {
    final int id;
    /// The entry that it is sent next.
    long next;
    /// It has the log on its disk up to here.
    long match;
    /// The latest round of heartbeats that it has answered.
    long round;
    long heardAt;
    /// Where the logs agree is not known: one message at a time, until it is.
    private boolean probing = true;
    Snapshot snapshot;
    byte[] image;
    long offset;

    Progress(int id, long next, long now) {
        this.id = id;
        this.next = next;
        heardAt = now;
    }

    void heard(long now, long answered) {
        heardAt = now;
        round = Math.max(round, answered);
    }

    /// It has the log up to an entry.
    ///
    /// @param last the leader's last entry, beyond which nobody can be
    /// @return whether that is news
    boolean matched(long index, long last) {
        probing = false;
        boolean isNews = index > match;
        match = Math.max(match, Math.min(index, last));
        next = Math.max(next, match + 1);
        snapshot = null;
        image = null;
        return isNews;
    }

    /// The logs differ behind an entry, or earlier.
    ///
    /// @return whether that is news; a message that came twice is not answered twice
    boolean differs(long hint) {
        long before = next;
        next = Math.max(match + 1, Math.min(next, hint + 1));
        boolean isNews = !probing || next < before;
        probing = true;
        return isNews;
    }

    boolean isProbing() {
        return probing;
    }

    boolean mayTake(int window, long last) {
        return next <= last && next - 1 - match < window;
    }
}
