package wirelab.tap;

import java.util.Locale;
import wirelab.kit.Visible;

/// One line of a ladder: an arrow from one party to another, or a remark.
///
/// @param nanos when, from the first line on
/// @param from column of the party that sends
/// @param to column of the party that receives; the same as `from` for a remark
/// @param label what it carries, in the protocol's words, one line
record LadderRow(long nanos, int from, int to, Kind kind, String label) {
    /// How an arrow is drawn.
    enum Kind {
        /// A connection is opened, or ended in order.
        SIGNAL,
        /// Bytes of a stream.
        DATA,
        /// A datagram: it may never arrive.
        DATAGRAM,
        /// A datagram that does not arrive.
        LOST,
        /// A connection that is broken off, or one that nobody accepts.
        BROKEN
    }

    private static final int MOST = 200;

    /// Makes any text one line that a terminal and a drawing can show.
    LadderRow {
        label = Visible.dotted(label.substring(0, label.offsetByCodePoints(0,
                Math.min(MOST, label.codePointCount(0, label.length())))));
    }

    /// A line of text beside a column.
    static LadderRow remark(long nanos, int column, String text) {
        return new LadderRow(nanos, column, column, Kind.SIGNAL, text);
    }

    /// Whether nothing but the time tells it from another.
    boolean isLike(LadderRow other) {
        return from == other.from && to == other.to && kind == other.kind && label.equals(other.label);
    }

    /// The time, in milliseconds with three digits behind the point.
    String time() {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
