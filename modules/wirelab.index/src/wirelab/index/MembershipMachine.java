package wirelab.index;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.index.SegmentMessage.Kind;
import wirelab.kit.Bytes;
import wirelab.kit.Counters;
import wirelab.kit.Machine;
import wirelab.kit.Text;

/// Who is on the segment, and what each has: a node without sockets, clock and disk.
///
/// A node is believed when it has sent back a number that was sent to it; from then on only what it says later than
/// before counts, by incarnation and sequence. Only it says what it has, so nothing can conflict.
///
/// Its counters are `joined`, `left`, `stale` (said before, or earlier than something heard), `challenged`, `full` and
/// `renamed`.
public final class MembershipMachine implements Machine<MembershipAction> {
    /// Datagrams of one node that may overtake each other.
    private static final int REORDERED = 1_000;
    /// A tick that comes so late shows that this node was held up.
    private static final long HELD_UP = 400_000_000;

    private final MembershipOptions options;
    private final Speaker speaker;
    private final Roster nodes;
    private final Strangers strangers;
    private final Detector detector;
    private final Exchanges exchanges;
    private final Counters counters = new Counters();
    private boolean gone;

    /// @param self who this is, in an incarnation greater than any before
    /// @param random of ids, of numbers that nobody may guess, and of jitter
    public MembershipMachine(long now, MembershipOptions options, NodeState self, RandomGenerator random) {
        this.options = options;
        nodes = new Roster(random);
        speaker = new Speaker(now, options, self, random);
        strangers = new Strangers(this, random, now);
        detector = new Detector(this, options, random, now);
        exchanges = new Exchanges(this, detector, random);
    }

    public NodeState self() {
        return speaker.self();
    }

    public Counters counters() {
        return counters;
    }

    /// {@return what is known of others, by id}
    public List<NodeState> others() {
        return nodes.all().stream().map(node -> node.state).toList();
    }

    Collection<KnownNode> nodes() {
        return nodes.all();
    }

    int size() {
        return nodes.size();
    }

    void act(MembershipAction action) {
        speaker.act(action);
    }

    boolean knows(NodeId id) {
        return nodes.get(id) != null;
    }

    // What happens.

    /// This node's own documents have changed.
    public void content(long now, long documents, Bytes root) {
        speaker.content(now, documents, root);
    }

    /// A datagram has come, not from this node.
    public void received(long now, SegmentMessage message, InetSocketAddress source) {
        if (gone) return;
        var id = message.sender().id();
        if (id.equals(self().id())) {
            twin(now, message, source);
            return;
        }
        var node = nodes.get(id);
        if (node == null) stranger(now, message, source);
        else known(now, node, message, source);
    }

    /// Somebody speaks with this node's own id. If he is there, and no echo of what was once said, it takes another one.
    private void twin(long now, SegmentMessage message, InetSocketAddress source) {
        if (message.kind() == Kind.ACK) {
            if (strangers.answers(self().id(), message.nonce(), source)) rename(now);
        } else if (isForMe(message) && message.kind() == Kind.PING && !strangers.isOurs(self().id(), message.nonce())) {
            acknowledge(message, source);
        } else {
            strangers.challenge(now, self().id(), 0, source);
        }
    }

    private void rename(long now) {
        counters.count("renamed");
        speaker.rename(now);
    }

    private void stranger(long now, SegmentMessage message, InetSocketAddress source) {
        switch (message.kind()) {
            case GOODBYE, VOUCH -> counters.count("stale");
            case ACK -> {
                if (strangers.answers(message.sender().id(), message.nonce(), source)) admit(now, message.sender(), source);
            }
            case PING -> {
                if (isForMe(message) && strangers.allows(now)) {
                    outdo(now, message.incarnation());
                    acknowledge(message, source);
                }
                strangers.challenge(now, message.sender().id(), 0, source);
            }
            default -> strangers.challenge(now, message.sender().id(), 0, source);
        }
    }

    private void admit(long now, NodeState state, InetSocketAddress source) {
        if (nodes.size() == options.mostNodes()) {
            counters.count("full");
            return;
        }
        counters.count("joined");
        var node = new KnownNode(state, source, now);
        nodes.add(node);
        act(new MembershipAction.Joined(state.id(), source));
        exchanges.begin(node);
    }

    private void known(long now, KnownNode node, SegmentMessage message, InetSocketAddress source) {
        var id = node.state.id();
        boolean later = message.sender().after(node.state);
        boolean proven = message.kind() == Kind.ACK && detector.acknowledged(now, node, message.nonce());
        if (message.kind() == Kind.ACK && strangers.answers(id, message.nonce(), source)) {
            node.proveAt(source, message.sender().incarnation() > node.state.incarnation(), now);
            proven = true;
        }
        // Without a key somebody may have used up the numbers of another; what was asked for just now tells.
        later |= proven && message.sender().incarnation() == node.state.incarnation()
                && node.state.sequence() - message.sender().sequence() > REORDERED;
        boolean heard = node.isAt(source) && node.hears(message.sender());
        if (!later && !proven && !heard) {
            counters.count("stale");
            // It has forgotten in which incarnation it was: it is told, and jumps past it.
            if (message.sender().incarnation() < node.state.incarnation()) {
                strangers.challenge(now, id, node.state.incarnation(), source);
            }
            return;
        }
        if (!node.isAt(source)) {
            strangers.challenge(now, id, node.state.incarnation(), source);
            return;
        }
        if (later) {
            node.state = message.sender();
            node.heardAt(source, now);
        }
        if (message.kind() == Kind.GOODBYE) {
            drop(node, true);
            return;
        }
        detector.lives(now, node);
        exchanges.begin(node);
        answer(now, message, source);
    }

    private void answer(long now, SegmentMessage message, InetSocketAddress source) {
        switch (message.kind()) {
            case ASK -> say(Kind.ANNOUNCE, NodeId.NONE, 0, 0, source);
            case PING -> {
                if (!isForMe(message)) return;
                outdo(now, message.incarnation());
                acknowledge(message, source);
            }
            case PROBE -> {
                var subject = nodes.get(message.subject());
                if (subject != null) detector.relay(now, subject, source, message.nonce());
            }
            case VOUCH -> {
                var subject = nodes.get(message.subject());
                if (subject != null) detector.vouched(now, subject, message.nonce());
            }
            case ACK -> introduced(now, message.subject());
            case SUSPECT -> {
                if (isForMe(message)) {
                    // Only a greater incarnation refutes it everywhere.
                    outdo(now, message.incarnation() + 1);
                } else if (nodes.get(message.subject()) instanceof KnownNode subject) {
                    detector.suspected(now, subject, message.incarnation());
                }
            }
            default -> {
                // What it says of itself was all.
            }
        }
    }

    private boolean isForMe(SegmentMessage message) {
        return message.subject().equals(self().id());
    }

    private void outdo(long now, long incarnation) {
        if (!speaker.outdo(now, incarnation)) rename(now);
    }

    /// An answer names some other node, so that who has missed that one hears that there is somebody.
    private void acknowledge(SegmentMessage ping, InetSocketAddress source) {
        var other = anyOther(nodes.get(ping.sender().id()));
        say(Kind.ACK, other == null ? NodeId.NONE : other.state.id(), 0, ping.nonce(), source);
    }

    private void introduced(long now, NodeId id) {
        boolean known = id.equals(NodeId.NONE) || id.equals(self().id()) || nodes.get(id) != null;
        if (!known) speaker.askAgain(now);
    }

    void drop(KnownNode node, boolean said) {
        counters.count("left");
        nodes.remove(node);
        detector.forget(node);
        exchanges.forget(node);
        act(new MembershipAction.Left(node.state.id(), node.address, said));
    }

    /// An exchange is over.
    ///
    /// @param root the root of what is now known of it; `null` when the exchange failed
    public void fetched(long now, NodeId id, Bytes root) {
        var node = nodes.get(id);
        if (node != null) exchanges.over(now, node, root);
    }

    // Time.

    @Override
    public void tick(long now) {
        if (gone) return;
        long late = now - nextAt();
        if (late > HELD_UP) detector.postpone(late);
        speaker.tick(now, nodes.size() == 0);
        strangers.tick(now);
        detector.tick(now);
        exchanges.tick(now);
    }

    @Override
    public long nextAt() {
        return gone ? NEVER : Machine.earlier(speaker.nextAt(), Machine.earlier(strangers.nextAt(), detector.nextAt()));
    }

    /// Says goodbye; nothing happens afterwards.
    public void leave(long now) {
        if (gone) return;
        speaker.goodbye();
        gone = true;
    }

    // What is said.

    void say(Kind kind, NodeId subject, long incarnation, long nonce, InetSocketAddress to) {
        speaker.say(kind, subject, incarnation, nonce, to);
    }

    void spread(Kind kind, NodeId subject, long incarnation) {
        speaker.spread(kind, subject, incarnation);
    }

    KnownNode successor(NodeId id) {
        return nodes.successor(id);
    }

    KnownNode anyOther(KnownNode not) {
        return nodes.any(not);
    }

    @Override
    public void drain(Consumer<? super MembershipAction> performer) {
        speaker.drain(performer);
    }

    @Override
    public String toString() {
        return "node " + self().id() + ", " + Text.count(self().documents(), "document") + ", knows "
                + Text.count(nodes.size(), "other");
    }
}
