package wirelab.ring;

import static wirelab.kit.Machine.NEVER;
import static wirelab.kit.Machine.after;
import static wirelab.kit.Machine.earlier;
import static wirelab.kit.Machine.isDue;

import java.util.HashMap;
import java.util.Map;

/// Whom a node feeds and who feeds it (SPECIFICATION.txt, Section 5.2): dialling, the bypass of dead nodes, the probe for
/// nearer ones, two predecessors of which one stays, and ALIVE in both directions.
final class Links {
    /// Connections that have not said HELLO yet; each costs a buffer, and a stranger may open many.
    static final int MOST_STRANGERS = 8;

    private final Outbox out;
    private final RingOptions options;
    private final Map<Long, Link> strangers = new HashMap<>();
    private final long started;
    Link successor;
    Link predecessor;
    private Link dialled;
    private long dials;
    /// The candidate that is dialled, and the one that is the successor: places among the others; one more is the node
    /// itself.
    private int trying;
    private int place;
    private int probed;
    private long dialAt;
    private long probeAt = NEVER;
    private long lonelySince;
    /// Whether the last successor was lost rather than left for a nearer one.
    private boolean failed;

    Links(long now, Outbox out) {
        this.out = out;
        options = out.options;
        started = now;
        lonelySince = now;
        dialAt = after(now, 0);
    }

    private Signal own(SignalKind kind, long to, long sequence) {
        return Signal.of(kind, options.id(), to, out.mark, options.incarnation(), sequence);
    }

    // What the sockets say.

    void accepted(long now, long id) {
        if (strangers.size() >= MOST_STRANGERS) {
            out.add(new RingAction.Close(id));
            return;
        }
        strangers.put(id, new Link(now, id));
    }

    void connected(long now, long id) {
        if (dialled == null || dialled.id != id) return;
        dialled.heardAt = now;
        dialled.name = options.id() + "." + options.incarnation() + "." + dials;
        dialled.send(now, own(SignalKind.HELLO, dialled.peer, dials), out);
    }

    void dialFailed(long now, long id) {
        if (dialled == null || dialled.id != id) return;
        var failing = dialled;
        dialled = null;
        if (successor != null) return;
        // What was a probe of a nearer one when the successor was lost says nothing about those before it.
        if (trying != failing.place) return;
        trying++;
        boolean alone = isDue(after(lonelySince, (isFresh() ? options.timing().form() : options.timing().lost()).toNanos()),
                now);
        if (trying > options.others().size() || trying == options.others().size() && !alone) {
            trying = 0;
            dialAt = after(now, options.timing().retry().toNanos());
        } else {
            dialAt = after(now, 0);
        }
    }

    private boolean isFresh() {
        return out.mark.turn() == 0;
    }

    /// {@return whether the predecessor is gone by this}
    boolean closed(long now, long id) {
        strangers.remove(id);
        if (successor != null && successor.id == id) {
            loseSuccessor(now);
        } else if (predecessor != null && predecessor.id == id) {
            out.note("unlink", predecessor.name);
            predecessor = null;
            return true;
        } else {
            dialFailed(now, id);
        }
        return false;
    }

    private void loseSuccessor(long now) {
        out.note("unlink", successor.name);
        successor = null;
        failed = true;
        trying = 0;
        // Where the run ends the links are closed one after the other: that is no failure.
        dialAt = out.finishing ? after(now, options.timing().lap().toNanos()) : after(now, 0);
        lonelySince = now;
        probeAt = NEVER;
    }

    // What the peers say.

    /// The link over which a frame came, or `null` when it is closed already.
    Link link(long id) {
        if (predecessor != null && predecessor.id == id) return predecessor;
        if (successor != null && successor.id == id) return successor;
        if (dialled != null && dialled.id == id) return dialled;
        return strangers.get(id);
    }

    /// Whether a frame may come over a link now: HELLO first, from whoever has dialled; one answer; what goes round from the
    /// predecessor alone (R8, R15).
    boolean isExpected(Link link, SignalKind kind) {
        if (strangers.containsKey(link.id)) return kind == SignalKind.HELLO;
        if (link == dialled) return kind == SignalKind.WELCOME || kind == SignalKind.REFUSE;
        return switch (kind) {
            case HELLO, WELCOME, REFUSE -> false;
            case ALIVE -> true;
            case TOKEN, DATA, FINISH, CLAIM -> link == predecessor;
        };
    }

    /// A stranger says who it is. Of two predecessors stays that of the newest epoch, then the nearest while the ring forms,
    /// and the newest incarnation afterwards (R11).
    ///
    /// @return whether it is the predecessor now
    boolean hello(long now, Link link, Signal hello) {
        strangers.remove(link.id);
        link.peer = hello.source();
        link.peerIncarnation = hello.incarnation();
        boolean self = link.peer == options.id();
        boolean known = self ? hello.incarnation() == options.incarnation() : options.others().contains(link.peer);
        if (!known || hello.destination() != options.id()) {
            refuse(now, link, self && !known ? SignalKind.Refusal.ID_IN_USE : SignalKind.Refusal.UNKNOWN);
            return false;
        }
        if (predecessor != null && !self && predecessor.peer == link.peer
                && Long.compareUnsigned(hello.incarnation(), predecessor.peerIncarnation) < 0) {
            refuse(now, link, SignalKind.Refusal.ID_IN_USE);
            return false;
        }
        if (predecessor != null && !isPreferred(hello, predecessor)) {
            refuse(now, link, SignalKind.Refusal.NEWER_PREDECESSOR);
            return false;
        }
        if (predecessor != null) {
            out.note("unlink", predecessor.name);
            out.add(new RingAction.Close(predecessor.id));
        }
        predecessor = link;
        out.note("link", link.name);
        link.send(now, own(SignalKind.WELCOME, link.peer, 0), out);
        return true;
    }

    private boolean isPreferred(Signal hello, Link present) {
        if (present.peer == options.id() || present.peer == hello.source()) return true;
        if (hello.source() == options.id()) return false;
        int epochs = Long.compareUnsigned(hello.mark().epoch(), out.mark.epoch());
        if (epochs != 0) return epochs > 0;
        if (isFresh() && hello.mark().turn() == 0) {
            return options.others().indexOf(hello.source()) > options.others().indexOf(present.peer);
        }
        return Long.compareUnsigned(hello.incarnation(), present.peerIncarnation) > 0;
    }

    private void refuse(long now, Link link, int reason) {
        link.send(now, own(SignalKind.REFUSE, link.peer, reason), out);
        out.add(new RingAction.Close(link.id));
    }

    /// The node that was dialled takes this one.
    ///
    /// @return whether it takes the place of a successor that was lost
    boolean welcome(long now, Link link, Signal welcome) {
        dialled = null;
        link.peerIncarnation = welcome.incarnation();
        if (successor != null) {
            out.note("unlink", successor.name);
            out.add(new RingAction.Close(successor.id));
        }
        place = link.place;
        boolean instead = failed;
        failed = false;
        successor = link;
        out.note("link", link.name);
        probeAt = place > 0 ? after(now, options.timing().probe().toNanos()) : NEVER;
        return instead;
    }

    /// The node that was dialled does not want this one: all is tried anew, and nobody beyond it.
    void refused(long now, Link link) {
        out.add(new RingAction.Close(link.id));
        dialled = null;
        if (successor != null) return;
        trying = 0;
        dialAt = after(now, options.timing().retry().toNanos());
    }

    /// A peer that breaks the rules.
    void drop(long now, Link link) {
        out.add(new RingAction.Close(link.id));
        closed(now, link.id);
    }

    // Time.

    long nextAt() {
        long at = NEVER;
        long dead = options.timing().dead().toNanos();
        for (var link : strangers.values()) at = earlier(at, after(link.heardAt, dead));
        if (dialled != null) at = earlier(at, after(dialled.heardAt, dead));
        else at = earlier(at, successor == null ? dialAt : probeAt);
        return earlier(at, earlier(nextAt(successor, dead), nextAt(predecessor, dead)));
    }

    private long nextAt(Link link, long dead) {
        if (link == null) return NEVER;
        return earlier(after(link.heardAt, dead), after(link.sentAt, options.timing().alive().toNanos()));
    }

    /// {@return whether the predecessor is gone by this}
    boolean tick(long now) {
        long dead = options.timing().dead().toNanos();
        for (var link : strangers.values().toArray(Link[]::new)) {
            if (isDue(after(link.heardAt, dead), now)) drop(now, link);
        }
        boolean lost = false;
        if (predecessor != null && isDue(after(predecessor.heardAt, dead), now)) {
            out.add(new RingAction.Close(predecessor.id));
            lost = closed(now, predecessor.id);
        }
        for (var link : new Link[] {successor, dialled}) {
            if (link != null && isDue(after(link.heardAt, dead), now)) drop(now, link);
        }
        keepAlive(now, successor);
        keepAlive(now, predecessor);
        if (dialled == null && successor == null && isDue(dialAt, now)) {
            dial(now, trying);
        } else if (dialled == null && successor != null && isDue(probeAt, now)) {
            probed = (probed + 1) % place;
            probeAt = after(now, options.timing().probe().toNanos());
            dial(now, probed);
        }
        return lost;
    }

    private void keepAlive(long now, Link link) {
        if (link == null || !isDue(after(link.sentAt, options.timing().alive().toNanos()), now)) return;
        link.send(now, own(SignalKind.ALIVE, link.peer, 0), out);
    }

    private void dial(long now, int candidate) {
        dialled = new Link(now, ++dials << 1);
        dialled.place = candidate;
        dialled.peer = candidate < options.others().size() ? options.others().get(candidate) : options.id();
        out.add(new RingAction.Dial(dialled.id, dialled.peer));
    }

    /// How long this node has been running.
    boolean hasWaited(long now) {
        return isDue(after(started, options.timing().form().toNanos()), now);
    }

    /// Says that it goes, so that the predecessor knows how far the turn has come, and closes all.
    void close(long now) {
        for (var link : strangers.values()) out.add(new RingAction.Close(link.id));
        if (dialled != null) out.add(new RingAction.Close(dialled.id));
        if (predecessor != null) {
            predecessor.send(now, own(SignalKind.ALIVE, predecessor.peer, 0), out);
            out.add(new RingAction.Close(predecessor.id));
        }
        if (successor != null) out.add(new RingAction.Close(successor.id));
        strangers.clear();
        dialled = predecessor = successor = null;
        dialAt = NEVER;
    }
}
