package wirelab.rudp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Machine;

/// The numbers of the packets that have come: what is to be acknowledged, when, and what was there before.
final class ReceivedPackets {
    /// For so long an acknowledgement is held back at most.
    static final long MOST_DELAY = TimeUnit.MILLISECONDS.toNanos(2);
    /// And where many packets come, so much time lies between two of them, or this part of a round trip, but no more than that:
    /// each one wakes threads at both ends.
    private static final long LEAST_INTERVAL = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long MOST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PER_ROUND_TRIP = 64;
    /// Where an acknowledgement is about so many packets, the next ones are expected at once.
    private static final int DENSE = 4;
    /// Runs of numbers remembered; below them all counts as received.
    private static final int MOST_RUNS = 256;
    /// Runs told in one frame: each is told many times before it falls out.
    private static final int TOLD_RUNS = 16;

    private final Ranges numbers = new Ranges();
    /// Below this all counts as received.
    private long floor;
    private long largest;
    private long largestAt;
    private boolean any;
    private int waiting;
    private long dueAt = Machine.NEVER;
    private long toldAt;
    private boolean told;
    private boolean dense;
    private long interval = LEAST_INTERVAL;

    /// @param first the number before that of the first packet
    ReceivedPackets(long first) {
        largest = first;
        floor = first + 1;
    }

    /// {@return the whole number of a packet, by the last 32 bits of it}
    long extend(int sequence) {
        return Serial.extend(largest, sequence);
    }

    /// Whether a packet came before, or so long ago that nobody knows.
    boolean isOld(long number) {
        return number < floor || numbers.contains(number);
    }

    long largest() {
        return largest;
    }

    boolean any() {
        return any;
    }

    /// A packet has come that was not there before.
    ///
    /// @param eliciting whether it is to be acknowledged
    void add(long now, long number, boolean eliciting) {
        boolean inOrder = number == largest + 1;
        numbers.add(number, number + 1);
        if (numbers.count() > MOST_RUNS) {
            floor = numbers.firstEnd();
            numbers.remove(numbers.first(), floor);
        }
        if (number > largest || !any) {
            largest = number;
            largestAt = now;
            any = true;
        }
        if (!eliciting) return;
        waiting++;
        dense &= now - toldAt < 2 * interval;
        // RFC 9000, 13.2.1: what comes out of order is told at once; else every second packet.
        if (waiting < 2 && inOrder && !dense) {
            dueAt = Machine.earlier(dueAt, now + MOST_DELAY);
        } else {
            dueAt = told && now - toldAt < interval ? Machine.earlier(dueAt, toldAt + interval) : now;
        }
    }

    /// What a round trip takes is known, in ns.
    void roundTrip(long least) {
        interval = Math.clamp(least / PER_ROUND_TRIP, LEAST_INTERVAL, MOST_INTERVAL);
    }

    /// The path is being looked for: the next packet says at once what is there.
    void hurry(long now) {
        dueAt = now;
    }

    /// {@return when an acknowledgement is to be sent}
    long dueAt() {
        return dueAt;
    }

    /// {@return when the clock is to look after that: where packets are dense the next one comes first, and is heard of sooner
    /// than a clock wakes}
    long wakeAt() {
        return dense && dueAt != Machine.NEVER ? dueAt + 3 * interval : dueAt;
    }

    /// Whether so many packets come that who reads had better be told of several at a time: when they are acknowledged.
    boolean isDense() {
        return dense;
    }

    /// {@return the bit field: the 32 numbers before the largest, the nearest in the last bit}
    int bits() {
        int bits = 0;
        for (var run : numbers.fromTheEnd()) {
            if (run.getValue() <= largest - 32) break;
            long from = Math.max(run.getKey(), largest - 32);
            long to = Math.min(run.getValue(), largest);
            for (long number = from; number < to; number++) bits |= 1 << (int) (largest - 1 - number);
        }
        return bits;
    }

    /// {@return what the bit field cannot say}
    RudpFrame.Ack frame(long now) {
        long[] runs = new long[2 * TOLD_RUNS];
        int count = 0;
        long first = 1;
        long below = largest + 1;
        for (var run : numbers.fromTheEnd()) {
            if (count == runs.length) break;
            if (run.getValue() > largest) {
                first = largest + 1 - run.getKey();
            } else {
                runs[count++] = below - run.getValue();
                runs[count++] = run.getValue() - run.getKey();
            }
            below = run.getKey();
        }
        long delay = Math.clamp((now - largestAt) / 1000, 0, 0xffff_ffffL);
        return new RudpFrame.Ack(delay, Math.min(first, 1L << 31), Arrays.copyOf(runs, count));
    }

    /// An acknowledgement has been sent.
    void told(long now) {
        dense = waiting >= DENSE;
        waiting = 0;
        dueAt = Machine.NEVER;
        toldAt = now;
        told = true;
    }

    /// {@return runs of numbers that are remembered}
    int runs() {
        return numbers.count();
    }
}
