/// How quickly a document comes: beside a download by HTTP and its check by `sha256sum`, and from three holders behind slow links.
///
/// Programs of their own on both sides, on loopback; the two ways take turns, medians count. The links are namespaces whose
/// interfaces send 200 Mbit/s at most (tc-tbf(8)); there the first row is one holder, then three, then three of whom one is
/// killed when a third has come.

import wirelab.hosts.Namespace;
import wirelab.index.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final Poll POLL = new Poll(Duration.ofMinutes(2), Duration.ofMillis(10));

Path folder;
final List<AutoCloseable> open = new ArrayList<>();

void main(String... args) {
    Program.of("RetrievalBench", "measures get of the index: beside HttpGet and sha256sum, and from several holders")
            .number("rounds", 5, 1, 50, "rounds; the median counts")
            .size("size", "1G", "of the document on loopback")
            .size("shared", "256M", "of the document behind slow links")
            .number("rate", 200, 1, 10_000, "of each link, in Mbit/s")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var memory = Path.of("/dev/shm");
    folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "get") : Files.createTempDirectory("get");
    var loopback = new Table().text("way", "way", 24).number("s median", "seconds", 9, 2).number("ratio", "ratio", 6, 2);
    var links = new Table().text("holders", "holders", 24).number("s median", "seconds", 9, 2).number("Mbit/s", "megabits", 8, 0)
            .number("ratio", "ratio", 6, 2);
    try {
        loopback(options, loopback);
        if (Namespace.missing() != null) System.out.println("\nno links: " + Namespace.missing());
        else links(options, links);
        Results.write("retrieval", Map.of("loopback", loopback.rows(), "links", links.rows()), loopback, links);
    } finally {
        for (var each : open.reversed()) each.close();
        Folders.delete(folder);
    }
}

Path fill(Path file, long size) throws IOException {
    Files.createDirectories(file.getParent());
    var block = new byte[1 << 20];
    var random = new Random(1);
    try (var out = Files.newOutputStream(file)) {
        for (long left = size; left > 0; left -= block.length) {
            random.nextBytes(block);
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }
    return file;
}

List<String> script(String name, String... args) {
    return Contender.script(name, name, args).command();
}

/// Starts a server of ours, which says where it listens.
int serve(String name, String... args) throws IOException {
    var process = new ProcessBuilder(script(name, args)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    open.add(process::destroy);
    var lines = process.inputReader();
    for (String line; (line = lines.readLine()) != null; ) {
        var found = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)").matcher(line);
        if (found.find()) return Integer.parseInt(found.group(1));
    }
    throw new IOException(name + " did not start");
}

/// @return seconds
double run(List<String> command) throws Exception {
    long began = System.nanoTime();
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + output);
    return (System.nanoTime() - began) / 1e9;
}

void loopback(CommandLine options, Table table) throws Exception {
    fill(folder.resolve("one/big"), options.size("size"));
    int web = serve("HttpServer", "--port", "0", "--root", folder.resolve("one").toString());
    int node = serve("IndexNode", "--port", "0", "--folder", folder.resolve("one").toString());
    var list = script("IndexClient", "--port", Integer.toString(node), "get", "big", "-O", folder.resolve("got").toString());
    var get = script("HttpGet", "http://127.0.0.1:" + web + "/big", "-O", folder.resolve("got").toString());
    var sum = List.of("sha256sum", folder.resolve("got").toString());
    awaitBig(node);
    var ours = new Samples();
    var theirs = new Samples();
    for (int round = 0; round <= options.number("rounds"); round++) {
        Files.deleteIfExists(folder.resolve("got"));
        double by = run(get) + run(sum);
        Files.delete(folder.resolve("got"));
        double own = run(list);
        if (round == 0) continue;
        theirs.add(by);
        ours.add(own);
    }
    Files.delete(folder.resolve("got"));
    System.out.println(table.head());
    System.out.println(table.add("HttpGet, then sha256sum", theirs.median(), 1.0));
    System.out.println(table.add("get of the index", ours.median(), theirs.median() / ours.median()));
}

void awaitBig(int port) throws Exception {
    POLL.until("the document is listed", () -> {
        try (var link = IndexLink.connect(Host.HERE, new InetSocketAddress("127.0.0.1", port), null)) {
            return !link.holdings().isEmpty();
        }
    });
}

Namespace host(String name) throws IOException {
    var host = Namespace.create("wlrb" + ProcessHandle.current().pid() + name);
    open.add(host::close);
    return host;
}

/// One that asks and three that have it, each behind a link of its own, which is the same for all rounds.
void links(CommandLine options, Table table) throws Exception {
    long size = options.size("shared");
    fill(folder.resolve("shared/big"), size);
    var asking = host("a");
    asking.ip("link set lo up\n");
    var hosts = new ArrayList<Namespace>();
    for (int i = 1; i <= 3; i++) hosts.add(link(asking, i, options.number("rate")));
    var nodes = new ArrayList<IndexService>();
    open.add(() -> nodes.forEach(IndexService::close));
    for (var host : hosts) nodes.add(holder(host));
    for (var node : nodes) POLL.until("the folder is read", node::isComplete);
    System.out.println("\n" + table.head());
    double one = 0;
    for (String row : List.of("one", "three", "three, one killed")) {
        var times = new Samples();
        for (int round = 0; round <= options.number("rounds"); round++) {
            double seconds = get(asking, row.equals("one") ? nodes.subList(0, 1) : nodes, row.endsWith("killed"));
            if (round > 0) times.add(seconds);
            if (!row.endsWith("killed")) continue;
            nodes.set(2, holder(hosts.get(2)));
            POLL.until("the folder is read", nodes.get(2)::isComplete);
        }
        if (row.equals("one")) one = times.median();
        System.out.println(table.add(row, times.median(), size * 8e-6 / times.median(), one / times.median()));
    }
}

Namespace link(Namespace asking, int number, int rate) throws IOException {
    var host = host("h" + number);
    asking.ip("link add eth" + number + " type veth peer name eth0 netns " + host.name() + "\naddr add 10.8." + number
            + ".1/24 dev eth" + number + "\nlink set eth" + number + " up\n");
    host.ip("addr add 10.8." + number + ".2/24 dev eth0\nlink set eth0 up\nlink set lo up\n");
    host.run("tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate + "mbit", "burst", "64kb", "latency", "50ms");
    return host;
}

IndexService holder(Namespace host) throws IOException {
    int number = host.name().charAt(host.name().length() - 1) - '0';
    var bind = new InetSocketAddress(InetAddress.ofLiteral("10.8." + number + ".2"), 8_000);
    return IndexService.start(host.host(), IndexOptions.of(folder.resolve("shared")).withBind(bind), null);
}

/// @param kill whether the last of the holders falls silent when a third has come
/// @return seconds
double get(Namespace asking, List<IndexService> holders, boolean kill) throws IOException {
    var document = holders.getFirst().holdings().getFirst().document();
    var last = holders.getLast();
    var killed = new AtomicBoolean(!kill);
    long began = System.nanoTime();
    var result = Retrieval.get(asking.host(), null, document, holders.stream().map(IndexService::address).toList(),
            folder.resolve("got"), there -> {
                if (there > document.size() / 3 && killed.compareAndSet(false, true)) Thread.ofPlatform().start(last::kill);
            });
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!result.liars().isEmpty() || Files.size(folder.resolve("got")) != document.size()) throw new IOException("it is not whole");
    Files.delete(folder.resolve("got"));
    return seconds;
}
