/// SSH: our server beside OpenSSH's sshd and Apache MINA's: logins, bulk, files, a long way, memory, names.
///
/// The client is the system's own `ssh`, so what is compared is the server. Every figure is
/// the median of several rounds in which the servers take turns (A B A B ...); ratios count, the figures are those of one
/// machine. sshd is measured as Debian starts it (UsePAM yes, as root alone) and without PAM. MINA comes with Maven, once.

import java.lang.ProcessBuilder.Redirect;
import wirelab.hosts.NativeAccess;
import wirelab.impair.*;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.ssh.*;

static final List<String> CIPHERS = List.of("aes256-gcm@openssh.com", "aes128-gcm@openssh.com",
        "chacha20-poly1305@openssh.com", "aes256-ctr");
static final String PAM = "sshd, PAM";
static final String ALL = "logins,bulk,files,link,idle,names,starts";

static final Path PEERS = Path.of("modules/wirelab.ssh/test/peers");

/// So many log in at once before it counts, since that takes the least time.
static final int MANY = 16;

static final Duration REST = Duration.ofSeconds(3);

Path keys;
Rounds rounds;
List<Contender> servers;
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
    keys = Files.createTempDirectory("ssh-bench-");
    try {
        for (String name : List.of("host", "user")) KeyFile.hostKey(keys.resolve(name));
        Files.writeString(keys.resolve("authorized"), KeyFile.hostKey(keys.resolve("user")).publicKey().line() + "\n");
        rounds = Rounds.of(options.number("rounds"));
        var all = new ArrayList<>(List.of(ours(), sshd("sshd", "no")));
        if (root()) all.add(sshd(PAM, "yes"));
        mina().ifPresent(all::add);
        servers = Contender.present(all.toArray(Contender[]::new));
        for (String table : options.text("only").split(",")) {
            switch (table) {
                case "logins" -> logins(options.number("logins"), options.number("before"),
                        Stream.of(options.text("at-once").split(",")).mapToInt(Integer::parseInt).toArray());
                case "bulk" -> bulk(options.size("bulk"), options.text("ciphers").split(","));
                case "files" -> files(options.size("bulk"), options.text("ciphers").split(","));
                case "link" -> link(options.size("far"));
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
    } finally {
        try (var files = Files.list(keys)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(keys);
    }
}

void show(String name, Table table) {
    tables.put(name, table);
    System.out.println(table.text());
}

boolean root() {
    return System.getProperty("user.name").equals("root");
}

Contender ours() {
    var line = new ArrayList<>(List.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts.SshServer", "--host", "ADDRESS",
            "--port", "PORT", "--host-key", keys + "/host", "--authorized-keys", keys + "/authorized"));
    if (root()) line.add("--as-root");
    return Contender.java("wirelab", line.toArray(String[]::new));
}

/// Without -r it would have to be started by its whole path.
Contender sshd(String name, String pam) throws IOException {
    if (root()) Files.createDirectories(Path.of("/run/sshd"));
    return Contender.stock(name, "openssh-server", "sshd", "-r", "-D", "-e", "-f", "/dev/null", "-h", keys + "/host", "-o",
            "ListenAddress=ADDRESS:PORT", "-o", "StrictModes=no", "-o", "UsePAM=" + pam, "-o", "PidFile=none", "-o",
            "Subsystem=sftp /usr/lib/openssh/sftp-server", "-o", "MaxStartups=100", "-o",
            "AuthorizedKeysFile=" + keys + "/authorized", "-o",
            // A shell reads what its user has set up, there as with ours: nothing.
            "SetEnv=HOME=" + keys);
}

/// MINA as its users have it, with BouncyCastle; nothing where Maven cannot fetch it.
Optional<Contender> mina() throws Exception {
    if (!Contender.isInstalled("mvn")) {
        System.out.println(Contender.missing("MINA", "maven"));
        return Optional.empty();
    }
    var path = keys.resolve("classpath");
    var fetching = new ProcessBuilder("mvn", "-q", "-B", "-f", PEERS.resolve("pom.xml").toString(),
            "dependency:build-classpath", "-Dmdep.outputFile=" + path).redirectErrorStream(true)
                    .redirectOutput(keys.resolve("mvn.log").toFile()).start();
    if (fetching.waitFor() != 0) {
        System.out.println("MINA is missing: mvn reaches no repository that has it");
        return Optional.empty();
    }
    return Optional.of(Contender.java("MINA", "--source", "25", "-cp", Files.readString(path).strip(),
            PEERS.resolve("MinaServer.source").toString(), "ADDRESS", "PORT", keys + "/host", keys + "/authorized"));
}

ServerProcess start(Contender server) throws IOException {
    return ServerProcess.start(server, Map.of("ADDRESS", "127.0.0.1"), ServerProcess.LISTENS);
}

void logins(int count, int before, int... clients) throws Exception {
    var table = new Table().text("server", "server", 10).text("at once", "atOnce", 7).time("of one", "ns", 9)
            .number("logins/s", "perSecond", 9, 1).ratio("ours/it", "ratio", 8)
            .time("server's cpu", "server", 13).time("client's", "client", 10);
    for (int atOnce : clients) {
        var results = rounds.run(servers, server -> {
            try (var running = start(server)) {
                // MINA reads its file of keys with the first one, and refuses others that come meanwhile.
                logins(running, 1, 1);
                wake(running, before);
                return logins(running, count, atOnce);
            }
        });
        var ours = results.get(servers.getFirst());
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
    return new ProcessBuilder(sshLine(server, more, command)).redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.INHERIT).redirectOutput(Redirect.DISCARD);
}

List<String> sshLine(InetSocketAddress server, List<String> more, String... command) {
    var line = new ArrayList<>(List.of("ssh", "-F", "none", "-i", keys + "/user", "-o", "IdentitiesOnly=yes", "-o",
            "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o",
            "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "KexAlgorithms=curve25519-sha256", "-p",
            Integer.toString(server.getPort())));
    line.addAll(more);
    line.add(System.getProperty("user.name") + "@" + server.getHostString());
    line.addAll(List.of(command));
    return line;
}

void bulk(long bytes, String... ciphers) throws Exception {
    var table = new Table().text("server", "server", 10).text("cipher", "cipher", 30).number("up MB/s", "up", 9, 0)
            .ratio("ours/it", "upRatio", 8).number("down MB/s", "down", 9, 0).ratio("ours/it", "downRatio", 8);
    // Whom PAM lets in is sent as much as others.
    var servers = this.servers.stream().filter(server -> !server.name().equals(PAM)).toList();
    for (String cipher : ciphers) {
        var results = rounds.run(servers, server -> {
            try (var running = start(server)) {
                for (int warm = 0; warm < 2; warm++) both(running.address(), cipher, bytes / 4, List.of());
                return both(running.address(), cipher, bytes, List.of());
            }
        });
        add(table, results, cipher);
    }
    show("bulk", table);
}

void add(Table table, Map<Contender, List<Bulk>> results, String what) {
    var ours = results.get(servers.getFirst());
    results.forEach((server, list) -> {
        var up = Samples.of(list, Bulk::up);
        var down = Samples.of(list, Bulk::down);
        table.add(server.name(), what, up.median(), Samples.of(ours, Bulk::up).ratios(up).median(), down.median(),
                Samples.of(ours, Bulk::down).ratios(down).median());
    });
}

/// Megabytes per second each way, with the login.
record Bulk(double up, double down) {}

/// @param before what the client is started by
Bulk both(InetSocketAddress server, String cipher, long bytes, List<String> before) throws Exception {
    var up = new ArrayList<>(before);
    up.addAll(sshLine(server, List.of("-c", cipher), "head -c " + bytes + " | cat > /dev/null"));
    var down = new ArrayList<>(before);
    down.addAll(sshLine(server, List.of("-c", cipher), "head -c " + bytes + " /dev/zero"));
    return new Bulk(rate(bytes, up, "/dev/zero"), rate(bytes, down, "/dev/null"));
}

double rate(long bytes, List<String> line, String input) throws Exception {
    long began = System.nanoTime();
    int status = new ProcessBuilder(line).redirectInput(Redirect.from(new File(input))).redirectError(Redirect.INHERIT)
            .redirectOutput(Redirect.DISCARD).start().waitFor();
    if (status != 0) throw new IOException(String.join(" ", line) + " ended with status " + status);
    return bytes * 1e3 / (System.nanoTime() - began);
}

/// One file by OpenSSH's `sftp`, in memory where there is such a place: the first that a server has sent and received, and the
/// third.
void files(long bytes, String... ciphers) throws Exception {
    var table = new Table().text("server", "server", 10).text("file by", "cipher", 30).number("put MB/s", "up", 9, 0)
            .ratio("ours/it", "upRatio", 8).number("get MB/s", "down", 9, 0).ratio("ours/it", "downRatio", 8);
    var servers = this.servers.stream().filter(server -> !List.of(PAM, "MINA").contains(server.name())).toList();
    var memory = Path.of("/dev/shm");
    var folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "ssh") : Files.createTempDirectory("ssh");
    try {
        zeros(folder.resolve("big"), bytes);
        for (String cipher : ciphers) {
            var results = rounds.run(servers, server -> {
                try (var running = start(server)) {
                    return transfers(running.address(), cipher, folder, 3);
                }
            });
            for (int file : new int[] {0, 2}) {
                var some = new LinkedHashMap<Contender, List<Bulk>>();
                results.forEach((server, list) -> some.put(server, list.stream().map(one -> one.get(file)).toList()));
                add(table, some, (file == 0 ? "first, " : "third, ") + cipher);
            }
        }
    } finally {
        for (String name : List.of("big", "got", "sent", "batch")) Files.deleteIfExists(folder.resolve(name));
        Files.delete(folder);
    }
    show("files", table);
}

void zeros(Path file, long bytes) throws IOException {
    try (var out = Files.newOutputStream(file)) {
        var block = new byte[1 << 20];
        for (long left = bytes; left > 0; left -= block.length) out.write(block, 0, (int) Math.min(left, block.length));
    }
}

/// Fetches and sends the file again and again in one session, whose batch takes the time of day.
List<Bulk> transfers(InetSocketAddress server, String cipher, Path folder, int count) throws Exception {
    String time = "!date +%s%N\n", gone = "!rm -f " + folder + "/got " + folder + "/sent\n";
    String once = gone + time + "get big got\n" + time + "put big sent\n" + time;
    var batch = Files.writeString(folder.resolve("batch"), "cd " + folder + "\nlcd " + folder + "\n" + once.repeat(count));
    // The options are those of ssh, up to the port; sftp has another letter for that.
    var options = sshLine(server, List.of("-c", cipher));
    var line = new ArrayList<>(List.of("sftp", "-q", "-b", batch.toString(), "-P", Integer.toString(server.getPort())));
    line.addAll(options.subList(1, options.indexOf("-p")));
    line.addAll(options.subList(options.indexOf("-c"), options.size()));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes());
    var times = printed.lines().filter(text -> text.matches("\\d{19}")).map(Long::parseLong).toList();
    if (process.waitFor() != 0 || times.size() != 3 * count) throw new IOException("sftp: " + printed);
    var big = folder.resolve("big");
    for (String copy : List.of("got", "sent")) {
        if (Files.mismatch(big, folder.resolve(copy)) >= 0) throw new IOException(copy + " is not the same");
    }
    double bytes = Files.size(big) * 1e3;
    var all = new ArrayList<Bulk>();
    for (int i = 0; i < times.size(); i += 3) {
        all.add(new Bulk(bytes / (times.get(i + 2) - times.get(i + 1)), bytes / (times.get(i + 1) - times.get(i))));
    }
    return all;
}

/// What counts on a long way is the window: a server that lets little be under way is slow there, however fast it is.
void link(long bytes) throws Exception {
    if (TunLink.missing() != null) {
        System.out.println("no link of 50 ms: " + TunLink.missing());
        return;
    }
    var table = new Table().text("server", "server", 10).text("link", "link", 12).number("up MB/s", "up", 9, 1)
            .ratio("ours/it", "upRatio", 8).number("down MB/s", "down", 9, 1).ratio("ours/it", "downRatio", 8);
    try (var link = TunLink.start(LinkSpec.parse("delay=25ms"), TunLink.Options.DEFAULTS)) {
        var address = new InetSocketAddress(link.right().address(), 2222);
        var client = List.of("ip", "netns", "exec", link.left().namespace());
        var results = rounds.run(servers, server -> {
            var line = server.command().stream().map(word -> word.replace("ADDRESS", link.right().address())
                    .replace("PORT", "2222").replaceFirst("^sshd$", "/usr/sbin/sshd")).toArray(String[]::new);
            var process = link.right().command(line).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
            try {
                awaitLogin(client, address);
                return both(address, CIPHERS.getFirst(), bytes, client);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        });
        add(table, results, "50 ms");
    }
    show("link", table);
}

void awaitLogin(List<String> client, InetSocketAddress address) throws Exception {
    var line = new ArrayList<>(client);
    line.addAll(sshLine(address, List.of(), "true"));
    for (long until = System.nanoTime() + 20_000_000_000L; ; ) {
        var process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
        if (process.waitFor() == 0) return;
        if (System.nanoTime() > until) throw new IOException("the server behind the link does not answer");
    }
}

/// What a connection costs that is logged in and does nothing. Of a server in Java its heap counts, behind a collection: the
/// rest of its memory does not grow with connections.
void idle(int count) throws Exception {
    var table = new Table().text("server", "server", 10).number("connections", "count", 11, 0)
            .number("KiB of one", "kib", 11, 1).text("of", "of", 6);
    var pair = KeyFile.read(keys.resolve("user"), () -> null);
    for (var server : servers) {
        boolean heap = Path.of(server.command().getFirst()).endsWith("java");
        try (var running = start(server)) {
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
    new UserFileWriter(keys.resolve("users"), Secrets.RANDOM).put("alice", Verifier.of("secret", 20_000, Secrets.RANDOM));
    var line = new ArrayList<>(ours().command());
    line.addAll(List.of("--users", keys + "/users", "--free", "1000"));
    var times = Map.of("alice", new Samples(), "mallory", new Samples());
    try (var running = start(new Contender("wirelab", "", line, Map.of()))) {
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
    var source = Files.copy(PEERS.resolve("ClientFloor.source"), keys.resolve("ClientFloor.java"));
    var jar = keys.resolve("floor.jar");
    var cache = keys.resolve("floor.aot");
    for (var tool : List.of(List.of("javac", "-d", keys.toString(), source.toString()),
            List.of("jar", "-cf", jar.toString(), "-C", keys.toString(), "ClientFloor.class"))) {
        int status = ToolProvider.findFirst(tool.getFirst()).orElseThrow().run(System.out, System.err,
                tool.subList(1, tool.size()).toArray(String[]::new));
        if (status != 0) throw new IOException(tool + " failed");
    }
    // With the settings of the image.
    var java = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    try (var lines = Files.lines(Path.of("out/lab"))) {
        lines.filter(line -> line.startsWith("-XX")).forEach(java::add);
    }
    var program = List.of("-cp", jar.toString(), "ClientFloor", keys.toString());
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
    try (var running = start(servers.getFirst())) {
        wake(running, before);
        var host = KeyFile.read(keys.resolve("host"), () -> null).publicKey();
        int port = running.address().getPort();
        var known = Files.writeString(keys.resolve("known"), KnownHosts.name("127.0.0.1", port) + " " + host.line() + "\n");
        var lines = new LinkedHashMap<String, List<String>>();
        lines.put("SshClient", List.of(image.toString(), "-i", keys + "/user", "-p", Integer.toString(port), "--known-hosts",
                known.toString(), System.getProperty("user.name") + "@127.0.0.1", "true"));
        lines.put("its help", List.of(image.toString(), "--help"));
        lines.put("floor", floor());
        lines.put("ssh", sshLine(running.address(), List.of(), "true"));
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
