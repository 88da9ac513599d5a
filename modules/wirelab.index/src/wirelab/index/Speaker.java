package wirelab.index;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.index.SegmentMessage.Kind;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;

/// What a node says, in which incarnation, and when it says by itself that it is there: three times quickly after a start
/// and after a change, and from time to time.
final class Speaker {
    private static final int QUICK = 3;
    private static final long FIFTH = Duration.ofMillis(200).toNanos();
    private static final long SOON = Duration.ofMillis(40).toNanos();
    private static final long ASK_AGAIN = Duration.ofSeconds(5).toNanos();

    private final ArrayDeque<MembershipAction> actions = new ArrayDeque<>();
    private final MembershipOptions options;
    private final RandomGenerator random;
    private NodeState self;
    private long announceAt;
    /// How many quick ones are still to come, and of which kind.
    private int quick = QUICK;
    private Kind kind = Kind.ASK;
    /// When somebody whom this node does not know may make it ask again who is there.
    private long askAgainAt;

    Speaker(long now, MembershipOptions options, NodeState self, RandomGenerator random) {
        this.options = options;
        this.random = random;
        this.self = self;
        announceAt = now + random.nextLong(SOON);
        askAgainAt = now + 5 * FIFTH;
    }

    NodeState self() {
        return self;
    }

    void content(long now, long documents, Bytes root) {
        self = self.withContent(documents, root);
        quick = QUICK;
        announceAt = Machine.earlier(announceAt, now + random.nextLong(SOON));
    }

    /// Takes another id.
    void rename(long now) {
        self = self.withId(NodeId.draw(random));
        kind = Kind.ASK;
        begin(now);
    }

    /// Somebody has heard this node in an incarnation: from now on it speaks in that one or, where it was not in it, beyond.
    ///
    /// @return whether it can; somebody may have used up the numbers of this id
    boolean outdo(long now, long incarnation) {
        if (incarnation <= self.incarnation()) return true;
        if (incarnation >= SegmentMessage.MOST_INCARNATION) return false;
        self = self.withIncarnation(incarnation + 1);
        begin(now);
        return true;
    }

    private void begin(long now) {
        act(new MembershipAction.Keep(self.id(), self.incarnation()));
        quick = QUICK;
        announceAt = now;
    }

    /// There is somebody who is not known here: asks everybody who is there, but not too often.
    void askAgain(long now) {
        if (now - askAgainAt < 0) return;
        askAgainAt = now + ASK_AGAIN;
        kind = Kind.ASK;
        quick = Math.max(quick, 1);
        announceAt = Machine.earlier(announceAt, now + random.nextLong(SOON));
    }

    /// @param alone whether nobody else is known: then it asks more often, since the cable may be out
    void tick(long now, boolean alone) {
        if (!Machine.isDue(announceAt, now)) return;
        spread(alone ? Kind.ASK : kind, NodeId.NONE, 0);
        long every = alone ? Math.min(ASK_AGAIN, options.announce().toNanos()) : options.announce().toNanos();
        if (--quick > 0) {
            announceAt = Machine.after(now, (QUICK - quick) * FIFTH + random.nextLong(FIFTH));
        } else {
            quick = 0;
            kind = Kind.ANNOUNCE;
            announceAt = Machine.after(now, every - every / 6 + random.nextLong(every / 3));
        }
    }

    long nextAt() {
        return announceAt;
    }

    void goodbye() {
        for (int i = 0; i < QUICK; i++) spread(Kind.GOODBYE, NodeId.NONE, 0);
    }

    void say(Kind kind, NodeId subject, long incarnation, long nonce, InetSocketAddress to) {
        self = self.next();
        act(new MembershipAction.Send(new SegmentMessage(kind, self, subject, incarnation, nonce), to));
    }

    void spread(Kind kind, NodeId subject, long incarnation) {
        self = self.next();
        act(new MembershipAction.Spread(new SegmentMessage(kind, self, subject, incarnation, 0)));
    }

    void act(MembershipAction action) {
        actions.add(action);
    }

    void drain(Consumer<? super MembershipAction> performer) {
        for (MembershipAction action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
