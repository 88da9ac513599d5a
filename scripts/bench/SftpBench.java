/// SFTP: our server beside OpenSSH's sftp-server, each behind OpenSSH's client, and our client beside OpenSSH's: a large file
/// fetched and sent.
///
/// Client and server are joined by a socket pair (`sftp -D`), without SSH. A batch of the client takes the time of day around each
/// transfer, so that the start of the server, which is measured by itself, is not counted twice. The servers take turns (A B A B
/// ...); medians count. The files lie in memory (/dev/shm) where there is such a place.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// What one run gave, in nanoseconds.
record Run(double start, double get, double put) {}

static final Path STOCK = Path.of("/usr/lib/openssh/sftp-server");

Path folder;

void main(String... args) {
    Program.of("SftpBench", "measures our SFTP server beside OpenSSH's, driven by OpenSSH's client")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .number("warm", 1, 0, 10, "rounds before, that are forgotten")
            .size("size", "1G", "size of the file")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    if (!Contender.isInstalled("sftp")) throw new IOException(Contender.missing("sftp", "openssh-client"));
    var memory = Path.of("/dev/shm");
    folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "sftp") : Files.createTempDirectory("sftp");
    try {
        long size = options.size("size");
        fill(folder.resolve("big"), size);
        Files.writeString(folder.resolve("small"), "small");
        Files.writeString(folder.resolve("batch"), batch());
        report(options, size);
    } finally {
        Folders.delete(folder);
    }
}

void fill(Path file, long size) throws IOException {
    var block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    try (var out = Files.newOutputStream(file)) {
        for (long left = size; left > 0; left -= block.length) out.write(block, 0, (int) Math.min(left, block.length));
    }
}

/// The small file first: then the server is up.
String batch() {
    String time = "!date +%s%N\n";
    return "cd " + folder + "\nlcd " + folder + "\nget small got\n" + time + "get big got\n" + time + "put big sent\n" + time;
}

void report(CommandLine options, long size) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var servers = new LinkedHashMap<String, String>();
    servers.put("wirelab", java + " -Xshare:auto @out/lab -m wirelab.scripts/wirelab.scripts.SftpServer");
    if (Files.isExecutable(STOCK)) servers.put("sftp-server", STOCK.toString());
    else System.out.println(Contender.missing("sftp-server", "openssh-sftp-server"));
    var rounds = new Rounds(options.number("warm"), options.number("rounds"));
    var table = new Table().text("server", "server", 12).number("get MB/s", "get", 9, 0).ratio("ours/it", "getRatio", 8)
            .number("put MB/s", "put", 9, 0).ratio("ours/it", "putRatio", 8).time("first file", "startNs", 11);
    Map<String, List<Run>> results;
    try (var progress = Progress.steps("measuring", (long) rounds.all() * servers.size())) {
        results = rounds.run(List.copyOf(servers.keySet()), server -> {
            progress.advance(1);
            return run(servers.get(server));
        });
    }
    var ours = results.get("wirelab");
    results.forEach((server, runs) -> {
        var get = Samples.of(runs, Run::get);
        var put = Samples.of(runs, Run::put);
        table.add(server, size * 1e3 / get.median(), get.ratios(Samples.of(ours, Run::get)).median(), size * 1e3 / put.median(),
                put.ratios(Samples.of(ours, Run::put)).median(), Samples.of(runs, Run::start).median());
    });
    System.out.println(table.text());
    var clients = clients(rounds, size, STOCK);
    if (clients != null) System.out.println(clients.text());
    Results.write("sftp", Json.object("rounds", rounds.counted(), "bytes", size, "rows", table.rows(), "clients",
            clients == null ? List.of() : clients.rows()), clients == null ? new Table[] {table} : new Table[] {table, clients});
}

/// Both clients before the same server, OpenSSH's. From the start of the client to its end, since ours has no clock between
/// two commands.
///
/// @return `null` where that server is missing
Table clients(Rounds rounds, long size, Path server) throws Exception {
    if (!Files.isExecutable(server)) return null;
    var script = folder.resolve("clients");
    Files.writeString(script, "cd " + folder + "\nlcd " + folder + "\nget big got\nput big sent\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var lines = new LinkedHashMap<String, List<String>>();
    lines.put("SftpClient", List.of(java, "-Xshare:auto", "@out/lab", "-m", "wirelab.scripts/wirelab.scripts.SftpClient",
            "--through", server.toString()));
    lines.put("sftp", List.of("sftp", "-q", "-b", "-", "-D", server.toString()));
    var results = rounds.run(List.copyOf(lines.keySet()), client -> {
        long began = System.nanoTime();
        var process = new ProcessBuilder(lines.get(client)).redirectInput(script.toFile()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 || Files.mismatch(folder.resolve("big"), folder.resolve("sent")) >= 0) {
            throw new IOException(client + ": " + printed.strip());
        }
        double took = System.nanoTime() - began;
        Files.delete(folder.resolve("sent"));
        Files.delete(folder.resolve("got"));
        return took;
    });
    var table = new Table().text("client", "client", 12).number("get and put MB/s", "both", 17, 0)
            .ratio("ours/it", "ratio", 8);
    var ours = Samples.of(results.get("SftpClient"), took -> took);
    results.forEach((client, runs) -> {
        var all = Samples.of(runs, took -> took);
        table.add(client, 2 * size * 1e3 / all.median(), all.ratios(ours).median());
    });
    return table;
}

Run run(String server) throws Exception {
    long began = System.currentTimeMillis() * 1_000_000;
    var process = new ProcessBuilder("sftp", "-q", "-b", folder.resolve("batch").toString(), "-D", server)
            .redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) throw new IOException("sftp: " + printed.strip());
    var times = printed.lines().filter(line -> line.matches("\\d{19}")).map(Long::parseLong).toList();
    if (times.size() != 3 || Files.mismatch(folder.resolve("big"), folder.resolve("sent")) >= 0
            || Files.mismatch(folder.resolve("big"), folder.resolve("got")) >= 0) throw new IOException("not the same: " + printed);
    Files.delete(folder.resolve("sent"));
    Files.delete(folder.resolve("got"));
    return new Run(times.get(0) - began, times.get(1) - times.get(0), times.get(2) - times.get(1));
}
