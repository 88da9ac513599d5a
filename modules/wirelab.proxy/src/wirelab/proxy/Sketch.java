package wirelab.proxy;

/// How often something has been asked for lately, about: a count-min sketch of small counters that are halved from time to
/// time, so that what was wanted yesterday is forgotten. It needs no memory per key, so it knows what is not kept,
/// too.
final class Sketch {
    private static final int ROWS = 4;
    private static final int MOST = 15;

    private final byte[] counters;
    private final int mask;
    private int additions;

    /// @param width counters per row, a power of two: several for each key that may be kept
    Sketch(int width) {
        counters = new byte[ROWS * width];
        mask = width - 1;
    }

    void add(Object key) {
        long hash = mix(key.hashCode());
        int least = least(hash);
        // Those that say more than the least have counted others, too: to let them be keeps them nearer to the truth
        // (conservative update, Estan and Varghese, 2002).
        for (int row = 0; row < ROWS && least < MOST; row++) {
            int at = at(row, hash);
            if (counters[at] == least) counters[at]++;
        }
        if (++additions == 10 * (mask + 1)) age();
    }

    int frequency(Object key) {
        return least(mix(key.hashCode()));
    }

    private int least(long hash) {
        int least = MOST;
        for (int row = 0; row < ROWS; row++) least = Math.min(least, counters[at(row, hash)]);
        return least;
    }

    private void age() {
        for (int i = 0; i < counters.length; i++) counters[i] >>= 1;
        additions /= 2;
    }

    private int at(int row, long hash) {
        return row * (mask + 1) + ((int) (hash >>> 16 * row) & mask);
    }

    /// A finaliser of well-known shape (multiply, fold): each bit of the key reaches each row.
    private static long mix(int hash) {
        long mixed = (hash ^ 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 32;
    }
}
