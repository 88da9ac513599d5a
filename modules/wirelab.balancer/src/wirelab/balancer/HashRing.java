package wirelab.balancer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// Consistent hashing with bounded load: each node stands at many places of a ring, a key belongs to the next node from
/// where it falls. When a node goes, its keys alone move. One that has more than a quarter above its share passes keys on to
/// the next, so that a key that everybody wants drowns nobody.
final class HashRing implements Chooser {
    private static final int PLACES = 100;
    private static final double BOUND = 1.25;
    /// So few requests are no load: a key would go elsewhere because of one that is just over.
    private static final int FEW = 8;

    private final int[] weights;
    private final long all;
    /// Sorted; the node of each place behind it.
    private final long[] places;
    private final int[] owners;

    HashRing(String[] names, int... weights) {
        this.weights = weights.clone();
        all = Arrays.stream(weights).asLongStream().sum();
        record Place(long at, int owner) {}
        var ring = new ArrayList<Place>();
        for (int node = 0; node < weights.length; node++) {
            long count = Math.max(1, Math.round((double) PLACES * weights.length * weights[node] / all));
            for (int i = 0; i < count; i++) ring.add(new Place(hash(names[node] + "#" + i), node));
        }
        ring.sort((a, b) -> Long.compareUnsigned(a.at, b.at));
        places = ring.stream().mapToLong(Place::at).toArray();
        owners = ring.stream().mapToInt(Place::owner).toArray();
    }

    /// The same number for the same text, in every run: FNV-1a, well mixed.
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return Chooser.mix(hash);
    }

    @Override
    public int choose(long turn, Loads loads, IntPredicate usable) {
        long total = 1;
        for (int i = 0; i < weights.length; i++) total += loads.active(i);
        int from = first(turn);
        int spare = -1;
        for (int i = 0; i < places.length; i++) {
            int node = owners[(from + i) % places.length];
            if (!usable.test(node)) continue;
            if (loads.active(node) < Math.max(FEW, Math.ceil(BOUND * total * weights[node] / all))) return node;
            if (spare < 0) spare = node;
        }
        return spare;
    }

    private int first(long key) {
        int low = 0;
        int high = places.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(places[middle], key) < 0) low = middle + 1;
            else high = middle;
        }
        return low % places.length;
    }
}
