package wirelab.kit;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often each source may do something: a token bucket per address, over a bounded number of addresses.
///
/// A source begins with `burst` tokens, each act takes one, and `perSecond` come back every second up to `burst`. When
/// more than `sources` addresses are known, the one heard least recently is forgotten, which can only be to its advantage.
///
/// This class has no clock: the caller says what time it is.
public final class RateLimit {
    private static final double NANOS = 1e9;

    private static final class Bucket {
        double tokens;
        long at;
    }

    private final double perSecond;
    private final double burst;
    private final Map<InetAddress, Bucket> buckets;

    /// Sets the limits.
    ///
    /// @param perSecond acts per second and source that are allowed in the long run, greater than 0
    /// @param burst acts that a source may do at once, at least 1
    /// @param sources how many sources are remembered, at least 1
    public RateLimit(double perSecond, int burst, int sources) {
        if (!(perSecond > 0) || burst < 1 || sources < 1) {
            throw new IllegalArgumentException("rate " + perSecond + ", burst " + burst + ", sources " + sources);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
                return size() > sources;
            }
        };
    }

    /// Asks for one act.
    ///
    /// @param source who wants to act
    /// @param nanos the time now, as from [System#nanoTime()]
    /// @return whether it is allowed; then one token is taken
    public synchronized boolean allows(InetAddress source, long nanos) {
        var bucket = buckets.get(source);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokens = burst;
            bucket.at = nanos;
            buckets.put(source, bucket);
        }
        bucket.tokens = Math.min(burst, bucket.tokens + (nanos - bucket.at) * perSecond / NANOS);
        bucket.at = nanos;
        if (bucket.tokens < 1) return false;
        bucket.tokens--;
        return true;
    }
}
