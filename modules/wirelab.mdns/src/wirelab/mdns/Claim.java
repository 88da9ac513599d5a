package wirelab.mdns;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;

/// How far a responder is with its names (RFC 6762, section 8): it asks three times whether somebody has them, says twice
/// that it has them now, and holds them; a conflict leads back to the beginning.
final class Claim {
    enum State { PROBING, ANNOUNCING, HELD, LEFT }

    /// What is to be done now.
    enum Step { NOTHING, PROBE, ANNOUNCE }

    private static final int PROBES = 3;
    private static final int ANNOUNCEMENTS = 2;
    private static final long BETWEEN_PROBES = 250_000_000;
    private static final long SECOND = 1_000_000_000;
    /// "If fifteen conflicts occur within any ten-second period, then the host MUST wait at least five seconds before each
    /// successive additional probe attempt" (section 8.1).
    private static final int MANY_CONFLICTS = 15;
    private static final long CONFLICT_PERIOD = 10 * SECOND;
    private static final long CONFLICT_PAUSE = 5 * SECOND;

    private final RandomGenerator random;
    private final ArrayDeque<Long> conflicts = new ArrayDeque<>();
    private State state;
    private int done;
    private long at;
    private long announcedAt;

    Claim(long now, RandomGenerator random) {
        this.random = random;
        announcedAt = now - SECOND;
        begin(now, 0);
    }

    State state() {
        return state;
    }

    /// {@return whether the names are this responder's, so that it answers}
    boolean holds() {
        return state == State.ANNOUNCING || state == State.HELD;
    }

    long nextAt() {
        return at;
    }

    private void begin(long now, long pause) {
        state = State.PROBING;
        done = 0;
        // Hosts that are switched on together do not all speak at once.
        at = Machine.after(now, pause + random.nextLong(BETWEEN_PROBES));
    }

    /// Somebody has one of the names.
    void conflict(long now) {
        conflicts.add(now);
        if (conflicts.size() > MANY_CONFLICTS) conflicts.removeFirst();
        boolean many = conflicts.size() == MANY_CONFLICTS && now - conflicts.getFirst() < CONFLICT_PERIOD;
        begin(now, many ? CONFLICT_PAUSE : 0);
    }

    /// Somebody else asks for one of the names at the same time, and comes first: he will have it, if he is there at all
    /// (section 8.2).
    void giveWay(long now) {
        done = 0;
        at = Machine.after(now, SECOND);
    }

    /// What is said has changed: all is to be said again, twice (section 8.4).
    void changed(long now) {
        if (!holds()) return;
        state = State.ANNOUNCING;
        done = 0;
        at = Machine.after(announcedAt, Math.max(now - announcedAt, SECOND));
    }

    void leave() {
        state = State.LEFT;
        at = Machine.NEVER;
    }

    Step tick(long now) {
        if (!Machine.isDue(at, now)) return Step.NOTHING;
        if (state == State.PROBING && done < PROBES) {
            done++;
            at = Machine.after(now, BETWEEN_PROBES);
            return Step.PROBE;
        }
        if (state == State.PROBING) {
            state = State.ANNOUNCING;
            done = 0;
        }
        done++;
        announcedAt = now;
        at = Machine.after(now, SECOND);
        if (done == ANNOUNCEMENTS) {
            state = State.HELD;
            at = Machine.NEVER;
        }
        return Step.ANNOUNCE;
    }
}
