package wirelab.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// Several partitions become one, in which only those texts are that are wanted.
///
/// @param live by partition: which of its texts
record PartitionMerge(List<Partition> partitions, List<BitSet> live) implements PartitionOutput.Source {
    private static final int GONE = -1;

    @Override
    public void write(PartitionOutput output) throws IOException {
        int count = partitions.size();
        var numbers = new int[count][];
        int next = 0;
        for (int i = 0; i < count; i++) {
            numbers[i] = new int[partitions.get(i).size()];
            for (int text = 0; text < numbers[i].length; text++) numbers[i][text] = live.get(i).get(text) ? next++ : GONE;
        }
        var at = new int[count];
        var documents = new VarintBuffer();
        var places = new VarintBuffer();
        for (byte[] term; (term = smallest(at)) != null; ) {
            documents.clear();
            places.clear();
            int having = 0;
            int before = -1;
            for (int i = 0; i < count; i++) {
                var partition = partitions.get(i);
                if (at[i] == partition.terms() || partition.compare(at[i], term) != 0) continue;
                var cursor = partition.documents(at[i]);
                byte[] within = partition.places(at[i]++);
                var skipping = new VarintCursor(within);
                while (cursor.next()) {
                    int from = skipping.at();
                    skipping.skip(cursor.count);
                    int number = numbers[i][cursor.document];
                    if (number == GONE) continue;
                    PostingsCursor.write(documents, before, number, cursor.count);
                    places.put(within, from, skipping.at() - from);
                    before = number;
                    having++;
                }
            }
            if (having > 0) output.term(term, having, documents, places);
        }
        for (int i = 0; i < count; i++) {
            var partition = partitions.get(i);
            live.get(i).stream().forEach(text -> output.text(partition.key(text), partition.length(text)));
        }
        output.finish();
    }

    private byte[] smallest(int[] at) {
        byte[] smallest = null;
        for (int i = 0; i < at.length; i++) {
            var partition = partitions.get(i);
            if (at[i] == partition.terms()) continue;
            if (smallest == null || partition.compare(at[i], smallest) < 0) smallest = partition.term(at[i]);
        }
        return smallest;
    }
}
