/// SSH: our server beside OpenSSH's sshd and Apache MINA's: logins, bulk, files, a long way, memory, names.
///
/// The client is the system's own `ssh`, so what is compared is the server. Every figure is
/// the median of several rounds in which the servers take turns (A B A B ...); ratios count, the figures are those of one
/// machine. The servers are in SshPeers, what is sent through them is in SshThroughput.

import java.lang.ProcessBuilder.Redirect;
import wirelab.hosts.NativeAccess;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.ssh.*;

static final List<String> CIPHERS = List.of("aes256-gcm@openssh.com", "aes128-gcm@openssh.com",
        "chacha20-poly1305@openssh.com", "aes256-ctr");
static final String ALL = "logins,bulk,files,link,idle,names,starts";

/// So many log in at once before it counts, since that takes the least time.
static final int MANY = 16;

static final Duration REST = Duration.ofSeconds(3);

SshPeers peers;
Rounds rounds;
final Map<String, Table> tables = new LinkedHashMap<>();

void main(String... args) throws Exception {
    if (NativeAccess.relaunched()) return;
    Program.of("SshBench", "measures our SSH server beside OpenSSH's")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .number("logins", 20, 1, 1_000, "logins of one round, one after the other")
            .text("at-once", "NUMBERS", "1,8,16", "clients that log in side by side")
            .number("before", 200, 0, 10_000, "logins at a server before those that count: its compilers work meanwhile")
            .size("bulk", "512M", "what is sent each way, and the size of the file")
            .size("far", "64M", "what is sent each way over a link of 50 ms there and back")
            .number("idle", 50, 1, 500, "connections that do nothing, to weigh them")
            .number("names", 200, 5, 10_000, "wrong passwords for each of two names")
            .text("only", "WORDS", ALL, "which tables")
            .text("ciphers", "NAMES", String.join(",", CIPHERS), "of the table bulk")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    rounds = Rounds.of(options.number("rounds"));
    try (var found = new SshPeers()) {
        peers = found;
        peers.find();
        var throughput = new SshThroughput(peers, rounds);
        for (String table : options.text("only").split(",")) {
            switch (table) {
                case "logins" -> logins(options.number("logins"), options.number("before"),
                        Stream.of(options.text("at-once").split(",")).mapToInt(Integer::parseInt).toArray());
                case "bulk" -> show(table, throughput.bulk(options.size("bulk"), options.text("ciphers").split(",")));
                case "files" -> show(table, throughput.files(options.size("bulk"), options.text("ciphers").split(",")));
                case "link" -> throughput.link(options.size("far"), CIPHERS.getFirst()).ifPresent(it -> show(table, it));
                case "idle" -> idle(options.number("idle"));
                case "names" -> names(options.number("names"));
                case "starts" -> starts(options.number("before"));
                default -> throw new UsageException("--only: '" + table + "' is none of " + ALL);
            }
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("rounds", rounds.counted());
        tables.forEach((name, table) -> json.put(name, table.rows()));
        Results.write("ssh", json, tables.values().toArray(Table[]::new));
    }
}

void show(String name, Table table) {
    tables.put(name, table);
    System.out.println(table.text());
}

void logins(int count, int before, int... clients) throws Exception {
    var table = new Table().text("server", "server", 10).text("at once", "atOnce", 7).time("of one", "ns", 9)
            .number("logins/s", "perSecond", 9, 1).ratio("ours/it", "ratio", 8)
            .time("server's cpu", "server", 13).time("client's", "client", 10);
    for (int atOnce : clients) {
        var results = rounds.run(peers.servers, server -> {
            try (var running = peers.start(server)) {
                // MINA reads its file of keys with the first one, and refuses others that come meanwhile.
                logins(running, 1, 1);
                wake(running, before);
                return logins(running, count, atOnce);
            }
        });
        var ours = results.get(peers.servers.getFirst());
        var all = new Samples();
        results.forEach((server, list) -> {
            var one = Samples.of(list, Logins::median);
            var client = Samples.of(list, Logins::client);
            all.addAll(client);
            table.add(server.name(), Integer.toString(atOnce), one.median(), atOnce * 1e9 / one.median(),
                    one.ratios(Samples.of(ours, Logins::median)).median(), Samples.of(list, Logins::server).median(),
                    client.median());
        });
        // A server that cost nothing and answered at once: the clients would have the processors to themselves.
        int processors = Math.min(atOnce, Runtime.getRuntime().availableProcessors());
        double floor = all.median() * atOnce / processors;
        table.add("floor", Integer.toString(atOnce), floor, atOnce * 1e9 / floor,
                floor / Samples.of(ours, Logins::median).median(), 0.0, all.median());
    }
    show("logins", table);
}

/// Has the compilers of a server do their work, which goes on for a while when the logins are over.
void wake(ServerProcess server, int logins) throws Exception {
    logins(server, logins / MANY, MANY);
    Thread.sleep(REST);
}

/// How long each login took, and what it cost: processor time of the server with all that it starts, and of the client; in
/// nanoseconds.
record Logins(Samples times, double server, double client) {
    double median() {
        return times.median();
    }
}

/// Logs in again and again.
Logins logins(ServerProcess server, int count, int atOnce) throws Exception {
    var all = new Samples();
    var threads = new ArrayList<Thread>();
    var failure = new AtomicReference<Exception>();
    long pid = server.process().pid(), self = ProcessHandle.current().pid();
    long serverBefore = server.cpu() + Proc.cpuOfEnded(pid), clientsBefore = Proc.cpuOfEnded(self);
    for (int i = 0; i < atOnce; i++) {
        threads.add(Thread.ofPlatform().start(() -> {
            for (int n = 0; n < count; n++) {
                long began = System.nanoTime();
                try {
                    int status = ssh(server.address(), List.of(), "true").start().waitFor();
                    if (status != 0) throw new IOException("ssh ended with status " + status);
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                    return;
                }
                synchronized (all) {
                    all.add(System.nanoTime() - began);
                }
            }
        }));
    }
    for (var thread : threads) thread.join();
    if (failure.get() != null) throw failure.get();
    long spent = server.cpu() + Proc.cpuOfEnded(pid) - serverBefore;
    double each = count * atOnce;
    return new Logins(all, spent / each, (Proc.cpuOfEnded(self) - clientsBefore) / each);
}

ProcessBuilder ssh(InetSocketAddress server, List<String> more, String... command) {
    return new ProcessBuilder(peers.sshLine(server, more, command)).redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.INHERIT).redirectOutput(Redirect.DISCARD);
}

/// What a connection costs that is logged in and does nothing. Of a server in Java its heap counts, behind a collection: the
/// rest of its memory does not grow with connections.
void idle(int count) throws Exception {
    var table = new Table().text("server", "server", 10).number("connections", "count", 11, 0)
            .number("KiB of one", "kib", 11, 1).text("of", "of", 6);
    var pair = KeyFile.read(peers.keys.resolve("user"), () -> null);
    for (var server : peers.servers) {
        boolean heap = Path.of(server.command().getFirst()).endsWith("java");
        try (var running = peers.start(server)) {
            logins(running, 10, 1);
            long before = weight(running, heap);
            var links = new ArrayList<SshLink>();
            try {
                for (int i = 0; i < count; i++) links.add(SshLink.connect(running.address(),
                        System.getProperty("user.name"), Credentials.ofKeys(pair), _ -> { }));
                long after = weight(running, heap);
                table.add(server.name(), count, (after - before) / 1024.0 / count, heap ? "heap" : "PSS");
            } finally {
                links.forEach(SshLink::close);
            }
        }
    }
    show("idle", table);
}

/// Processes of logins that are over may end meanwhile, and cannot be weighed: then all are weighed again.
long weight(ServerProcess server, boolean heap) throws Exception {
    if (heap) return heap(server.process().pid());
    for (int tries = 20; ; tries--) {
        try {
            return server.memory();
        } catch (IOException e) {
            if (tries == 0) throw e;
            Thread.sleep(50);
        }
    }
}

/// {@return bytes of all living objects: the last line is `Total  objects  bytes`}
long heap(long pid) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) throw new IOException("jcmd: " + said);
    var words = said.substring(said.lastIndexOf('\n') + 1).strip().split(" +");
    return Long.parseLong(words[2]);
}

/// Whether a name that exists is refused as slowly as one that does not: then nobody learns names by the clock.
void names(int count) throws Exception {
    var users = new UserFileWriter(peers.keys.resolve("users"), Secrets.RANDOM);
    users.put("alice", Verifier.of("secret", 20_000, Secrets.RANDOM));
    var line = new ArrayList<>(peers.ours().command());
    line.addAll(List.of("--users", peers.keys + "/users", "--free", "1000"));
    var times = Map.of("alice", new Samples(), "mallory", new Samples());
    try (var running = peers.start(new Contender("wirelab", "", line, Map.of()))) {
        while (times.get("mallory").count() < count) {
            for (String name : List.of("alice", "mallory")) guess(running.address(), name, times.get(name));
        }
    }
    var table = new Table().text("name", "name", 10).text("exists", "exists", 8).number("guesses", "count", 9, 0)
            .time("refused after", "ns", 14).ratio("alice/it", "ratio", 9);
    double alice = times.get("alice").median();
    for (String name : List.of("alice", "mallory")) {
        double median = times.get(name).median();
        table.add(name, name.equals("alice") ? "yes" : "no", times.get(name).count(), median, alice / median);
    }
    show("names", table);
}

/// Six wrong passwords, after which the server hangs up: five times from one question to the next.
void guess(InetSocketAddress server, String name, Samples into) throws IOException {
    var guesser = new Credentials() {
        long asked;

        @Override
        public List<SshSigner> keys() {
            return List.of();
        }

        @Override
        public String answer(String prompt, boolean echo) {
            long now = System.nanoTime();
            if (asked != 0) into.add(now - asked);
            asked = System.nanoTime();
            return "wrong";
        }

        @Override
        public void banner(String text) {}
    };
    try (var link = SshLink.connect(server, name, guesser, _ -> { })) {
        throw new IOException("let in: " + link);
    } catch (SshException _) {
        // As it must be.
    }
}

/// {@return what does no more than the cryptography of a login, with a cache of classes of its own, from one file}
List<String> floor() throws Exception {
    var source = Files.copy(SshPeers.SOURCES.resolve("ClientFloor.source"), peers.keys.resolve("ClientFloor.java"));
    var jar = peers.keys.resolve("floor.jar");
    var cache = peers.keys.resolve("floor.aot");
    for (var tool : List.of(List.of("javac", "-d", peers.keys.toString(), source.toString()),
            List.of("jar", "-cf", jar.toString(), "-C", peers.keys.toString(), "ClientFloor.class"))) {
        int status = ToolProvider.findFirst(tool.getFirst()).orElseThrow().run(System.out, System.err,
                tool.subList(1, tool.size()).toArray(String[]::new));
        if (status != 0) throw new IOException(tool + " failed");
    }
    // With the settings of the image.
    var java = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    try (var lines = Files.lines(Path.of("out/lab"))) {
        lines.filter(line -> line.startsWith("-XX")).forEach(java::add);
    }
    var program = List.of("-cp", jar.toString(), "ClientFloor", peers.keys.toString());
    run(Stream.of(java, program, List.of("server")));
    run(Stream.of(java, List.of("-XX:AOTCacheOutput=" + cache), program));
    return Stream.of(java, List.of("-XX:AOTCache=" + cache), program).flatMap(List::stream).toList();
}

void run(Stream<List<String>> parts) throws Exception {
    var line = parts.flatMap(List::stream).toList();
    int status = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor();
    if (status != 0) throw new IOException(line + " failed");
}

/// How long a client takes that has `true` run: ours from the image, and OpenSSH's. Beside it ours when it only says how it is
/// used, and the floor.
void starts(int before) throws Exception {
    var image = Path.of("out/image/bin/SshClient").toAbsolutePath();
    if (!Files.isExecutable(image)) {
        System.out.println("SshClient is missing: ./build.sh image makes it");
        return;
    }
    var table = new Table().text("client", "client", 10).time("true", "ns", 10).ratio("ours/it", "ratio", 8);
    try (var running = peers.start(peers.servers.getFirst())) {
        wake(running, before);
        var host = KeyFile.read(peers.keys.resolve("host"), () -> null).publicKey();
        int port = running.address().getPort();
        var known = Files.writeString(peers.keys.resolve("known"), KnownHosts.name("127.0.0.1", port) + " " + host.line()
                + "\n");
        var lines = new LinkedHashMap<String, List<String>>();
        lines.put("SshClient", List.of(image.toString(), "-i", peers.keys + "/user", "-p", Integer.toString(port),
                "--known-hosts", known.toString(), System.getProperty("user.name") + "@127.0.0.1", "true"));
        lines.put("its help", List.of(image.toString(), "--help"));
        lines.put("floor", floor());
        lines.put("ssh", peers.sshLine(running.address(), List.of(), "true"));
        var results = rounds.run(List.copyOf(lines.keySet()), client -> {
            long began = System.nanoTime();
            int status = new ProcessBuilder(lines.get(client)).redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectError(Redirect.INHERIT).redirectOutput(Redirect.DISCARD).start().waitFor();
            if (status != 0) throw new IOException(client + " ended with status " + status);
            return (double) (System.nanoTime() - began);
        });
        var ours = Samples.of(results.get("SshClient"), nanos -> nanos);
        results.forEach((client, list) -> {
            var all = Samples.of(list, nanos -> nanos);
            table.add(client, all.median(), all.ratios(ours).median());
        });
    }
    show("starts", table);
}
