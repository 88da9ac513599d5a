/// NTP: answers per second of our server beside chronyd, and how exact our client is against either.
///
/// The servers take turns (A B A B ...), and every figure is the median of several rounds, so that a machine that grows
/// slower or faster meanwhile does so for both. One client process drives both in the same way: some threads, each with a
/// socket of its own and some questions under way.

import wirelab.kit.*;
import wirelab.ntp.*;

/// One server under test.
record Server(String name, String needs, List<String> command) {}

/// What one round gave.
record Round(double perSecond, long p50, long p99) {}

record Row(String load, String server, double perSecond, long p50, long p99) {}

record Exactness(String server, long offset, long worst, long bound, int outside, int runs) {}

/// So many threads, and so many questions under way on each.
record Load(String name, int threads, int window) {}

static final List<Load> LOADS = List.of(new Load("1 question at a time", 1, 1), new Load("4 clients, 1 question each", 4, 1),
        new Load("4 clients, 16 questions each", 4, 16));
static final int RUNS = 50;

Path folder;

void main(String... args) {
    Program.of("NtpBench", "measures our NTP server and client beside chronyd")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "2s", "length of one measurement")
            .run(args, options -> {
                folder = Files.createTempDirectory("ntp-bench");
                try {
                    report(options, answers(options), exactness());
                } finally {
                    try (var files = Files.list(folder)) {
                        for (Path file : files.toList()) Files.delete(file);
                    }
                    Files.delete(folder);
                }
            });
}

List<Server> servers() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var ours = List.of(java, "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.NtpServer", "--port", "PORT",
            "--rate", "0");
    var chronyd = List.of("chronyd", "-x", "-U", "-d", "-f", folder.resolve("chrony.conf").toString());
    return Stream.of(new Server("wirelab", "", ours), new Server("chronyd", "chrony", chronyd))
            .filter(this::present).toList();
}

boolean present(Server server) {
    if (server.needs.isEmpty()) return true;
    for (String path : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
        if (Files.isExecutable(Path.of(path, server.command.getFirst()))) return true;
    }
    System.out.println(server.name + " is missing: install the package " + server.needs);
    return false;
}

/// A server in a process of its own, on a free port.
final class Running implements AutoCloseable {
    final Process process;
    final InetSocketAddress address;

    Running(Server server) throws Exception {
        try (var probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress("127.0.0.1", probe.getLocalPort());
        }
        String port = Integer.toString(address.getPort());
        Files.writeString(folder.resolve("chrony.conf"), """
                port %s
                bindaddress 127.0.0.1
                allow 127.0.0.1
                local stratum 10
                cmdport 0
                pidfile %s
                """.formatted(port, folder.resolve("pid")));
        process = new ProcessBuilder(server.command.stream().map(word -> word.replace("PORT", port)).toList())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var patient = NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(100));
        try (var client = NtpClient.open(address, LocalClock.free(), patient)) {
            for (int tries = 0; !(client.ask() instanceof Sample); tries++) {
                if (tries < 100 && process.isAlive()) continue;
                close();
                throw new IOException(server.name + " did not start");
            }
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
    }
}

List<Row> answers(Options options) throws Exception {
    var rows = new ArrayList<Row>();
    var servers = servers();
    try (var progress = Progress.steps("measuring", (long) LOADS.size() * options.number("rounds") * servers.size())) {
        for (var load : LOADS) {
            var results = new LinkedHashMap<String, List<Round>>();
            for (int round = 0; round < options.number("rounds"); round++) {
                for (var server : servers) {
                    try (var running = new Running(server)) {
                        results.computeIfAbsent(server.name, _ -> new ArrayList<>())
                                .add(drive(running.address, load, options.duration("time")));
                    }
                    progress.advance(1);
                }
            }
            results.forEach((name, list) -> rows.add(new Row(load.name, name,
                    median(list.stream().map(Round::perSecond).sorted().toList()),
                    median(list.stream().map(Round::p50).sorted().toList()),
                    median(list.stream().map(Round::p99).sorted().toList()))));
        }
    }
    return rows;
}

<T> T median(List<T> sorted) {
    return sorted.get(sorted.size() / 2);
}

/// Drives one server, first to warm both ends up, then to measure.
Round drive(InetSocketAddress server, Load load, Duration time) throws Exception {
    long warm = System.nanoTime() + 3_000_000_000L;
    long end = warm + time.toNanos();
    try (var pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
        var all = new ArrayList<Future<long[]>>();
        for (int i = 0; i < load.threads; i++) all.add(pool.submit(() -> ask(server, load.window, warm, end)));
        var times = new ArrayList<long[]>();
        for (var one : all) times.add(one.get());
        long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (sorted.length == 0) throw new IOException("nothing came back");
        return new Round(sorted.length / (time.toNanos() / 1e9), sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)]);
    }
}

/// Round trips on one socket with a number of questions under way, in nanoseconds. A question carries the time when it left
/// as its transmit time stamp, which its answer brings back; what is lost is asked again after 100 ms.
long[] ask(InetSocketAddress server, int window, long warm, long end) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        socket.setSoTimeout(100);
        var question = ByteBuffer.wrap(NtpMessage.question(NtpTimestamp.UNKNOWN).encode());
        var out = new DatagramPacket(question.array(), NtpMessage.SIZE, server);
        var answer = ByteBuffer.allocate(NtpMessage.SIZE);
        var in = new DatagramPacket(answer.array(), NtpMessage.SIZE);
        var times = LongStream.builder();
        int under = 0;
        while (true) {
            for (; under < window; under++) {
                question.putLong(40, System.nanoTime());
                socket.send(out);
            }
            try {
                socket.receive(in);
                under--;
            } catch (SocketTimeoutException _) {
                under = 0;
                continue;
            } finally {
                if (System.nanoTime() >= end) return times.build().toArray();
            }
            long now = System.nanoTime();
            if (now >= warm) times.add(now - answer.getLong(24));
        }
    }
}

/// The best of sixteen samples, many times, against each server: both ends read the same clock, so each offset is an error.
List<Exactness> exactness() throws Exception {
    NtpClient.warmUp();
    var all = new ArrayList<Exactness>();
    for (var server : servers()) {
        try (var running = new Running(server);
                var warm = NtpClient.open(running.address, LocalClock.free(), NtpClient.Options.DEFAULTS)) {
            for (int i = 0; i < 3_000; i++) warm.ask();
            var best = new ArrayList<Sample>();
            for (int run = 0; run < RUNS; run++) best.add(bestOf16(running.address));
            var errors = best.stream().map(sample -> Math.abs(sample.offset())).sorted().toList();
            all.add(new Exactness(server.name, median(errors), errors.getLast(),
                    median(best.stream().map(Sample::bound).sorted().toList()),
                    (int) best.stream().filter(sample -> Math.abs(sample.offset()) > sample.bound()).count(), RUNS));
        }
    }
    return all;
}

Sample bestOf16(InetSocketAddress server) throws IOException {
    try (var client = NtpClient.open(server, LocalClock.free(), NtpClient.Options.DEFAULTS)) {
        var samples = new ArrayList<Sample>();
        while (samples.size() < 16) if (client.ask() instanceof Sample sample) samples.add(sample);
        return Sample.best(samples).orElseThrow();
    }
}

void report(Options options, List<Row> rows, List<Exactness> exact) throws IOException {
    System.out.printf("%-30s %-8s %12s %10s %10s %8s%n", "load", "server", "answers/s", "p50", "p99", "ours/it");
    for (var row : rows) {
        double ours = rows.stream().filter(r -> r.server.equals("wirelab") && r.load.equals(row.load)).findFirst()
                .orElseThrow().perSecond;
        System.out.printf(Locale.ROOT, "%-30s %-8s %,12.0f %10s %10s %8.2f%n", row.load, row.server, row.perSecond,
                Text.duration(Duration.ofNanos(row.p50)), Text.duration(Duration.ofNanos(row.p99)), ours / row.perSecond);
    }
    System.out.printf("%n%-30s %-8s %12s %10s %10s %8s%n", "our client, best of 16", "server", "|offset|", "worst", "bound",
            "outside");
    for (var row : exact) {
        System.out.printf("%-30s %-8s %12s %10s %10s %8s%n", "median of " + row.runs + " runs", row.server,
                Offsets.bound(row.offset), Offsets.bound(row.worst), Offsets.bound(row.bound), row.outside);
    }
    var answers = rows.stream().map(r -> String.format(Locale.ROOT,
            "{\"load\":\"%s\",\"server\":\"%s\",\"perSecond\":%.0f,\"p50ns\":%d,\"p99ns\":%d}",
            r.load, r.server, r.perSecond, r.p50, r.p99)).collect(Collectors.joining(",\n    "));
    var exactness = exact.stream().map(r -> String.format(
            "{\"server\":\"%s\",\"runs\":%d,\"offsetNs\":%d,\"worstNs\":%d,\"boundNs\":%d,\"outside\":%d}",
            r.server, r.runs, r.offset, r.worst, r.bound, r.outside)).collect(Collectors.joining(",\n    "));
    var file = Files.createDirectories(Path.of("out/bench")).resolve("ntp.json");
    Files.writeString(file, "{\n  \"rounds\":" + options.number("rounds") + ",\n  \"answers\":[\n    " + answers
            + "\n  ],\n  \"exactness\":[\n    " + exactness + "\n  ]\n}\n");
    System.out.println("\n" + file);
}
