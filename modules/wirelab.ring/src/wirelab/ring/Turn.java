package wirelab.ring;

import static wirelab.kit.Machine.NEVER;
import static wirelab.kit.Machine.after;
import static wirelab.kit.Machine.earlier;
import static wirelab.kit.Machine.isDue;

/// What a node does with the turn: its messages, the end of the run, and passing it on (SPECIFICATION.txt, Sections 5.3, 5.4
/// and 5.6). While it holds, its mark is that of its turn.
final class Turn {
    /// Copies of a frame within one turn, and of a message in all, before it is given up.
    static final int COPIES = 4;
    static final int ATTEMPTS = 16;

    private enum State { NONE, FREE, DATA, FINISH }

    private final Outbox out;
    private final RingOptions options;
    private final Memory memory;
    private final Holding holding;
    private State state = State.NONE;
    private Signal.Note note;
    private boolean used;
    private int copies;
    private long overdue = NEVER;

    // The turn held last, in which epoch, and how often another seems to have been here since the least node held.
    private long lastEpoch;
    private long lastTurn;
    private boolean stale;

    // The turn passed last, and to which life of its receiver.
    private Signal passed;
    private long passedTo;
    private long passedAt;

    // The message under way.
    private Outgoing message;
    private JournalEntry.Numbered number;
    private int attempts;
    private long sequence;

    Turn(Outbox out, Memory memory) {
        this.out = out;
        this.options = out.options;
        this.memory = memory;
        holding = new Holding(options.timing().rotation());
    }

    boolean submit(Outgoing outgoing) {
        var before = memory.unsettled();
        if (before != null && before.reference() == outgoing.reference()) {
            // It had a number when the node crashed: it goes first, under that number, so that nobody takes it twice.
            if (number == null) {
                message = outgoing;
                number = before;
            }
            return true;
        }
        return memory.hasBegun(outgoing.reference()) || holding.add(outgoing);
    }

    boolean isQuiet() {
        return message == null && holding.isEmpty();
    }

    boolean holds() {
        return state != State.NONE;
    }

    /// Whether nothing of its own is under way.
    boolean isFree() {
        return state == State.NONE || state == State.FREE;
    }

    boolean awaits(SignalKind kind) {
        return state == (kind == SignalKind.DATA ? State.DATA : State.FINISH);
    }

    void take(long now, Signal.Note note) {
        state = State.FREE;
        this.note = note;
        used = false;
        copies = 0;
        holding.begin(now);
        out.note("hold", out.mark.toString());
    }

    /// The turn is void.
    void drop() {
        if (holds()) out.note("void", out.mark.toString());
        state = State.NONE;
        overdue = NEVER;
    }

    void newEpoch() {
        stale = false;
    }

    /// Section 5.6: another turn has been here since the least node held this one. That happens once when the least node
    /// dies;
    /// the second time in an epoch there are two turns.
    boolean isDouble(Signal.Note note) {
        boolean now = isStale(note);
        boolean twice = now && stale;
        stale |= now;
        return twice;
    }

    private boolean isStale(Signal.Note note) {
        return lastEpoch == out.mark.epoch() && Long.compareUnsigned(lastTurn, note.leastAt()) > 0;
    }

    /// Does one thing with a turn in which nothing is under way.
    void use(long now, Link successor) {
        if (message == null && out.mark.copy() < Mark.MOST_COPIES) begin(now);
        if (message != null && mayGoOn(now)) {
            used = true;
            attempts++;
            copies++;
            send(now, SignalKind.DATA, successor);
        } else if (isQuiet() && !used && wasQuietLap() && note.least() == options.id()) {
            copies++;
            send(now, SignalKind.FINISH, successor);
        } else {
            pass(now, successor, isQuiet() && !used ? note.quiet() + 1 : 0);
        }
    }

    /// A message that was begun in an earlier turn goes on in any that is early, whatever its priority.
    private boolean mayGoOn(long now) {
        return out.mark.copy() < Mark.MOST_COPIES && copies < COPIES && holding.allows(now, Outgoing.URGENT);
    }

    private void begin(long now) {
        message = holding.next(now);
        if (message == null) return;
        number = new JournalEntry.Numbered(options.incarnation(), ++sequence, message.reference());
        memory.add(number);
        attempts = 0;
        copies = 0;
        out.record(number);
        out.note("number", options.id(), number.incarnation(), number.sequence(), null);
    }

    private boolean wasQuietLap() {
        return lastEpoch == out.mark.epoch() && note.quiet() >= out.mark.turn() - lastTurn;
    }

    private void send(long now, SignalKind kind, Link successor) {
        out.mark = out.mark.nextCopy();
        state = kind == SignalKind.DATA ? State.DATA : State.FINISH;
        overdue = after(now, options.timing().lap().toNanos());
        var signal = kind == SignalKind.FINISH
                ? Signal.of(kind, options.id(), options.id(), out.mark, options.incarnation(), 0)
                : new Signal(kind, options.id(), message.destination(), false, out.mark, number.incarnation(),
                        number.sequence(), message.text());
        if (successor != null) successor.send(now, signal, out);
    }

    /// Its own message is back.
    void returned(boolean acknowledged) {
        state = State.FREE;
        overdue = NEVER;
        copies = 0;
        settle(acknowledged ? Outgoing.Fate.ACKNOWLEDGED : Outgoing.Fate.REFUSED);
    }

    private void settle(Outgoing.Fate fate) {
        var settled = new JournalEntry.Settled(number.incarnation(), number.sequence());
        memory.add(settled);
        out.record(settled);
        out.note("settle", options.id(), number.incarnation(), number.sequence(), fate.name());
        out.add(new RingAction.Report(message, fate));
        message = null;
        number = null;
    }

    void pass(long now, Link successor, long quiet) {
        boolean own = Long.compareUnsigned(options.id(), note.least()) <= 0 || isStale(note)
                || Long.compareUnsigned(note.leastAt(), out.mark.turn()) > 0;
        var next = own ? new Signal.Note(Math.min(quiet, RingFrame.ALL), options.id(), out.mark.turn())
                : new Signal.Note(Math.min(quiet, RingFrame.ALL), note.least(), note.leastAt());
        lastEpoch = out.mark.epoch();
        lastTurn = out.mark.turn();
        state = State.NONE;
        overdue = NEVER;
        passed = new Signal(SignalKind.TOKEN, options.id(), successor.peer, false, out.mark.nextTurn(),
                options.incarnation(), 0,
                next.encode());
        passedTo = successor.peerIncarnation;
        passedAt = now;
        out.note("pass", passed.mark().toString());
        successor.send(now, passed, out);
    }

    /// The successor says how far it has seen the turn come: where it has not seen the one that was passed, that goes again.
    void seen(long now, Mark mark, Link successor) {
        if (passed == null || !wasPassedTo(successor) || !passed.mark().after(mark)) return;
        if (!isDue(after(passedAt, options.timing().alive().toNanos()), now)) return;
        passedAt = now;
        successor.send(now, passed, out);
    }

    /// A node that came back is not the one that was given the turn: that may have passed it on before it died.
    private boolean wasPassedTo(Link successor) {
        return passed.destination() == successor.peer && passedTo == successor.peerIncarnation;
    }

    /// Whether the turn that was passed to the successor before has not come past it, as far as the new one has seen.
    boolean isGone(Mark mark, Link successor) {
        if (holds() || passed == null || passed.mark().epoch() != out.mark.epoch()) return false;
        if (wasPassedTo(successor)) return false;
        return passed.mark().nextTurn().after(mark);
    }

    long nextAt(Link successor) {
        return successor == null ? NEVER : earlier(NEVER, overdue);
    }

    /// Its own frame may be overdue: it is repeated, or the turn goes on without it.
    void tick(long now, Link successor) {
        if (successor == null || !isDue(overdue, now)) return;
        boolean data = state == State.DATA;
        if (data && attempts >= ATTEMPTS) {
            state = State.FREE;
            overdue = NEVER;
            copies = 0;
            settle(Outgoing.Fate.UNANSWERED);
        } else if (copies < COPIES && out.mark.copy() < Mark.MOST_COPIES) {
            copies++;
            if (data) attempts++;
            send(now, data ? SignalKind.DATA : SignalKind.FINISH, successor);
        } else {
            pass(now, successor, 0);
        }
    }

    /// Whatever waits is reported: nobody will send it.
    void giveUp() {
        if (message != null) settle(attempts == 0 ? Outgoing.Fate.UNSENT : Outgoing.Fate.UNANSWERED);
        for (Outgoing left; (left = holding.poll()) != null; ) out.add(new RingAction.Report(left, Outgoing.Fate.UNSENT));
        state = State.NONE;
    }
}
