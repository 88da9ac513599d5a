package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.search.ExtractedText;
import wirelab.search.SearchIndex;
import wirelab.search.SearchQuery;
import wirelab.search.SearchStatistics;
import wirelab.search.SearchWriter;

/// Full-text search over the documents of all nodes. Each has an index of its own; what ranking must know is added up over
/// all of them before any ranks, so that the order is that of one index with everything in it. A document that several
/// nodes have is that of the one with the smallest id.
final class Finder {
    private static final Logger LOG = System.getLogger(Finder.class.getName());
    private static final long PATIENCE_MILLIS = 3_000;
    /// Of all nodes; those that nobody holds any more are passed over.
    private static final int MOST_FOUND = 1_000;

    private final IndexService service;
    private final SearchIndex index;
    /// Hashes that are in the index, with a text or without one.
    private final Set<Bytes> seen = ConcurrentHashMap.newKeySet();
    private volatile boolean complete;
    private volatile boolean closed;
    /// What nodes with smaller ids have, and the trees from which that was found out.
    private Map<NodeId, DocumentTree> trees = Map.of();
    private Predicate<String> own = _ -> true;

    /// @param state where the index is kept, `null` for nowhere
    Finder(IndexService service, Path state) {
        this.service = service;
        index = open(state);
        for (String digits : index.keys()) seen.add(hash(digits));
    }

    private static SearchIndex open(Path state) {
        try {
            if (state != null) return SearchIndex.open(state);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the index is not kept: " + Failure.line(e));
        }
        return new SearchIndex();
    }

    private static Bytes hash(String digits) {
        return Bytes.wrap(HexFormat.of().parseHex(digits));
    }

    /// Reads what is new in the folder, with all cores; called by the folder's thread.
    void follow(Map<Bytes, HeldFile> files) {
        var gone = seen.stream().filter(hash -> !files.containsKey(hash)).toList();
        index.remove(gone.stream().map(Document::digits).toList());
        gone.forEach(seen::remove);
        var fresh = files.values().stream().filter(held -> !seen.contains(held.hash())).toList();
        var next = new AtomicInteger();
        int workers = Math.min(fresh.size(), Runtime.getRuntime().availableProcessors());
        IntStream.range(0, workers).parallel().forEach(_ -> {
            try (var writer = index.writer()) {
                for (int i; (i = next.getAndIncrement()) < fresh.size() && !closed; ) add(writer, fresh.get(i));
            }
        });
        complete = !closed;
    }

    private void add(SearchWriter writer, HeldFile held) {
        try {
            writer.put(Document.digits(held.hash()), text(held));
            seen.add(held.hash());
        } catch (IOException e) {
            // It has changed, which the folder is about to find out, too.
            LOG.log(Level.DEBUG, () -> "reading: " + Failure.line(e));
        }
    }

    /// {@return whether all that was there once has been read}
    boolean isComplete() {
        return complete;
    }

    /// {@return the text, `null` where there is none}
    private String text(HeldFile held) throws IOException {
        byte[] bytes = held.beginning(service.folder().folder(), ExtractedText.MOST_BYTES);
        return ExtractedText.of(held.file().getFileName().toString(), bytes);
    }

    private String line(Bytes hash, SearchQuery query) {
        var held = service.folder().find(hash);
        try {
            String text = held == null ? null : text(held);
            return text == null ? "" : ExtractedText.line(text, query);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "reading: " + Failure.line(e));
            return "";
        }
    }

    /// Ends what it reads; it can be asked all the same.
    void close() {
        closed = true;
    }

    /// Whether a document is not that of a node with a smaller id; the same object as long as the answers are.
    private synchronized Predicate<String> own() {
        var now = service.smallerTrees();
        if (!now.equals(trees)) {
            var theirs = new HashSet<String>();
            now.values().forEach(tree -> tree.entries().forEach(entry -> theirs.add(Document.digits(entry.hash()))));
            trees = now;
            own = digits -> !theirs.contains(digits);
        }
        return own;
    }

    SearchStatistics statistics(SearchQuery query) {
        return index.statistics(query, own());
    }

    List<IndexReply.Hit> find(SearchQuery query, SearchStatistics statistics, int most) {
        // The lines are what takes long.
        return index.find(query, statistics, own(), most).parallelStream().map(hit -> {
            var hash = hash(hit.document());
            return new IndexReply.Hit(hash, hit.score(), line(hash, query));
        }).toList();
    }

    /// Asks a node, at most so long.
    private interface Question<R> {
        R ask(IndexLink link) throws IOException;
    }

    /// Asks all at once.
    ///
    /// @param links to those that were asked before, and then to all
    private <R> Map<NodeId, R> askAll(List<IndexReply.Node> nodes, Map<NodeId, IndexLink> links, Question<R> question)
            throws InterruptedException {
        var answers = new ConcurrentHashMap<NodeId, R>();
        var threads = new ArrayList<Thread>();
        for (var node : nodes) {
            threads.add(Thread.ofVirtual().name("index-search").start(() -> {
                try {
                    if (!links.containsKey(node.id())) links.put(node.id(), service.connect(Address.parse(node.address(), "", -1)));
                    answers.put(node.id(), question.ask(links.get(node.id())));
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, () -> "asking " + node.address() + ": " + Failure.line(e));
                }
            }));
        }
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        for (var thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            thread.interrupt();
        }
        return new HashMap<>(answers);
    }

    /// Finds the best documents of all nodes.
    IndexReply.Found search(String question, int most) throws InterruptedException {
        var query = SearchQuery.parse(question);
        var nodes = service.nodes();
        var rest = nodes.subList(1, nodes.size());
        var links = new ConcurrentHashMap<NodeId, IndexLink>();
        try {
            var asked = askAll(rest, links, link -> link.ask(new IndexRequest.Statistics(question), IndexReply.Statistics.class));
            var sum = statistics(query);
            for (var answer : asked.values()) {
                if (answer.statistics().having().size() == query.parts().size()) sum = sum.plus(answer.statistics());
            }
            var own = index.find(query, sum, own(), most).stream().map(hit ->
                    new IndexReply.Hit(hash(hit.document()), hit.score(), "")).toList();
            var hits = new HashMap<>(Map.of(nodes.getFirst().id(), own));
            var all = sum;
            var open = rest.stream().filter(node -> asked.containsKey(node.id())).toList();
            // Finding the line costs most; so each is asked for a few at first, and for more where its last is among the best.
            for (int few = Math.min(most, 2 + 2 * most / nodes.size()); !open.isEmpty(); few = most) {
                int wanted = few;
                askAll(open, links, link -> link.ask(new IndexRequest.Find(question, wanted, all), IndexReply.Hits.class))
                        .forEach((id, answer) -> hits.put(id, answer.hits()));
                var best = best(hits, most);
                open = open.stream().filter(node -> wanted < most && hits.containsKey(node.id())
                        && hits.get(node.id()).size() == wanted && best.contains(hits.get(node.id()).getLast())).toList();
            }
            return new IndexReply.Found(nodes.size() - hits.size(), named(best(hits, MOST_FOUND), own, query, most));
        } finally {
            links.values().forEach(IndexLink::close);
        }
    }

    private static List<IndexReply.Hit> best(Map<NodeId, List<IndexReply.Hit>> hits, int most) {
        return hits.values().stream().flatMap(List::stream).sorted(Comparator.comparingDouble(IndexReply.Hit::score)
                .reversed().thenComparing(hit -> Document.digits(hit.hash()))).limit(most).toList();
    }

    private List<IndexReply.Discovery> named(List<IndexReply.Hit> found, List<IndexReply.Hit> own, SearchQuery query, int most) {
        var holdings = service.catalogue().byHash();
        var once = new HashSet<Bytes>();
        // Each once; and only what somebody says he has can be had.
        var shown = found.stream().filter(hit -> holdings.containsKey(hit.hash()) && once.add(hit.hash())).limit(most).toList();
        return shown.parallelStream().map(hit -> {
            var full = own.contains(hit) ? new IndexReply.Hit(hit.hash(), hit.score(), line(hit.hash(), query)) : hit;
            return new IndexReply.Discovery(full, holdings.get(hit.hash()));
        }).toList();
    }
}
