package wirelab.congestion;

import java.util.concurrent.TimeUnit;

/// The two modes of Glenn Fiedler's article "Reliability and Congestion Avoidance over UDP" (2008), for games: 30 packets
/// per second while the round trip is short, 10 while it is longer than 250 ms. Whoever fell from good to bad soon after
/// must wait twice as long for good the next time. It knows nothing of loss, and is far too slow for a file: that is the
/// lesson.
public final class GoodBad implements CongestionControl {
    /// Above this the path is bad.
    static final long BAD_ROUND_TRIP = TimeUnit.MILLISECONDS.toNanos(250);
    static final double GOOD_RATE = 30;
    static final double BAD_RATE = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TRUST = 10 * SECOND;

    private boolean begun;
    private boolean good = true;
    /// How long the path must be good in bad mode before it is believed.
    private long penalty = 4 * SECOND;
    private long inModeSince;
    /// Since when the path has been good without a break: for leaving bad mode, and for halving the penalty.
    private long goodSince;

    public GoodBad() {}

    @Override
    public void acked(AckSample sample) {
        long now = sample.now;
        if (!begun) {
            begun = true;
            inModeSince = goodSince = now;
        }
        if (sample.roundTrip == 0) return;
        boolean isGood = sample.smoothed <= BAD_ROUND_TRIP;
        if (good && !isGood) {
            if (now - inModeSince < TRUST) penalty = Math.min(60 * SECOND, 2 * penalty);
            good = false;
            inModeSince = now;
        } else if (good && now - goodSince >= TRUST) {
            penalty = Math.max(SECOND, penalty / 2);
            goodSince = now;
        } else if (!good && isGood && now - goodSince >= penalty) {
            good = true;
            inModeSince = goodSince = now;
        }
        if (!isGood) goodSince = now;
    }

    @Override
    public void collapsed(long now, long next) {
        good = false;
        inModeSince = goodSince = now;
    }

    /// What may be under way while nothing is heard: four seconds of it.
    @Override
    public double window() {
        return 4 * (good ? GOOD_RATE : BAD_RATE);
    }

    @Override
    public double rate(long roundTrip) {
        return good ? GOOD_RATE : BAD_RATE;
    }

    @Override
    public String state() {
        return good ? "good" : "bad";
    }

    @Override
    public String toString() {
        return CongestionControl.words("good or bad", this);
    }
}
