package wirelab.index;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import wirelab.index.SegmentMessage.Kind;
import wirelab.kit.Machine;

/// Finds out who is gone, after SWIM (Das, Gupta, Motivala, 2002): each node asks one other per period, then through others;
/// who is silent all the same is suspected by all, each of whom asks it again and again before it is dropped.
///
/// Beside one at random, the next in the order of ids is asked, so that each node has somebody who notices at once. Each
/// that is silent makes it ask one more the next time, up to twice as many, and each that answers one fewer: whoever is cut
/// off from most knows it in a few periods.
final class Detector {
    private static final int TRIES = 3;
    private static final int MEDIATORS = 3;
    private static final int ACCUSATIONS = 3;
    private static final int LAST_WORDS = 3;
    private static final int MOST_RELAYS = 64;
    /// Of 1,024 nodes all are asked within twelve periods.
    private static final int MOST_ASKED = 256;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /// Who was heard so short a time ago is not doubted.
    private static final long TRUSTED = Duration.ofMillis(300).toNanos();
    private static final long PING_EVERY = Duration.ofMillis(150).toNanos();

    private record Relay(InetSocketAddress asker, long nonce, long until) {}

    private final MembershipMachine machine;
    private final MembershipOptions options;
    private final RandomGenerator random;
    /// Those that have a time at which something is due.
    private final Set<KnownNode> doubted = new LinkedHashSet<>();
    private final Map<Long, Relay> relays = new LinkedHashMap<>();
    private long probeAt;
    /// How many are asked at once.
    private int several = 1;
    private boolean randomly;

    Detector(MembershipMachine machine, MembershipOptions options, RandomGenerator random, long now) {
        this.machine = machine;
        this.options = options;
        this.random = random;
        probeAt = now + random.nextLong(options.period().toNanos());
    }

    long nextAt() {
        long at = probeAt;
        for (var node : doubted) at = Machine.earlier(at, node.nextAt());
        return at;
    }

    /// This node itself was held up, by a stopped process or a busy machine: the time does not count for others.
    void postpone(long late) {
        for (var node : doubted) {
            if (node.isSuspect()) node.suspectedUntil += late;
            node.tries = Math.min(node.tries, 1);
        }
    }

    void tick(long now) {
        if (Machine.isDue(probeAt, now)) probe(now);
        for (var node : List.copyOf(doubted)) {
            if (Machine.isDue(node.suspectedUntil, now)) {
                machine.drop(node, false);
                // A word to those who have heard none of the others: from the accuser, and from some.
                boolean speaks = random.nextInt(machine.size() + 1) < LAST_WORDS;
                if (node.accuseAt != Machine.NEVER || speaks) accuse(node);
                continue;
            }
            if (Machine.isDue(node.tryAt, now)) again(now, node);
            if (Machine.isDue(node.pingAt, now)) {
                ping(node);
                node.pingAt = now + PING_EVERY + random.nextLong(PING_EVERY);
            }
            if (Machine.isDue(node.accuseAt, now)) {
                accuse(node);
                node.accusations--;
                node.accuseAt = Machine.after(now, node.accusations > 0 ? SECOND : options.suspicion().toNanos());
            }
        }
    }

    private void probe(long now) {
        long period = options.period().toNanos();
        probeAt = now + period - period / 10 + random.nextLong(period / 5);
        randomly = !randomly;
        var node = randomly && several == 1 ? machine.anyOther(null) : machine.successor(machine.self().id());
        for (int i = 0; i < several && node != null && node.tryAt == Machine.NEVER; i++) {
            if (node.nonce == 0) node.nonce = random.nextLong() | 1;
            node.tries = 0;
            again(now, node);
            node = machine.successor(node.state.id());
        }
    }

    private void again(long now, KnownNode node) {
        if (node.tries++ == TRIES) {
            node.tryAt = Machine.NEVER;
            several = Math.min(several + 1, MOST_ASKED);
            suspect(now, node, ACCUSATIONS);
            return;
        }
        ping(node);
        node.tryAt = now + options.patience().toNanos() / TRIES;
        doubted.add(node);
        if (node.tries == 1) return;
        var through = new ArrayList<KnownNode>();
        for (int i = 0; i < MEDIATORS; i++) {
            var other = machine.anyOther(node);
            if (other != null && !through.contains(other)) through.add(other);
        }
        for (var other : through) {
            machine.say(Kind.PROBE, node.state.id(), node.state.incarnation(), node.nonce, other.address);
        }
    }

    private void ping(KnownNode node) {
        machine.say(Kind.PING, node.state.id(), node.state.incarnation(), node.nonce, node.address);
    }

    private void accuse(KnownNode node) {
        machine.spread(Kind.SUSPECT, node.state.id(), node.state.incarnation());
    }

    private void suspect(long now, KnownNode node, int accusations) {
        if (node.isSuspect()) return;
        node.suspectedUntil = Machine.after(now, options.suspicion().toNanos());
        node.pingAt = now + random.nextLong(PING_EVERY);
        node.accusations = accusations;
        node.accuseAt = accusations > 0 ? now : Machine.NEVER;
        if (node.nonce == 0) node.nonce = random.nextLong() | 1;
        doubted.add(node);
    }

    /// Somebody else suspects a node.
    void suspected(long now, KnownNode node, long incarnation) {
        if (incarnation < node.state.incarnation() || now - node.heard < TRUSTED) return;
        suspect(now, node, 0);
    }

    /// Somebody wants to know of a node by way of this one.
    void relay(long now, KnownNode node, InetSocketAddress asker, long nonce) {
        relays.values().removeIf(relay -> relay.until - now <= 0);
        if (relays.size() == MOST_RELAYS) return;
        long own = random.nextLong() | 1;
        relays.put(own, new Relay(asker, nonce, now + SECOND));
        machine.say(Kind.PING, node.state.id(), node.state.incarnation(), own, node.address);
    }

    /// An answer to a ping has come from a node that is known.
    ///
    /// @return whether it was asked for by this node for itself
    boolean acknowledged(long now, KnownNode node, long nonce) {
        var relay = relays.remove(nonce);
        if (relay != null) {
            machine.say(Kind.VOUCH, node.state.id(), node.state.incarnation(), relay.nonce, relay.asker);
        }
        return vouched(now, node, nonce);
    }

    /// {@return whether this is the number that proves that the node lives}
    boolean vouched(long now, KnownNode node, long nonce) {
        if (node.nonce == 0 || node.nonce != nonce) return false;
        lives(now, node);
        return true;
    }

    /// Something new was heard of a node.
    void lives(long now, KnownNode node) {
        node.heard = now;
        if (node.tryAt != Machine.NEVER) several = Math.max(several - 1, 1);
        node.trust();
        watch(node);
    }

    /// Follows a node's times.
    void watch(KnownNode node) {
        if (node.nextAt() == Machine.NEVER) doubted.remove(node);
        else doubted.add(node);
    }

    void forget(KnownNode node) {
        doubted.remove(node);
    }
}
