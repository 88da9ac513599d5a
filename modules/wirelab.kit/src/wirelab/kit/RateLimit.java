package wirelab.kit;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often each source may do something: a token bucket per address, over a bounded number of addresses.
///
/// A source begins with as many tokens as the burst of the [Rate], each act takes one, and so many per second come back up
/// to the burst. When more addresses are known than the rate allows, the one heard least recently is forgotten, which can
/// only be to its advantage.
///
/// This class has no clock: the caller says what time it is.
public final class RateLimit {
    private static final double NANOS = 1e9;

    private static final class Bucket {
        double tokens;
        long at;
    }

    private final Rate rate;
    private final Map<InetAddress, Bucket> buckets;

    /// Begins with a full bucket for everybody.
    public RateLimit(Rate rate) {
        this.rate = rate;
        buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
                return size() > rate.sources();
            }
        };
    }

    /// Asks for one act.
    ///
    /// @param nanos the time now, as from [System#nanoTime()]
    /// @return whether it is allowed; then one token is taken
    public synchronized boolean allows(InetAddress source, long nanos) {
        var bucket = buckets.get(source);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokens = rate.burst();
            bucket.at = nanos;
            buckets.put(source, bucket);
        }
        bucket.tokens = Math.min(rate.burst(), bucket.tokens + (nanos - bucket.at) * rate.perSecond() / NANOS);
        bucket.at = nanos;
        if (bucket.tokens < 1) return false;
        bucket.tokens--;
        return true;
    }

    @Override
    public String toString() {
        return rate.perSecond() + " a second, " + rate.burst() + " at once";
    }
}
