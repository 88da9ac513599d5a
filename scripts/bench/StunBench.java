/// STUN: ours beside coturn's turnserver; Binding answers per second, per second of processor time, and waiting times.
///
/// Every figure is the median of several rounds in which the servers take turns (A B A B ...). One client process drives
/// both in the same way: a few sockets, each with so many requests under way. Each answer is checked: its kind, its
/// transaction, its address.

import java.nio.channels.DatagramChannel;
import wirelab.kit.*;
import wirelab.stun.*;

/// One server under test.
record Server(String name, List<String> command) {}

/// What one round gave: answers per second, answers per second of the server's processor time, times in nanoseconds.
record Round(double perSecond, double perCpuSecond, long p50, long p99) {}

record Row(String server, int window, Round median, double ratio, double cpuRatio) {}

static final List<Integer> WINDOWS = List.of(1, 64);
static final int SOCKETS = 4;

void main(String... args) {
    Program.of("StunBench", "measures our STUN server beside coturn's turnserver")
            .number("rounds", 7, 1, 100, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .duration("warm", "3s", "how long a server is driven before it is measured")
            .run(args, this::measure);
}

void measure(Options options) throws Exception {
    var servers = servers();
    int rounds = options.number("rounds");
    var rows = new ArrayList<Row>();
    try (var progress = Progress.steps("measuring", (long) WINDOWS.size() * rounds * servers.size())) {
        for (int window : WINDOWS) {
            var results = new LinkedHashMap<String, List<Round>>();
            for (int round = 0; round < rounds; round++) {
                for (var server : servers) {
                    progress.advance(1);
                    results.computeIfAbsent(server.name, _ -> new ArrayList<>()).add(round(server, window, options));
                }
            }
            var ours = results.get("wirelab");
            results.forEach((name, list) -> rows.add(new Row(name, window, median(list), ratio(ours, list, Round::perSecond),
                    ratio(ours, list, Round::perCpuSecond))));
        }
    }
    report(rows, rounds);
}

List<Server> servers() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var servers = new ArrayList<>(List.of(new Server("wirelab", List.of(java, "@out/lab", "-m",
            "wirelab.scripts/wirelab.scripts.StunServer", "--port", "PORT", "--no-tcp",
            "--rate", "1000000000"))));
    if (Stream.of((System.getenv("PATH") + ":/usr/bin").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "turnserver")))) {
        servers.add(new Server("turnserver", List.of("turnserver", "-n", "--stun-only", "--no-rfc5780",
                "--no-stun-backward-compatibility", "--no-software-attribute", "--response-origin-only-with-rfc5780",
                "--no-tcp", "--no-tls", "--no-dtls", "--no-cli",
                "--listening-ip=127.0.0.1", "--listening-port=PORT", "--log-file=stdout",
                "--pidfile=/dev/null", "--userdb=FOLDER/users")));
    } else {
        System.out.println("turnserver is missing: install the package coturn");
    }
    return servers;
}

/// Starts a server, lets it warm up, measures it and ends it.
Round round(Server server, int window, Options options) throws Exception {
    int port;
    try (var probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        port = probe.getLocalPort();
    }
    var folder = Files.createTempDirectory("stun-bench");
    var process = new ProcessBuilder(server.command.stream().map(word -> word.replace("PORT", Integer.toString(port))
            .replace("FOLDER", folder.toString())).toList())
            .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    try {
        var address = new InetSocketAddress("127.0.0.1", port);
        awaitAnswer(process, address, folder.resolve("log"));
        drive(address, window, options.duration("warm"));
        long cpu = cpu(process);
        long began = System.nanoTime();
        long[] times = drive(address, window, options.duration("time"));
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Round(times.length / seconds, times.length / ((cpu(process) - cpu) / 1e9), times[times.length / 2],
                times[(int) (times.length * 0.99)]);
    } finally {
        process.destroyForcibly().waitFor();
        Files.deleteIfExists(folder.resolve("users"));
        Files.delete(folder.resolve("log"));
        Files.delete(folder);
    }
}

void awaitAnswer(Process process, InetSocketAddress server, Path log) throws IOException {
    var client = BindingClient.towards(server).withRetry(new Retry(Duration.ofMillis(50), 2, 1));
    for (long limit = System.nanoTime() + 20_000_000_000L; ; ) {
        try {
            client.binding(server);
            return;
        } catch (IOException e) {
            if (process.isAlive() && System.nanoTime() < limit) continue;
            throw new IOException("the server did not start:\n" + Files.readString(log), e);
        }
    }
}

/// Processor time that a process has used so far, in nanoseconds.
long cpu(Process process) throws IOException {
    // Behind the name in brackets; clock ticks are hundredths of a second (proc(5)).
    String[] stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceFirst(".*\\) ", "").split(" ");
    return (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) * 10_000_000;
}

/// Drives a server for so long; the times from request to answer in nanoseconds, sorted.
long[] drive(InetSocketAddress server, int window, Duration time) throws Exception {
    try (var pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
        long end = System.nanoTime() + time.toNanos();
        var all = new ArrayList<Future<long[]>>();
        for (int i = 0; i < SOCKETS; i++) {
            int number = i;
            all.add(pool.submit(() -> drive(server, window, end, number)));
        }
        var times = new ArrayList<long[]>();
        for (var one : all) times.add(one.get());
        long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (sorted.length == 0) throw new IOException("nothing came back");
        return sorted;
    }
}

/// One socket: so many requests under way, the next as soon as one is answered. The transaction id tells when it was asked.
long[] drive(InetSocketAddress server, int window, long end, int number) throws IOException {
    try (var channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)).connect(server);
            var selector = java.nio.channels.Selector.open()) {
        channel.configureBlocking(false);
        channel.register(selector, java.nio.channels.SelectionKey.OP_READ);
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort() ^ 0x2112;
        var request = ByteBuffer.allocateDirect(20)
                .putInt(0, 0x0001_0000).putInt(4, TransactionId.MAGIC_COOKIE).putInt(8, number);
        var answer = ByteBuffer.allocateDirect(600);
        var times = new Times();
        for (int i = 0; i < window; i++) send(channel, request);
        while (true) {
            int read = channel.read(answer.clear());
            long now = System.nanoTime();
            if (now >= end) return times.toArray();
            if (read == 0) {
                // 100 ms of silence: whatever was under way is lost.
                if (selector.select(100) == 0) for (int i = 0; i < window; i++) send(channel, request);
                selector.selectedKeys().clear();
                continue;
            }
            if (read < 32 || answer.getShort(0) != 0x0101 || answer.getInt(8) != number
                    || (answer.getShort(26) & 0xffff) != port) {
                throw new IOException("a wrong answer:\n" + HexDump.of(answer.flip()));
            }
            times.add(now - answer.getLong(12));
            send(channel, request);
        }
    }
}

void send(DatagramChannel channel, ByteBuffer request) throws IOException {
    channel.write(request.putLong(12, System.nanoTime()).rewind());
}

static final class Times {
    private long[] values = new long[1 << 16];
    private int count;

    void add(long value) {
        if (count == values.length) values = Arrays.copyOf(values, 2 * count);
        values[count++] = value;
    }

    long[] toArray() {
        return Arrays.copyOf(values, count);
    }
}

Round median(List<Round> rounds) {
    return new Round(median(rounds, Round::perSecond), median(rounds, Round::perCpuSecond), median(rounds, Round::p50),
            median(rounds, Round::p99));
}

<T extends Comparable<T>> T median(List<Round> rounds, Function<Round, T> value) {
    return rounds.stream().map(value).sorted().toList().get(rounds.size() / 2);
}

/// The median of what our server did in a round, divided by what another did in the same round: a machine that others use as
/// well changes from round to round, but less from one half of a round to the other.
double ratio(List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> value) {
    var ratios = IntStream.range(0, ours.size())
            .mapToDouble(i -> value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i)));
    return ratios.sorted().toArray()[ours.size() / 2];
}

void report(List<Row> rows, int rounds) throws IOException {
    System.out.printf("%-10s %9s %11s %7s %14s %7s %9s %9s%n", "server", "under way", "answers/s", "ours/it",
            "per CPU second", "ours/it", "p50", "p99");
    for (var row : rows) {
        System.out.printf(Locale.ROOT, "%-10s %9d %,11.0f %7.2f %,14.0f %7.2f %9s %9s%n", row.server, row.window * SOCKETS,
                row.median.perSecond, row.ratio, row.median.perCpuSecond, row.cpuRatio,
                Text.duration(Duration.ofNanos(row.median.p50)), Text.duration(Duration.ofNanos(row.median.p99)));
    }
    var json = rows.stream().map(row -> String.format(Locale.ROOT, "{\"server\":\"%s\",\"underWay\":%d,\"perSecond\":%.0f,"
            + "\"ratio\":%.2f,\"perCpuSecond\":%.0f,\"cpuRatio\":%.2f,\"p50ns\":%d,\"p99ns\":%d}",
            row.server, row.window * SOCKETS, row.median.perSecond, row.ratio, row.median.perCpuSecond, row.cpuRatio,
            row.median.p50, row.median.p99)).collect(Collectors.joining(",\n    "));
    var file = Files.createDirectories(Path.of("out/bench")).resolve("stun.json");
    Files.writeString(file, "{\n  \"rounds\":" + rounds + ",\n  \"rows\":[\n    " + json + "\n  ]\n}\n");
    System.out.println(file);
}
