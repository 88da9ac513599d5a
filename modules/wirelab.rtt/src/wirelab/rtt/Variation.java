package wirelab.rtt;

import java.util.Arrays;

/// How delays differ from one probe to the next: *Type-P-One-way-ipdv* (RFC 3393), here of round trips. The selection
/// function takes each probe and the one sent just before it; where one of the two is lost, the variation is undefined and
/// left out (section 2.6).
///
/// @param differences of the pairs that are defined, in nanoseconds, in order
/// @param pairs how many pairs there were, undefined ones included
public record Variation(double[] differences, int pairs) {
    /// @param inOrder delays in the order of sending, [Delays#UNDEFINED] where one was lost
    public static Variation of(double... inOrder) {
        var differences = new double[Math.max(0, inOrder.length - 1)];
        int count = 0;
        for (int i = 1; i < inOrder.length; i++) {
            if (inOrder[i] != Delays.UNDEFINED && inOrder[i - 1] != Delays.UNDEFINED) {
                differences[count++] = inOrder[i] - inOrder[i - 1];
            }
        }
        return new Variation(Arrays.copyOf(differences, count), Math.max(0, inOrder.length - 1));
    }

    /// {@return the mean of the variations without their sign: what is meant by jitter here, in nanoseconds}
    public double jitter() {
        return differences.length == 0 ? Double.NaN : Arrays.stream(differences).map(Math::abs).sum() / differences.length;
    }

    /// {@return the variation that so many of the pairs do not exceed, without its sign}
    ///
    /// @param percent 0 to 100
    public double percentile(double percent) {
        return Delays.of(Arrays.stream(differences).map(Math::abs).toArray()).percentile(percent);
    }

    /// Such as `399 pairs, jitter 0.041 ms`.
    @Override
    public String toString() {
        return pairs + " pairs, jitter " + Delays.text(jitter());
    }
}
