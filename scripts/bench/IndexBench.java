/// How soon nodes of the index know all of each other, what they send at rest, and how quickly texts are searched.

import wirelab.index.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.search.*;

static final Duration PATIENCE = Duration.ofMinutes(2);
static final int QUERIES = 1_000;

void main(String... args) {
    Program.of("IndexBench", "measures the index: nodes that find each other, changes, rest, search")
            .number("most", 50, 2, 100, "nodes of the largest segment, all in this process, on loopback")
            .number("documents", 200, 1, 5_000, "of each node")
            .duration("rest", "10s", "how long nodes are watched that have nothing to do")
            .number("changes", 9, 1, 100, "changes of a document; the median counts")
            .text("texts", "FILE", "", "a zip of texts to search; the sources of the JDK without one")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var segment = new Table().number("nodes", "nodes", 6, 0).number("all known ms", "known", 13, 0)
            .number("change known ms", "change", 16, 0).number("sent per node and s", "sent", 20, 2);
    System.out.println(segment.head());
    for (int nodes : new int[] {5, 10, 20, 50}) {
        if (nodes <= options.number("most")) System.out.println(nodes(nodes, options, segment));
    }
    var texts = options.text("texts").isEmpty() ? Path.of(System.getProperty("java.home"), "lib", "src.zip")
            : options.path("texts");
    var search = new Table().number("texts", "texts", 8, 0).number("MB", "megabytes", 8, 1)
            .number("indexed MB/s", "rate", 13, 1).number("query ms median", "median", 16, 2)
            .number("query ms p99", "p99", 13, 2);
    if (Files.exists(texts)) {
        System.out.println("\n" + search.head());
        System.out.println(search(texts, search));
    } else {
        System.out.println("\nno " + texts + ": name a zip of texts with --texts");
    }
    Results.write("index", Map.of("segment", segment.rows(), "search", search.rows()), segment, search);
}

String nodes(int count, CommandLine options, Table table) throws Exception {
    var folder = Files.createTempDirectory("index-bench");
    int documents = options.number("documents");
    var nodes = new ArrayList<IndexService>();
    int port;
    try (var free = new DatagramSocket()) {
        port = free.getLocalPort();
    }
    try {
        for (int i = 0; i < count; i++) {
            var own = Files.createDirectory(folder.resolve("node" + i));
            for (int n = 0; n < documents; n++) Files.writeString(own.resolve("document" + n), "Document " + n + " of " + i);
        }
        long began = 0;
        for (int i = 0; i < count; i++) {
            var setup = IndexOptions.of(folder.resolve("node" + i)).withPorts(List.of(port));
            nodes.add(IndexService.start(Host.HERE, setup, null));
            began = System.nanoTime();
        }
        for (var node : nodes) await(node, count * documents);
        double known = (System.nanoTime() - began) / 1e6;
        var changes = new Samples();
        for (int n = 1; n <= options.number("changes"); n++) {
            long at = System.nanoTime();
            Files.writeString(folder.resolve("node0").resolve("new" + n), "new " + n);
            for (var node : nodes) await(node, count * documents + n);
            changes.add((System.nanoTime() - at) / 1e6);
        }
        Thread.sleep(Duration.ofSeconds(2));
        long before = sent(nodes);
        Thread.sleep(options.duration("rest"));
        double rate = (sent(nodes) - before) / (options.duration("rest").toNanos() / 1e9) / count;
        return table.add(count, known, changes.median(), rate);
    } finally {
        nodes.forEach(IndexService::close);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

long sent(List<IndexService> nodes) {
    return nodes.stream().mapToLong(node -> node.counters().get("sent")).sum();
}

/// Waits until a node knows so many documents; what it knows is counted, not listed, so that waiting costs little.
void await(IndexService node, long documents) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (node.documents() != documents) {
        if (System.nanoTime() - end > 0) throw new IOException(node + " knows " + Text.count(node.documents(), "document"));
        Thread.sleep(1);
    }
}

String search(Path zip, Table table) throws Exception {
    var texts = new LinkedHashMap<String, byte[]>();
    long bytes = 0;
    try (var entries = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
        for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
            if (entry.isDirectory()) continue;
            texts.put(entry.getName(), entries.readAllBytes());
            bytes += texts.get(entry.getName()).length;
        }
    }
    var index = new SearchIndex();
    long began = System.nanoTime();
    for (var text : texts.entrySet()) {
        String extracted = ExtractedText.of(text.getKey(), text.getValue());
        if (extracted != null) index.put(text.getKey(), extracted);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    String[] words = "socket channel buffer thread class list string value lock queue stream reader time zone".split(" ");
    var random = new Random(1);
    var times = new Samples();
    for (int i = -100; i < QUERIES; i++) {
        String question = words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)];
        long at = System.nanoTime();
        var query = SearchQuery.parse(question);
        index.find(query, index.statistics(query, _ -> true), _ -> true, 20);
        if (i >= 0) times.add((System.nanoTime() - at) / 1e6);
    }
    return table.add(index.size(), bytes / 1e6, bytes / 1e6 / seconds, times.median(), times.percentile(0.99));
}
