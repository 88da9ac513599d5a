package wirelab.congestion;

/// The window of CUBIC (RFC 9438): after a loss it grows as a cubic of time, flat around the size at which the loss was,
/// but never slower than Reno would on the same path.
final class CubicWindow {
    /// C of RFC 9438, section 5.1, in packets per cubic second.
    static final double SCALE = 0.4;
    /// What is left after a loss (section 4.6).
    static final double BETA = 0.7;

    /// cwnd, in packets.
    double window;
    /// ssthresh.
    double threshold = Double.MAX_VALUE;
    /// W_max: where the curve is flat.
    double plateau;
    private double beta = BETA;
    /// cwnd_prior: the window at the last loss.
    private double prior;
    /// W_est: what Reno would have.
    private double reno;
    /// K: seconds from the beginning of the curve to its plateau.
    private double k;
    private boolean running;
    private long epoch;

    CubicWindow(double window) {
        this.window = window;
    }

    /// Grows with what has arrived (sections 4.2 to 4.5).
    void grow(int acked, long now, long roundTrip) {
        for (int i = 0; i < acked; i++) {
            if (window < threshold) window++;
            else growOnCurve(now, roundTrip / 1e9);
        }
    }

    private void growOnCurve(long now, double roundTrip) {
        if (!running) begin(now);
        double t = (now - epoch) / 1e9;
        double target = Math.clamp(curve(t + roundTrip), window, 1.5 * window);
        // Section 4.3: above the window of the last loss Reno's own pace.
        reno += (reno >= prior ? 1 : 3 * (1 - beta) / (1 + beta)) / window;
        if (curve(t) < reno) window = Math.max(window, reno);
        else window += (target - window) / window;
    }

    private void begin(long now) {
        running = true;
        epoch = now;
        if (window < plateau) {
            k = Math.cbrt((plateau - window) / SCALE);
        } else {
            k = 0;
            plateau = window;
        }
        reno = window;
    }

    /// {@return W_cubic(t)}
    private double curve(double t) {
        return SCALE * (t - k) * (t - k) * (t - k) + plateau;
    }

    /// A loss: the window shrinks (sections 4.6 and 4.7).
    ///
    /// @param base what was in use of it
    /// @param left the share that is left, usually [#BETA]
    void cut(double base, double left) {
        beta = left;
        prior = window;
        // Fast convergence: whoever has less than before makes room for who has come.
        plateau = base < plateau ? base * (1 + left) / 2 : base;
        window = Math.max(CongestionControl.LEAST_WINDOW, base * left);
        threshold = window;
        running = false;
    }

    /// The curve begins anew from the window as it is.
    void restart() {
        running = false;
    }

    /// Forgets all losses: a window that is not known to be too large.
    void forget(double window) {
        // Of a path of which nothing is known any more it would be zero, and then without a limit.
        this.window = Math.max(CongestionControl.LEAST_WINDOW, window);
        plateau = this.window;
        prior = 0;
        threshold = 0;
        running = false;
    }
}
