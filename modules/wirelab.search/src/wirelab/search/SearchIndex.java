package wirelab.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import wirelab.kit.Text;

/// An inverted index of texts: for each term where it stands. For any number of threads.
///
/// What is added becomes a partition of its own; where several are of about the same size they become one, so there are few,
/// and each text is written down again only a few times (logarithmic merging: Büttcher, Clarke, Cormack, 2010).
public final class SearchIndex {
    /// So many of about the same size become one; a size is about another one when it is so many times as great.
    private static final int ALIKE = 4;

    /// A partition, and which of its texts are still wanted.
    private record Held(Partition partition, BitSet live) {
        int tier() {
            return (64 - Long.numberOfLeadingZeros(partition.byteSize() >> 12)) / 2;
        }

        boolean isWorn() {
            return 2 * live.cardinality() < partition.size();
        }
    }

    private record Place(Held held, int text) {}

    private final PartitionStore store;
    private final ReentrantLock merging = new ReentrantLock();
    private final List<Held> partitions = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();
    private Predicate<? super String> viewed;
    private SearchView view;

    /// An index of nothing, in memory.
    public SearchIndex() {
        this(new PartitionStore(null));
    }

    private SearchIndex(PartitionStore store) {
        this.store = store;
    }

    /// An index that is kept in a folder, which one process alone uses. What is damaged there is left out, and thrown away.
    ///
    /// @throws IOException when there is no such folder
    public static SearchIndex open(Path folder) throws IOException {
        var store = new PartitionStore(folder);
        var index = new SearchIndex(store);
        for (var partition : store.load()) index.hold(partition);
        index.tidy();
        return index;
    }

    /// Adds one text; nothing when it is there already.
    public void put(String key, String text) {
        try (var writer = writer()) {
            writer.put(key, text);
        }
    }

    /// {@return what adds many texts}
    public SearchWriter writer() {
        return new SearchWriter(this);
    }

    void add(PartitionWriter texts) {
        hold(store.make(texts));
        tidy();
    }

    private synchronized void hold(Partition partition) {
        var held = new Held(partition, new BitSet());
        for (int text = 0; text < partition.size(); text++) {
            if (places.putIfAbsent(partition.key(text), new Place(held, text)) == null) held.live.set(text);
        }
        partitions.add(held);
        view = null;
    }

    /// Merges what should be one. Whoever comes meanwhile leaves it to whom is at it.
    private void tidy() {
        if (!merging.tryLock()) return;
        try {
            for (List<Held> some; !(some = alike()).isEmpty(); ) if (!merge(some)) return;
        } finally {
            merging.unlock();
        }
    }

    /// {@return partitions that should be one: of which more than half is gone, or which are about as great as others}
    private synchronized List<Held> alike() {
        for (var held : partitions) if (held.isWorn()) return List.of(held);
        var tiers = new HashMap<Integer, List<Held>>();
        for (var held : partitions) tiers.computeIfAbsent(held.tier(), _ -> new ArrayList<>()).add(held);
        return tiers.entrySet().stream().filter(tier -> tier.getValue().size() >= ALIKE)
                .min(Map.Entry.comparingByKey()).map(Map.Entry::getValue).orElse(List.of());
    }

    private boolean merge(List<Held> some) {
        List<BitSet> live;
        synchronized (this) {
            live = some.stream().map(held -> (BitSet) held.live.clone()).toList();
        }
        Partition merged = null;
        if (live.stream().anyMatch(each -> !each.isEmpty())) {
            merged = store.merge(new PartitionMerge(some.stream().map(Held::partition).toList(), live));
            if (merged == null) return false;
        }
        replace(some, merged);
        for (var held : some) store.delete(held.partition);
        return true;
    }

    private synchronized void replace(List<Held> some, Partition merged) {
        partitions.removeAll(some);
        view = null;
        if (merged == null) return;
        var held = new Held(merged, new BitSet());
        for (int text = 0; text < merged.size(); text++) {
            // It may have been taken out meanwhile.
            var place = places.get(merged.key(text));
            if (place == null || some.stream().noneMatch(each -> each == place.held)) continue;
            places.put(merged.key(text), new Place(held, text));
            held.live.set(text);
        }
        partitions.add(held);
    }

    /// Takes texts out.
    public void remove(Collection<String> keys) {
        synchronized (this) {
            for (String key : keys) {
                var place = places.remove(key);
                if (place != null) place.held.live.clear(place.text);
            }
            view = null;
        }
        tidy();
    }

    /// {@return whether it was added, with a text or without one}
    public synchronized boolean contains(String key) {
        return places.containsKey(key);
    }

    /// {@return the keys of all that was added}
    public synchronized Set<String> keys() {
        return Set.copyOf(places.keySet());
    }

    /// {@return how many texts there are}
    public synchronized int size() {
        long size = 0;
        for (var held : partitions) size += held.live.stream().filter(text -> held.partition.length(text) >= 0).count();
        return (int) size;
    }

    private synchronized SearchView view(Predicate<? super String> counted) {
        if (view == null || viewed != counted) {
            viewed = counted;
            view = new SearchView(partitions.stream().map(held -> {
                var its = new BitSet();
                held.live.stream().filter(text -> held.partition.length(text) >= 0
                        && counted.test(held.partition.key(text))).forEach(its::set);
                return new PartitionMatches(held.partition, its);
            }).toList());
        }
        return view;
    }

    /// {@return what ranking must know of the documents here}
    ///
    /// @param counted which of them count; another index may have the others, too. What it says of a text must not change;
    ///     the answers of the last one that was given are kept
    public SearchStatistics statistics(SearchQuery query, Predicate<? super String> counted) {
        return view(counted).statistics(query);
    }

    /// Finds the best documents that have all parts of a question.
    ///
    /// @param counted which documents count, as above
    /// @param most how many are wanted
    /// @return the best first; of equal ones those first whose keys are smaller
    public List<SearchHit> find(SearchQuery query, SearchStatistics statistics, Predicate<? super String> counted, int most) {
        return view(counted).find(query, statistics, most);
    }

    @Override
    public String toString() {
        return "index of " + Text.count(size(), "text");
    }
}
