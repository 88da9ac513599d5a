/// The room beside ncat --chat and ngIRCd: lines per second, with a reader stuck, to 1,000, and how late at 200 lines/s.
///
/// Every figure is the median of several rounds in which the servers take turns (A B C A B C ...). One client process
/// drives all servers in the same way: one thread writes, and one thread with a selector reads for all receivers and
/// counts line ends. A server process lives through all rounds of a part, unless a round left it stuck; the first rounds
/// only warm up: both our server and this client are compiled while they run, and on two cores the compiler is in the way
/// of what it compiles.

import wirelab.kit.*;

/// One server under test.
///
/// @param mortal whether it must be started anew for each round, since it ends when several clients leave at once
record Server(String name, String needs, List<String> command, Dialect dialect, boolean mortal) {}

/// How one joins, and how one says something.
enum Dialect { LINES, IRC }

/// What one round gave: lines that arrived of those that should have, and how long that took.
record Round(long delivered, long expected, double seconds) {
    double perSecond() {
        return delivered / seconds;
    }
}

record Row(String part, String server, double perSecond, double delivered, double ratio) {}

static final int SIZE = 100;
static final Duration PATIENCE = Duration.ofSeconds(2);
/// While delays are not measured yet, lines come faster by so much: a compiler waits for calls, not for seconds.
static final int WARM_RATE = 10;
static final Duration QUIET = Duration.ofMillis(60);

List<Row> rows = new ArrayList<>();
List<String> notes = new ArrayList<>();
Path folder;

void main(String... args) {
    Program.of("RoomBench", "measures the room beside ncat --chat and ngIRCd")
            .number("rounds", 5, 1, 100, "rounds that count; the median is taken")
            .number("warm", 4, 0, 100, "rounds before, for all servers alike")
            .number("messages", 10_000, 1, 1_000_000, "lines that the one sender sends per round")
            .choice("part", List.of("all", "rate", "stuck", "many", "late"), "what to measure")
            .text("only", "NAME", "", "this server alone")
            .run(args, options -> {
                folder = Files.createTempDirectory("room-bench");
                try {
                    measure(options);
                } finally {
                    Files.deleteIfExists(folder.resolve("ngircd.conf"));
                    Files.deleteIfExists(folder.resolve("ngircd.motd"));
                    Files.delete(folder);
                }
            });
}

void measure(Options options) throws Exception {
    int rounds = options.number("rounds");
    int warm = options.number("warm");
    int messages = options.number("messages");
    String part = options.text("part");
    String only = options.text("only");
    var servers = servers().stream().filter(s -> only.isEmpty() || s.name.equals(only)).toList();
    if (part.equals("all") || part.equals("rate")) rate("100 receivers", servers, 100, 0, messages, warm, rounds);
    if (part.equals("all") || part.equals("stuck")) rate("one stuck", servers, 100, 1, messages, warm, rounds);
    if (part.equals("all") || part.equals("many")) {
        rate("1,000 receivers", servers, 1000, 0, Math.max(1, messages / 4), warm / 2, rounds);
    }
    if (part.equals("all") || part.equals("late")) late(servers, 50, 200, warm, rounds);
    report(options);
}

List<Server> servers() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(folder.resolve("ngircd.motd"), "bench\n");
    return Stream.of(
            new Server("wirelab", "", List.of(java, "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.RoomServer",
                    "--port", "PORT", "--max", "MAX", "--rate", "0"), Dialect.LINES, false),
            new Server("ncat", "ncat", List.of("ncat", "-l", "-k", "--broker", "--chat", "-m", "MAX", "127.0.0.1", "PORT"),
                    Dialect.LINES, true),
            new Server("ngircd", "ngircd", List.of("ngircd", "-n", "-f", folder.resolve("ngircd.conf").toString()),
                    Dialect.IRC, false))
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

/// Receivers, one sender, and as many readers as wanted that never read.
void rate(String part, List<Server> servers, int receivers, int stuck, int messages, int warm, int rounds) throws Exception {
    var results = new LinkedHashMap<String, List<Round>>();
    var running = new LinkedHashMap<String, Running>();
    try (var progress = Progress.steps(part, (long) servers.size() * (warm + rounds))) {
        for (int round = 0; round < warm + rounds; round++) {
            for (var server : servers) {
                if (!running.containsKey(server.name)) {
                    // With many, those of the last round may still be leaving when those of the next come.
                    running.put(server.name, Running.start(server, folder, receivers == 100 ? 200 : 2 * receivers + 200));
                }
                Round result;
                try (var crowd = new Crowd(running.get(server.name).address, server.dialect, receivers, stuck)) {
                    result = crowd.send(messages);
                }
                progress.advance(1);
                if (round >= warm) results.computeIfAbsent(server.name, _ -> new ArrayList<>()).add(result);
                if (server.mortal || result.delivered < result.expected) running.remove(server.name).close();
            }
        }
    } finally {
        for (var one : running.values()) one.close();
    }
    for (var one : results.entrySet()) {
        double delivered = one.getValue().stream().mapToDouble(r -> (double) r.delivered / r.expected).min().orElseThrow();
        double ratio = median(ratios(results.get("wirelab"), one.getValue()));
        double perSecond = median(one.getValue().stream().map(Round::perSecond).toList());
        rows.add(new Row(part, one.getKey(), perSecond, delivered, ratio));
    }
}

/// Ours against another, pair by pair of the same round.
List<Double> ratios(List<Round> ours, List<Round> theirs) {
    if (ours == null) return List.of(0.0);
    return IntStream.range(0, theirs.size()).mapToObj(i -> ours.get(i).perSecond() / theirs.get(i).perSecond()).toList();
}

double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}

/// How late lines are at a rate that leaves every server idle most of the time;
/// here all servers and members stay through all rounds.
void late(List<Server> servers, int receivers, int perSecond, int warm, int rounds) throws Exception {
    var running = new ArrayList<Running>();
    var crowds = new LinkedHashMap<String, Crowd>();
    var times = new LinkedHashMap<String, List<long[]>>();
    try {
        for (var server : servers) {
            running.add(Running.start(server, folder, 200));
            crowds.put(server.name, new Crowd(running.getLast().address, server.dialect, receivers, 0));
        }
        for (int round = -warm; round < rounds; round++) {
            int rate = round < 0 ? WARM_RATE * perSecond : perSecond;
            for (var crowd : crowds.entrySet()) {
                long[] sorted = crowd.getValue().late(2 * rate, rate);
                if (round >= 0) times.computeIfAbsent(crowd.getKey(), _ -> new ArrayList<>()).add(sorted);
            }
        }
    } finally {
        for (var crowd : crowds.values()) crowd.close();
        for (var one : running) one.close();
    }
    times.forEach((name, list) -> {
        double p50 = median(quantiles(list, 0.5));
        var all = quantiles(list, 0.99);
        double p99 = median(all);
        notes.add(String.format(Locale.ROOT, """
                {"part":"late","server":"%s","p50us":%.0f,"p99us":%.0f}""", name, p50, p99));
        System.out.printf(Locale.ROOT,
                "%d lines/s to %d: %-8s p50 %,.0f µs, p99 %,.0f µs (%,.0f to %,.0f in single rounds)%n",
                perSecond, receivers, name, p50, p99, Collections.min(all), Collections.max(all));
    });
}

/// In microseconds, for each round.
List<Double> quantiles(List<long[]> rounds, double part) {
    return rounds.stream().map(sorted -> sorted[(int) (sorted.length * part)] / 1e3).toList();
}

void report(Options options) throws IOException {
    if (!rows.isEmpty()) System.out.printf("%-16s %-8s %14s %10s %8s%n", "part", "server", "lines/s", "arrived", "ours/it");
    for (var row : rows) {
        System.out.printf(Locale.ROOT, "%-16s %-8s %,14.0f %9.1f%% %8.2f%n",
                row.part, row.server, row.perSecond, 100 * row.delivered, row.ratio);
    }
    var json = Stream.concat(rows.stream().map(r -> String.format(Locale.ROOT, """
            {"part":"%s","server":"%s","perSecond":%.0f,"arrived":%.4f,"ours":%.3f}""",
            r.part, r.server, r.perSecond, r.delivered, r.ratio)), notes.stream()).collect(Collectors.joining(",\n    "));
    var file = Files.createDirectories(Path.of("out/bench")).resolve("room.json");
    Files.writeString(file, "{\n  \"rounds\":" + options.number("rounds") + ",\n  \"rows\":[\n    " + json + "\n  ]\n}\n");
    System.out.println(file);
}

/// One sender and many receivers of one server.
static final class Crowd implements AutoCloseable {
    private final List<SocketChannel> all = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024).order(ByteOrder.nativeOrder());
    private final Dialect dialect;
    private final int receivers;
    private final SocketChannel sender;

    Crowd(InetSocketAddress server, Dialect dialect, int receivers, int stuck) throws IOException {
        this.dialect = dialect;
        this.receivers = receivers;
        for (int i = 0; i < receivers + stuck + 1; i++) {
            all.add(SocketChannel.open());
            // A reader that is stuck shall not be helped by a buffer that holds the whole run.
            if (i >= receivers && i < receivers + stuck) all.getLast().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            all.getLast().connect(server);
        }
        sender = all.getLast();
        sender.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (dialect == Dialect.IRC) join();
        for (int i = 0; i < receivers; i++) all.get(i).configureBlocking(false).register(selector, SelectionKey.OP_READ);
        drain(all.getLast());
        count(Long.MAX_VALUE, QUIET);
    }

    private void join() throws IOException {
        for (int i = 0; i < all.size(); i++) say(all.get(i), "NICK u" + i + "\r\nUSER u 0 * :u\r\n");
        for (var channel : all) await(channel, " 001 ");
        for (var channel : all) say(channel, "JOIN #bench\r\n");
        for (var channel : all) await(channel, " 366 ");
    }

    private void await(SocketChannel channel, String word) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(word) < 0) {
            if (channel.read(buffer.clear()) < 0) throw new IOException("the server hung up: " + text);
            text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
    }

    private static void say(SocketChannel channel, String text) throws IOException {
        for (var bytes = ByteBuffer.wrap(text.getBytes()); bytes.hasRemaining(); ) channel.write(bytes);
    }

    /// What the sender is sent is read by a thread of its own, that sleeps while there is nothing.
    private static void drain(SocketChannel channel) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                var waste = ByteBuffer.allocateDirect(64 * 1024);
                while (channel.read(waste.clear()) >= 0) waste.clear();
            } catch (IOException _) {
                // The round is over.
            }
        });
    }

    private byte[] line(String text) {
        String padded = text + "x".repeat(SIZE - text.length());
        return (dialect == Dialect.IRC ? "PRIVMSG #bench :" + padded + "\r\n" : padded + "\n").getBytes();
    }

    Round send(int messages) throws Exception {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < messages; i++) bytes.write(line("message " + i + " "));
        var burst = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
        long began = System.nanoTime();
        var writer = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (burst.hasRemaining()) sender.write(burst);
            } catch (IOException _) {
                // The receivers will miss what was not sent, or the round is over.
            }
        });
        long expected = (long) messages * receivers;
        long delivered = count(expected, PATIENCE);
        double seconds = (last - began) / 1e9;
        if (delivered == expected) writer.join();
        return new Round(delivered, expected, seconds);
    }

    /// When bytes came last.
    private long last;

    /// Counts lines until there are so many, or nothing has come for some time.
    private long count(long wanted, Duration patience) throws IOException {
        long lines = 0;
        last = System.nanoTime();
        while (lines < wanted) {
            if (selector.select(patience.toMillis()) == 0) return lines;
            for (var key : selector.selectedKeys()) {
                if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) key.cancel();
                else lines += lineEnds(buffer.flip());
            }
            selector.selectedKeys().clear();
            last = System.nanoTime();
        }
        return lines;
    }

    /// Eight bytes at a time, so that counting costs less than reading: a zero byte of `v` is a line end, and exactly
    /// those have no bit left in the sum.
    private static int lineEnds(ByteBuffer bytes) {
        int count = 0;
        int i = 0;
        for (int n = bytes.limit() - 7; i < n; i += 8) {
            long v = bytes.getLong(i) ^ 0x0A0A0A0A0A0A0A0AL;
            long rest = (v & 0x7F7F7F7F7F7F7F7FL) + 0x7F7F7F7F7F7F7F7FL | v;
            count += Long.bitCount(~rest & 0x8080808080808080L);
        }
        for (; i < bytes.limit(); i++) if (bytes.get(i) == '\n') count++;
        return count;
    }

    /// Sends at a steady rate; each line holds the time at which it left.
    ///
    /// @return nanoseconds from there until each receiver had it, sorted
    long[] late(int messages, int perSecond) throws Exception {
        var writer = Thread.ofPlatform().daemon().start(() -> {
            try {
                long next = System.nanoTime();
                for (int i = 0; i < messages; i++) {
                    for (long wait; (wait = next - System.nanoTime()) > 0; ) LockSupport.parkNanos(wait);
                    next += 1_000_000_000L / perSecond;
                    var bytes = ByteBuffer.wrap(line("{" + System.nanoTime() + "}"));
                    while (bytes.hasRemaining()) sender.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var times = new long[messages * receivers];
        int got = 0;
        while (got < times.length) {
            if (selector.select(PATIENCE.toMillis()) == 0) {
                throw new IOException("only " + got + " of " + times.length + " came");
            }
            for (var key : selector.selectedKeys()) {
                ((SocketChannel) key.channel()).read(buffer.clear());
                got = stamps(buffer.flip(), System.nanoTime(), times, got);
            }
            selector.selectedKeys().clear();
        }
        writer.join();
        Arrays.sort(times);
        return times;
    }

    /// Looks for the times in what has come. Leaves no garbage behind, so that no collector is measured.
    ///
    /// @return how many delays are known now
    private static int stamps(ByteBuffer bytes, long now, long[] times, int got) {
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != '{') continue;
            long sent = 0;
            for (i++; bytes.get(i) != '}'; i++) sent = 10 * sent + bytes.get(i) - '0';
            times[got++] = now - sent;
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        for (var channel : all) channel.close();
        selector.close();
    }
}

/// A server in a process of its own.
static final class Running implements AutoCloseable {
    final Process process;
    final InetSocketAddress address;

    private Running(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    static Running start(Server server, Path folder, int max) throws Exception {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Files.writeString(folder.resolve("ngircd.conf"), """
                [Global]
                Name = irc.bench.test
                Info = bench
                Listen = 127.0.0.1
                Ports = %d
                MotdFile = %s
                ServerUID = nobody
                ServerGID = nogroup
                [Limits]
                MaxConnections = %d
                MaxConnectionsIP = 0
                MaxJoins = 0
                MaxPenaltyTime = 0
                PingTimeout = 600
                PongTimeout = 600
                [Options]
                DNS = no
                Ident = no
                PAM = no
                SyslogFacility = local7
                """.formatted(port, folder.resolve("ngircd.motd"), max));
        var command = server.command.stream().map(word -> word.replace("PORT", "" + port).replace("MAX", "" + max)).toList();
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var running = new Running(process, new InetSocketAddress("127.0.0.1", port));
        for (long limit = System.nanoTime() + 10_000_000_000L; ; LockSupport.parkNanos(20_000_000)) {
            if (listens(port)) return running;
            if (System.nanoTime() > limit || !process.isAlive()) {
                running.close();
                throw new IOException(server.name + " did not start");
            }
        }
    }

    /// Looks from outside: ncat in chat mode ends when a client hangs up before it was looked at.
    static boolean listens(int port) throws IOException {
        String socket = String.format(":%04X 00000000:0000 0A ", port);
        String socket6 = String.format(":%04X 00000000000000000000000000000000:0000 0A ", port);
        return Files.readString(Path.of("/proc/net/tcp")).contains(socket)
                || Files.readString(Path.of("/proc/net/tcp6")).contains(socket6);
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
