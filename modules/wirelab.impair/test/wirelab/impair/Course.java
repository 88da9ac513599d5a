package wirelab.impair;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// Drives a link through a course of packets with a clock of its own, and notes what comes out and when.
final class Course {
    /// A packet with a number.
    static final class Numbered implements Packet<Numbered> {
        final int number;
        final long sent;
        final boolean reliable;
        private final int size;
        int flips;
        long flipped = -1;
        boolean lost;

        Numbered(int number, int size, long sent, boolean reliable) {
            this.number = number;
            this.size = size;
            this.sent = sent;
            this.reliable = reliable;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public boolean reliable() {
            return reliable;
        }

        @Override
        public void flip(long bit) {
            flips++;
            flipped = bit;
        }

        @Override
        public Numbered copy() {
            return new Numbered(number, size, sent, reliable);
        }

        @Override
        public void lost() {
            lost = true;
        }
    }

    /// A packet that came out.
    record Arrival(Numbered packet, long at) {
        long delay() {
            return at - packet.sent;
        }
    }

    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    final Link<Numbered> link;
    final List<Numbered> sent = new ArrayList<>();
    final List<Arrival> arrivals = new ArrayList<>();
    private final LongUnaryOperator pollAt;
    private final long start;
    boolean reliable;

    /// A course over the upward direction, polled exactly when the link asks for it.
    Course(String line) {
        this(line, due -> due);
    }

    /// A course that is polled at another time than the link asks for.
    Course(String line, LongUnaryOperator pollAt) {
        this(line, pollAt, 0);
    }

    Course(String line, LongUnaryOperator pollAt, long start) {
        this.link = LinkSpec.parse(line).upLink(start);
        this.pollAt = pollAt;
        this.start = start;
    }

    /// Sends so many packets of one size at equal distances, beginning where the course stands.
    Course send(int count, int size, long from, long gap) {
        for (int i = 0; i < count; i++) {
            long now = from + i * gap;
            until(now);
            var packet = new Numbered(sent.size(), size, now, reliable);
            sent.add(packet);
            link.offer(start + now, packet);
        }
        return this;
    }

    /// Takes everything that arrives up to a time.
    Course until(long end) {
        for (long due; (due = link.nextDue()) != Long.MAX_VALUE; ) {
            long at = pollAt.applyAsLong(due);
            if (at > start + end) break;
            for (Numbered packet; (packet = link.poll(at)) != null; ) arrivals.add(new Arrival(packet, at - start));
        }
        return this;
    }

    Course toTheEnd() {
        return until(Long.MAX_VALUE / 8);
    }

    List<Integer> numbers() {
        return arrivals.stream().map(arrival -> arrival.packet.number).toList();
    }

    List<Integer> lostNumbers() {
        return sent.stream().filter(packet -> packet.lost).map(packet -> packet.number).toList();
    }
}
