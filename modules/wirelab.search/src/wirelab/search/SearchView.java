package wirelab.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// An index as it is at one moment, of which certain texts count.
final class SearchView {
    private static final Comparator<SearchHit> BEST_FIRST = Comparator.comparingDouble(SearchHit::score).reversed()
            .thenComparing(SearchHit::document);

    private final List<PartitionMatches> partitions;
    private final long documents;
    private final long terms;

    SearchView(List<PartitionMatches> partitions) {
        this.partitions = List.copyOf(partitions);
        documents = partitions.stream().mapToLong(each -> each.counted().cardinality()).sum();
        terms = partitions.stream().mapToLong(each -> each.counted().stream().mapToLong(each.partition()::length).sum()).sum();
    }

    SearchStatistics statistics(SearchQuery query) {
        var having = new ArrayList<Long>();
        for (var part : query.parts()) {
            long count = 0;
            for (var partition : partitions) for (int times : partition.of(part)) if (times > 0) count++;
            having.add(count);
        }
        return new SearchStatistics(documents, terms, having);
    }

    List<SearchHit> find(SearchQuery query, SearchStatistics statistics, int most) {
        // The worst of the best is at its head.
        var best = new PriorityQueue<SearchHit>(BEST_FIRST.reversed());
        for (var partition : partitions) {
            var times = query.parts().stream().map(partition::of).toArray(int[][]::new);
            for (int text = 0; text < partition.partition().size(); text++) {
                double score = score(times, text, statistics, partition.partition().length(text));
                if (score < 0 || best.size() == most && score < best.peek().score()) continue;
                best.add(new SearchHit(partition.partition().key(text), score));
                if (best.size() > most) best.poll();
            }
        }
        return best.stream().sorted(BEST_FIRST).toList();
    }

    /// {@return the score, negative where a part is missing}
    private static double score(int[][] times, int text, SearchStatistics statistics, int length) {
        double score = 0;
        for (int part = 0; part < times.length; part++) {
            if (times[part][text] == 0) return -1;
            score += statistics.score(part, times[part][text], length);
        }
        return score;
    }
}
