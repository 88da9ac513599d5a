/// How quickly a node of the index reads a folder, takes it up again after a restart, and answers; alone, and twenty together.
///
/// A round begins with nothing and ends when all can be found: walking, hashing, finding terms, merging and writing are in it, and
/// the first has a virtual machine that is cold. Questions go over TCP to one node, and so do the answers, with the line found.

import wirelab.index.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final Duration PATIENCE = Duration.ofMinutes(3);
static final String[] WORDS = ("socket channel buffer thread class list string value lock queue stream reader time zone"
        + " charset parser module cipher window event").split(" ");

Path folder;
int queries;

void main(String... args) {
    Program.of("SearchBench", "measures the search of the index: a folder read and taken up again, questions")
            .text("texts", "FILE", "", "a zip of texts to search; the sources of the JDK without one")
            .number("rounds", 3, 1, 20, "how often the folder is read anew")
            .number("nodes", 20, 2, 100, "that share the texts among them in the end")
            .number("queries", 1_000, 100, 100_000, "of each kind")
            .number("files", 200_000, 1_000, 200_000, "small ones, of one folder")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var zip = options.text("texts").isEmpty() ? Path.of(System.getProperty("java.home"), "lib", "src.zip") : options.path("texts");
    if (!Files.exists(zip)) throw new IOException("no " + zip + ": name a zip of texts with --texts");
    queries = options.number("queries");
    folder = Files.createTempDirectory("search-bench");
    try {
        long bytes = unpack(zip, Files.createDirectory(folder.resolve("texts")));
        var read = new Table().text("what", "what", 18).number("documents", "documents", 9, 0).number("MB", "megabytes", 8, 1)
                .number("s", "seconds", 8, 2).number("MB/s", "rate", 8, 1);
        var asked = new Table().text("question", "question", 12).number("nodes", "nodes", 6, 0).number("found", "found", 8, 1)
                .number("ms median", "median", 10, 2).number("ms p99", "p99", 10, 2);
        System.out.println(read.head());
        alone(options.number("rounds"), bytes, read, asked);
        together(options.number("nodes"), asked);
        System.out.println("\n" + read.head());
        many(options.number("files"), read);
        Results.write("search", Map.of("read", read.rows(), "asked", asked.rows()), read, asked);
    } finally {
        Folders.delete(folder);
    }
}

long unpack(Path zip, Path into) throws IOException {
    long bytes = 0;
    try (var entries = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
        for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
            var file = into.resolve(entry.getName()).normalize();
            if (entry.isDirectory() || !file.startsWith(into)) continue;
            Files.createDirectories(file.getParent());
            bytes += Files.copy(entries, file);
        }
    }
    return bytes;
}

List<Integer> port() throws IOException {
    try (var free = new DatagramSocket()) {
        return List.of(free.getLocalPort());
    }
}

/// Starts a node and waits until it has read everything.
///
/// @return seconds
double start(IndexOptions setup, List<IndexService> nodes) throws Exception {
    long began = System.nanoTime();
    nodes.add(IndexService.start(Host.HERE, setup, null));
    while (!nodes.getLast().isComplete()) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) throw new IOException("the folder was not read in time");
        Thread.sleep(1);
    }
    return (System.nanoTime() - began) / 1e9;
}

void alone(int rounds, long bytes, Table read, Table asked) throws Exception {
    var setup = IndexOptions.of(folder.resolve("texts")).withPorts(port());
    var times = new Samples();
    for (int round = 1; round <= rounds; round++) {
        var nodes = new ArrayList<IndexService>();
        var kept = setup.withIdentity(folder.resolve("state" + round));
        try {
            double seconds = start(kept, nodes);
            times.add(seconds);
            long documents = nodes.getLast().documents();
            if (round == 1) System.out.println(read.add("first, cold", documents, bytes / 1e6, seconds, bytes / 1e6 / seconds));
            if (round < rounds) continue;
            System.out.println(read.add("median", documents, bytes / 1e6, times.median(), bytes / 1e6 / times.median()));
            nodes.getLast().close();
            seconds = start(kept, nodes);
            System.out.println(read.add("after a restart", documents, bytes / 1e6, seconds, bytes / 1e6 / seconds));
            System.out.println("\n" + asked.head());
            ask(nodes.getLast(), 1, asked);
        } finally {
            nodes.forEach(IndexService::close);
        }
    }
}

/// A folder of many small files, read and taken up again.
void many(int count, Table read) throws Exception {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
        var own = folder.resolve("many/" + i / 1_000);
        if (i % 1_000 == 0) Files.createDirectories(own);
        byte[] text = ("Number " + i + " of many, which has " + WORDS[i % WORDS.length] + " in it.\n").getBytes();
        Files.write(own.resolve(i + ".txt"), text);
        bytes += text.length;
    }
    var setup = IndexOptions.of(folder.resolve("many")).withPorts(port()).withIdentity(folder.resolve("state-many"));
    for (String what : List.of("many files", "after a restart")) {
        var nodes = new ArrayList<IndexService>();
        try {
            double seconds = start(setup, nodes);
            long documents = nodes.getLast().documents();
            if (documents != count) throw new IOException(documents + " of " + count + " documents are there");
            System.out.println(read.add(what, documents, bytes / 1e6, seconds, bytes / 1e6 / seconds));
        } finally {
            nodes.forEach(IndexService::close);
        }
    }
}

void together(int count, Table asked) throws Exception {
    var nodes = new ArrayList<IndexService>();
    int number = 0;
    try (var files = Files.walk(folder.resolve("texts"))) {
        for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
            var own = Files.createDirectories(folder.resolve("node" + number % count));
            Files.createLink(own.resolve(number++ + "-" + file.getFileName()), file);
        }
    }
    var ports = port();
    try {
        for (int i = 0; i < count; i++) start(IndexOptions.of(folder.resolve("node" + i)).withPorts(ports), nodes);
        for (var node : nodes) if (!node.awaitOthers(count - 1, PATIENCE)) throw new IOException(node + " does not know all");
        ask(nodes.getFirst(), count, asked);
    } finally {
        nodes.forEach(IndexService::close);
    }
}

void ask(IndexService node, int nodes, Table asked) throws IOException {
    try (var link = IndexLink.connect(Host.HERE, node.address(), null)) {
        for (String kind : List.of("one word", "two words", "a phrase", "a beginning")) {
            var random = new Random(1);
            var times = new Samples();
            long found = 0;
            for (int i = -queries / 5; i < queries; i++) {
                String question = question(kind, random);
                long at = System.nanoTime();
                var answer = link.ask(new IndexRequest.Search(question, 20), IndexReply.Found.class);
                if (answer.silent() > 0) throw new IOException(Text.count(answer.silent(), "node") + " did not answer");
                if (i < 0) continue;
                times.add((System.nanoTime() - at) / 1e6);
                found += answer.found().size();
            }
            System.out.println(asked.add(kind, nodes, (double) found / queries, times.median(), times.percentile(0.99)));
        }
    }
}

String question(String kind, Random random) {
    String one = WORDS[random.nextInt(WORDS.length)];
    String two = WORDS[random.nextInt(WORDS.length)];
    return switch (kind) {
        case "one word" -> one;
        case "two words" -> one + " " + two;
        case "a phrase" -> '"' + one + " " + two + '"';
        default -> one.substring(0, 3) + "* " + two;
    };
}
