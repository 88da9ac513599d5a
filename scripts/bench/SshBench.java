/// SSH: our server beside OpenSSH's sshd; the time of `ssh host true`, logins per second, bulk under each cipher.
///
/// The client is the system's own `ssh`, so what is compared is the server. Every figure is the median of several rounds in
/// which the servers take turns (A B A B ...); ratios count, the figures are those of one machine.

import java.lang.ProcessBuilder.Redirect;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final List<String> CIPHERS = List.of("aes256-gcm@openssh.com", "aes128-gcm@openssh.com",
        "chacha20-poly1305@openssh.com",
        "aes256-ctr");

void main(String... args) {
    Program.of("SshBench", "measures our SSH server beside sshd")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .number("logins", 20, 1, 1_000, "logins of one round, one after the other")
            .size("bulk", "256M", "what is sent each way")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var keys = Files.createTempDirectory("ssh-bench-");
    try {
        String me = System.getProperty("user.name");
        for (String name : List.of("host", "user")) KeyFile.hostKey(keys.resolve(name));
        Files.writeString(keys.resolve("authorized"), KeyFile.hostKey(keys.resolve("user")).publicKey().line() + "\n");
        // Without -r it would have to be started by its whole path.
        var stock = Contender.stock("sshd", "openssh-server", "sshd", "-r", "-D", "-e", "-f", "/dev/null", "-h",
                keys + "/host", "-o", "ListenAddress=127.0.0.1:PORT", "-o", "StrictModes=no", "-o", "UsePAM=no",
                "-o", "PidFile=none", "-o", "MaxStartups=100", "-o", "AuthorizedKeysFile=" + keys + "/authorized",
                // A shell reads what its user has set up, there as with ours: nothing.
                "-o", "SetEnv=HOME=" + keys);
        var servers = Contender.present(ours(keys, me), stock);
        var rounds = Rounds.of(options.number("rounds"));
        var logins = new Table().text("server", "server", 10).text("logins at once", "atOnce", 14)
                .time("of one", "ns", 10).number("logins/s", "perSecond", 10, 1).ratio("ours/it", "ratio", 8);
        logins(options, keys, servers, rounds, logins);
        System.out.println(logins.text());
        var bulk = new Table().text("server", "server", 10).text("cipher", "cipher", 30).number("up MB/s", "up", 9, 0)
                .ratio("ours/it", "upRatio", 8).number("down MB/s", "down", 9, 0).ratio("ours/it", "downRatio", 8);
        bulk(options, keys, servers, rounds, bulk);
        System.out.println(bulk.text());
        Results.write("ssh", Json.object("rounds", rounds.counted(), "logins", logins.rows(), "bulk", bulk.rows()), logins,
                bulk);
    } finally {
        try (var files = Files.list(keys)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(keys);
    }
}

Contender ours(Path keys, String me) {
    var line = new ArrayList<>(List.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts.SshServer", "--port", "PORT",
            "--host-key", keys + "/host", "--authorized-keys", keys + "/authorized"));
    if (me.equals("root")) line.add("--as-root");
    return Contender.java("wirelab", line.toArray(String[]::new));
}

void logins(CommandLine options, Path keys, List<Contender> servers, Rounds rounds, Table table) throws Exception {
    for (int atOnce : new int[] {1, 8}) {
        var results = rounds.run(servers, server -> {
            try (var running = ServerProcess.start(server, Map.of(), ServerProcess.LISTENS)) {
                // Compilers work in the first ones.
                logins(running, keys, 10, atOnce);
                return logins(running, keys, options.number("logins"), atOnce);
            }
        });
        var ours = Samples.of(results.get(servers.getFirst()), Samples::median);
        results.forEach((server, list) -> {
            var one = Samples.of(list, Samples::median);
            table.add(server.name(), Integer.toString(atOnce), one.median(), atOnce * 1e9 / one.median(),
                    one.ratios(ours).median());
        });
    }
}

/// Logs in again and again.
///
/// @return how long each took, in nanoseconds
Samples logins(ServerProcess server, Path keys, int count, int atOnce) throws Exception {
    var all = new Samples();
    var threads = new ArrayList<Thread>();
    var failure = new AtomicReference<Exception>();
    for (int i = 0; i < atOnce; i++) {
        threads.add(Thread.ofPlatform().start(() -> {
            for (int n = 0; n < count; n++) {
                long began = System.nanoTime();
                try {
                    int status = ssh(server, keys, List.of(), "true").start().waitFor();
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
    return all;
}

ProcessBuilder ssh(ServerProcess server, Path keys, List<String> more, String command) {
    var line = new ArrayList<>(List.of("ssh", "-F", "none", "-i", keys + "/user", "-o", "IdentitiesOnly=yes", "-o",
            "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o",
                    "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "KexAlgorithms=curve25519-sha256", "-p",
                    Integer.toString(server.address().getPort())));
    line.addAll(more);
    line.addAll(List.of(System.getProperty("user.name") + "@127.0.0.1", command));
    return new ProcessBuilder(line).redirectInput(Redirect.from(new File("/dev/null"))).redirectError(Redirect.INHERIT)
            .redirectOutput(Redirect.DISCARD);
}

void bulk(CommandLine options, Path keys, List<Contender> servers, Rounds rounds, Table table) throws Exception {
    long bytes = options.size("bulk");
    for (String cipher : CIPHERS) {
        var results = rounds.run(servers, server -> {
            try (var running = ServerProcess.start(server, Map.of(), ServerProcess.LISTENS)) {
                for (int warm = 0; warm < 2; warm++) both(running, keys, cipher, bytes / 4);
                return both(running, keys, cipher, bytes);
            }
        });
        var ours = results.get(servers.getFirst());
        results.forEach((server, list) -> {
            var up = Samples.of(list, Bulk::up);
            var down = Samples.of(list, Bulk::down);
            table.add(server.name(), cipher, up.median(), Samples.of(ours, Bulk::up).ratios(up).median(), down.median(),
                    Samples.of(ours, Bulk::down).ratios(down).median());
        });
    }
}

/// Megabytes per second each way, with the login.
record Bulk(double up, double down) {}

Bulk both(ServerProcess server, Path keys, String cipher, long bytes) throws Exception {
    double up = rate(bytes, ssh(server, keys, List.of("-c", cipher), "head -c " + bytes + " | cat > /dev/null")
            .redirectInput(Redirect.from(new File("/dev/zero"))));
    return new Bulk(up, rate(bytes, ssh(server, keys, List.of("-c", cipher), "head -c " + bytes + " /dev/zero")));
}

double rate(long bytes, ProcessBuilder builder) throws Exception {
    long began = System.nanoTime();
    int status = builder.start().waitFor();
    if (status != 0) throw new IOException("ssh ended with status " + status);
    return bytes * 1e3 / (System.nanoTime() - began);
}
