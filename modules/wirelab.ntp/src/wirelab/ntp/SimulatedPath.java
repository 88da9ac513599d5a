package wirelab.ntp;

import java.util.Random;

/// A path to a time server that exists in the imagination only, so that every true value is known and thousands of exchanges
/// take no time: each way takes its least time and a random share of its jitter on top, the server takes its time to answer.
///
/// @param out least time of a question under way, in nanoseconds
/// @param back least time of an answer under way, in nanoseconds
/// @param jitter what either may take longer, in nanoseconds, each time another share of it
/// @param work what the server takes to answer, in nanoseconds
/// @param random where the shares come from; a seeded one makes the run repeatable
public record SimulatedPath(long out, long back, long jitter, long work, Random random) {
    public SimulatedPath {
        if (out < 0 || back < 0 || jitter < 0 || work < 0) throw new IllegalArgumentException("time would run backwards");
    }

    /// Asks once.
    ///
    /// @param now the client's clock when the question leaves, in nanoseconds
    /// @param trueOffset how far the server's clock is ahead of the client's
    public RoundTrip ask(long now, long trueOffset) {
        long arrival = now + out + share();
        long departure = arrival + work;
        return new RoundTrip(now, arrival + trueOffset, departure + trueOffset, departure + back + share());
    }

    private long share() {
        return jitter == 0 ? 0 : random.nextLong(jitter + 1);
    }

    @Override
    public String toString() {
        return "SimulatedPath[out=" + out + ", back=" + back + ", jitter=" + jitter + ", work=" + work + "]";
    }
}
