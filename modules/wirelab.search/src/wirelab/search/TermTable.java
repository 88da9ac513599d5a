package wirelab.search;

import java.util.Arrays;
import wirelab.terms.PrefixSort;

/// Numbers terms in the order in which they come: 0, 1, 2. One thread uses it.
final class TermTable {
    private byte[] bytes = new byte[1 << 12];
    /// By number; each ends where the next one begins.
    private int[] starts = new int[1 << 9];
    /// Open addressing; the hash, and the number plus one; 0 is free.
    private long[] slots = new long[1 << 10];
    private int size;

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int number) {
        return starts[number];
    }

    int length(int number) {
        return starts[number + 1] - starts[number];
    }

    /// {@return the number of the term at which a cursor stands}
    int number(TermCursor term) {
        int mask = slots.length - 1;
        for (int i = term.hash & mask;; i = i + 1 & mask) {
            long slot = slots[i];
            if (slot == 0) return add(term, i);
            int number = (int) slot - 1;
            if ((int) (slot >>> 32) == term.hash && isSame(number, term)) return number;
        }
    }

    private boolean isSame(int number, TermCursor term) {
        return Arrays.equals(bytes, starts[number], starts[number + 1], term.bytes, 0, term.length);
    }

    private int add(TermCursor term, int slot) {
        int number = size++;
        slots[slot] = (long) term.hash << 32 | size;
        if (size == starts.length) starts = Arrays.copyOf(starts, 2 * size);
        int at = starts[number];
        if (at + term.length > bytes.length) bytes = Arrays.copyOf(bytes, 2 * (at + term.length));
        System.arraycopy(term.bytes, 0, bytes, at, term.length);
        starts[size] = at + term.length;
        if (2 * size > slots.length) grow();
        return number;
    }

    private void grow() {
        var old = slots;
        slots = new long[2 * old.length];
        int mask = slots.length - 1;
        for (long slot : old) {
            if (slot == 0) continue;
            int i = (int) (slot >>> 32) & mask;
            while (slots[i] != 0) i = i + 1 & mask;
            slots[i] = slot;
        }
    }

    /// {@return the numbers in the order of the bytes of their terms}
    int[] sorted() {
        var prefixes = new long[size];
        var numbers = new int[size];
        for (int number = 0; number < size; number++) {
            numbers[number] = number;
            for (int i = 0; i < Long.BYTES; i++) {
                int b = i < length(number) ? bytes[starts[number] + i] & 0xff : 0;
                prefixes[number] = prefixes[number] << 8 | b;
            }
        }
        PrefixSort.sort(prefixes, numbers, (one, other) -> Arrays.compareUnsigned(bytes, starts[one], starts[one + 1], bytes,
                starts[other], starts[other + 1]));
        return numbers;
    }
}
