package wirelab.rudp;

import java.util.Map;
import java.util.TreeMap;

/// A set of numbers, kept as ranges of which none touches another.
final class Ranges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /// {@return how many ranges there are}
    int count() {
        return ends.size();
    }

    long first() {
        return ends.firstKey();
    }

    /// {@return the end of the first range, exclusive}
    long firstEnd() {
        return ends.firstEntry().getValue();
    }

    /// {@return the ranges, the last first: begin to end, exclusive}
    Iterable<Map.Entry<Long, Long>> fromTheEnd() {
        return ends.descendingMap().entrySet();
    }

    /// {@return the ranges in order: begin to end, exclusive}
    Iterable<Map.Entry<Long, Long>> inOrder() {
        return ends.entrySet();
    }

    boolean contains(long number) {
        var range = ends.floorEntry(number);
        return range != null && number < range.getValue();
    }

    boolean containsAll(long from, long to) {
        var range = ends.floorEntry(from);
        return from >= to || range != null && to <= range.getValue();
    }

    /// Adds all from one number to before another.
    void add(long from, long to) {
        if (from >= to) return;
        var last = ends.lastEntry();
        if (last != null && last.getValue() == from) {
            ends.put(last.getKey(), to);
            return;
        }
        var before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            if (before.getValue() >= to) return;
            from = before.getKey();
        }
        for (var next = ends.ceilingEntry(from); next != null && next.getKey() <= to; next = ends.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            ends.remove(next.getKey());
        }
        ends.put(from, to);
    }

    /// Takes out all from one number to before another.
    void remove(long from, long to) {
        if (from >= to) return;
        var range = ends.floorEntry(from);
        if (range == null || range.getValue() <= from) range = ends.ceilingEntry(from);
        while (range != null && range.getKey() < to) {
            long begin = range.getKey();
            long end = range.getValue();
            ends.remove(begin);
            if (begin < from) ends.put(begin, from);
            if (end > to) {
                ends.put(to, end);
                return;
            }
            range = ends.ceilingEntry(from);
        }
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}
