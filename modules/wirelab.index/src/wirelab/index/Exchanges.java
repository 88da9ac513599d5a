package wirelab.index;

import java.time.Duration;
import java.util.random.RandomGenerator;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;

/// Of whom it is being found out what he has: some at a time, and who did not answer later again.
final class Exchanges {
    private static final int MOST = 8;
    private static final int MOST_FAILURES = 6;
    private static final long WAIT = Duration.ofMillis(250).toNanos();

    private final MembershipMachine machine;
    private final Detector detector;
    private final RandomGenerator random;
    private int running;

    Exchanges(MembershipMachine machine, Detector detector, RandomGenerator random) {
        this.machine = machine;
        this.detector = detector;
        this.random = random;
    }

    /// Asks a node what it has, if that is not known and there is room.
    void begin(KnownNode node) {
        // What is known already need not be waited for either.
        if (!node.isBehind()) node.fetchAt = Machine.NEVER;
        if (!node.isBehind() || node.fetching || running == MOST || node.fetchAt != Machine.NEVER) return;
        node.fetching = true;
        node.wanted = node.state.root();
        running++;
        machine.act(new MembershipAction.Fetch(node.state, node.documentsAt()));
    }

    void over(long now, KnownNode node, Bytes root) {
        if (!node.fetching) return;
        node.fetching = false;
        running--;
        if (root != null) node.known = root;
        // Who gives something else than it says, and goes on saying so, is not asked for ever.
        boolean failed = root == null || node.isBehind() && node.state.root().equals(node.wanted);
        node.failures = failed ? Math.min(node.failures + 1, MOST_FAILURES) : 0;
        if (failed) node.fetchAt = Machine.after(now, (WAIT << node.failures) + random.nextLong(WAIT));
        // It has changed since; what it says next will be of that root, most likely.
        else if (node.isBehind()) node.fetchAt = Machine.after(now, WAIT);
        detector.watch(node);
        for (var other : machine.nodes()) begin(other);
    }

    void tick(long now) {
        for (var node : machine.nodes()) {
            if (!Machine.isDue(node.fetchAt, now)) continue;
            node.fetchAt = Machine.NEVER;
            detector.watch(node);
            begin(node);
        }
    }

    void forget(KnownNode node) {
        if (node.fetching) running--;
        node.fetching = false;
    }
}
