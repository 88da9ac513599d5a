package wirelab.terms;

/// Sorts keys by their first eight bytes, as one unsigned number, and looks at the rest only where those are equal.
public final class PrefixSort {
    /// Compares two places by the whole of their keys.
    public interface Whole {
        int compare(int one, int other);
    }

    private static final int SMALL = 24;

    private final long[] prefixes;
    private final int[] places;
    private final Whole whole;

    private PrefixSort(long[] prefixes, int[] places, Whole whole) {
        this.prefixes = prefixes;
        this.places = places;
        this.whole = whole;
    }

    /// Sorts both arrays alike.
    public static void sort(long[] prefixes, int[] places, Whole whole) {
        // A signed comparison then does what an unsigned one would.
        for (int i = 0; i < prefixes.length; i++) prefixes[i] ^= Long.MIN_VALUE;
        new PrefixSort(prefixes, places, whole).quick(0, prefixes.length - 1);
    }

    /// Three-way, so that many equal prefixes cost nothing; the longer side is done in the loop, which bounds the stack.
    private void quick(int low, int high) {
        while (high - low > SMALL) {
            long pivot = median(prefixes[low], prefixes[low + high >>> 1], prefixes[high]);
            int less = low;
            int more = high;
            for (int i = low; i <= more; ) {
                long prefix = prefixes[i];
                if (prefix < pivot) swap(i++, less++);
                else if (prefix > pivot) swap(i, more--);
                else i++;
            }
            equal(less, more);
            if (less - low < high - more) {
                quick(low, less - 1);
                low = more + 1;
            } else {
                quick(more + 1, high);
                high = less - 1;
            }
        }
        insert(low, high);
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /// Heap sort among keys with one prefix: they may be many, and in any order.
    private void equal(int low, int high) {
        int count = high - low + 1;
        for (int i = count / 2 - 1; i >= 0; i--) sift(low, i, count);
        for (int last = count - 1; last > 0; last--) {
            swap(low, low + last);
            sift(low, 0, last);
        }
    }

    private void sift(int low, int i, int count) {
        for (int child; (child = 2 * i + 1) < count; i = child) {
            if (child + 1 < count && whole.compare(places[low + child], places[low + child + 1]) < 0) child++;
            if (whole.compare(places[low + i], places[low + child]) >= 0) return;
            swap(low + i, low + child);
        }
    }

    private void insert(int low, int high) {
        for (int i = low + 1; i <= high; i++) {
            long prefix = prefixes[i];
            int place = places[i];
            int j = i - 1;
            for (; j >= low && isAfter(j, prefix, place); j--) {
                prefixes[j + 1] = prefixes[j];
                places[j + 1] = places[j];
            }
            prefixes[j + 1] = prefix;
            places[j + 1] = place;
        }
    }

    private boolean isAfter(int i, long prefix, int place) {
        return prefixes[i] > prefix || prefixes[i] == prefix && whole.compare(places[i], place) > 0;
    }

    private void swap(int i, int j) {
        long prefix = prefixes[i];
        prefixes[i] = prefixes[j];
        prefixes[j] = prefix;
        int place = places[i];
        places[i] = places[j];
        places[j] = place;
    }
}
