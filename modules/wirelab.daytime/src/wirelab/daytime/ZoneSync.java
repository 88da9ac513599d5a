package wirelab.daytime;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import wirelab.ntp.Synchroniser;

/// How good the clock of a server is: what it says of itself in each answer.
///
/// @param bound how wrong it may be at most; [#UNKNOWN] if it was never set
/// @param age how long ago it was corrected; [#UNKNOWN] if never
/// @param stratum steps from a reference clock, 0 if it was never set
/// @param used how many of them it believed in the last round
public record ZoneSync(State state, Duration bound, Duration age, int stratum, int servers, int used) {
    /// Whether a clock is synchronised. The order is that of the codes on the wire.
    public enum State {
        /// 0: it was never set; it is the clock of the machine as it is.
        NEVER,
        /// 1: the last round has set it.
        SYNCHRONISED,
        /// 2: it was set, but at present no time server is heard or believed; it goes on by itself, and the bound grows.
        HOLDOVER
    }

    /// A length of time that nobody knows.
    public static final Duration UNKNOWN = ChronoUnit.FOREVER.getDuration();
    /// A clock that follows no server.
    public static final ZoneSync NONE = new ZoneSync(State.NEVER, UNKNOWN, UNKNOWN, 0, 0, 0);

    static final long UNKNOWN_NANOS = -1;
    static final long UNKNOWN_SECONDS = 0xffff_ffffL;

    public ZoneSync {
        Objects.requireNonNull(state);
        if (bound.isNegative() || age.isNegative() || stratum < 0 || stratum > 255 || servers < 0 || servers > 255
                || used < 0 || used > servers) {
            throw new IllegalArgumentException("bound " + bound + ", age " + age + ", stratum " + stratum + ", used " + used
                    + " of " + servers);
        }
        if (state == State.NEVER != bound.equals(UNKNOWN) || state == State.NEVER != age.equals(UNKNOWN)) {
            throw new IllegalArgumentException("a bound and an age belong to a clock that was set, and to no other");
        }
    }

    /// {@return what a clock that is kept right has to say now: state, bound, age}
    public static ZoneSync of(Synchroniser synchroniser) {
        var round = synchroniser.latest();
        var reading = synchroniser.clock().reading();
        int used = (int) round.peers().stream().filter(Synchroniser.Peer::isSurvivor).count();
        int servers = round.peers().size();
        if (!reading.isSet()) return new ZoneSync(State.NEVER, UNKNOWN, UNKNOWN, 0, servers, 0);
        var state = round.isSynchronised() ? State.SYNCHRONISED : State.HOLDOVER;
        // The wire counts whole seconds.
        var age = Duration.ofSeconds(Math.max(0, reading.age().toSeconds()));
        return new ZoneSync(state, reading.bound(), age, synchroniser.reference().stratum(), servers, used);
    }

    long boundNanos() {
        return bound.equals(UNKNOWN) ? UNKNOWN_NANOS : bound.toNanos();
    }

    long ageSeconds() {
        return age.equals(UNKNOWN) ? UNKNOWN_SECONDS : Math.min(age.toSeconds(), UNKNOWN_SECONDS - 1);
    }
}
