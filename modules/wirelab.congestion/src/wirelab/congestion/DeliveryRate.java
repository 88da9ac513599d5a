package wirelab.congestion;

/// The greatest rate of delivery of the last ten rounds, in packets per second: what the path carries, as far as it was used.
final class DeliveryRate {
    private static final int ROUNDS = 10;

    private final double[] rates = new double[ROUNDS];
    private double greatest;
    private int round;

    /// Takes a sample, which counts as long as this round is remembered.
    void take(double rate) {
        rates[round] = Math.max(rates[round], rate);
        greatest = Math.max(greatest, rate);
    }

    double greatest() {
        return greatest;
    }

    /// A round trip is over: the oldest round is forgotten.
    void endRound() {
        round = (round + 1) % ROUNDS;
        rates[round] = 0;
        greatest = 0;
        for (double each : rates) greatest = Math.max(greatest, each);
    }
}
