package wirelab.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import wirelab.terms.Terms;

/// In which texts of a partition a part of a question stands, and how often.
///
/// @param counted which texts count
record PartitionMatches(Partition partition, BitSet counted) {
    /// A term of the question, or all that begin so, as they stand in the dictionary.
    private record Range(int from, int to) {
        boolean isEmpty() {
            return from == to;
        }
    }

    /// {@return how often, by text}
    int[] of(SearchQuery.Part part) {
        var times = new int[partition.size()];
        var ranges = new ArrayList<Range>();
        for (String term : part.terms()) {
            boolean isLast = ranges.size() == part.terms().size() - 1;
            var range = range(Terms.utf8(term), part.prefix() && isLast);
            if (range.isEmpty()) return times;
            ranges.add(range);
        }
        if (ranges.size() == 1) count(ranges.getFirst(), times);
        else phrase(ranges, times);
        return times;
    }

    private Range range(byte[] term, boolean prefix) {
        int first = partition.firstFrom(term);
        return new Range(first, partition.endOf(first, term, prefix));
    }

    private void count(Range range, int[] times) {
        for (int term = range.from; term < range.to; term++) {
            var cursor = partition.documents(term);
            while (cursor.next()) if (counted.get(cursor.document)) times[cursor.document] += cursor.count;
        }
    }

    private void phrase(List<Range> ranges, int[] times) {
        var having = (BitSet) counted.clone();
        for (var range : ranges) {
            var its = new BitSet();
            for (int term = range.from; term < range.to; term++) {
                var cursor = partition.documents(term);
                while (cursor.next()) its.set(cursor.document);
            }
            having.and(its);
        }
        long[] ends = places(ranges.getFirst(), having);
        for (var range : ranges.subList(1, ranges.size())) ends = behind(ends, places(range, having));
        for (long end : ends) times[(int) (end >>> 32)]++;
    }

    /// {@return of two rising rows those of the second that are right behind one of the first}
    private static long[] behind(long[] ends, long[] places) {
        int size = 0;
        int i = 0;
        for (long place : places) {
            while (i < ends.length && ends[i] < place - 1) i++;
            // The first place of a text is not behind the last one of another.
            if (i < ends.length && ends[i] == place - 1 && (int) place > 0) places[size++] = place;
        }
        return Arrays.copyOf(places, size);
    }

    /// {@return text and place, in order}
    private long[] places(Range range, BitSet having) {
        var all = new long[64];
        int size = 0;
        for (int term = range.from; term < range.to; term++) {
            var cursor = partition.documents(term);
            var places = new VarintCursor(partition.places(term));
            while (cursor.next()) {
                if (!having.get(cursor.document)) {
                    places.skip(cursor.count);
                    continue;
                }
                if (size + cursor.count > all.length) all = Arrays.copyOf(all, 2 * (size + cursor.count));
                int place = -1;
                for (int n = cursor.count; n > 0; n--) {
                    place += places.next();
                    all[size++] = (long) cursor.document << 32 | place;
                }
            }
        }
        all = Arrays.copyOf(all, size);
        if (range.to - range.from > 1) Arrays.sort(all);
        return all;
    }
}
