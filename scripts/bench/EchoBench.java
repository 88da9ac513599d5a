/// Echo over TCP and UDP: ours beside socat, ncat and xinetd; messages per second, round trips, memory per idle connection.
///
/// Every figure is the median of several rounds in which the servers take turns (A B C D A B C D ...), so that a machine
/// that grows slower or faster meanwhile does so for all. One client process drives all servers in the same way: a thread
/// of the system for each connection, which costs least per message, and one message under way on each.

import wirelab.kit.*;

/// One server under test.
record Server(String name, String needs, List<String> tcp, List<String> udp) {}

/// What one round gave.
record Round(double perSecond, long p50, long p99) {}

record Row(String over, int size, int connections, String server, double perSecond, long p50, long p99) {}

static final List<Integer> CONNECTIONS = List.of(1, 64, 1000);
static final List<Integer> SIZES = List.of(64, 65_536);
static final int IDLE = 1000;
static final Duration PATIENCE = Duration.ofSeconds(10);

List<Row> rows = new ArrayList<>();
Map<String, Long> idleBytes = new LinkedHashMap<>();
Path folder;
/// What a measurement has open, to be closed when a server falls silent.
Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

void main(String... args) {
    Program.of("EchoBench", "measures our echo server beside socat, ncat and xinetd")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .choice("over", List.of("both", "tcp", "udp"), "what to measure")
            .run(args, options -> {
                folder = Files.createTempDirectory("echo-bench");
                measure(options);
                Files.delete(folder.resolve("xinetd.conf"));
                Files.delete(folder);
            });
}

void measure(Options options) throws Exception {
    var servers = servers();
    int rounds = options.number("rounds");
    try (var progress = Progress.steps("measuring", 2L * SIZES.size() * CONNECTIONS.size() * rounds * servers.size())) {
        for (String over : List.of("tcp", "udp")) {
            if (!options.text("over").equals("both") && !options.text("over").equals(over)) continue;
            for (int size : SIZES) {
                for (int connections : CONNECTIONS) {
                    measure(over, over.equals("udp") ? Math.min(size, 32_768) : size, connections, servers, rounds,
                            options.duration("time"), progress);
                }
            }
        }
    }
    if (!options.text("over").equals("udp")) for (var server : servers) idleBytes.put(server.name, idle(server));
    report(options);
}

List<Server> servers() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var ours = List.of(java, "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.EchoServer",
            "--port", "PORT", "--idle", "10min", "--over", "OVER");
    var services = Stream.of("stream tcp no", "dgram udp yes").map(line -> line.split(" ")).map(w -> """
            service echo
            {
              type = INTERNAL UNLISTED
              id = echo-%s
              socket_type = %s
              protocol = %s
              user = root
              wait = %s
              port = PORT
              bind = 127.0.0.1
              instances = UNLIMITED
              per_source = UNLIMITED
              cps = 100000 1
            }
            """.formatted(w[1], w[0], w[1], w[2])).collect(Collectors.joining());
    Files.writeString(folder.resolve("xinetd.conf"), services);
    var xinetd = List.of("xinetd", "-dontfork", "-f", "XINETD", "-pidfile", "XINETD.pid");
    return Stream.of(new Server("wirelab", "", ours, ours),
                    new Server("socat", "socat",
                            List.of("socat", "TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr,backlog=1024,nodelay", "PIPE"),
                            List.of("socat", "-T30", "UDP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr", "PIPE")),
                    new Server("ncat", "ncat",
                            List.of("ncat", "-l", "-k", "-m", "2000", "--exec", "/bin/cat", "127.0.0.1", "PORT"), null),
                    new Server("xinetd", "xinetd", xinetd, xinetd))
            .filter(server -> present(server)).toList();
}

boolean present(Server server) {
    if (server.needs.isEmpty()) return true;
    for (String path : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
        if (Files.isExecutable(Path.of(path, server.tcp.getFirst()))) return true;
    }
    System.out.println(server.name + " is missing: install the package " + server.needs);
    return false;
}

void measure(String over, int size, int connections, List<Server> servers, int rounds, Duration time, Progress progress)
        throws Exception {
    var results = new LinkedHashMap<String, List<Round>>();
    for (int round = 0; round < rounds; round++) {
        for (var server : servers) {
            progress.advance(1);
            var command = over.equals("tcp") ? server.tcp : server.udp;
            if (command == null) continue;
            try (var running = Running.start(command, folder, over)) {
                results.computeIfAbsent(server.name, _ -> new ArrayList<>())
                        .add(drive(running.address, over, size, connections, time));
            } catch (IOException | ExecutionException e) {
                System.out.println(server.name + ", " + over + ", " + connections + " x " + size + ": " + e.getMessage());
            }
        }
    }
    results.forEach((name, list) -> rows.add(new Row(over, size, connections, name,
            median(list.stream().map(Round::perSecond).sorted().toList()),
            median(list.stream().map(Round::p50).sorted().toList()),
            median(list.stream().map(Round::p99).sorted().toList()))));
}

<T> T median(List<T> sorted) {
    return sorted.get(sorted.size() / 2);
}

/// Drives one server with so many connections, first to warm up, then to measure.
Round drive(InetSocketAddress server, String over, int size, int connections, Duration time) throws Exception {
    long warm = System.nanoTime() + time.toNanos() / 2 + connections * 200_000L;
    long end = warm + time.toNanos();
    var all = new ArrayList<Future<long[]>>();
    try (var pool = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
        for (int i = 0; i < connections; i++) {
            all.add(pool.submit(() -> over.equals("tcp") ? tcp(server, size, warm, end) : udp(server, size, warm, end)));
        }
        var times = new ArrayList<long[]>();
        try {
            for (var one : all) {
                long left = Math.max(0, end - System.nanoTime()) + PATIENCE.toNanos();
                times.add(one.get(left, TimeUnit.NANOSECONDS));
            }
        } catch (TimeoutException _) {
            throw new IOException("a message never came back");
        } finally {
            for (var channel : open) channel.close();
            open.clear();
        }
        long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (sorted.length == 0) throw new IOException("nothing came back");
        double perSecond = sorted.length / (time.toNanos() / 1e9);
        return new Round(perSecond, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)]);
    }
}

/// Round trips of one connection, in nanoseconds.
long[] tcp(InetSocketAddress server, int size, long warm, long end) throws IOException {
    try (var channel = SocketChannel.open(server)) {
        open.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Both kernels' buffers together hold the longest message, so that one thread may write first and read then.
        var message = ByteBuffer.allocateDirect(size);
        var back = ByteBuffer.allocateDirect(size);
        var times = new Times();
        while (true) {
            long began = System.nanoTime();
            if (began >= end) return times.toArray();
            message.clear();
            back.clear();
            while (message.hasRemaining()) channel.write(message);
            while (back.hasRemaining()) if (channel.read(back) < 0) throw new IOException("the server hung up");
            if (began >= warm) times.add(System.nanoTime() - began);
        }
    }
}

/// Round trips of one datagram socket; a lost datagram costs its sender 100 ms.
long[] udp(InetSocketAddress server, int size, long warm, long end) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        socket.setSoTimeout(100);
        var message = new DatagramPacket(new byte[size], size, server);
        var back = new DatagramPacket(new byte[size], size);
        var times = new Times();
        while (true) {
            long began = System.nanoTime();
            if (began >= end) return times.toArray();
            socket.send(message);
            try {
                socket.receive(back);
                if (began >= warm) times.add(System.nanoTime() - began);
            } catch (SocketTimeoutException _) {
                // Lost: not counted as a message that came back.
            }
        }
    }
}

static final class Times {
    private long[] values = new long[1024];
    private int count;

    void add(long value) {
        if (count == values.length) values = Arrays.copyOf(values, 2 * count);
        values[count++] = value;
    }

    long[] toArray() {
        return Arrays.copyOf(values, count);
    }
}

/// A server in a process of its own.
static final class Running implements AutoCloseable {
    final Process process;
    final InetSocketAddress address;
    final Path pid;

    private Running(Process process, InetSocketAddress address, Path pid) {
        this.process = process;
        this.address = address;
        this.pid = pid;
    }

    static Running start(List<String> command, Path folder, String over) throws Exception {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        String number = Integer.toString(port);
        var configuration = folder.resolve("running.conf");
        Files.writeString(configuration, Files.readString(folder.resolve("xinetd.conf")).replace("PORT", number));
        var words = command.stream().map(word -> word.replace("PORT", number).replace("OVER", over)
                .replace("XINETD", configuration.toString())).toList();
        var process = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var running = new Running(process, new InetSocketAddress("127.0.0.1", port), Path.of(configuration + ".pid"));
        for (long limit = System.nanoTime() + 10_000_000_000L; !running.answers(over); LockSupport.parkNanos(20_000_000)) {
            if (System.nanoTime() > limit || !process.isAlive()) {
                running.close();
                throw new IOException("the server did not start");
            }
        }
        Files.delete(configuration);
        return running;
    }

    boolean answers(String over) {
        var one = new byte[] {1};
        if (over.equals("udp")) {
            try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout(200);
                socket.send(new DatagramPacket(one, 1, address));
                socket.receive(new DatagramPacket(new byte[1], 1));
                return true;
            } catch (IOException _) {
                return false;
            }
        }
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(one);
            return socket.getInputStream().read() == 1;
        } catch (IOException _) {
            return false;
        }
    }

    /// Memory of the server and its children that nobody else shares, in bytes (proportional set size).
    long memory() throws IOException {
        long kib = 0;
        for (var one : Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
            var file = Path.of("/proc/" + one.pid() + "/smaps_rollup");
            if (!Files.exists(file)) continue;
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("Pss:")) kib += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kib * 1024;
    }

    @Override
    public void close() throws Exception {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        // What xinetd leaves when it is ended so.
        Files.deleteIfExists(pid);
    }
}

/// What one idle connection costs a server, in bytes; -1 if it cannot hold so many.
long idle(Server server) throws Exception {
    try (var running = Running.start(server.tcp, folder, "tcp")) {
        var held = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 50; i++) held.add(open(running.address));
            long before = running.memory();
            for (int i = 0; i < IDLE; i++) held.add(open(running.address));
            return (running.memory() - before) / IDLE;
        } finally {
            for (var channel : held) channel.close();
        }
    } catch (IOException e) {
        return -1;
    }
}

SocketChannel open(InetSocketAddress server) throws IOException {
    var channel = SocketChannel.open(server);
    var one = ByteBuffer.allocate(1);
    channel.write(one);
    channel.read(one.clear());
    return channel;
}

void report(Options options) throws IOException {
    System.out.printf("%-4s %6s %6s  %-8s %12s %10s %10s %8s%n",
            "over", "bytes", "conns", "server", "messages/s", "p50", "p99", "ours/it");
    for (var row : rows) {
        double ours = rows.stream().filter(r -> r.server.equals("wirelab") && r.over.equals(row.over) && r.size == row.size
                && r.connections == row.connections).findFirst().orElseThrow().perSecond;
        System.out.printf(Locale.ROOT, "%-4s %6d %6d  %-8s %,12.0f %10s %10s %8.2f%n",
                row.over, row.size, row.connections, row.server, row.perSecond,
                Text.duration(Duration.ofNanos(row.p50)), Text.duration(Duration.ofNanos(row.p99)), ours / row.perSecond);
    }
    idleBytes.forEach((name, bytes) ->
            System.out.printf("%-8s %s per idle connection%n", name, bytes < 0 ? "?" : Text.bytes(bytes)));
    var json = rows.stream().map(r -> String.format(Locale.ROOT, """
            {"over":"%s","bytes":%d,"connections":%d,"server":"%s","perSecond":%.0f,"p50ns":%d,"p99ns":%d}""",
            r.over, r.size, r.connections, r.server, r.perSecond, r.p50, r.p99)).collect(Collectors.joining(",\n    "));
    var idle = idleBytes.entrySet().stream()
            .map(e -> "\"" + e.getKey() + "\":" + e.getValue()).collect(Collectors.joining(","));
    var file = Files.createDirectories(Path.of("out/bench")).resolve("echo.json");
    Files.writeString(file, "{\n  \"rounds\":" + options.number("rounds") + ",\n  \"idleBytes\":{" + idle + "},\n"
            + "  \"rows\":[\n    " + json + "\n  ]\n}\n");
    System.out.println(file);
}
