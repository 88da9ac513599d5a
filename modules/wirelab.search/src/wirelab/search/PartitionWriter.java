package wirelab.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Texts that become a [Partition]: the terms of all, numbered, one behind the other; in the end they are turned over by
/// counting, and so nothing is allocated for a term or a place. One thread uses it.
final class PartitionWriter implements PartitionOutput.Source {
    /// Terms, beyond which it is to be written out: 16 MiB of numbers, and as much again to turn them over.
    private static final int MOST_TERMS = 4 << 20;
    private static final int MOST_TEXTS = 1 << 16;
    /// Of a term that is too long.
    private static final int NONE = -1;

    private final TermCursor cursor = new TermCursor();
    private final TermTable table = new TermTable();
    private final List<String> keys = new ArrayList<>();
    private int[] numbers = new int[1 << 10];
    private int count;
    /// Where the terms of each text end; where it has none, as the text before, and marked.
    private int[] ends = new int[64];
    private boolean[] hasText = new boolean[64];

    /// Adds a text.
    ///
    /// @param text `null` where there is none
    void add(String key, String text) {
        if (text != null) {
            for (cursor.over(text); cursor.next(); ) {
                if (count == numbers.length) numbers = Arrays.copyOf(numbers, 2 * count);
                numbers[count++] = cursor.isTooLong() ? NONE : table.number(cursor);
            }
        }
        int number = keys.size();
        if (number == ends.length) {
            ends = Arrays.copyOf(ends, 2 * number);
            hasText = Arrays.copyOf(hasText, 2 * number);
        }
        ends[number] = count;
        hasText[number] = text != null;
        keys.add(key);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    boolean isFull() {
        return count >= MOST_TERMS || keys.size() >= MOST_TEXTS;
    }

    @Override
    public void write(PartitionOutput output) throws IOException {
        var counts = new int[table.size()];
        for (int i = 0; i < count; i++) if (numbers[i] != NONE) counts[numbers[i]]++;
        var order = table.sorted();
        var next = new int[table.size()];
        int sum = 0;
        for (int term : order) {
            next[term] = sum;
            sum += counts[term];
        }
        // Where each term stands among all, in order, since they are taken in order.
        var places = new int[sum];
        for (int i = 0; i < count; i++) if (numbers[i] != NONE) places[next[numbers[i]]++] = i;
        var documents = new VarintBuffer();
        var within = new VarintBuffer();
        for (int term : order) {
            int having = postings(places, next[term] - counts[term], next[term], documents, within);
            int start = table.start(term);
            output.term(Arrays.copyOfRange(table.bytes(), start, start + table.length(term)), having, documents, within);
        }
        for (int text = 0; text < keys.size(); text++) {
            output.text(keys.get(text), hasText[text] ? ends[text] - begin(text) : -1);
        }
        output.finish();
    }

    private int begin(int text) {
        return text == 0 ? 0 : ends[text - 1];
    }

    /// {@return how many documents have the term whose places are given}
    private int postings(int[] places, int from, int to, VarintBuffer documents, VarintBuffer within) {
        documents.clear();
        within.clear();
        int having = 0;
        int before = -1;
        for (int i = from; i < to; ) {
            int text = text(places[i], before + 1);
            int first = i;
            int last = begin(text) - 1;
            for (; i < to && places[i] < ends[text]; i++) {
                within.put(places[i] - last);
                last = places[i];
            }
            PostingsCursor.write(documents, before, text, i - first);
            before = text;
            having++;
        }
        return having;
    }

    /// {@return the text in which a place is}
    ///
    /// @param low none before this one
    private int text(int place, int low) {
        int high = keys.size() - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ends[middle] <= place) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
