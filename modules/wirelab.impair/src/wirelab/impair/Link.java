package wirelab.impair;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import wirelab.kit.Text;

/// One direction of a link as a pure state machine: packets and time go in, packets come out. It has no clock, thread or
/// socket, and the same seed, packets and times give the same result, so every claim about it is tested without waiting.
///
/// ```
/// offer -> [ queue: tail drop, CoDel ] -> [ transmitter: rate ] -> [ wire: blackout, loss, duplicate, damage, delay ] ->
/// poll
/// ```
///
/// Whoever drives it calls [#offer] for each packet that enters, and, whenever [#nextDue] has come, [#poll] until that gives
/// nothing more. Times are nanoseconds on any clock that never goes back, such as [System#nanoTime()]. How late the driver
/// polls changes when a packet comes out, never which ones and in which order.
public final class Link<P extends Packet<P>> {
    /// How many packets may be under way at once; one more is lost and counted as `overflow`. It bounds the memory where a
    /// long delay meets a high rate: 100,000 packets are one second at 100,000 packets per second.
    public static final int MAX_PACKETS = 100_000;
    /// How many bytes may be under way at once; what is more is lost and counted as `overflow`. 64 MiB are one second at
    /// 536 Mbit/s.
    public static final long MAX_BYTES = 64 << 20;
    /// The Pareto distribution of [Conditions.Shape#PARETO]: with exponent 3 it has the mean 3/2 and the variance 3/4.
    private static final double PARETO_EXPONENT = 3;
    private static final double PARETO_MEAN = 1.5;
    private static final double PARETO_DEVIATION = Math.sqrt(0.75);

    private final Conditions conditions;
    private final long start;
    private final Fifo<P> fifo = new Fifo<>();
    private final CoDel<P> codel;
    private final Schedule<P> schedule = new Schedule<>();
    private final Tally.Counts counts = new Tally.Counts();
    // A source of its own for each effect: more loss does not change the jitter of a run with the same seed.
    private final RandomGenerator lossRandom;
    private final RandomGenerator damageRandom;
    private final RandomGenerator delayRandom;
    private boolean bad;
    private long freeAt;
    private double freeFraction;
    private long latest;
    private long latestReliable;
    private long bytesUnderWay;

    /// Begins with an empty link.
    ///
    /// @param now the time at which it begins, from which blackouts count
    public Link(long now, Conditions conditions, long seed) {
        this.conditions = conditions;
        this.start = now;
        var random = new SplittableRandom(seed);
        lossRandom = random.split();
        damageRandom = random.split();
        delayRandom = random.split();
        var bottleneck = conditions.bottleneck();
        codel = bottleneck == null || bottleneck.codel() == null ? null
                : new CoDel<>(bottleneck.codel(), fifo, packet -> lose(packet, Tally.Fate.CODEL));
    }

    /// A packet enters the link.
    public void offer(long now, P packet) {
        now -= start;
        transmit(now);
        counts.offered++;
        bytesUnderWay += packet.size();
        if (!packet.reliable() && (underWay() >= MAX_PACKETS || bytesUnderWay > MAX_BYTES)) {
            lose(packet, Tally.Fate.OVERFLOW);
        } else if (conditions.bottleneck() == null) {
            wire(afterBlackout(packet, now), packet);
        } else if (!packet.reliable() && isFull(conditions.bottleneck(), packet.size())) {
            lose(packet, Tally.Fate.TAIL_DROP);
        } else {
            fifo.add(now, packet);
            transmit(now);
        }
    }

    private boolean isFull(Conditions.Bottleneck bottleneck, int size) {
        return fifo.size() >= bottleneck.packets() || fifo.bytes() + size > bottleneck.bytes();
    }

    /// Takes the next packet that has arrived.
    ///
    /// @return the packet, or `null` when none is due
    public P poll(long now) {
        now -= start;
        transmit(now);
        if (schedule.first() > now) return null;
        P packet = schedule.remove();
        bytesUnderWay -= packet.size();
        counts.delivered++;
        return packet;
    }

    /// {@return when [#poll] will give something, if nothing enters before: the time, or [Long#MAX_VALUE] when nothing is
    /// under way; it may be early, never late}
    public long nextDue() {
        long due = schedule.first();
        // Nothing that still waits can arrive before the transmitter is free and the shortest way has passed.
        if (!fifo.isEmpty()) due = Math.min(due, freeAt + conditions.leastDelay());
        return due == Long.MAX_VALUE ? due : start + due;
    }

    /// How many packets are on the link, waiting or on the wire.
    public int underWay() {
        return fifo.size() + schedule.size();
    }

    /// {@return what has become of all packets so far: the numbers}
    public Tally tally() {
        return counts.tally();
    }

    /// Transmits what can have begun by now; each packet at its own time, however late this is called.
    private void transmit(long now) {
        while (!fifo.isEmpty()) {
            long begin = afterBlackout(fifo.head(), Math.max(freeAt, fifo.headSince()));
            if (begin > now) {
                freeAt = begin;
                return;
            }
            P packet = codel == null ? fifo.remove() : codel.dequeue(begin);
            if (packet == null) return;
            if (begin > freeAt) freeFraction = 0;
            double took = conditions.bottleneck().transmission(packet.size()) + freeFraction;
            freeAt = begin + (long) took;
            freeFraction = took - (long) took;
            wire(freeAt, packet);
        }
    }

    /// When transmission can begin: a stream waits until the wire lives again.
    private long afterBlackout(P packet, long time) {
        return packet.reliable() ? conditions.blackoutEnd(time) : time;
    }

    /// A packet is on the wire: what becomes of it, and when it arrives.
    private void wire(long sent, P packet) {
        var damage = conditions.damage();
        if (packet.reliable()) {
            schedule.add(packet, arrival(sent, true));
            return;
        }
        if (conditions.blackoutEnd(sent) > sent) {
            lose(packet, Tally.Fate.BLACKOUT);
            return;
        }
        if (isLost(damage.loss())) {
            lose(packet, Tally.Fate.LOSS);
            return;
        }
        P second = happens(damageRandom, damage.duplicate()) ? packet.copy() : null;
        arrive(sent, packet, damage);
        if (second == null) return;
        counts.duplicated++;
        bytesUnderWay += second.size();
        arrive(sent, second, damage);
    }

    private void arrive(long sent, P packet, Conditions.Damage damage) {
        if (packet.size() > 0 && happens(damageRandom, damage.corrupt())) {
            packet.flip(damageRandom.nextLong(8L * packet.size()));
            counts.corrupted++;
        }
        long due = arrival(sent, false);
        if (happens(damageRandom, damage.reorder())) {
            due += damage.lateness();
            counts.heldBack++;
        } else {
            latest = Math.max(latest, due);
        }
        schedule.add(packet, due);
    }

    private long arrival(long sent, boolean reliable) {
        long due = sent + Math.max(0, conditions.delay().mean() + jitter());
        if (conditions.delay().ordered()) due = Math.max(due, latest);
        if (!reliable) return due;
        latestReliable = Math.max(due, latestReliable);
        if (conditions.delay().ordered()) latest = latestReliable;
        return latestReliable;
    }

    private long jitter() {
        long jitter = conditions.delay().jitter();
        if (jitter == 0) return 0;
        return Math.round(jitter * switch (conditions.delay().shape()) {
            case UNIFORM -> 2 * delayRandom.nextDouble() - 1;
            case NORMAL -> delayRandom.nextGaussian();
            case PARETO -> (Math.pow(1 - delayRandom.nextDouble(), -1 / PARETO_EXPONENT) - PARETO_MEAN) / PARETO_DEVIATION;
        });
    }

    /// One step of the Gilbert-Elliott chain, then the loss of the state it is in.
    private boolean isLost(Conditions.Loss loss) {
        if (loss.enterBad() > 0) bad = bad ? !happens(lossRandom, loss.leaveBad()) : happens(lossRandom, loss.enterBad());
        return happens(lossRandom, bad ? loss.inBad() : loss.inGood());
    }

    private static boolean happens(RandomGenerator random, double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private void lose(P packet, Tally.Fate fate) {
        bytesUnderWay -= packet.size();
        counts.lost[fate.ordinal()]++;
        packet.lost();
    }

    @Override
    public String toString() {
        return Text.count(underWay(), "packet") + " under way";
    }
}
