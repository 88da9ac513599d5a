package wirelab.ntp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What several servers say together.
///
/// @param interval where the offset lies now if the majority is honest
/// @param offset the most likely offset: that of the best survivor, inside the interval
/// @param best the survivor with the smallest distance among those heard just now
/// @param leap what more than half of the survivors announce
/// @param survivors which of the samples agree, by index
public record Combination(Interval interval, long offset, Sample best, LeapIndicator leap, List<Integer> survivors) {
    /// Combines samples of different servers.
    ///
    /// @param samples one per server, some of them older than others
    /// @param since samples that arrived from here on, by the local clock, are new; the others only vote
    /// @param clock the clock they were taken with, which knows how offsets move
    /// @return the combination, empty when there is no majority, or none with a new sample in it
    public static Optional<Combination> of(List<Sample> samples, long since, DisciplinedClock clock) {
        var intervals = new ArrayList<Interval>();
        for (var sample : samples) {
            intervals.add(clock.carry(Interval.around(sample.offset(), sample.distance()), sample.exchange().t4()));
        }
        return Selection.of(intervals).flatMap(selection -> {
            var leaps = selection.survivors().stream().map(i -> samples.get(i).answer().leap()).toList();
            return selection.survivors().stream().filter(i -> samples.get(i).exchange().t4() >= since)
                    .min(Comparator.comparingLong(i -> samples.get(i).distance()))
                    .map(best -> new Combination(selection.interval(),
                            selection.interval().nearest(intervals.get(best).middle()), samples.get(best),
                            majority(leaps), selection.survivors()));
        });
    }

    private static LeapIndicator majority(List<LeapIndicator> leaps) {
        for (var leap : List.of(LeapIndicator.INSERT, LeapIndicator.DELETE)) {
            if (2 * leaps.stream().filter(leap::equals).count() > leaps.size()) return leap;
        }
        return LeapIndicator.NONE;
    }
}
