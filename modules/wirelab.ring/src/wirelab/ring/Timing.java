package wirelab.ring;

import java.time.Duration;
import wirelab.kit.UsageException;

/// The timers of SPECIFICATION.txt, Section 7; all nodes of a ring must have the same.
///
/// @param alive silence after which a link says that it lives
/// @param dead silence after which it is taken for dead
/// @param lap after which one's own frame or claim is lost; more than twice what a lap takes
/// @param lost without progress after which the turn is lost
/// @param form how long the first turn waits for nodes that are missing
/// @param probe between two looks for a nearer successor
/// @param retry between two rounds of dialling
/// @param rotation target of a rotation of the turn (TTRT of FDDI)
public record Timing(Duration alive, Duration dead, Duration lap, Duration lost, Duration form, Duration probe,
                     Duration retry, Duration rotation) {
    public static final Timing DEFAULTS = new Timing(Duration.ofMillis(500), Duration.ofMillis(2500),
            Duration.ofMillis(1000),
            Duration.ofSeconds(6), Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMillis(250),
                    Duration.ofMillis(500));

    public Timing {
        if (dead.compareTo(alive.multipliedBy(3)) < 0) throw new UsageException("dead must be at least three times alive");
        if (lost.compareTo(dead.plus(lap.multipliedBy(2))) < 0) {
            throw new UsageException("lost must be at least dead and two laps");
        }
        if (!retry.isPositive() || !alive.isPositive() || !probe.isPositive() || !rotation.isPositive()
                || !lap.isPositive()) {
            throw new UsageException("the times of a ring must be greater than zero");
        }
    }

    /// All times alike longer or shorter, but for the formation.
    public Timing scaled(double by) {
        return new Timing(times(alive, by), times(dead, by), times(lap, by), times(lost, by), form, times(probe, by),
                times(retry, by), times(rotation, by));
    }

    public Timing withForm(Duration form) {
        return new Timing(alive, dead, lap, lost, form, probe, retry, rotation);
    }

    private static Duration times(Duration time, double by) {
        return Duration.ofNanos((long) (time.toNanos() * by));
    }
}
