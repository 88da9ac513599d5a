package wirelab.congestion;

/// Whether it is of any use to send less. A queue that CUBIC fills shrinks when CUBIC gives way, and so does one that is only
/// ours; BBR keeps it full whoever else makes room, and whoever makes room at each loss ends up with next to nothing. So when
/// one cut after the other has left the queue as it was, the next ones are put off, for longer each time.
///
/// Only where the queue holds about what the path does: in a longer one BBR takes no more than its share, and one of a few
/// packets says nothing.
final class FutileCuts {
    /// The queue has shrunk when it was below this part of what it is at a loss, which is all of it. Where the only flow cuts, or
    /// both of two do, it was.
    private static final double SHRUNK = 0.5;
    private static final double LEAST_QUEUE = 0.5;
    private static final double MOST_QUEUE = 1.25;
    /// A cut is put off by so many rounds for each one before it that was of no use, up to so many of them: a window that has lost
    /// three tenths and grows as Reno's has them back in 32 rounds where it is a quarter of this path and its queue.
    private static final int ROUNDS = 8;
    private static final int MOST = 4;

    private int count;
    private int rounds;
    private long leastQueue = Long.MAX_VALUE;

    /// An acknowledgement tells of a queue, in ns.
    void see(long queue) {
        leastQueue = Math.min(leastQueue, queue);
    }

    void endRound() {
        rounds++;
    }

    /// Whether the window is not to be cut yet.
    boolean isTooEarly() {
        return rounds < ROUNDS * count;
    }

    /// The window is cut.
    ///
    /// @param queue what it is now, in ns
    /// @param leastTrip the round trip without a queue, in ns
    void cut(double queue, long leastTrip) {
        boolean fits = queue > LEAST_QUEUE * leastTrip && queue < MOST_QUEUE * leastTrip;
        boolean same = rounds > 0 && leastQueue > SHRUNK * queue;
        count = fits && same ? Math.min(MOST, count + 1) : 0;
        rounds = 0;
        leastQueue = Long.MAX_VALUE;
    }

    /// What was cut before says nothing any more.
    void forget() {
        count = 0;
    }
}
