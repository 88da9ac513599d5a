package wirelab.multicast;

/// When each datagram of a steady stream is due. Pure: the time goes in.
///
/// Who comes late catches up, but not for more than a tenth of a second: a process that was stopped for a minute does not
/// flood the network with a minute's datagrams afterwards.
public final class Pace {
    private static final long MOST_BEHIND = 100_000_000;

    private final double interval;
    private long start;
    private long sent;

    /// Begins.
    ///
    /// @param perSecond datagrams per second, at least 1
    /// @param now the time in nanoseconds, when the first datagram is due
    public Pace(long now, long perSecond) {
        if (perSecond < 1) throw new IllegalArgumentException("at least 1 per second, not " + perSecond);
        interval = 1e9 / perSecond;
        start = now;
    }

    /// {@return how long to wait until the next datagram is due: nanoseconds, 0 when it is due}
    public long left(long now) {
        return Math.max(0, start + (long) (sent * interval) - now);
    }

    public void sent(long now) {
        sent++;
        long behind = now - (start + (long) (sent * interval));
        if (behind > MOST_BEHIND) start += behind - MOST_BEHIND;
    }
}
