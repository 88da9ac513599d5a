package wirelab.ntp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// How fast a clock gains on another: the straight line through the offsets that were measured over time (least squares,
/// each sample weighing as the inverse square of its bound).
///
/// The slope of such a line is a sum of the offsets, each times a factor that depends on the times alone. So if no offset is
/// wrong by more than its bound, the slope is wrong by no more than the sum of the bounds, each times the size of its
/// factor.
public final class Drift {
    /// A line.
    ///
    /// @param at where on the local clock it is given, in nanoseconds
    /// @param offset the offset there, in nanoseconds
    /// @param rate nanoseconds per nanosecond by which the other clock gains
    /// @param rateError how wrong the rate may be, if the drift is constant
    public record Line(long at, double offset, double rate, double rateError) {
        /// Goes along the line.
        ///
        /// @param time by the local clock, in nanoseconds
        public double offsetAt(long time) {
            return offset + rate * (time - at);
        }
    }

    private record Point(long at, long offset, long bound) {
        double weight() {
            double atLeast = Math.max(1, bound);
            return 1 / (atLeast * atLeast);
        }
    }

    private final int most;
    private final Deque<Point> points = new ArrayDeque<>();

    /// Begins without samples.
    ///
    /// @param most samples that are kept; the oldest makes room for the newest
    public Drift(int most) {
        if (most < 2) throw new IllegalArgumentException("a line needs two samples, not " + most);
        this.most = most;
    }

    /// Adds a sample.
    ///
    /// @param at when it was taken, by the local clock, in nanoseconds
    /// @param offset what was measured, in nanoseconds
    public void add(long at, long offset, long bound) {
        if (points.size() == most) points.removeFirst();
        points.addLast(new Point(at, offset, bound));
    }

    /// Forgets all samples.
    public void clear() {
        points.clear();
    }

    /// Moves all samples, when the other clock has jumped by a known amount.
    ///
    /// @param by nanoseconds by which it is further ahead now
    public void shift(long by) {
        points.addAll(points.stream().map(point -> new Point(point.at, point.offset + by, point.bound)).toList());
        for (int half = points.size() / 2; half > 0; half--) points.removeFirst();
    }

    /// Lays the line through the samples.
    ///
    /// @return the line, empty while there are no two samples at different times
    public Optional<Line> fit() {
        if (points.size() < 2) return Optional.empty();
        // Seen from the first sample the numbers are small, and nothing is lost to rounding.
        var first = points.getFirst();
        double weights = 0;
        double x = 0;
        double y = 0;
        for (var point : points) {
            weights += point.weight();
            x += point.weight() * (point.at - first.at);
            y += point.weight() * (point.offset - first.offset);
        }
        x /= weights;
        y /= weights;
        double square = 0;
        double product = 0;
        double error = 0;
        for (var point : points) {
            double dx = point.at - first.at - x;
            square += point.weight() * dx * dx;
            product += point.weight() * dx * (point.offset - first.offset - y);
            error += point.weight() * Math.abs(dx) * point.bound;
        }
        if (square == 0) return Optional.empty();
        double rate = product / square;
        return Optional.of(new Line(first.at, first.offset + y - rate * x, rate, error / square));
    }
}
