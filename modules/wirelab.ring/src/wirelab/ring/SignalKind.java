package wirelab.ring;

/// What a frame of ours is for, and the flags that it may carry (SPECIFICATION.txt, Section 4.2).
public enum SignalKind {
    /// Whoever has dialled says who it is.
    HELLO(1, 0),
    /// It is taken as predecessor.
    WELCOME(2, 0),
    /// It is not; the sequence field says why, as [Refusal].
    REFUSE(3, 0),
    /// The link lives; sent both ways.
    ALIVE(4, 0),
    /// The turn, from one node to the next.
    TOKEN(5, RingFrame.TURN),
    /// A message, once round.
    DATA(6, 0),
    /// The end of the run, once round.
    FINISH(7, RingFrame.FINISH),
    /// Election of the maker of a new turn.
    CLAIM(8, 0);

    /// Codes of Section 5.2 in the sequence field of REFUSE.
    public static final class Refusal {
        public static final int NEWER_PREDECESSOR = 1;
        public static final int ID_IN_USE = 2;
        public static final int UNKNOWN = 3;

        private Refusal() {}
    }

    private static final SignalKind[] ALL = values();
    final int code;
    final int flags;

    SignalKind(int code, int flags) {
        this.code = code;
        this.flags = flags;
    }

    /// The kind with that code, or `null`.
    static SignalKind of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
