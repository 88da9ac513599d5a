package wirelab.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import wirelab.kit.Bytes;
import wirelab.kit.UsageException;

/// What each node has, together: for each document where it is to be had.
///
/// @param trees what each has, under its address, of which this was made
/// @param holdings in the order of the hashes
/// @param byHash the same
record Catalogue(Map<String, DocumentTree> trees, List<IndexReply.Holding> holdings, Map<Bytes, IndexReply.Holding> byHash) {
    static final Catalogue EMPTY = new Catalogue(Map.of(), List.of(), Map.of());

    /// Fewer hexadecimal digits are a name rather than the beginning of a hash.
    private static final int LEAST_DIGITS = 8;

    private static final class Merged {
        final Document first;
        final TreeSet<String> names = new TreeSet<>(Document.BY_BYTES);
        final List<String> holders = new ArrayList<>();
        String title;

        Merged(Document first) {
            this.first = first;
            title = first.title();
        }
    }

    /// {@return all documents}
    ///
    /// @param trees what each has, under its address
    static Catalogue of(Map<String, DocumentTree> trees) {
        var all = new HashMap<Bytes, Merged>();
        trees.forEach((address, tree) -> tree.forEach(document -> {
            var merged = all.computeIfAbsent(document.hash(), _ -> new Merged(document));
            // A node may have one document under more names than an entry holds.
            if (merged.holders.isEmpty() || !merged.holders.getLast().equals(address)) merged.holders.add(address);
            merged.names.addAll(document.names());
            if (merged.title.isEmpty()) merged.title = document.title();
        }));
        var sorted = new TreeMap<String, IndexReply.Holding>();
        for (var merged : all.values()) {
            var names = merged.names.stream().limit(Document.MOST_NAMES).toList();
            var first = merged.first;
            // There are few types, of many documents.
            var document = new Document(first.hash(), first.size(), first.type().intern(), merged.title, names);
            sorted.put(document.digits(), new IndexReply.Holding(document, List.copyOf(merged.holders)));
        }
        var byHash = new HashMap<Bytes, IndexReply.Holding>();
        for (var holding : sorted.values()) byHash.put(holding.document().hash(), holding);
        return new Catalogue(trees, List.copyOf(sorted.values()), byHash);
    }

    /// Finds one document by its name, its last name, or the beginning of its hash.
    static IndexReply.Holding choose(List<IndexReply.Holding> holdings, String wanted) throws IOException {
        boolean hash = wanted.length() >= LEAST_DIGITS && wanted.matches("[0-9a-fA-F]{1,64}");
        String digits = wanted.toLowerCase(Locale.ROOT);
        var found = new LinkedHashMap<String, IndexReply.Holding>();
        for (var holding : holdings) {
            var document = holding.document();
            boolean named = document.names().stream().anyMatch(name -> name.equals(wanted) || name.endsWith("/" + wanted));
            if (named || hash && document.digits().startsWith(digits)) found.put(document.digits(), holding);
        }
        if (found.size() == 1) return found.values().iterator().next();
        if (found.isEmpty()) throw new IOException("no node has '" + wanted + "'");
        throw new UsageException(found.size() + " documents are called '" + wanted + "'; say which: "
                + String.join(", ", found.values().stream().limit(4).map(each -> each.document().shortDigits()).toList()));
    }
}
