package wirelab.mapreduce;

/// A mapper as its master's machine sees it, whether it is connected or was.
final class KnownMapper {
    /// Nothing in hand.
    static final int FREE = -1;

    private boolean up;
    private boolean leaves;
    private int portion = FREE;
    /// Mapped in attempts that are over.
    private long mapped;
    private int deaths;

    /// {@return whether it was not there before}
    boolean comes() {
        boolean isNew = !up;
        up = true;
        return isNew;
    }

    /// {@return the portion that it had, or [#FREE]}
    int goes() {
        up = false;
        leaves = false;
        return takeBack();
    }

    /// It wants nothing more.
    int leave() {
        leaves = true;
        return takeBack();
    }

    void give(int portion) {
        this.portion = portion;
    }

    /// It no longer works on a portion, unless it has another one by now.
    void free(int portion) {
        if (this.portion == portion) this.portion = FREE;
    }

    private int takeBack() {
        int had = portion;
        portion = FREE;
        return had;
    }

    boolean isUp() {
        return up;
    }

    boolean isWaiting() {
        return up && !leaves && portion == FREE;
    }

    void died() {
        deaths++;
    }

    void mapped(long bytes) {
        mapped += bytes;
    }

    /// @param held what it has in hand, `null` for nothing
    JobView.Node view(int mapper, Portion.Held held) {
        var state = !up ? JobView.State.AWAY : leaves ? JobView.State.LEAVES : held == null ? JobView.State.FREE
                : JobView.State.of(held.phase);
        int attempt = held == null ? FREE : held.number;
        return new JobView.Node(mapper, "", state, portion, attempt, mapped + (held == null ? 0 : held.bytes),
                held == null ? 0 : held.rate() * 1e9, 0, deaths);
    }
}
