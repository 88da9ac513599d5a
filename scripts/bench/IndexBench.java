/// How soon nodes of the index know all of each other, and what they send at rest; `search` and `retrieval` have the rest.

import wirelab.index.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final Poll POLL = new Poll(Duration.ofMinutes(2), Duration.ofMillis(1));
/// Bytes of one that has a short name, as it travels.
static final int DOCUMENT = 72;

void main(String... args) {
    Program.of("IndexBench", "measures the index: nodes that find each other, changes, rest")
            .number("most", 50, 2, 100, "nodes of the largest segment, all in this process, on loopback")
            .number("documents", 200, 1, 5_000, "of each node")
            .duration("rest", "10s", "how long nodes are watched that have nothing to do")
            .number("changes", 9, 1, 100, "changes of a document; the median counts")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var segment = new Table().number("nodes", "nodes", 6, 0).number("all known ms", "known", 13, 0)
            .number("processor ms", "processor", 13, 0).number("floor ms", "floor", 9, 0)
            .number("change known ms", "change", 16, 0).number("sent per node and s", "sent", 20, 2);
    System.out.println(segment.head());
    for (int nodes : new int[] {5, 10, 20, 50}) {
        if (nodes <= options.number("most")) System.out.println(nodes(nodes, options, segment));
    }
    Results.write("index", Map.of("segment", segment.rows()), segment);
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
        long self = ProcessHandle.current().pid(), processor = 0;
        for (int i = 0; i < count; i++) {
            var setup = IndexOptions.of(folder.resolve("node" + i)).withPorts(List.of(port));
            nodes.add(IndexService.start(Host.HERE, setup, null));
            began = System.nanoTime();
            processor = Proc.cpu(self);
        }
        for (var node : nodes) await(node, count * documents);
        double known = (System.nanoTime() - began) / 1e6;
        double used = (Proc.cpu(self) - processor) / 1e6;
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
        return table.add(count, known, used, floor(count, documents), changes.median(), rate);
    } finally {
        nodes.forEach(IndexService::close);
        Folders.delete(folder);
    }
}

/// How long the least program of that shape takes: each reads what each other has from a connection of its own, eight at a
/// time, and hashes each document.
double floor(int count, int documents) throws Exception {
    var payload = ByteBuffer.allocate(documents * DOCUMENT);
    long began = System.nanoTime();
    try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1_024);
            var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        threads.submit(() -> {
            for (int i = 0; i < count * (count - 1); i++) {
                var connection = server.accept();
                threads.submit(() -> {
                    try (connection) {
                        for (var bytes = payload.duplicate(); bytes.hasRemaining(); ) connection.write(bytes);
                    }
                    return null;
                });
            }
            return null;
        });
        var ends = new ArrayList<Future<?>>();
        for (int node = 0; node < count; node++) {
            var atOnce = new Semaphore(8);
            for (int other = 1; other < count; other++) ends.add(threads.submit(() -> {
                atOnce.acquire();
                try (var connection = SocketChannel.open(server.getLocalAddress())) {
                    byte[] bytes = connection.socket().getInputStream().readNBytes(payload.capacity());
                    var sha = MessageDigest.getInstance("SHA-256");
                    for (int at = 0; at < bytes.length; at += DOCUMENT) sha.digest(Arrays.copyOfRange(bytes, at,
                            at + DOCUMENT));
                } finally {
                    atOnce.release();
                }
                return null;
            }));
        }
        for (var end : ends) end.get();
    }
    return (System.nanoTime() - began) / 1e6;
}

long sent(List<IndexService> nodes) {
    return nodes.stream().mapToLong(node -> node.counters().get("sent")).sum();
}

/// Waits until a node knows so many documents; what it knows is counted, not listed, so that waiting costs little.
void await(IndexService node, long documents) throws Exception {
    POLL.until(node + " knows " + documents, () -> node.documents() == documents, () -> ", but " + node.documents());
}
