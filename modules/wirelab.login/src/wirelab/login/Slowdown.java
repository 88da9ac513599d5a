package wirelab.login;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.UsageException;

/// Slows down whoever fails to log in: after some failures each further attempt of the same source is looked at later, twice
/// as late after each, up to a limit. Pure: the caller says what time it is and does the waiting.
///
/// ```
/// failures so far      0   1   2   3     4    5    6    7 and more
/// delay (defaults)     -   -   -   0.5 s 1 s  2 s  4 s  8 s
/// ```
///
/// - Attempts of one source that come at once wait for each other: the delays add up. Who would have to wait longer than
///   `queue` is turned away at once. So a source holds a bounded number of places, and a thousand connections guess no
///   faster than one.
/// - A login that succeeds forgives nothing, or whoever has an account of his own could buy guesses with it. Failures are
///   forgotten one by one, each after `forget`.
/// - The delay depends on the source alone, not on the user: it does not tell who exists, and nobody can lock out another
///   from elsewhere. People behind one address share its delay.
/// - A source is an IPv4 address, or an IPv6 network of 64 bits, which is what one customer is given at least.
/// - When more than `sources` are known, the one heard of least recently is forgotten.
public final class Slowdown {
    /// How hard failures are punished.
    ///
    /// @param free failures that cost nothing: people mistype
    /// @param first delay after one failure more
    /// @param most longest delay
    /// @param queue longest time that an attempt waits for those before it and itself; longer, and it is turned away
    /// @param forget time after which one failure is forgotten
    public record Limits(int free, Duration first, Duration most, Duration queue, Duration forget, int sources) {
        /// Three for free, then 0.5 s to 8 s; 16 s of queue; one forgotten per half a minute; 10,000 sources, some 2 MB.
        public static final Limits DEFAULTS = new Limits(3, Duration.ofMillis(500), Duration.ofSeconds(8),
                Duration.ofSeconds(16), Duration.ofSeconds(30), 10_000);

        public Limits {
            if (free < 0 || sources < 1 || !first.isPositive() || !forget.isPositive()) {
                throw new UsageException("delays, times to forget and the number of sources must be greater than zero");
            }
            if (most.compareTo(first) < 0 || queue.compareTo(most) < 0) {
                throw new UsageException("the first delay must not be longer than the longest, nor that than the queue");
            }
        }

        public Limits withFree(int free) {
            return new Limits(free, first, most, queue, forget, sources);
        }

        public Limits withDelays(Duration first, Duration most, Duration queue) {
            return new Limits(free, first, most, queue, forget, sources);
        }
    }

    /// The answer to an attempt that is not even to wait.
    public static final long TURNED_AWAY = -1;

    /// Failures beyond this many make no difference, so that they are forgotten in a foreseeable time.
    private static final int MOST_COUNTED = 16;
    private static final int IPV6_NETWORK = 8;

    private static final class Source {
        int failures;
        /// When the last failure was forgotten, or the first remembered.
        long since;
        /// When the attempts that wait already will all have been looked at.
        long free;
    }

    private final Limits limits;
    private final Map<InetAddress, Source> sources;

    /// Begins with no failures.
    public Slowdown(Limits limits) {
        this.limits = limits;
        sources = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Source> eldest) {
                return size() > limits.sources;
            }
        };
    }

    /// {@return how many nanoseconds an attempt has to wait before it is looked at, or [#TURNED_AWAY]}
    public synchronized long attempt(long now, InetAddress address) {
        var source = sources.get(key(address));
        if (source == null) return 0;
        forget(now, source);
        long delay = delay(source.failures);
        if (delay == 0) return 0;
        long until = (source.free - now > 0 ? source.free : now) + delay;
        if (until - now > limits.queue.toNanos()) return TURNED_AWAY;
        source.free = until;
        return until - now;
    }

    /// An attempt has failed.
    public synchronized void failed(long now, InetAddress address) {
        var source = sources.computeIfAbsent(key(address), _ -> {
            var fresh = new Source();
            fresh.since = fresh.free = now;
            return fresh;
        });
        forget(now, source);
        if (source.failures == 0) source.since = now;
        if (source.failures - limits.free < MOST_COUNTED) source.failures++;
    }

    /// {@return how many sources are remembered: now}
    public synchronized int size() {
        return sources.size();
    }

    private void forget(long now, Source source) {
        long periods = Math.max(0, (now - source.since) / limits.forget.toNanos());
        source.failures = (int) Math.max(0, source.failures - periods);
        source.since += periods * limits.forget.toNanos();
    }

    private long delay(int failures) {
        if (failures < limits.free) return 0;
        return (long) Math.min(limits.most.toNanos(), limits.first.toNanos() * Math.pow(2, failures - limits.free));
    }

    private static InetAddress key(InetAddress address) {
        if (!(address instanceof Inet6Address)) return address;
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), IPV6_NETWORK), address.getAddress().length);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            // Only a wrong length can be wrong with an address of bytes.
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "slowdown";
    }
}
