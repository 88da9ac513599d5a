package wirelab.congestion;

/// Whether the start has filled the path: the rate no longer grows though the window does, or a queue stays.
final class StartUp {
    private static final double MS = 1e6;
    /// Acknowledgements in a row that tell of a queue.
    private static final int LONG_QUEUES = 16;
    private static final int FLAT_ROUNDS = 3;

    private double fullRate;
    private int flatRounds;
    private int longQueues;

    /// Begins, or begins again.
    ///
    /// @param known packets per second that are no news
    void begin(double known) {
        fullRate = known;
        flatRounds = longQueues = 0;
    }

    /// @param least the least round trip that is known, in ns
    void see(long queue, long least) {
        longQueues = queue > Math.max(0.3 * least, 1.5 * MS) ? longQueues + 1 : 0;
    }

    boolean isQueueLong() {
        return longQueues >= LONG_QUEUES;
    }

    /// A round trip is over.
    ///
    /// @param leastQueue of that round, in ns
    /// @return whether the path is full
    boolean isFull(double rate, long leastQueue, long least) {
        if (rate < 1.25 * fullRate) return ++flatRounds >= FLAT_ROUNDS || leastQueue > Math.max(MS, 0.2 * least);
        fullRate = rate;
        flatRounds = 0;
        return false;
    }
}
