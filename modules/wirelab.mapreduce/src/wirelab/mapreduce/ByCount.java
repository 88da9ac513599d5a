package wirelab.mapreduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import wirelab.terms.SortedRecords;

/// Records in the order of their counts, the greatest first, and those of one count by key. The parts of a key, which stand
/// behind its first TAB, stay together: its count is their sum. In the runs the count stands before the key, turned round.
record ByCount(SortedRecords all) implements SortedRecords {
    private static final int COUNT = 8;

    /// The parts of one key, until all of them are known.
    private static final class Group {
        private final ArrayList<byte[]> records = new ArrayList<>();
        private final ArrayList<Long> values = new ArrayList<>();
        /// Bytes of the key without its part.
        private int length;

        boolean takes(SortedRecords next) {
            if (records.isEmpty()) return true;
            return length == keyLength(next) && Arrays.equals(records.getFirst(), 0, length,
                    next.buffer(), next.offset(), next.offset() + length);
        }

        void add(SortedRecords next) {
            length = keyLength(next);
            records.add(next.key());
            values.add(next.value());
        }

        private static int keyLength(SortedRecords record) {
            int end = record.offset() + record.length();
            for (int at = record.offset(); at < end; at++) if (record.buffer()[at] == '\t') return at - record.offset();
            return record.length();
        }

        void flush(Tally tally) throws IOException {
            long count = 0;
            for (long value : values) count += value;
            long turned = ~(count ^ Long.MIN_VALUE);
            for (int i = 0; i < records.size(); i++) {
                var key = new byte[COUNT + records.get(i).length];
                for (int b = 0; b < COUNT; b++) key[b] = (byte) (turned >>> 56 - 8 * b);
                System.arraycopy(records.get(i), 0, key, COUNT, records.get(i).length);
                tally.put(key, values.get(i));
            }
            records.clear();
            values.clear();
        }
    }

    /// Puts records, which come in the order of their keys, into a tally: sorted, that is the order of their counts.
    static void sort(SortedRecords records, Tally tally) throws IOException {
        var group = new Group();
        while (records.next()) {
            if (!group.takes(records)) group.flush(tally);
            group.add(records);
        }
        group.flush(tally);
    }

    @Override
    public boolean next() throws IOException {
        return all.next();
    }

    @Override
    public byte[] buffer() {
        return all.buffer();
    }

    @Override
    public int offset() {
        return all.offset() + COUNT;
    }

    @Override
    public int length() {
        return all.length() - COUNT;
    }

    @Override
    public long value() {
        return all.value();
    }
}
