package wirelab.ntp;

import java.util.ArrayList;
import java.util.List;

/// The Berkeley algorithm (Gusella and Zatti, 1989): there is no clock that is known to be right, so a group of machines
/// agrees on the mean of their clocks.
///
/// One machine, the master, asks the others what time they have, as Cristian's client would; leaves out clocks that are far
/// from the rest; takes the mean, its own clock included; and tells each machine by how much to change its clock.
///
/// @param mean the mean of the clocks that count, as an offset from the master's clock, in nanoseconds
/// @param adjustments by how much each machine has to move its clock: the master first, then the others in order
public record Berkeley(long mean, List<Long> adjustments) {
    /// Averages clocks.
    ///
    /// @param offsets how far each of the others is ahead of the master, as the master has measured it, in nanoseconds
    /// @param tolerance a clock this far from the median of all does not count for the mean, but is told to change all the
    /// same
    public static Berkeley of(List<Long> offsets, long tolerance) {
        var all = new ArrayList<Long>(List.of(0L));
        all.addAll(offsets);
        long median = all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow();
        long mean = Math.round(all.stream().filter(offset -> Math.abs(offset - median) <= tolerance)
                .mapToLong(Long::longValue).average().orElseThrow());
        return new Berkeley(mean, all.stream().map(offset -> mean - offset).toList());
    }
}
