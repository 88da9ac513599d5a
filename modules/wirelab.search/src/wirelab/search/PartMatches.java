package wirelab.search;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// In which documents a part of a question stands, and how often.
final class PartMatches {
    private PartMatches() {}

    /// {@return how often, for each document that has it}
    static Map<Integer, Integer> of(SearchIndex<?> index, SearchQuery.Part part) {
        var terms = part.terms();
        if (terms.size() == 1) return alone(index, part);
        // The places at which what was matched so far ends.
        Map<Integer, BitSet> ends = null;
        for (int i = 0; i < terms.size(); i++) {
            boolean prefix = part.prefix() && i == terms.size() - 1;
            var here = new HashMap<Integer, BitSet>();
            for (var postings : index.postings(terms.get(i), prefix)) {
                var reading = postings.new Reading();
                while (reading.next()) {
                    var before = ends == null ? null : ends.get(reading.document);
                    if (ends != null && before == null) continue;
                    var places = here.computeIfAbsent(reading.document, _ -> new BitSet());
                    for (int n = reading.count; n > 0; n--) {
                        int place = reading.place();
                        if (before == null || place > 0 && before.get(place - 1)) places.set(place);
                    }
                }
            }
            ends = here;
        }
        var times = new HashMap<Integer, Integer>();
        ends.forEach((document, places) -> {
            if (!places.isEmpty()) times.put(document, places.cardinality());
        });
        return times;
    }

    private static Map<Integer, Integer> alone(SearchIndex<?> index, SearchQuery.Part part) {
        var times = new HashMap<Integer, Integer>();
        for (var postings : index.postings(part.terms().getFirst(), part.prefix())) {
            var reading = postings.new Reading();
            while (reading.next()) times.merge(reading.document, reading.count, Integer::sum);
        }
        return times;
    }
}
