package wirelab.network;

import java.time.Duration;
import java.util.Objects;
import wirelab.kit.UsageException;

/// How the nodes of a network behave.
///
/// The presets have the proportions of the RFCs on a clock that runs 40 times as fast: RFC 2328, appendix C.3 says hello
/// every 10 s and dead after 40 s; RFC 2453, section 3.8 says an update every 30 s, time-out after 180 s, forgotten 120 s
/// later.
///
/// @param routing how tables are filled
/// @param hello between two hellos to a neighbour
/// @param dead a neighbour from which no hello came for so long is down
/// @param update distance vector: between two updates of the whole table; each is up to a sixth earlier or later, so that
///     nodes do not fall into step
/// @param timeout distance vector: a route of which no update spoke for so long is unreachable
/// @param garbage distance vector: an unreachable destination is announced as such for so long, then forgotten
/// @param poisonedReverse distance vector: tell a neighbour that what is reached through it cannot be reached (split
///     horizon with poisoned reverse, RFC 2453, section 3.4.3)
/// @param triggered distance vector: tell of a change at once, not only with the next update (RFC 2453, section 3.4.4)
/// @param infinity distance vector: this metric and above mean unreachable; 0 takes [Topology#infinity()]
/// @param maxAge link state: an advertisement of this age is forgotten; its origin makes a new one at half of it
/// @param ttl how many links a datagram or a set-up may pass, 1 to 255
/// @param circuits most circuits through one node
/// @param setup how long a caller waits for the circuit to stand
/// @param keep between two signs of life of each end of a circuit; after four of them without one it is cleared
public record NodeOptions(Method routing, Duration hello, Duration dead, Duration update, Duration timeout, Duration garbage,
        boolean poisonedReverse, boolean triggered, int infinity, Duration maxAge, int ttl, int circuits, Duration setup,
        Duration keep) {
    /// How a node learns where others are.
    public enum Method {
        /// Each node tells its neighbours how far it is from everybody (RFC 2453).
        DISTANCE_VECTOR("distance vector"),
        /// Each node tells everybody who its neighbours are (RFC 2328).
        LINK_STATE("link state");

        private final String words;

        Method(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    /// Distance vector with poisoned reverse and triggered updates, RFC timers divided by 40.
    public static final NodeOptions DEFAULTS = new NodeOptions(Method.DISTANCE_VECTOR, Duration.ofMillis(250),
            Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofMillis(4500), Duration.ofSeconds(3), true, true, 0,
            Duration.ofSeconds(90), 64, 256, Duration.ofSeconds(2), Duration.ofSeconds(1));

    /// Checks the bounds.
    public NodeOptions {
        Objects.requireNonNull(routing);
        for (var time : new Duration[] {hello, dead, update, timeout, garbage, maxAge, setup, keep}) {
            if (time.isNegative() || time.isZero() || time.toDays() > 1) {
                throw new UsageException("a timer of " + time);
            }
        }
        if (infinity < 0 || infinity > 65_535) throw new UsageException("infinity " + infinity);
        if (ttl < 1 || ttl > 255) throw new UsageException("ttl " + ttl);
        if (circuits < 1 || circuits > 16_384) throw new UsageException("circuits " + circuits);
    }

    public NodeOptions withRouting(Method routing) {
        return new NodeOptions(routing, hello, dead, update, timeout, garbage, poisonedReverse, triggered, infinity,
                maxAge, ttl, circuits, setup, keep);
    }

    public NodeOptions withHello(Duration hello, Duration dead) {
        return new NodeOptions(routing, hello, dead, update, timeout, garbage, poisonedReverse, triggered, infinity,
                maxAge, ttl, circuits, setup, keep);
    }

    /// Sends updates more or less often; time-out and garbage time keep the proportions of RFC 2453 to it, 6 and 4.
    public NodeOptions withUpdate(Duration update) {
        return new NodeOptions(routing, hello, dead, update, update.multipliedBy(6), update.multipliedBy(4),
                poisonedReverse, triggered, infinity, maxAge, ttl, circuits, setup, keep);
    }

    /// Switches the two remedies against counting to infinity.
    public NodeOptions withRemedies(boolean poisonedReverse, boolean triggered) {
        return new NodeOptions(routing, hello, dead, update, timeout, garbage, poisonedReverse, triggered, infinity,
                maxAge, ttl, circuits, setup, keep);
    }

    public NodeOptions withInfinity(int infinity) {
        return new NodeOptions(routing, hello, dead, update, timeout, garbage, poisonedReverse, triggered, infinity,
                maxAge, ttl, circuits, setup, keep);
    }
}
