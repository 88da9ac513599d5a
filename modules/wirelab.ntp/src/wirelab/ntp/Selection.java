package wirelab.ntp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which of several servers can be right together: Marzullo's algorithm.
///
/// Each server says in which interval the offset must lie. If more than half of them are honest, the truth lies where most
/// intervals overlap; a server whose interval does not touch that place is a false-ticker, whoever it is.
///
/// ```
/// A      |------------|
/// B            |-----------|
/// C                                |------|     false-ticker
///              |======|                         where most agree
/// ```
///
/// @param survivors the indexes of the intervals that hold it, in order
public record Selection(Interval interval, List<Integer> survivors) {
    /// One end of an interval; beginnings come before ends at the same place, so that intervals that touch overlap.
    private record Edge(long at, int type) {
        static final int BEGIN = -1;
        static final int END = 1;
    }

    /// Finds where most intervals overlap.
    ///
    /// @return the place and the servers that agree on it; empty when no more than half of the servers agree on anything
    public static Optional<Selection> of(List<Interval> intervals) {
        var edges = new ArrayList<Edge>();
        for (var interval : intervals) {
            edges.add(new Edge(interval.low(), Edge.BEGIN));
            edges.add(new Edge(interval.high(), Edge.END));
        }
        edges.sort(Comparator.comparingLong(Edge::at).thenComparingInt(Edge::type));
        int open = 0;
        int most = 0;
        Interval best = null;
        for (int i = 0; i < edges.size(); i++) {
            open -= edges.get(i).type;
            if (open > most) {
                // An edge follows: what has begun here has not ended yet.
                most = open;
                best = new Interval(edges.get(i).at, edges.get(i + 1).at);
            }
        }
        if (2 * most <= intervals.size()) return Optional.empty();
        var agreed = best;
        return Optional.of(new Selection(agreed, IntStream.range(0, intervals.size())
                .filter(i -> intervals.get(i).intersect(agreed).equals(Optional.of(agreed))).boxed().toList()));
    }
}
