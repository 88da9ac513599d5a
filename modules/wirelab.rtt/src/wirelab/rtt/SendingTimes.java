package wirelab.rtt;

import java.time.Duration;
import java.util.random.RandomGenerator;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// When probes are sent: from the one to the next, whatever has become of the first.
///
/// @param mean the mean time between two probes
/// @param poisson whether gaps follow the exponential law: then each moment is as likely as any other, and no probe tells
///     when the next one comes (RFC 2330, section 11.1.1). What happens at regular intervals itself cannot hide from it.
///     Else they are all the same (RFC 3432)
public record SendingTimes(Duration mean, boolean poisson) {
    public static final Duration SHORTEST = Duration.ofNanos(100_000);
    public static final Duration LONGEST = Duration.ofHours(1);

    public SendingTimes {
        if (mean.compareTo(SHORTEST) < 0 || mean.compareTo(LONGEST) > 0) {
            throw new UsageException("the interval lies between 100us and 1h, not at " + Text.duration(mean));
        }
    }

    public static SendingTimes periodic(Duration interval) {
        return new SendingTimes(interval, false);
    }

    public static SendingTimes poisson(Duration mean) {
        return new SendingTimes(mean, true);
    }

    /// {@return the time to the next probe in nanoseconds: -ln(U)/lambda for a Poisson stream (RFC 2330, section 11.1.3)}
    long gap(RandomGenerator random) {
        if (!poisson) return mean.toNanos();
        // 1 - U, since U can be zero and never one.
        return Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) * mean.toNanos()));
    }

    /// Such as `Poisson stream, mean interval 100 ms`.
    @Override
    public String toString() {
        return (poisson ? "Poisson stream, mean interval " : "periodic stream, interval ") + Text.duration(mean);
    }
}
