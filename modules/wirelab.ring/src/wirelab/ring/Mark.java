package wirelab.ring;

/// How far the turn has come, as far as a node has seen (SPECIFICATION.txt, Section 4.2). Marks are totally ordered, and
/// only
/// one node at a time can make greater ones: whatever is not later than what was seen is stale, a duplicate, or an orphan on
/// its second pass.
///
/// @param epoch round in the upper 32 bits, its maker in the lower; unsigned
/// @param turn number of the turn in its epoch, from 1; 0 before the first; unsigned
/// @param copy frames that its holder has sent in it, 0 for the turn itself
public record Mark(long epoch, long turn, int copy) implements Comparable<Mark> {
    /// Nothing seen.
    public static final Mark NONE = new Mark(0, 0, 0);
    /// Frames that a holder may send in one turn: what the field holds.
    public static final int MOST_COPIES = 0xffff;

    public static long epoch(long round, long maker) {
        return round << 32 | maker & 0xffff_ffffL;
    }

    public static long round(long epoch) {
        return epoch >>> 32;
    }

    public long round() {
        return round(epoch);
    }

    public long maker() {
        return epoch & 0xffff_ffffL;
    }

    public boolean after(Mark other) {
        return compareTo(other) > 0;
    }

    /// The same turn, one frame on.
    Mark nextCopy() {
        return new Mark(epoch, turn, copy + 1);
    }

    /// The next turn.
    Mark nextTurn() {
        return new Mark(epoch, turn + 1, 0);
    }

    @Override
    public int compareTo(Mark other) {
        int order = Long.compareUnsigned(epoch, other.epoch);
        if (order == 0) order = Long.compareUnsigned(turn, other.turn);
        return order == 0 ? Integer.compare(copy, other.copy) : order;
    }

    @Override
    public String toString() {
        return round() + "." + maker() + "/" + Long.toUnsignedString(turn) + "/" + copy;
    }
}
