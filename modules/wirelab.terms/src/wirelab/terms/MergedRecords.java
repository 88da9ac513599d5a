package wirelab.terms;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;

/// Several sorted sequences as one, in which each key stands once.
///
/// A heap of the sequences, by their present keys: the first eight bytes as one number, and the rest where those are equal.
/// Whose key was given stays at the top until the next one is asked for, so that its memory is not overwritten.
public final class MergedRecords implements SortedRecords {
    private static final VarHandle PREFIX = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// A sequence, and the beginning of its present key.
    private static final class Head {
        private final SortedRecords records;
        private long prefix;

        Head(SortedRecords records) {
            this.records = records;
        }

        private boolean next() throws IOException {
            if (!records.next()) return false;
            byte[] buffer = records.buffer();
            int at = records.offset();
            int length = records.length();
            long bytes = 0;
            if (at + 8 <= buffer.length) {
                bytes = (long) PREFIX.get(buffer, at);
                if (length < 8) bytes &= length == 0 ? 0 : -1L << 64 - 8 * length;
            } else {
                for (int i = 0; i < Math.min(8, length); i++) bytes |= (buffer[at + i] & 0xffL) << 56 - 8 * i;
            }
            // A signed comparison then does what an unsigned one would.
            prefix = bytes ^ Long.MIN_VALUE;
            return true;
        }

        private int compare(Head other) {
            if (prefix != other.prefix) return prefix < other.prefix ? -1 : 1;
            int at = records.offset();
            int its = other.records.offset();
            return Arrays.compareUnsigned(records.buffer(), at, at + records.length(),
                    other.records.buffer(), its, its + other.records.length());
        }
    }

    private final LongBinaryOperator combine;
    private final List<SortedRecords> all;
    private final Head[] heap;
    private int size;
    /// Those that had the key at the top, too.
    private final List<Head> equal = new ArrayList<>();
    private boolean begun;
    private long value;

    private MergedRecords(List<SortedRecords> all, LongBinaryOperator combine) {
        this.all = all;
        this.combine = combine;
        heap = new Head[all.size()];
    }

    /// @param all closed when the result is
    public static SortedRecords of(List<SortedRecords> all, LongBinaryOperator combine) {
        return all.size() == 1 ? all.getFirst() : new MergedRecords(List.copyOf(all), combine);
    }

    @Override
    public boolean next() throws IOException {
        if (begun) goOn();
        else begin();
        if (size == 0) return false;
        value = heap[0].records.value();
        for (int second; (second = second()) > 0 && heap[second].compare(heap[0]) == 0; ) {
            value = combine.applyAsLong(value, heap[second].records.value());
            equal.add(heap[second]);
            heap[second] = heap[--size];
            // Nothing stands between it and the top.
            down(second);
        }
        return true;
    }

    private void begin() throws IOException {
        begun = true;
        for (var records : all) {
            var head = new Head(records);
            if (head.next()) add(head);
        }
    }

    private void goOn() throws IOException {
        if (size == 0) return;
        if (!heap[0].next()) heap[0] = heap[--size];
        down(0);
        for (var head : equal) if (head.next()) add(head);
        equal.clear();
    }

    /// {@return where the second smallest key stands, 0 if there is none}
    private int second() {
        if (size < 2) return 0;
        return size > 2 && heap[2].compare(heap[1]) < 0 ? 2 : 1;
    }

    private void add(Head head) {
        int at = size++;
        for (int parent; at > 0 && head.compare(heap[parent = at - 1 >>> 1]) < 0; at = parent) heap[at] = heap[parent];
        heap[at] = head;
    }

    private void down(int at) {
        if (at >= size) return;
        var head = heap[at];
        for (int child; (child = 2 * at + 1) < size; at = child) {
            if (child + 1 < size && heap[child + 1].compare(heap[child]) < 0) child++;
            if (head.compare(heap[child]) <= 0) break;
            heap[at] = heap[child];
        }
        heap[at] = head;
    }

    @Override
    public byte[] buffer() {
        return heap[0].records.buffer();
    }

    @Override
    public int offset() {
        return heap[0].records.offset();
    }

    @Override
    public int length() {
        return heap[0].records.length();
    }

    @Override
    public long value() {
        return value;
    }

    @Override
    public void close() throws IOException {
        for (var one : all) one.close();
    }
}
