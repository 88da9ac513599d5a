package wirelab.congestion;

import java.util.Arrays;

/// What one acknowledgement tells a [CongestionControl]. One object for all of them: whoever has a connection fills it anew
/// each time.
public final class AckSample {
    /// When it came, in ns.
    long now;
    /// The round trip of the newest packet that it newly acknowledges, in ns; 0 when none is the newest of all.
    long roundTrip;
    /// The smoothed round-trip time in ns.
    long smoothed;
    /// The number of the newest packet that it newly acknowledges, or -1.
    long newest;
    /// The number that the next packet will have.
    long next;
    /// Packets newly acknowledged.
    int acked;
    /// Packets that had been taken for lost and were not.
    int spurious;
    /// Packets found to be lost, in the order in which they were sent.
    int lostCount;
    /// Packets that remain under way.
    int inFlight;
    /// Packets per second that arrived while the newest one was under way, or 0 where that cannot be said.
    double deliveryRate;
    /// Whether the application, and not the window, held back when the newest packet was sent.
    boolean applicationLimited;
    private long[] lost = new long[64];

    public AckSample() {}

    /// An acknowledgement has come, or a time-out.
    public void begin(long now) {
        this.now = now;
        roundTrip = 0;
        newest = -1;
        acked = spurious = lostCount = 0;
        deliveryRate = 0;
    }

    /// A packet has arrived.
    public void acked(long number) {
        acked++;
        newest = Math.max(newest, number);
    }

    /// A packet has arrived that was taken for lost.
    public void spurious(long number) {
        spurious++;
        newest = Math.max(newest, number);
    }

    /// A packet is lost. Those of one sample are named in the order in which they were sent.
    public void lost(long number) {
        if (lostCount == lost.length) lost = Arrays.copyOf(lost, 2 * lostCount);
        lost[lostCount++] = number;
    }

    /// What the newest packet of all says.
    ///
    /// @param deliveryRate packets per second, 0 where that cannot be said
    /// @param applicationLimited whether there was no more to send when it was sent
    public void measured(long roundTrip, double deliveryRate, boolean applicationLimited) {
        this.roundTrip = roundTrip;
        this.deliveryRate = deliveryRate;
        this.applicationLimited = applicationLimited;
    }

    /// How things stand after it.
    ///
    /// @param next the number that the next packet will have
    /// @param smoothed round-trip time in ns
    public void standing(int inFlight, long next, long smoothed) {
        this.inFlight = inFlight;
        this.next = next;
        this.smoothed = smoothed;
    }

    /// {@return whether it says anything new}
    public boolean isNews() {
        return acked > 0 || lostCount > 0 || spurious > 0;
    }

    /// {@return how many packets are newly acknowledged}
    public int acked() {
        return acked;
    }

    /// {@return the time of this, in ns}
    public long now() {
        return now;
    }

    long lost(int i) {
        return lost[i];
    }

    /// {@return the number of the newest packet that was lost, or -1}
    long newestLost() {
        return lostCount == 0 ? -1 : lost[lostCount - 1];
    }

    /// {@return what was under way before this came}
    int before() {
        return inFlight + acked + lostCount;
    }

    @Override
    public String toString() {
        return acked + " arrived, " + lostCount + " lost, " + inFlight + " under way";
    }
}
