package wirelab.ring;

import static wirelab.kit.Machine.NEVER;
import static wirelab.kit.Machine.after;

/// When the turn counts as lost, and who makes a new one: the greatest claim that comes round (Chang and Roberts, 1979;
/// SPECIFICATION.txt, Section 5.5). A claim that was made once is never made again, not even after a crash.
final class Election {
    private static final long MOST_ROUNDS = 0xffff_ffffL;

    private final Outbox out;
    /// The greatest claim seen, as an epoch.
    private long claim;
    private long claimedAt = NEVER;
    /// When a sign of the turn was seen last: the mark rose, or this node held.
    private long seenAt;

    Election(long now, Outbox out, long remembered) {
        this.out = out;
        claim = remembered;
        seenAt = after(now, 0);
    }

    /// The turn is somewhere.
    void seen(long now) {
        seenAt = after(now, 0);
    }

    /// When a claim is to be made: at once where there was no turn yet, soon where an election is under way, otherwise when
    /// the turn counts as lost; and not before the last claim is.
    long nextAt(Turn turn, Links links) {
        boolean fresh = out.mark.turn() == 0;
        if (turn.holds() || links.successor == null || fresh && links.predecessor == null) return NEVER;
        var timing = out.options.timing();
        long lost = fresh ? seenAt : after(seenAt, (isOpen() ? timing.lap() : timing.lost()).toNanos());
        if (claimedAt == NEVER) return lost;
        long overdue = after(claimedAt, timing.lap().toNanos());
        return overdue - lost > 0 ? overdue : lost;
    }

    private boolean isOpen() {
        return Long.compareUnsigned(claim, out.mark.epoch()) > 0;
    }

    /// Makes a claim greater than any seen.
    void claim(long now, Link successor) {
        claimedAt = after(now, 0);
        if (successor == null) return;
        long round = Math.max(Mark.round(claim), out.mark.round()) + 1;
        // Somebody has claimed the greatest round: nothing is greater, and no claim is made twice (Section 10).
        if (round > MOST_ROUNDS) return;
        long id = out.options.id();
        claim = Mark.epoch(round, id);
        out.record(new JournalEntry.Claimed(claim));
        out.note("claim", round + "." + id);
        var mark = new Mark(claim, 0, 0);
        successor.send(now, Signal.of(SignalKind.CLAIM, id, id, mark, out.options.incarnation(), 1), out);
    }

    /// A claim comes by.
    ///
    /// @return whether it is this node's own, and nobody's was greater
    boolean received(long now, Signal signal, Link successor) {
        long epoch = signal.mark().epoch();
        if (Long.compareUnsigned(epoch, out.mark.epoch()) <= 0) return false;
        if (signal.source() == out.options.id()) return epoch == claim;
        // A claim that was seen before is on its second pass.
        if (Long.compareUnsigned(epoch, claim) <= 0) return false;
        claim = epoch;
        claimedAt = after(now, 0);
        if (successor != null) successor.send(now, signal.withSequence(signal.sequence() + 1), out);
        return false;
    }
}
