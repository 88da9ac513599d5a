package wirelab.congestion;

/// NewReno as QUIC has it (RFC 9002, section 7; RFC 5681, RFC 6582): doubles each round trip until the first loss, then one
/// packet more per round trip, and half of it at each round trip with a loss.
public final class NewReno implements CongestionControl {
    private double window = INITIAL_WINDOW;
    private double threshold = Double.MAX_VALUE;
    /// Losses up to this number belong to a round trip that was answered already.
    private long recovery = -1;

    public NewReno() {}

    @Override
    public void acked(AckSample sample) {
        if (sample.newestLost() > recovery) {
            threshold = window = Math.max(LEAST_WINDOW, window / 2);
            recovery = sample.next - 1;
        } else if (sample.newest > recovery && sample.before() >= window - sample.acked - 1) {
            window += isSlowStart() ? sample.acked : sample.acked / window;
        }
    }

    private boolean isSlowStart() {
        return window < threshold;
    }

    @Override
    public void collapsed(long now, long next) {
        threshold = Math.max(LEAST_WINDOW, window / 2);
        window = LEAST_WINDOW;
        recovery = next - 1;
    }

    @Override
    public double window() {
        return window;
    }

    @Override
    public double rate(long roundTrip) {
        return CongestionControl.spread(isSlowStart() ? 2 : 1.25, window, roundTrip);
    }

    @Override
    public String state() {
        return isSlowStart() ? "slow start" : "congestion avoidance";
    }

    @Override
    public String toString() {
        return CongestionControl.words("NewReno", this);
    }
}
