package wirelab.index;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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
import java.util.function.Predicate;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.search.ExtractedText;
import wirelab.search.SearchIndex;
import wirelab.search.SearchQuery;
import wirelab.search.SearchStatistics;

/// Full-text search over the documents of all nodes. Each has an index of its own; what ranking must know is added up over
/// all of them before any ranks, so that the order is that of one index with everything in it. A document that several
/// nodes have is that of the one with the smallest id.
final class Finder {
    private static final Logger LOG = System.getLogger(Finder.class.getName());
    private static final long PATIENCE_MILLIS = 3_000;

    private final IndexService service;
    private volatile SearchIndex<String> index = new SearchIndex<>();
    /// Hashes that are in the index, or have no text.
    private Set<Bytes> seen = new HashSet<>();
    private volatile boolean complete;
    /// What nodes with smaller ids have, and the trees from which that was found out.
    private Map<NodeId, DocumentTree> trees = Map.of();
    private Set<String> others = Set.of();

    Finder(IndexService service) {
        this.service = service;
    }

    /// Reads what is new in the folder; called by the folder's thread.
    void follow(Map<Bytes, HeldFile> files) {
        for (var hash : Set.copyOf(seen)) {
            if (files.containsKey(hash)) continue;
            seen.remove(hash);
            index.remove(Document.digits(hash));
        }
        if (index.isWorn()) {
            seen = new HashSet<>();
            index = new SearchIndex<>();
        }
        for (var held : files.values()) {
            if (!seen.add(held.hash())) continue;
            String text = text(held);
            if (text != null) index.put(Document.digits(held.hash()), text);
        }
        complete = true;
    }

    /// {@return whether all that was there once has been read}
    boolean isComplete() {
        return complete;
    }

    private String text(HeldFile held) {
        try (var file = held.open(service.folder().folder())) {
            var bytes = ByteBuffer.allocate((int) Math.min(held.size(), ExtractedText.MOST_BYTES));
            while (bytes.hasRemaining() && file.read(bytes) >= 0) continue;
            return ExtractedText.of(held.file().getFileName().toString(), bytes.array());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "reading: " + Failure.line(e));
            return null;
        }
    }

    /// Whether a document is not that of a node with a smaller id.
    private Predicate<String> own() {
        var theirs = theirs();
        return digits -> !theirs.contains(digits);
    }

    private synchronized Set<String> theirs() {
        var now = service.smallerTrees();
        if (!now.equals(trees)) {
            var all = new HashSet<String>();
            now.values().forEach(tree -> tree.forEach(document -> all.add(document.digits())));
            trees = now;
            others = all;
        }
        return others;
    }

    SearchStatistics statistics(SearchQuery query) {
        return index.statistics(query, own());
    }

    List<IndexReply.Hit> find(SearchQuery query, SearchStatistics statistics, int most) {
        return index.find(query, statistics, own(), most).stream().map(hit -> {
            var hash = Bytes.wrap(HexFormat.of().parseHex(hit.document()));
            var held = service.folder().find(hash);
            String text = held == null ? null : text(held);
            return new IndexReply.Hit(hash, hit.score(), text == null ? "" : ExtractedText.line(text, query));
        }).toList();
    }

    /// Asks a node, at most so long.
    private interface Question<R> {
        R ask(IndexLink link) throws IOException;
    }

    private <R> Map<NodeId, R> askAll(List<IndexReply.Node> nodes, Question<R> question) throws InterruptedException {
        var answers = new ConcurrentHashMap<NodeId, R>();
        var threads = new ArrayList<Thread>();
        for (var node : nodes) {
            threads.add(Thread.ofVirtual().name("index-search").start(() -> {
                InetSocketAddress address = Address.parse(node.address(), "", -1);
                try (var link = service.connect(address)) {
                    answers.put(node.id(), question.ask(link));
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
        var asked = askAll(rest, link -> link.ask(new IndexRequest.Statistics(question), IndexReply.Statistics.class));
        var sum = statistics(query);
        for (var answer : asked.values()) {
            if (answer.statistics().having().size() == query.parts().size()) sum = sum.plus(answer.statistics());
        }
        var all = sum;
        var found = new ArrayList<>(find(query, all, most));
        var answers = askAll(rest.stream().filter(node -> asked.containsKey(node.id())).toList(),
                link -> link.ask(new IndexRequest.Find(question, most, all), IndexReply.Hits.class));
        for (var answer : answers.values()) found.addAll(answer.hits());
        found.sort(Comparator.comparingDouble(IndexReply.Hit::score).reversed()
                .thenComparing(hit -> Document.digits(hit.hash())));
        var holdings = new HashMap<Bytes, IndexReply.Holding>();
        service.holdings().forEach(holding -> holdings.put(holding.document().hash(), holding));
        var named = new ArrayList<IndexReply.Discovery>();
        for (var hit : found) {
            // Each once; and only what somebody says he has can be had.
            var holding = holdings.remove(hit.hash());
            if (holding != null && named.size() < most) named.add(new IndexReply.Discovery(hit, holding));
        }
        return new IndexReply.Found(rest.size() - answers.size(), named);
    }
}
