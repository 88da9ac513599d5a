package wirelab.rudp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import wirelab.congestion.AckSample;
import wirelab.kit.Machine;

/// What is under way: finds out what has arrived and what is lost, by order and by time (RFC 9002, section 6.1; RFC 8985),
/// and measures the rate of delivery. A number is used once, so every acknowledgement gives a clean round-trip time.
final class SentPackets {
    /// Packets remembered at once.
    static final int LIMIT = 1 << 16;
    private static final int LEAST_THRESHOLD = 3;
    private static final int MOST_THRESHOLD = 400;
    /// So long after a reordering the threshold is believed.
    private static final long THRESHOLD_LIFE = TimeUnit.SECONDS.toNanos(10);
    private static final long GRANULARITY = TimeUnit.MILLISECONDS.toNanos(1);

    /// What happens to packets.
    interface Outcome {
        void arrived(SentPacket packet);

        void lost(SentPacket packet);
    }

    private final Outcome outcome;
    private final RttEstimator rtt;
    private SentPacket[] ring = new SentPacket[256];
    /// A bit for each packet in the ring that may still be acknowledged.
    private long[] open = new long[4];
    private long low;
    /// Behind the last one that is remembered.
    private long top;
    private long next;
    private long largest = -1;
    private int inFlight;
    private int bytesInFlight;
    private int threshold = LEAST_THRESHOLD;
    private double timeFactor = 9 / 8.0;
    private long reorderedAt;
    private long lossAt = Machine.NEVER;

    private long delivered;
    private long deliveredAt;
    private long firstSentAt;
    private long limitedUntil;
    /// The largest of those that the acknowledgement at hand is about: older ones may have waited for it.
    private SentPacket newest;
    private long lostTotal;
    private long spuriousTotal;

    /// @param first the number of the first packet
    SentPackets(long first, RttEstimator rtt, Outcome outcome) {
        this.rtt = rtt;
        this.outcome = outcome;
        low = top = next = first;
    }

    /// {@return a number that was not used yet}
    long take() {
        return next++;
    }

    long next() {
        return next;
    }

    int inFlight() {
        return inFlight;
    }

    int bytesInFlight() {
        return bytesInFlight;
    }

    long lostTotal() {
        return lostTotal;
    }

    long spuriousTotal() {
        return spuriousTotal;
    }

    /// {@return when a packet will be lost for being late, if nothing is heard of it}
    long lossAt() {
        return lossAt;
    }

    /// The application has no more to send, although it could.
    void applicationLimited() {
        limitedUntil = delivered + Math.max(1, inFlight);
    }

    void sent(SentPacket packet) {
        if (inFlight == 0) firstSentAt = deliveredAt = packet.at;
        packet.delivered = delivered;
        packet.deliveredAt = deliveredAt;
        packet.firstSentAt = firstSentAt;
        packet.applicationLimited = limitedUntil > delivered;
        low = nextOpen(low, top);
        while (packet.number - low >= LIMIT && low < top) giveUp();
        if (low == top) low = packet.number;
        while (packet.number - low >= ring.length) grow();
        top = packet.number + 1;
        ring[slot(packet.number)] = packet;
        open[slot(packet.number) >> 6] |= 1L << packet.number;
        inFlight++;
        bytesInFlight += packet.size;
    }

    /// Acknowledgements alone have used up the numbers since: the oldest packet is sent again, and not remembered.
    private void giveUp() {
        var packet = close(low);
        if (!packet.lost) {
            inFlight--;
            bytesInFlight -= packet.size;
            lostTotal++;
            outcome.lost(packet);
        }
        low = nextOpen(low, top);
    }

    private int slot(long number) {
        return (int) number & ring.length - 1;
    }

    private void grow() {
        var old = ring;
        ring = new SentPacket[2 * old.length];
        open = new long[ring.length >> 6];
        for (var packet : old) {
            if (packet == null || packet.number < low) continue;
            ring[slot(packet.number)] = packet;
            open[slot(packet.number) >> 6] |= 1L << packet.number;
        }
    }

    /// {@return the next number from one on that may be acknowledged, or the end}
    private long nextOpen(long from, long to) {
        while (from < to) {
            long word = open[slot(from) >> 6] >>> from;
            if (word != 0) return Math.min(to, from + Long.numberOfTrailingZeros(word));
            from = (from | 63) + 1;
        }
        return to;
    }

    private SentPacket close(long number) {
        int slot = slot(number);
        var packet = ring[slot];
        ring[slot] = null;
        open[slot >> 6] &= ~(1L << number);
        return packet;
    }

    /// All from one number to before another was received.
    ///
    /// @param sample to be completed
    void acknowledged(long from, long to, AckSample sample) {
        long end = Math.min(to, top);
        for (long number = nextOpen(Math.max(from, low), end); number < end; number = nextOpen(number + 1, end)) {
            var packet = close(number);
            if (packet.lost) {
                spurious(packet, sample);
            } else {
                inFlight--;
                bytesInFlight -= packet.size;
                sample.acked(number);
            }
            delivered++;
            if (number > largest) {
                largest = number;
                newest = packet;
            }
            outcome.arrived(packet);
        }
    }

    /// It was late, and not lost: others are given so much more time and order.
    private void spurious(SentPacket packet, AckSample sample) {
        long now = sample.now();
        sample.spurious(packet.number);
        spuriousTotal++;
        reorderedAt = now;
        threshold = (int) Math.min(MOST_THRESHOLD, Math.max(threshold, largest - packet.number + 2));
        timeFactor = 1.5;
    }

    /// After all ranges of an acknowledgement: the rate of delivery, and what is lost.
    ///
    /// @param delay how long it was held back, by its sender's word
    void settle(AckSample sample, long delay) {
        long now = sample.now();
        // Told again, long after the packet came: what it says is news, and how long it took is not the path's.
        if (newest != null && rtt.isKnown() && delay > rtt.smoothed() + ReceivedPackets.MOST_DELAY) newest = null;
        if (newest != null) {
            rtt.sample(Math.max(1, now - newest.at), Math.min(delay, ReceivedPackets.MOST_DELAY));
            deliveredAt = now;
            firstSentAt = Math.max(firstSentAt, newest.at);
            long took = Math.max(now - newest.deliveredAt, newest.at - newest.firstSentAt);
            double rate = took > 0 ? (delivered - newest.delivered) * 1e9 / took : 0;
            sample.measured(rtt.latest(), rate, newest.applicationLimited);
            newest = null;
        }
        if (timeFactor > 9 / 8.0 && now - reorderedAt > THRESHOLD_LIFE) {
            reorderedAt = now;
            threshold = Math.max(LEAST_THRESHOLD, threshold / 2);
            if (threshold == LEAST_THRESHOLD) timeFactor = 9 / 8.0;
        }
        findLost(now, sample);
    }

    /// Finds what is lost by now.
    void findLost(long now, AckSample sample) {
        lossAt = Machine.NEVER;
        long limit = Math.max(GRANULARITY, (long) (timeFactor * Math.max(rtt.smoothed(), rtt.latest())));
        for (long number = nextOpen(low, largest); number < largest; number = nextOpen(number + 1, largest)) {
            var packet = ring[slot(number)];
            if (packet.lost) {
                if (now - packet.lostAt > 2 * limit) close(number);
            } else if (largest - number >= threshold || now - packet.at >= limit) {
                packet.late = largest - number < threshold;
                lose(packet, now, sample);
            } else {
                // Later ones were sent later.
                lossAt = packet.at + limit;
                break;
            }
        }
        low = nextOpen(low, top);
        sample.standing(inFlight, next, rtt.smoothed());
    }

    private void lose(SentPacket packet, long now, AckSample sample) {
        packet.lost = true;
        packet.lostAt = now;
        inFlight--;
        bytesInFlight -= packet.size;
        if (!packet.sizeProbe) {
            lostTotal++;
            sample.lost(packet.number);
        }
        outcome.lost(packet);
    }

    /// Nothing that is under way will be heard of: all of it is sent again.
    void forgetAll() {
        for (long number = nextOpen(low, top); number < top; number = nextOpen(number + 1, top)) {
            var packet = close(number);
            if (packet.lost) continue;
            inFlight--;
            bytesInFlight -= packet.size;
            outcome.lost(packet);
        }
        low = top;
        lossAt = Machine.NEVER;
    }

    /// {@return the oldest packets that nothing is known of, a few of them: to be sent again without being taken for lost}
    SentPacket[] oldest(int most) {
        var found = new SentPacket[most];
        int count = 0;
        for (long number = nextOpen(low, top); number < top && count < most; number = nextOpen(number + 1, top)) {
            if (!ring[slot(number)].lost) found[count++] = ring[slot(number)];
        }
        return Arrays.copyOf(found, count);
    }
}
