package wirelab.ring;

import wirelab.kit.Bytes;

/// A message to be sent.
///
/// @param reference what the sender knows it by, as the line of its file
/// @param destination an id, or [RingFrame#ALL]
/// @param priority 0 to 7, the most urgent
/// @param text at most [#MOST_TEXT] bytes
public record Outgoing(long reference, long destination, int priority, byte[] text) {
    public static final int MOST_TEXT = RingFrame.MOST_DATA - Signal.CONTROL - 16;
    public static final int URGENT = 7;

    /// What became of it.
    public enum Fate {
        /// It came back with A: it is in the journal of its destination.
        ACKNOWLEDGED("delivered"),
        /// It came back without A: no such node, or dead.
        REFUSED("nobody has taken it: no such node, or it is dead"),
        /// It never came back: it may or may not have been delivered.
        UNANSWERED("it never came back, and may have been delivered or not"),
        /// The node left or the run ended before its turn.
        UNSENT("the run ended before it was sent");

        private final String words;

        Fate(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    @Override
    public String toString() {
        return "Outgoing[reference=" + reference + ", destination=" + destination + ", priority=" + priority
                + ", text=" + Bytes.of(text) + "]";
    }
}
