import module java.base;
import java.lang.ProcessBuilder.Redirect;
import wirelab.impair.*;
import wirelab.measure.*;

/// How fast the servers send and receive: with each cipher, by SFTP, and over a long way.
final class SshThroughput {
    private final SshPeers peers;
    private final Rounds rounds;

    SshThroughput(SshPeers peers, Rounds rounds) {
        this.peers = peers;
        this.rounds = rounds;
    }

    Table bulk(long bytes, String... ciphers) throws Exception {
        var table = new Table().text("server", "server", 10).text("cipher", "cipher", 30).number("up MB/s", "up", 9, 0)
                .ratio("ours/it", "upRatio", 8).number("down MB/s", "down", 9, 0).ratio("ours/it", "downRatio", 8);
        // Whom PAM lets in is sent as much as others.
        var servers = peers.without(SshPeers.PAM);
        for (String cipher : ciphers) {
            var results = rounds.run(servers, server -> {
                try (var running = peers.start(server)) {
                    for (int warm = 0; warm < 2; warm++) both(running.address(), cipher, bytes / 4, List.of());
                    return both(running.address(), cipher, bytes, List.of());
                }
            });
            add(table, results, cipher);
        }
        return table;
    }

    private void add(Table table, Map<Contender, List<Bulk>> results, String what) {
        var ours = results.get(peers.servers.getFirst());
        results.forEach((server, list) -> {
            var up = Samples.of(list, Bulk::up);
            var down = Samples.of(list, Bulk::down);
            table.add(server.name(), what, up.median(), Samples.of(ours, Bulk::up).ratios(up).median(), down.median(),
                    Samples.of(ours, Bulk::down).ratios(down).median());
        });
    }

    /// Megabytes per second each way, with the login.
    private record Bulk(double up, double down) {}

    /// @param before what the client is started by
    private Bulk both(InetSocketAddress server, String cipher, long bytes, List<String> before) throws Exception {
        var up = new ArrayList<>(before);
        up.addAll(peers.sshLine(server, List.of("-c", cipher), "head -c " + bytes + " | cat > /dev/null"));
        var down = new ArrayList<>(before);
        down.addAll(peers.sshLine(server, List.of("-c", cipher), "head -c " + bytes + " /dev/zero"));
        return new Bulk(rate(bytes, up, "/dev/zero"), rate(bytes, down, "/dev/null"));
    }

    private double rate(long bytes, List<String> line, String input) throws Exception {
        long began = System.nanoTime();
        int status = new ProcessBuilder(line).redirectInput(Redirect.from(new File(input))).redirectError(Redirect.INHERIT)
                .redirectOutput(Redirect.DISCARD).start().waitFor();
        if (status != 0) throw new IOException(String.join(" ", line) + " ended with status " + status);
        return bytes * 1e3 / (System.nanoTime() - began);
    }

    /// One file by OpenSSH's `sftp`, in memory where there is such a place: the first that a server has sent and received, and
    /// the third.
    Table files(long bytes, String... ciphers) throws Exception {
        var table = new Table().text("server", "server", 10).text("file by", "cipher", 30).number("put MB/s", "up", 9, 0)
                .ratio("ours/it", "upRatio", 8).number("get MB/s", "down", 9, 0).ratio("ours/it", "downRatio", 8);
        var servers = peers.without(SshPeers.PAM, SshPeers.MINA);
        var memory = Path.of("/dev/shm");
        var folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "ssh") : Files.createTempDirectory("ssh");
        try {
            zeros(folder.resolve("big"), bytes);
            for (String cipher : ciphers) {
                var results = rounds.run(servers, server -> {
                    try (var running = peers.start(server)) {
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
        return table;
    }

    private void zeros(Path file, long bytes) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[1 << 20];
            for (long left = bytes; left > 0; left -= block.length) out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    /// Fetches and sends the file again and again in one session, whose batch takes the time of day.
    private List<Bulk> transfers(InetSocketAddress server, String cipher, Path folder, int count) throws Exception {
        String time = "!date +%s%N\n", gone = "!rm -f " + folder + "/got " + folder + "/sent\n";
        String once = gone + time + "get big got\n" + time + "put big sent\n" + time;
        var batch = Files.writeString(folder.resolve("batch"), "cd " + folder + "\nlcd " + folder + "\n"
                + once.repeat(count));
        // The options are those of ssh, up to the port; sftp has another letter for that.
        var options = peers.sshLine(server, List.of("-c", cipher));
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
    Optional<Table> link(long bytes, String cipher) throws Exception {
        if (TunLink.missing() != null) {
            System.out.println("no link of 50 ms: " + TunLink.missing());
            return Optional.empty();
        }
        var table = new Table().text("server", "server", 10).text("link", "link", 12).number("up MB/s", "up", 9, 1)
                .ratio("ours/it", "upRatio", 8).number("down MB/s", "down", 9, 1).ratio("ours/it", "downRatio", 8);
        try (var link = TunLink.start(LinkSpec.parse("delay=25ms"), TunLink.Options.DEFAULTS)) {
            var address = new InetSocketAddress(link.right().address(), 2222);
            var client = List.of("ip", "netns", "exec", link.left().namespace());
            var results = rounds.run(peers.servers, server -> {
                var line = server.command().stream().map(word -> word.replace("ADDRESS", link.right().address())
                        .replace("PORT", "2222").replaceFirst("^sshd$", "/usr/sbin/sshd")).toArray(String[]::new);
                var process = link.right().command(line).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
                try {
                    awaitLogin(client, address);
                    return both(address, cipher, bytes, client);
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
            });
            add(table, results, "50 ms");
        }
        return Optional.of(table);
    }

    private void awaitLogin(List<String> client, InetSocketAddress address) throws Exception {
        var line = new ArrayList<>(client);
        line.addAll(peers.sshLine(address, List.of(), "true"));
        new Poll(Duration.ofSeconds(20), Duration.ZERO).until("the server behind the link lets in", () -> new ProcessBuilder(line)
                .redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor() == 0);
    }
}
