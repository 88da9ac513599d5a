package wirelab.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import wirelab.kit.Text;
import wirelab.terms.Terms;

/// An inverted index of texts: for each term where it stands. For any number of threads.
///
/// A text that is taken out leaves a gap; when half of all are gaps, the caller is told to fill it anew.
///
/// @param <K> what a document is known by
public final class SearchIndex<K extends Comparable<K>> {
    private static final int MOST_LETTERS = 64;
    private static final int MOST_EXPANDED = 1_000;

    private record Entry<K>(K key, int length) {}

    /// Places of one term in the text at hand.
    private static final class Places {
        int[] at = new int[2];
        int count;

        void add(int place) {
            if (count == at.length) at = Arrays.copyOf(at, 2 * count);
            at[count++] = place;
        }
    }

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<String, Postings> terms = new TreeMap<>();
    /// By number; a gap is `null`.
    private final List<Entry<K>> entries = new ArrayList<>();
    private final Map<K, Integer> numbers = new HashMap<>();

    /// An index of nothing.
    public SearchIndex() {}

    /// Adds a text; nothing when it is there already.
    public void put(K key, String text) {
        var places = new HashMap<String, Places>();
        var length = new int[1];
        Terms.forEach(text, term -> {
            int place = length[0]++;
            if (term.length() <= MOST_LETTERS) places.computeIfAbsent(term, _ -> new Places()).add(place);
        });
        lock.writeLock().lock();
        try {
            if (numbers.putIfAbsent(key, entries.size()) != null) return;
            places.forEach((term, where) -> terms.computeIfAbsent(term, _ -> new Postings())
                    .add(entries.size(), where.at, where.count));
            entries.add(new Entry<>(key, length[0]));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Takes a text out.
    public void remove(K key) {
        lock.writeLock().lock();
        try {
            Integer number = numbers.remove(key);
            if (number != null) entries.set(number, null);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// {@return whether so much was taken out that it is worth while to begin anew}
    public boolean isWorn() {
        lock.readLock().lock();
        try {
            return entries.size() > 1_000 && numbers.size() < entries.size() / 2;
        } finally {
            lock.readLock().unlock();
        }
    }

    public boolean contains(K key) {
        lock.readLock().lock();
        try {
            return numbers.containsKey(key);
        } finally {
            lock.readLock().unlock();
        }
    }

    public int size() {
        lock.readLock().lock();
        try {
            return numbers.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The postings of a term, or of the terms that begin so. The caller holds the lock.
    Collection<Postings> postings(String term, boolean prefix) {
        if (!prefix) {
            var postings = terms.get(term);
            return postings == null ? List.of() : List.of(postings);
        }
        return terms.tailMap(term).entrySet().stream().takeWhile(entry -> entry.getKey().startsWith(term))
                .limit(MOST_EXPANDED).map(Map.Entry::getValue).toList();
    }

    /// {@return what ranking must know of the documents here}
    ///
    /// @param counted which of them count; another index may have the others, too
    public SearchStatistics statistics(SearchQuery query, Predicate<? super K> counted) {
        lock.readLock().lock();
        try {
            long documents = 0;
            long length = 0;
            for (var entry : entries) {
                if (entry == null || !counted.test(entry.key)) continue;
                documents++;
                length += entry.length;
            }
            var having = new ArrayList<Long>();
            for (var part : query.parts()) {
                having.add(PartMatches.of(this, part).keySet().stream().map(entries::get)
                        .filter(entry -> entry != null && counted.test(entry.key)).count());
            }
            return new SearchStatistics(documents, length, having);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Finds the best documents that have all parts of a question.
    ///
    /// @param counted which documents count
    /// @param most how many are wanted
    /// @return the best first; of equal ones those first whose keys are smaller
    public List<SearchHit<K>> find(SearchQuery query, SearchStatistics statistics, Predicate<? super K> counted, int most) {
        lock.readLock().lock();
        try {
            Map<Integer, Double> scores = null;
            for (int i = 0; i < query.parts().size(); i++) {
                var now = new HashMap<Integer, Double>();
                var before = scores;
                int part = i;
                PartMatches.of(this, query.parts().get(i)).forEach((document, times) -> {
                    var entry = entries.get(document);
                    if (entry == null || before != null && !before.containsKey(document)) return;
                    double score = statistics.score(part, times, entry.length);
                    now.put(document, before == null ? score : before.get(document) + score);
                });
                scores = now;
            }
            return scores.entrySet().stream().map(each -> new SearchHit<>(entries.get(each.getKey()).key, each.getValue()))
                    .filter(hit -> counted.test(hit.document()))
                    .sorted(Comparator.<SearchHit<K>>comparingDouble(SearchHit::score).reversed()
                            .thenComparing(SearchHit::document)).limit(most).toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "index of " + Text.count(size(), "text");
    }
}
