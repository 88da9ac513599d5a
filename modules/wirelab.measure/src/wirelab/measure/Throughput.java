package wirelab.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What one round of questions and answers gave.
///
/// @param p50 median time from question to answer, in nanoseconds
/// @param p99 the time that one in a hundred took longer than, in nanoseconds
public record Throughput(double perSecond, double p50, double p99) {
    /// @param times of all answers, in nanoseconds
    /// @throws IOException when there was no answer
    public static Throughput of(Samples times, Duration during) throws IOException {
        if (times.count() == 0) throw new IOException("nothing came back");
        return new Throughput(times.count() / (during.toNanos() / 1e9), times.median(), times.percentile(0.99));
    }

    /// The median of each figure by itself.
    public static Throughput median(List<Throughput> rounds) {
        return new Throughput(Samples.of(rounds, Throughput::perSecond).median(),
                Samples.of(rounds, Throughput::p50).median(), Samples.of(rounds, Throughput::p99).median());
    }
}
