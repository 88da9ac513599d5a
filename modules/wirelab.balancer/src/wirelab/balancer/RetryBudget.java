package wirelab.balancer;

/// How many requests may be sent once more: a share of all, and a few each second. Without a limit, nodes that fail because
/// they have too much to do would be given several times as much.
final class RetryBudget {
    private static final double PER_SECOND = 10;
    private static final double MOST = 200;
    private static final double NANOS = 1e9;

    private double left = MOST;
    private long seen;
    private long at;

    /// Begins with a full purse.
    RetryBudget(long now) {
        at = now;
    }

    /// Asks for one retry.
    ///
    /// @param requests so many so far, over all time
    /// @param percent so many retries for a hundred requests
    synchronized boolean allows(long now, long requests, int percent) {
        double earned = (requests - seen) * percent / 100.0 + (now - at) / NANOS * PER_SECOND;
        left = Math.min(MOST, left + earned);
        seen = requests;
        at = now;
        if (percent == 0 || left < 1) return false;
        left--;
        return true;
    }
}
