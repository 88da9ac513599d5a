package wirelab.fetch;

import java.time.Duration;
import java.time.Instant;
import wirelab.http.ClientException;
import wirelab.http.HttpDate;
import wirelab.http.ResponseHead;
import wirelab.kit.UsageException;

/// Whether and when to try again, as a pure state machine: failures in, waiting times out. It draws no random numbers and
/// looks at no clock itself.
///
/// Waiting doubles from try to try and has a random part, so that a thousand clients that lost the same server do not come
/// back at the same moment. A server that says `Retry-After` is believed, if that is not too long.
public final class Retries {
    /// How patient a client is.
    ///
    /// @param tries how often in all, at least 1
    /// @param first how long to wait before the second try at most; doubled for each further one
    /// @param longest no wait of our own choice is longer
    /// @param patience longest `Retry-After` that is obeyed; a longer one ends it
    public record Policy(int tries, Duration first, Duration longest, Duration patience) {
        /// Five tries, waiting up to 0.5, 1, 2, 4 s in between; a server may ask for a minute.
        public static final Policy DEFAULTS = new Policy(5, Duration.ofMillis(500), Duration.ofSeconds(10),
                Duration.ofMinutes(1));

        /// Checks the limits.
        public Policy {
            if (tries < 1) throw new UsageException("at least one try is needed");
            if (first.isNegative() || longest.isNegative() || patience.isNegative()) {
                throw new UsageException("a time must not be negative");
            }
        }

        public Policy withTries(int tries) {
            return new Policy(tries, first, longest, patience);
        }
    }

    private final Policy policy;
    private int failed;

    /// Begins with no failure.
    public Retries(Policy policy) {
        this.policy = policy;
    }

    /// A try has failed without a response, or inside of one.
    ///
    /// @param random at least 0, less than 1
    /// @return how long to wait before the next try, or `null` to give up
    public Duration after(ClientException failure, double random) {
        return failure.passing() ? next(null, random) : null;
    }

    /// A try has ended with a status that is no success.
    ///
    /// @param now the time of day, for a `Retry-After` that is a date
    /// @param random at least 0, less than 1
    /// @return how long to wait before the next try, or `null` to give up
    public Duration after(ResponseHead response, Instant now, double random) {
        return switch (response.status()) {
            case 408, 429, 502, 503, 504 -> next(retryAfter(response.headers().first("Retry-After"), now), random);
            default -> null;
        };
    }

    private Duration next(Duration asked, double random) {
        if (++failed >= policy.tries) return null;
        if (asked != null) return asked.compareTo(policy.patience) <= 0 ? asked : null;
        double most = policy.first.toNanos() * Math.pow(2, failed - 1);
        return Duration.ofNanos((long) (Math.min(most, policy.longest.toNanos()) * (0.5 + random / 2)));
    }

    /// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds or a date.
    ///
    /// @return how long from now, at least zero, or `null` when it is absent or cannot be read
    static Duration retryAfter(String value, Instant now) {
        if (value == null) return null;
        if (!value.isEmpty() && value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        var date = HttpDate.parse(value);
        if (date == null) return null;
        var wait = Duration.between(now, date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
