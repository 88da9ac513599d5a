package wirelab.ring;

import wirelab.kit.Bytes;

/// What a node wants done, in this order and no other: what is recorded is on the disk before what follows is sent.
public sealed interface RingAction {
    /// Connect to a node; [RingMachine#connected] or [RingMachine#failed] says how that went.
    record Dial(long link, long id) implements RingAction {}

    /// Send a frame.
    record Send(long link, Signal signal) implements RingAction {}

    /// Close a link, after what was sent on it.
    record Close(long link) implements RingAction {}

    /// Append to the journal, and force it.
    record Record(JournalEntry entry) implements RingAction {}

    /// Show a message to whoever runs the node.
    record Deliver(long source, byte[] text) implements RingAction {
        @Override
        public String toString() {
            return "Deliver[source=" + source + ", text=" + Bytes.of(text) + "]";
        }
    }

    /// Say what became of a message.
    record Report(Outgoing message, Outgoing.Fate fate) implements RingAction {}

    /// Add a step to the trace.
    record Note(Step step) implements RingAction {}

    /// The node has ended: 0 when the run was ended or it has left, 1 when its id is another's.
    record Exit(int status, String why) implements RingAction {}
}
