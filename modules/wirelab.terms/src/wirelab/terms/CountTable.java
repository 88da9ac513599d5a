package wirelab.terms;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Text;

/// Numbers by key, in one array of bytes: no object per key, however many there are.
///
/// ```
/// arena:  ( length 4 bytes, value 8 bytes, key ) ...        what is being read stands behind the last one, as if it were
/// new slots:  open addressing; 32 bits of hash, 32 bits of place in the arena plus one; 0 is free
/// ```
///
/// The multiplier of the hash is this process's secret, so that no text can be written to collide. One thread uses it.
public final class CountTable {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle PREFIX = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEAD = 12;
    private static final int FIRST_ARENA = 1 << 18;
    private static final int FIRST_SLOTS = 1 << 14;
    private static final long MULTIPLIER = Secrets.RANDOM.nextLong() | 1;
    /// Behind the last key, so that the eight bytes of a prefix can be read at once.
    private static final int SLACK = 8;

    private final LongBinaryOperator combine;
    private byte[] arena = new byte[FIRST_ARENA];
    private int top;
    private long[] slots = new long[FIRST_SLOTS];
    private int size;

    /// @param combine what becomes of two values with the same key
    public CountTable(LongBinaryOperator combine) {
        this.combine = combine;
    }

    public int size() {
        return size;
    }

    /// {@return memory that it holds or will need to be sorted, in bytes}
    public long bytes() {
        return arena.length + 8L * slots.length + 12L * size;
    }

    public void clear() {
        arena = new byte[FIRST_ARENA];
        slots = new long[FIRST_SLOTS];
        top = 0;
        size = 0;
    }

    /// Counts the terms of a text that begins and ends at borders.
    ///
    /// @throws ProtocolViolation when a term is longer than [Terms#MAX_BYTES]
    public void count(byte[] text, int from, int to) throws ProtocolViolation {
        // Lower case may be half as long again (U+023A has two bytes, its lower case three).
        room(2 * (to - from));
        byte[] arena = this.arena;
        int key = top + HEAD;
        int at = from;
        while (at < to) {
            int end = key;
            long hash = 0;
            while (at < to) {
                int c = Terms.CLASS[text[at] & 0xff];
                if (c == 0) break;
                if (c > 0) {
                    at++;
                    arena[end++] = (byte) c;
                    hash = hash * MULTIPLIER + c;
                    continue;
                }
                int codePoint = Terms.decode(text, at, to);
                int lower = codePoint < 0 ? 0 : Terms.lower(codePoint);
                if (lower == 0) break;
                at += Terms.length(codePoint);
                int next = Terms.encode(lower, arena, end);
                for (; end < next; end++) hash = hash * MULTIPLIER + arena[end];
            }
            if (end > key) {
                if (end - key > Terms.MAX_BYTES) throw tooLong(from);
                if (put(end, hash, 1)) {
                    room(2 * (to - at));
                    arena = this.arena;
                    key = top + HEAD;
                }
            }
            at++;
        }
    }

    private static ProtocolViolation tooLong(int at) {
        return new ProtocolViolation("term", at, "is longer than the limit of " + Terms.MAX_BYTES + " bytes");
    }

    /// Adds a value to a key.
    public void add(byte[] bytes, long value) throws ProtocolViolation {
        if (bytes.length > Terms.MAX_BYTES) throw tooLong(0);
        room(bytes.length);
        System.arraycopy(bytes, 0, arena, top + HEAD, bytes.length);
        long hash = 0;
        for (byte b : bytes) hash = hash * MULTIPLIER + b;
        put(top + HEAD + bytes.length, hash, value);
    }

    private void room(int count) {
        long needed = (long) top + HEAD + count + SLACK;
        if (needed <= arena.length) return;
        if (needed > Integer.MAX_VALUE - SLACK) throw new IllegalStateException("a table was not written out in time");
        arena = Arrays.copyOf(arena, (int) Math.clamp(2L * arena.length, needed, Integer.MAX_VALUE - SLACK));
    }

    /// Takes what stands behind the last entry for a key.
    ///
    /// @return whether it was new
    private boolean put(int end, long hash, long value) {
        int key = top + HEAD;
        int length = end - key;
        int tag = (int) ((hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L >>> 32);
        int mask = slots.length - 1;
        for (int i = tag & mask;; i = i + 1 & mask) {
            long slot = slots[i];
            if (slot == 0) {
                INT.set(arena, top, length);
                LONG.set(arena, top + 4, value);
                slots[i] = (long) tag << 32 | top + 1L;
                top = end;
                if (++size > slots.length / 2) grow();
                return true;
            }
            if ((int) (slot >>> 32) != tag) continue;
            int other = (int) slot - 1;
            if ((int) INT.get(arena, other) != length) continue;
            int its = other + HEAD;
            if (!Arrays.equals(arena, its, its + length, arena, key, end)) continue;
            LONG.set(arena, other + 4, combine.applyAsLong((long) LONG.get(arena, other + 4), value));
            return false;
        }
    }

    private void grow() {
        var wider = new long[2 * slots.length];
        int mask = wider.length - 1;
        for (long slot : slots) {
            if (slot == 0) continue;
            int i = (int) (slot >>> 32) & mask;
            while (wider[i] != 0) i = i + 1 & mask;
            wider[i] = slot;
        }
        slots = wider;
    }

    /// {@return its entries by key, in the order of bytes, which for UTF-8 is that of code points}
    public SortedRecords sorted() {
        var prefixes = new long[size];
        var places = new int[size];
        int n = 0;
        for (int at = 0; at < top; at += HEAD + (int) INT.get(arena, at)) {
            int length = (int) INT.get(arena, at);
            long prefix = (long) PREFIX.get(arena, at + HEAD);
            if (length < 8) prefix &= length == 0 ? 0 : -1L << 64 - 8 * length;
            prefixes[n] = prefix;
            places[n++] = at;
        }
        PrefixSort.sort(prefixes, places, this::compare);
        return new Sorted(places);
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(arena, one + HEAD, one + HEAD + (int) INT.get(arena, one),
                arena, other + HEAD, other + HEAD + (int) INT.get(arena, other));
    }

    @Override
    public String toString() {
        return "table of " + Text.count(size, "key") + ", " + Text.count(bytes(), "byte");
    }

    private final class Sorted implements SortedRecords {
        private final int[] places;
        private int next = -1;

        Sorted(int... places) {
            this.places = places;
        }

        @Override
        public boolean next() {
            return ++next < places.length;
        }

        @Override
        public String toString() {
            return Text.count(places.length, "record") + ", sorted";
        }

        @Override
        public byte[] buffer() {
            return arena;
        }

        @Override
        public int offset() {
            return places[next] + HEAD;
        }

        @Override
        public int length() {
            return (int) INT.get(arena, places[next]);
        }

        @Override
        public long value() {
            return (long) LONG.get(arena, places[next] + 4);
        }
    }
}
