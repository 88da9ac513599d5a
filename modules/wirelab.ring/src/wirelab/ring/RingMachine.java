package wirelab.ring;

import static wirelab.kit.Machine.earlier;
import static wirelab.kit.Machine.isDue;

import java.util.function.Consumer;
import wirelab.kit.Machine;

/// One node of the ring, without sockets, clock and disk: SPECIFICATION.txt, Section 5, and `model/ring.pml` step for step.
public final class RingMachine implements Machine<RingAction> {
    private final RingOptions options;
    private final Outbox out;
    private final Links links;
    private final Turn turn;
    private final Election election;
    private final Memory memory;
    private boolean leaving;
    private boolean exited;

    /// A node that starts.
    ///
    /// @param memory what it remembers; it goes on adding to it
    public RingMachine(long now, RingOptions options, Memory memory) {
        this.options = options;
        this.memory = memory;
        out = new Outbox(options);
        out.mark = new Mark(memory.epoch(), 0, 0);
        out.record(new JournalEntry.Started(options.incarnation()));
        election = new Election(now, out, memory.claim());
        links = new Links(now, out);
        turn = new Turn(out, memory);
    }

    // What happens.

    /// Somebody has connected.
    ///
    /// @param link an odd number that was not given before
    public void accepted(long now, long link) {
        if (exited) out.add(new RingAction.Close(link));
        else links.accepted(now, link);
    }

    /// What was dialled answers.
    public void connected(long now, long link) {
        if (!exited) links.connected(now, link);
    }

    /// What was dialled does not answer.
    public void failed(long now, long link) {
        if (!exited) links.dialFailed(now, link);
    }

    /// A link is closed, by the peer or by the network.
    public void closed(long now, long link) {
        if (!exited && links.closed(now, link)) predecessorLost(now);
    }

    /// Takes a message to be sent.
    ///
    /// @return whether there was room; a message that was settled in a life before counts as sent
    public boolean submit(Outgoing message) {
        return turn.submit(message);
    }

    /// Wants to leave: when the turn comes next, or when it does not come.
    public void leave(long now) {
        if (exited || leaving) return;
        leaving = true;
        if (options.others().isEmpty() || turn.isFree() && out.mark.turn() == 0) exit(now, 0, "left");
        else if (turn.isFree() && turn.holds()) act(now);
    }

    /// A frame has come.
    public void received(long now, long id, Signal signal) {
        var link = exited ? null : links.link(id);
        if (link == null) return;
        link.heard(now, signal, out);
        if (!links.isExpected(link, signal.kind())) {
            links.drop(now, link);
            return;
        }
        switch (signal.kind()) {
            case HELLO -> {
                if (links.hello(now, link, signal)) raise(now, signal.mark());
                else if (link.peer == options.id() && isAbove(signal)) replaced(now);
            }
            case WELCOME -> welcomed(now, link, signal);
            case REFUSE -> refused(now, link, signal);
            case ALIVE -> {
                if (link == links.successor) turn.seen(now, signal.mark(), link);
            }
            case TOKEN, DATA, FINISH, CLAIM -> around(now, signal);
        }
        act(now);
    }

    /// Bytes have come that are no frame.
    public void broken(long now, long id) {
        var link = exited ? null : links.link(id);
        if (link == null) return;
        out.add(new RingAction.Close(id));
        closed(now, id);
    }

    private boolean isAbove(Signal signal) {
        return Long.compareUnsigned(signal.incarnation(), options.incarnation()) > 0;
    }

    private void replaced(long now) {
        exit(now, 1, "id " + options.id() + " is another's now");
    }

    private void welcomed(long now, Link link, Signal welcome) {
        boolean instead = links.welcome(now, link, welcome);
        if (link != links.successor) return;
        // The turn that was passed to a node now dead has not come past it: it is lost, and no other node may be given it.
        boolean lost = instead && turn.isGone(welcome.mark(), link);
        raise(now, welcome.mark());
        if (lost) election.claim(now, link);
    }

    private void refused(long now, Link link, Signal signal) {
        if (signal.sequence() == SignalKind.Refusal.ID_IN_USE) exit(now, 1, "id " + options.id() + " is in use");
        else links.refused(now, link);
        raise(now, signal.mark());
    }

    /// A frame that goes round.
    private void around(long now, Signal signal) {
        switch (signal.kind()) {
            case CLAIM -> {
                if (election.received(now, signal, links.successor) && isComplete(now, signal.sequence())) win(now, signal);
            }
            case TOKEN -> {
                if (signal.destination() == options.id() && signal.mark().after(out.mark)) token(now, signal);
            }
            case DATA -> data(now, signal);
            default -> finish(now, signal);
        }
    }

    private boolean isComplete(long now, long members) {
        return out.mark.turn() > 0 || members >= options.members() || links.hasWaited(now);
    }

    private void win(long now, Signal claim) {
        raise(now, new Mark(claim.mark().epoch(), 1, 0));
        out.note("win", out.mark.toString());
        turn.take(now, new Signal.Note(0, options.id(), 1));
    }

    private void token(long now, Signal token) {
        raise(now, token.mark());
        out.finishing = false;
        if (turn.isDouble(token.note())) {
            out.note("void", "two turns in one epoch");
            election.claim(now, links.successor);
            return;
        }
        turn.take(now, token.note());
    }

    private void data(long now, Signal data) {
        if (data.source() == options.id()) {
            if (data.mark().equals(out.mark) && turn.awaits(SignalKind.DATA)) turn.returned(data.acknowledged());
            else if (isAbove(data)) replaced(now);
            return;
        }
        if (!data.mark().after(out.mark)) return;
        raise(now, data.mark());
        out.finishing = false;
        boolean mine = data.destination() == options.id() || data.destination() == RingFrame.ALL;
        if (mine && !memory.has(data.source(), data.incarnation(), data.sequence())) deliver(data);
        forward(now, mine ? data.acknowledge() : data);
    }

    private void deliver(Signal data) {
        var entry = new JournalEntry.Delivered(data.source(), data.incarnation(), data.sequence(), data.payload());
        memory.add(entry);
        out.record(entry);
        out.note("deliver", data.source(), data.incarnation(), data.sequence(), null);
        out.add(new RingAction.Deliver(data.source(), data.payload()));
    }

    private void finish(long now, Signal finish) {
        if (finish.source() == options.id()) {
            if (finish.mark().equals(out.mark) && turn.awaits(SignalKind.FINISH)) exit(now, 0, "the run is over");
            return;
        }
        if (!finish.mark().after(out.mark)) return;
        raise(now, finish.mark());
        // Whoever has something to send stops the end of the run.
        if (!turn.isQuiet()) return;
        out.finishing = true;
        forward(now, finish);
    }

    /// Without a successor the frame is lost; its sender repeats it.
    private void forward(long now, Signal signal) {
        if (links.successor != null) links.successor.send(now, signal, out);
    }

    /// A later mark is seen: a turn held under an earlier one is void.
    private void raise(long now, Mark mark) {
        if (!mark.after(out.mark)) return;
        boolean epoch = mark.epoch() != out.mark.epoch();
        turn.drop();
        out.mark = mark;
        election.seen(now);
        if (!epoch) return;
        turn.newEpoch();
        out.record(new JournalEntry.Reached(mark.epoch()));
    }

    // What follows.

    /// Uses the turn as long as something can be done with it.
    private void act(long now) {
        if (turn.holds()) election.seen(now);
        while (!exited && turn.isFree() && turn.holds() && links.successor != null) {
            if (leaving) {
                turn.pass(now, links.successor, 0);
                exit(now, 0, "left");
            } else {
                turn.use(now, links.successor);
            }
        }
    }

    private void predecessorLost(long now) {
        if (out.finishing) exit(now, 0, "the run is over");
    }

    private void exit(long now, int status, String why) {
        if (exited) return;
        turn.giveUp();
        if (status == 0) out.record(new JournalEntry.Ended());
        out.note("over", why);
        links.close(now);
        exited = true;
        out.add(new RingAction.Exit(status, why));
    }

    // Time.

    @Override
    public void tick(long now) {
        if (exited) return;
        if (links.tick(now)) predecessorLost(now);
        if (exited) return;
        if (turn.holds()) election.seen(now);
        turn.tick(now, links.successor);
        if (isDue(election.nextAt(turn, links), now)) {
            if (leaving) exit(now, 0, "left, and the turn did not come");
            else election.claim(now, links.successor);
        }
        act(now);
    }

    @Override
    public long nextAt() {
        if (exited) return NEVER;
        return earlier(earlier(links.nextAt(), turn.nextAt(links.successor)), election.nextAt(turn, links));
    }

    @Override
    public void drain(Consumer<? super RingAction> performer) {
        out.drain(performer);
    }

    // For those who look.

    public Mark mark() {
        return out.mark;
    }

    public boolean holds() {
        return turn.holds();
    }

    public boolean hasEnded() {
        return exited;
    }

    /// The id of the successor, or -1.
    public long successor() {
        return links.successor == null ? -1 : links.successor.peer;
    }

    @Override
    public String toString() {
        return "node " + options.id() + (holds() ? ", has the turn" : "") + ", mark " + out.mark + ", successor "
                + successor()
                + ", predecessor " + (links.predecessor == null ? -1 : links.predecessor.peer);
    }
}
