package wirelab.impair;

import java.util.List;
import java.util.Objects;

/// What one direction of a link does to what travels over it. All times are in nanoseconds, all shares between 0 and 1.
///
/// @param delay how long the way takes
/// @param damage what the wire does to single packets
/// @param bottleneck the narrow place before the wire, or `null` where there is none
/// @param cut when TCP connections are broken off, or `null` for never
public record Conditions(Delay delay, Damage damage, Bottleneck bottleneck, List<Blackout> blackouts, Cut cut) {
    /// The way is short, nothing is lost, nothing waits.
    public static final Conditions PERFECT = new Conditions(Delay.NONE, Damage.NONE, null, List.of(), null);

    public Conditions {
        Objects.requireNonNull(delay);
        Objects.requireNonNull(damage);
        blackouts = List.copyOf(blackouts);
    }

    /// How the time on the way is spread around its mean.
    public enum Shape {
        /// All values from mean - jitter to mean + jitter are equally likely.
        UNIFORM,
        /// The normal distribution; the jitter is its standard deviation. What would be negative is zero.
        NORMAL,
        /// The Pareto distribution with exponent 3: most packets a little early, a few very late. The jitter is its standard
        /// deviation, its mean is that of the others.
        PARETO
    }

    /// How long the way takes.
    ///
    /// @param mean on average
    /// @param jitter how far around it
    /// @param shape what the jitter means
    /// @param ordered whether a packet waits for those that were sent before it; else jitter makes packets overtake
    public record Delay(long mean, long jitter, Shape shape, boolean ordered) {
        /// No time at all.
        public static final Delay NONE = new Delay(0, 0, Shape.UNIFORM, true);
    }

    /// What the wire does to single packets.
    ///
    /// @param duplicate the share that arrives twice
    /// @param corrupt the share that arrives with one bit turned over
    /// @param reorder the share that is held back while others pass
    public record Damage(Loss loss, double duplicate, double corrupt, double reorder, long lateness) {
        public static final Damage NONE = new Damage(Loss.NONE, 0, 0, 0, 0);
    }

    /// Loss after Gilbert and Elliott: the wire is good or bad, changes between the two from packet to packet, and loses
    /// packets in each at a rate of its own. With no way into the bad state it is plain independent loss (Bernoulli).
    ///
    /// ```
    ///            enterBad
    ///   +------+ -------> +-----+      share of packets met in the bad state:  enterBad / (enterBad + leaveBad)
    ///   | good |          | bad |      mean number of packets until it is left: 1 / leaveBad
    ///   +------+ <------- +-----+
    ///            leaveBad
    /// ```
    ///
    /// @param enterBad probability to go from good to bad before a packet
    /// @param leaveBad probability to go from bad to good before a packet
    /// @param inBad share that is lost in the bad state
    /// @param inGood share that is lost in the good state
    public record Loss(double enterBad, double leaveBad, double inBad, double inGood) {
        /// Nothing is lost.
        public static final Loss NONE = independent(0);

        /// Each packet is lost or not regardless of the others.
        public static Loss independent(double share) {
            return new Loss(0, 1, 0, share);
        }

        /// Packets are lost in bursts (Gilbert's case: all in the bad state, none in the good one).
        ///
        /// @param length how many are lost in a row, on average
        public static Loss bursts(double share, double length) {
            double leave = 1 / length;
            return new Loss(leave * share / (1 - share), leave, 1, 0);
        }

        /// How many are lost in the long run.
        public double share() {
            double bad = enterBad == 0 ? 0 : enterBad / (enterBad + leaveBad);
            return bad * inBad + (1 - bad) * inGood;
        }
    }

    /// The narrow place: packets leave it one after the other, and wait in a queue until they can.
    ///
    /// @param rate bits per second
    /// @param packets how many may wait; one more is dropped at the tail
    /// @param bytes how much may wait; what is more is dropped at the tail
    /// @param codel the management of the queue, or `null` for the tail drop alone
    public record Bottleneck(long rate, int packets, long bytes, Controlled codel) {
        /// How many packets may wait unless told otherwise.
        public static final int PACKETS = 1000;

        /// {@return how long the transmitter needs for a packet: nanoseconds, with a fraction}
        double transmission(int bytes) {
            return bytes * 8e9 / rate;
        }
    }

    /// How CoDel judges a queue (RFC 8289).
    ///
    /// @param target nanoseconds that packets may wait for long
    /// @param interval nanoseconds after which waiting longer than the target counts as long; about a worst round trip
    public record Controlled(long target, long interval) {
        /// 5 ms and 100 ms, as RFC 8289 recommends (sections 4.3 and 4.4).
        public static final Controlled DEFAULTS = new Controlled(5_000_000, 100_000_000);
    }

    /// The wire is dead for a while: packets are lost, streams wait.
    ///
    /// @param from when it begins, after the start of the link
    /// @param every how often it comes again, counted from its first beginning; 0 for once
    public record Blackout(long from, long to, long every) {
        /// Until when the wire is dead.
        ///
        /// @param now since the start of the link
        /// @return the end of the blackout, or `now` when there is none
        long end(long now) {
            if (now < from) return now;
            long since = every == 0 ? now - from : (now - from) % every;
            return since < to - from ? now + (to - from) - since : now;
        }
    }

    /// TCP connections are broken off (reset), whichever limit they reach first.
    ///
    /// @param age nanoseconds after the connection was opened, or [Long#MAX_VALUE]
    /// @param bytes how many were carried in this direction, or [Long#MAX_VALUE]
    public record Cut(long age, long bytes) {}

    /// Until when the wire is dead.
    ///
    /// @param now since the start of the link
    /// @return the end of the blackout, or `now` when there is none
    long blackoutEnd(long now) {
        long end = now;
        // Blackouts may follow each other without a gap: go on until none holds; bounded, since they may never end.
        for (int i = 0; i < 100; i++) {
            long before = end;
            for (var blackout : blackouts) end = blackout.end(end);
            if (end == before) break;
        }
        return end;
    }

    /// {@return the least that any packet is delayed on the wire: nanoseconds}
    long leastDelay() {
        return switch (delay.shape) {
            case UNIFORM -> Math.max(0, delay.mean - delay.jitter);
            case NORMAL -> delay.jitter == 0 ? delay.mean : 0;
            case PARETO -> Math.max(0, delay.mean - delay.jitter);
        };
    }
}
