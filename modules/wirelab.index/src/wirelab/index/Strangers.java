package wirelab.index;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.index.SegmentMessage.Kind;
import wirelab.kit.Machine;

/// Those who say something but have not yet proven that they are there: each is sent a number that it has to send back, so
/// that a copy of what somebody said once, or a forged source address, is no node. A flood of them finds room for a few.
final class Strangers {
    static final int MOST = 256;
    private static final int TIMES = 5;
    private static final long AGAIN = Duration.ofMillis(300).toNanos();
    private static final double PER_SECOND = 1_000;

    private record Challenge(long nonce, InetSocketAddress to, long incarnation, long at, int left) {}

    private final MembershipMachine machine;
    private final RandomGenerator random;
    /// In the order of their times, since each waits equally long.
    private final Map<NodeId, Challenge> asked = new LinkedHashMap<>();
    private double tokens = PER_SECOND;
    private long filled;

    Strangers(MembershipMachine machine, RandomGenerator random, long now) {
        this.machine = machine;
        this.random = random;
        filled = now;
    }

    /// Asks somebody to prove that he is there, unless he is being asked already.
    ///
    /// @param incarnation in which he was heard, 0 for none
    void challenge(long now, NodeId id, long incarnation, InetSocketAddress source) {
        var before = asked.get(id);
        if (before != null && before.to.equals(source)) return;
        ask(now, id, new Challenge(random.nextLong() | 1, source, incarnation, now, TIMES));
    }

    private void ask(long now, NodeId id, Challenge challenge) {
        asked.remove(id);
        if (challenge.left == 0 || !allows(now)) return;
        if (asked.size() == MOST) asked.remove(asked.keySet().iterator().next());
        asked.put(id, new Challenge(challenge.nonce, challenge.to, challenge.incarnation, Machine.after(now, AGAIN),
                challenge.left - 1));
        machine.counters().count("challenged");
        machine.say(Kind.PING, id, challenge.incarnation, challenge.nonce, challenge.to);
    }

    long nextAt() {
        return asked.isEmpty() ? Machine.NEVER : asked.values().iterator().next().at;
    }

    void tick(long now) {
        while (Machine.isDue(nextAt(), now)) {
            var first = asked.entrySet().iterator().next();
            ask(now, first.getKey(), first.getValue());
        }
    }

    /// {@return whether somebody unknown may be sent something once more}
    boolean allows(long now) {
        tokens = Math.min(PER_SECOND, tokens + (now - filled) * PER_SECOND / 1e9);
        filled = now;
        if (tokens < 1) return false;
        tokens--;
        return true;
    }

    /// {@return whether this is the number that was sent there; it counts once}
    boolean answers(NodeId id, long nonce, InetSocketAddress source) {
        var challenge = asked.get(id);
        if (challenge == null || challenge.nonce != nonce || !challenge.to.equals(source)) return false;
        asked.remove(id);
        return true;
    }

    /// {@return whether the number is one of ours, sent back to us as a question}
    boolean isOurs(NodeId id, long nonce) {
        var challenge = asked.get(id);
        return challenge != null && challenge.nonce == nonce;
    }

    int size() {
        return asked.size();
    }
}
