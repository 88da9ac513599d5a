package wirelab.ring;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// What a node's parts want done, in order; and its mark, which they all stamp on what they send.
final class Outbox {
    private final ArrayDeque<RingAction> actions = new ArrayDeque<>();
    final RingOptions options;
    Mark mark = Mark.NONE;
    /// Whether the end of the run has come by.
    boolean finishing;

    Outbox(RingOptions options) {
        this.options = options;
    }

    void add(RingAction action) {
        actions.add(action);
    }

    void record(JournalEntry entry) {
        actions.add(new RingAction.Record(entry));
    }

    /// A step that is no frame.
    void note(String act, String note) {
        note(act, 0, 0, 0, note);
    }

    void note(String act, long source, long incarnation, long sequence, String note) {
        if (options.traced()) {
            actions.add(new RingAction.Note(new Step(act, null, 0, null, mark, source, incarnation, sequence, note)));
        }
    }

    void noteFrame(String act, Link link, long count, Signal signal) {
        if (options.traced()) {
            actions.add(new RingAction.Note(new Step(act, link.name, count, signal, mark, 0, 0, 0, null)));
        }
    }

    void drain(Consumer<? super RingAction> performer) {
        for (RingAction action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
