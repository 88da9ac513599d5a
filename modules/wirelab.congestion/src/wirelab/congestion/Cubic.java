package wirelab.congestion;

/// CUBIC (RFC 9438), as most of the world's TCP has it; paced, so that a window does not leave in one burst.
public final class Cubic implements CongestionControl {
    private final CubicWindow cubic = new CubicWindow(INITIAL_WINDOW);
    private long recovery = -1;

    public Cubic() {}

    @Override
    public void acked(AckSample sample) {
        if (sample.newestLost() > recovery) {
            cubic.cut(cubic.window, CubicWindow.BETA);
            recovery = sample.next - 1;
        } else if (sample.newest > recovery && sample.before() >= cubic.window - sample.acked - 8) {
            cubic.grow(sample.acked, sample.now, sample.smoothed);
        }
    }

    @Override
    public void collapsed(long now, long next) {
        cubic.cut(cubic.window, CubicWindow.BETA);
        cubic.window = LEAST_WINDOW;
        recovery = next - 1;
    }

    private boolean isSlowStart() {
        return cubic.window < cubic.threshold;
    }

    @Override
    public double window() {
        return cubic.window;
    }

    @Override
    public double rate(long roundTrip) {
        return CongestionControl.spread(isSlowStart() ? 2 : 1.2, cubic.window, roundTrip);
    }

    @Override
    public String state() {
        return isSlowStart() ? "slow start" : "congestion avoidance";
    }

    @Override
    public String toString() {
        return CongestionControl.words("CUBIC", this);
    }
}
