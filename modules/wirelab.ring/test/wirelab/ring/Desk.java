package wirelab.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One machine on the desk: node 1 of a ring 0, 1, 2, 3, whose neighbours a test plays by hand.
final class Desk {
    static final long MILLI = 1_000_000L;
    static final long IN = 1;

    long now = 5;
    final Memory memory;
    final RingMachine machine;
    final List<RingAction> actions = new ArrayList<>();
    long out;

    Desk(String... messages) {
        this(new Memory(), messages);
    }

    Desk(Memory memory, String... messages) {
        this(memory, 100, messages);
    }

    Desk(Memory memory, long incarnation, String... messages) {
        this.memory = memory;
        machine = new RingMachine(now, new RingOptions(1, List.of(2L, 3L, 0L), incarnation, Timing.DEFAULTS, false), memory);
        for (int i = 0; i < messages.length; i++) {
            machine.submit(new Outgoing(i, Long.parseLong(messages[i].split(" ")[0]), 0,
                    messages[i].split(" ")[1].getBytes()));
        }
        drain();
    }

    /// Both links are up, with nodes 0 and 2, which have seen that mark.
    Desk linked(Mark mark) {
        dial();
        answer(hello(SignalKind.WELCOME, 2, mark));
        machine.accepted(now, IN);
        from(IN, hello(SignalKind.HELLO, 0, mark));
        actions.clear();
        return this;
    }

    /// The same, with the turn in hand.
    Desk holding() {
        linked(mark(1, 5, 0));
        token(mark(2, 1, 0), 0, 1, 0);
        actions.clear();
        // Nobody uses the first turn that it sees.
        after(20);
        token(mark(2, 5, 0), 0, 1, 1);
        return this;
    }

    static Mark mark(long round, long turn, int copy) {
        return new Mark(Mark.epoch(round, 3), turn, copy);
    }

    static Signal hello(SignalKind kind, long from, Mark mark) {
        return Signal.of(kind, from, 1, mark, 50, 1);
    }

    Desk dial() {
        after(0);
        return this;
    }

    void answer(Signal signal) {
        machine.connected(now, out);
        drain();
        from(out, signal);
    }

    void lose(long link) {
        machine.closed(now, link);
        drain();
    }

    void from(long link, Signal signal) {
        machine.received(now, link, signal);
        drain();
    }

    void token(Mark mark, long quiet, long least, long leastAt) {
        from(IN, new Signal(SignalKind.TOKEN, 0, 1, false, mark, 50, 0, new Signal.Note(quiet, least, leastAt).encode()));
    }

    void data(long from, long to, Mark mark, long incarnation, long sequence) {
        from(IN, new Signal(SignalKind.DATA, from, to, false, mark, incarnation, sequence, "x".getBytes()));
    }

    /// Time passes in steps; neighbours are heard meanwhile.
    void after(long millis) {
        long end = now + millis * MILLI;
        while (machine.nextAt() != RingMachine.NEVER && machine.nextAt() - end <= 0) {
            if (machine.nextAt() - now > 0) now = machine.nextAt();
            machine.tick(now);
            drain();
        }
        now = end;
    }

    void keptAlive(long millis, Mark seen) {
        for (long passed = 0; passed < millis; passed += 100) {
            after(100);
            from(IN, Signal.of(SignalKind.ALIVE, 0, 1, Mark.NONE, 50, 0));
            from(out, Signal.of(SignalKind.ALIVE, 2, 1, seen, 50, 0));
        }
    }

    private void drain() {
        machine.drain(action -> {
            actions.add(action);
            if (action instanceof RingAction.Dial dial) out = dial.link();
            if (action instanceof RingAction.Record record) remember(record.entry());
        });
    }

    private void remember(JournalEntry entry) {
        if (!(entry instanceof JournalEntry.Numbered) && !(entry instanceof JournalEntry.Settled)) memory.add(entry);
    }

    /// What was sent, without ALIVE, as text.
    List<String> sent() {
        return actions.stream().filter(RingAction.Send.class::isInstance).map(action -> ((RingAction.Send) action).signal())
                .filter(signal -> signal.kind() != SignalKind.ALIVE).map(Signal::toString).toList();
    }

    Signal last() {
        return actions.stream().filter(RingAction.Send.class::isInstance).map(action -> ((RingAction.Send) action).signal())
                .filter(signal -> signal.kind() != SignalKind.ALIVE).reduce((_, b) -> b).orElseThrow();
    }

    boolean closed(long link) {
        return actions.contains(new RingAction.Close(link));
    }

    long count(Class<? extends RingAction> kind) {
        return actions.stream().filter(kind::isInstance).count();
    }

    String said() {
        return actions.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
