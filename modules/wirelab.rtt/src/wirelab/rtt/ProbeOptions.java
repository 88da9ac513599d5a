package wirelab.rtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// How probes are sent, the same for every kind.
///
/// @param times when
/// @param count how many at most, for each target
/// @param length for how long
/// @param threshold how long an answer is waited for: the loss threshold, which has nothing to do with the interval
/// @param size bytes of payload, where the kind of probe leaves a choice
/// @param dscp code point in the IP header (RFC 2474), 0 to 63
/// @param source the address to send from, `null` for whichever leads there
/// @param key of STAMP's authenticated mode, `null` for the other
/// @param name what a name server is asked for
/// @param kernel whether the kernel may be asked when datagrams came and what it knows of TCP, if it can be
/// @param seed of the gaps of a Poisson stream
public record ProbeOptions(SendingTimes times, int count, Duration length, Duration threshold, int size, int dscp,
        InetAddress source, String key, String name, boolean kernel, long seed) {
    /// Ten probes a second for ten seconds, 64 bytes, lost after 2 s.
    public static final ProbeOptions DEFAULTS = new ProbeOptions(SendingTimes.periodic(Duration.ofMillis(100)),
            ProbeSender.MOST, Duration.ofSeconds(10), Duration.ofSeconds(2), 64, 0, null, null, "example.org", true, 1);
    /// The largest payload that is asked for: what fits into a jumbo frame.
    public static final int MOST_BYTES = 8_972;

    public ProbeOptions {
        if (count < 1 || count > ProbeSender.MOST) {
            throw new UsageException("a run has 1 to " + ProbeSender.MOST + " probes, not " + count);
        }
        if (!length.isPositive() || length.compareTo(Duration.ofDays(7)) > 0) {
            throw new UsageException("a run lasts up to 7 days, not " + Text.duration(length));
        }
        if (!threshold.isPositive() || threshold.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new UsageException("an answer is waited for up to 1 min, not " + Text.duration(threshold));
        }
        if (size < EchoProbe.HEADER || size > MOST_BYTES) {
            throw new UsageException("a probe has " + EchoProbe.HEADER + " to " + MOST_BYTES + " bytes, not " + size);
        }
        if (dscp < 0 || dscp > 63) throw new UsageException("a code point lies between 0 and 63, not at " + dscp);
    }

    public ProbeOptions withTimes(SendingTimes times) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withCount(int count) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withLength(Duration length) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withThreshold(Duration threshold) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withSize(int size) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withSending(int dscp, InetAddress source) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withKey(String key) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withName(String name) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withKernel(boolean kernel) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    public ProbeOptions withSeed(long seed) {
        return new ProbeOptions(times, count, length, threshold, size, dscp, source, key, name, kernel, seed);
    }

    /// Gives a connection that is to be opened the source and the code point, which its SYN carries, too.
    void prepare(SocketChannel channel) throws IOException {
        if (source != null) channel.bind(new InetSocketAddress(source, 0));
        if (dscp != 0) channel.setOption(StandardSocketOptions.IP_TOS, dscp << 2);
    }

    /// Without the key.
    @Override
    public String toString() {
        return times + ", " + Text.duration(length) + ", lost after " + Text.duration(threshold)
                + (key == null ? "" : ", authenticated");
    }
}
