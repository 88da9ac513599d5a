/// A replicated folder beside rsync and Syncthing: the first copy, nothing changed, one small file. Many writers: bench
/// replicaload; when the leader is gone: bench failover.

import wirelab.folder.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.replica.*;

static final Poll POLL = new Poll(Duration.ofMinutes(5), Duration.ofNanos(200_000));
static final String KEY = "a key for benches alone";

void main(String... args) {
    Program.of("ReplicaBench", "measures a replicated folder beside rsync and Syncthing")
            .text("at", "DIR", "/dev/shm", "where the folders are; an ext4 and a memory file system differ much")
            .text("tree", "FILE", "", "a zip of files to copy; the sources of the JDK without one")
            .number("rounds", 5, 1, 50, "of each; the median counts")
            .flag("syncthing", "its first copy and changes as well, which take half a minute")
            .choice("only", List.of("all", "copy", "group"), "the first copy, or one small file in a group")
            .run(args, this::measure);
}

final Table table = new Table().text("what", "what", 44).number("wirelab", "wirelab", 10, 1).number("peer", "peer", 10, 1)
        .ratio("ratio", "ratio", 8).text("unit", "unit", 10);
Path folder;
/// The first copy, plain; and a change by Syncthing, if it was measured.
double firstCopy;
double changed;

void measure(CommandLine options) throws Exception {
    folder = Files.createTempDirectory(options.path("at"), "replica-bench");
    System.out.println("in " + folder.getParent() + "\n" + table.head());
    try {
        String only = options.text("only");
        if (!only.equals("group")) copies(options);
        if (!only.equals("copy")) group(options);
        Results.write("replica", Map.of("at", options.text("at"), "rows", table.rows()), table);
    } finally {
        Folders.delete(folder);
    }
}

void row(String what, double ours, double theirs, String unit) {
    double ratio = theirs > 0 ? ours / theirs : Double.NaN;
    System.out.println(table.add(what, ours, theirs > 0 ? theirs : Double.NaN, ratio, unit));
}

static double millis(long began) {
    return (System.nanoTime() - began) / 1e6;
}

static ReplicaConfig config(int size, boolean plain) throws IOException {
    var nodes = new TreeMap<Integer, InetSocketAddress>();
    while (nodes.size() < size) nodes.put(nodes.size(), new InetSocketAddress("127.0.0.1", ServerProcess.freePort()));
    return new ReplicaConfig(nodes, KEY, plain);
}

// Copies.

static int unzip(Path zip, Path into) throws IOException {
    int count = 0;
    try (var entries = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
        for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
            if (entry.isDirectory()) continue;
            var file = into.resolve(entry.getName()).normalize();
            if (!file.startsWith(into)) throw new IOException(entry.getName() + " leaves the folder");
            Files.createDirectories(file.getParent());
            Files.copy(entries, file);
            count++;
        }
    }
    return count;
}

void copies(CommandLine options) throws Exception {
    var zip = options.text("tree").isEmpty() ? Path.of(System.getProperty("java.home"), "lib", "src.zip")
            : options.path("tree");
    if (!Files.exists(zip)) throw new UsageException("no " + zip + ": name a zip of files with --tree");
    var source = Files.createDirectory(folder.resolve("source"));
    int files = unzip(zip, source);
    for (boolean plain : new boolean[] {true, false}) copy(options, source, files, plain);
    if (options.flag("syncthing")) syncthing(source, files);
}

/// The peer that watches: a process of Python sets it up and looks.
void syncthing(Path source, int files) throws Exception {
    if (!Contender.isInstalled("syncthing")) {
        System.out.println(Contender.missing("syncthing", "syncthing"));
        return;
    }
    var process = new ProcessBuilder("python3", "scripts/bench/replica/syncthing.py", source.toString(),
            folder.resolve("syncthing").toString(), String.valueOf(files)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var times = new String(process.getInputStream().readAllBytes()).lines().mapToDouble(Double::parseDouble).toArray();
    if (process.waitFor() != 0) throw new IOException("syncthing was not measured");
    row("first copy, beside Syncthing", firstCopy, times[0], "ms");
    changed = Samples.of(Arrays.copyOfRange(times, 1, times.length)).median();
}

/// A node of its own has the files; another one learns them, anew in each round.
void copy(CommandLine options, Path source, int files, boolean plain) throws Exception {
    var both = config(2, plain);
    var alone = new ReplicaConfig(new TreeMap<>(Map.of(0, both.address(0))), KEY, plain);
    var how = ReplicaOptions.DEFAULTS.withKeeper(KeeperOptions.DEFAULTS.withoutForcing());
    try (var first = ReplicaService.start(Host.HERE, alone, 0, source, how)) {
        long began = System.nanoTime();
        POLL.until("the source is indexed", () -> first.brought().size() >= files && first.brought().equals(first.tree()));
        if (plain) row("files taken up by a leader, alone", millis(began), 0, "ms");
    }
    try (var first = ReplicaService.start(Host.HERE, both, 0, source, how);
            var client = ReplicaSession.open(Host.HERE, alone, ReplicaSession.Options.DEFAULTS)) {
        POLL.until("it leads", first::leads);
        var copy = folder.resolve("copy");
        var ours = new Samples();
        var theirs = new Samples();
        double cold = 0;
        boolean hasRsync = Contender.isInstalled("rsync");
        try (var daemon = new Rsync(source)) {
            for (int i = -1; i < options.number("rounds"); i++) {
                Folders.delete(copy);
                Files.createDirectory(copy);
                // Who has forgotten what it had acknowledged is another member.
                if (client.tell("replicas").contains("learns")) client.member("remove", 1);
                client.member("learn", 1);
                long began = System.nanoTime();
                try (var second = ReplicaService.start(Host.HERE, both, 1, copy, how)) {
                    POLL.until("the copy is there", () -> second.brought().size() > files
                            && second.brought().equals(first.tree()));
                    if (i < 0) cold = millis(began);
                    else ours.add(millis(began));
                    if (i == options.number("rounds") - 1) unchanged(options, first, second, plain ? daemon : null, both);
                }
                if (!hasRsync) continue;
                Folders.delete(folder.resolve("rsync"));
                double took = daemon.copy(folder.resolve("rsync"));
                if (i >= 0) theirs.add(took);
            }
        }
        if (plain) firstCopy = ours.median();
        String how2 = plain ? "plain" : "sealed";
        row("first copy, " + Text.count(files, "file") + ", " + how2, ours.median(), theirs.median(), "ms");
        row("the same, cold", cold, theirs.median(), "ms");
    }
}

/// Both sides walk their folders, and compare roots.
void unchanged(CommandLine options, ReplicaService first, ReplicaService second, Rsync daemon, ReplicaConfig config)
        throws Exception {
    if (daemon == null) return;
    var ours = new Samples();
    var theirs = new Samples();
    var bytes = new Samples();
    try (var client = ReplicaSession.open(Host.HERE, new ReplicaConfig(new TreeMap<>(Map.of(0, config.address(0))), KEY,
            config.plain()), ReplicaSession.Options.DEFAULTS)) {
        client.tell("root");
        for (int i = -1; i < options.number("rounds"); i++) {
            long before = client.traffic();
            long began = System.nanoTime();
            var walker = Thread.ofPlatform().start(() -> walk(first));
            walk(second);
            walker.join();
            if (!client.tell("root").equals(second.root())) throw new IOException("the roots differ");
            double took = millis(began);
            double other = Contender.isInstalled("rsync") ? daemon.copy(folder.resolve("rsync")) : 0;
            if (i < 0) continue;
            ours.add(took);
            theirs.add(other);
            bytes.add(client.traffic() - before);
        }
    }
    row("nothing changed, both walk", ours.median(), theirs.median(), "ms");
    row("the same: question and answer", bytes.median(), daemon.bytes, "bytes");
}

static void walk(ReplicaService node) {
    try {
        if (!node.look().isEmpty()) throw new IllegalStateException("something was edited");
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}

/// rsync's daemon with one module.
final class Rsync implements AutoCloseable {
    final int port = ServerProcess.freePort();
    final Process process;

    Rsync(Path source) throws Exception {
        var file = folder.resolve("rsyncd.conf");
        Files.writeString(file, "use chroot = no\nport = " + port + "\naddress = 127.0.0.1\n[source]\npath = " + source
                + "\nexclude = .wirelab\nread only = yes\nuid = 0\ngid = 0\n");
        process = !Contender.isInstalled("rsync") ? null
                : new ProcessBuilder("rsync", "--daemon", "--no-detach", "--config=" + file).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (process != null) POLL.until("rsync listens", () -> Proc.listens(port));
    }

    /// Both directions of the last copy.
    long bytes;

    double copy(Path into) throws Exception {
        long began = System.nanoTime();
        var copy = new ProcessBuilder("rsync", "-a", "--delete", "--stats", "--no-h", "rsync://127.0.0.1:" + port + "/source/",
                into + "/").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(copy.getInputStream().readAllBytes());
        int status = copy.waitFor();
        if (status != 0) throw new IOException("rsync ended with " + status);
        double took = millis(began);
        bytes = said.lines().filter(line -> line.matches("Total bytes (sent|received): [0-9]+"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(": ") + 2))).sum();
        return took;
    }

    @Override
    public void close() {
        if (process != null) process.destroy();
    }
}

// A group of three.

void group(CommandLine options) throws Exception {
    var config = config(3, false);
    var nodes = new ArrayList<ReplicaService>();
    try {
        for (int id = 0; id < 3; id++) {
            var own = Files.createDirectory(folder.resolve("nodo" + id));
            nodes.add(ReplicaService.start(Host.HERE, config, id, own, ReplicaOptions.DEFAULTS));
        }
        POLL.until("somebody leads", () -> nodes.stream().anyMatch(ReplicaService::leads));
        small(options, config, nodes);
    } finally {
        nodes.forEach(ReplicaService::close);
    }
}

ReplicaSession session(ReplicaConfig config) {
    return ReplicaSession.open(Host.HERE, config, ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofSeconds(30)));
}

void small(CommandLine options, ReplicaConfig config, List<ReplicaService> nodes) throws Exception {
    var acknowledged = new Samples();
    var everywhere = new Samples();
    try (var client = session(config)) {
        client.put("small", 0644, "warm".getBytes());
        for (int i = -10; i < 6 * options.number("rounds"); i++) {
            String text = "content " + i;
            long began = System.nanoTime();
            client.put("small", 0644, text.getBytes());
            double done = millis(began);
            for (int id = 0; id < 3; id++) awaitText(id, "small", text);
            if (i < 0) continue;
            acknowledged.add(done);
            everywhere.add(millis(began));
        }
    }
    row("one small file by a client, acknowledged", acknowledged.median(), 0, "ms");
    row("the same, in all three folders", everywhere.median(), 0, "ms");
    var edited = new Samples();
    int leader = nodes.stream().filter(ReplicaService::leads).findFirst().orElseThrow().id();
    for (int i = 0; i < 3 * options.number("rounds"); i++) {
        String text = "edited " + i;
        long began = System.nanoTime();
        Files.writeString(folder.resolve("nodo" + leader).resolve("edited"), text);
        for (int id = 0; id < 3; id++) awaitText(id, "edited", text);
        edited.add(millis(began));
    }
    row("one small file edited behind its back, in all", edited.median(), changed, "ms");
}

void awaitText(int id, String path, String text) throws Exception {
    var file = folder.resolve("nodo" + id).resolve(path);
    POLL.until(path + " is there", () -> Files.exists(file) && Files.readString(file).equals(text));
}
