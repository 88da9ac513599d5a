/// Forwarder beside socat: megabytes per second and round trips per second through one hop, rounds in turn, medians.

import wirelab.kit.*;

void main(String... args) {
    Program.of("ForwardBench", "measures our forwarder beside socat")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "400ms", "length of one measurement")
            .choice("kind", List.of("all", "bulk", "trips"), "megabytes per second, round trips per second, or both")
            .text("connections", "N,...", "1,16,64,1000", "how many at once, one row each").run(args, this::measure);
}

void measure(Options options) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int a = port();
    int b = port();
    long time = options.duration("time").toNanos();
    int[] connections = Arrays.stream(options.text("connections").split(",")).mapToInt(Integer::parseInt).toArray();
    try (var server = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), this::serve)) {
        String to = Address.text(server.address());
        var ours = new ProcessBuilder(java, "@out/lab", "-m", "wirelab.scripts/wirelab.scripts.Forwarder", "--fresh",
                "--port", "" + a, "--to", to).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        var socat = new ProcessBuilder("socat", "TCP-LISTEN:" + b + ",bind=127.0.0.1,fork,reuseaddr,backlog=1024",
                "TCP:" + to).start();
        try {
            for (int p : new int[] {a, b}) await(p);
            var json = new StringJoiner(",\n", "[\n", "\n]\n");
            for (boolean bulk : new boolean[] {true, false}) for (int n : connections) {
                if (options.text("kind").equals(bulk ? "trips" : "bulk")) continue;
                var results = new double[2][options.number("rounds")];
                for (int r = 0; r < results[0].length; r++) {
                    for (int i = 0; i < 2; i++) results[i][r] = drive(i == 0 ? a : b, bulk, n, time);
                }
                for (var one : results) Arrays.sort(one);
                double x = results[0][results[0].length / 2];
                double y = results[1][results[1].length / 2];
                System.out.printf(Locale.ROOT, "%-12s %,5d connections: wirelab %,10.0f  socat %,10.0f  ratio %.2f%n",
                        bulk ? "MB/s" : "round trips", n, x, y, x / y);
                json.add(String.format(Locale.ROOT, """
                        {"bulk":%b,"connections":%d,"wirelab":%.0f,"socat":%.0f}""", bulk, n, x, y));
            }
            Files.writeString(Files.createDirectories(Path.of("out/bench")).resolve("forward.json"), json.toString());
        } finally {
            ours.destroy();
            socat.descendants().forEach(ProcessHandle::destroy);
            socat.destroy();
        }
    }
}

/// The first byte says what is wanted: `r` sends each message back, anything else is thrown away.
void serve(Connection connection) throws IOException {
    var buffer = ByteBuffer.allocateDirect(256 * 1024);
    boolean reply = connection.read(buffer) > 0 && buffer.get(0) == 'r';
    do {
        if (reply) connection.write(buffer.flip());
    } while (connection.read(buffer.clear()) >= 0);
}

/// Megabytes or round trips per second over so many connections, counted when all of them stand.
double drive(int port, boolean bulk, int connections, long time) throws Exception {
    var total = new LongAdder();
    var all = new ArrayList<Connection>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        var address = new InetSocketAddress("127.0.0.1", port);
        for (int i = 0; i < connections; i++) all.add(Connection.connect(address, Tap.Party.UNKNOWN));
        // One message there and, if it is to come back, back: then each stands from end to end.
        for (var c : all) c.write(message(bulk));
        if (!bulk) for (var c : all) answer(c, message(bulk));
        long began = System.nanoTime();
        var drivers = new ArrayList<Future<?>>();
        for (var c : all) drivers.add(pool.submit(() -> {
            var message = message(bulk);
            for (; System.nanoTime() - began < time; total.add(bulk ? message.capacity() : 1)) {
                c.write(message.clear());
                if (!bulk) answer(c, message.clear());
            }
            return null;
        }));
        for (var driver : drivers) driver.get();
    } finally {
        all.forEach(Connection::close);
    }
    return total.sum() / (time / 1e9) / (bulk ? 1e6 : 1);
}

ByteBuffer message(boolean bulk) {
    return ByteBuffer.allocateDirect(bulk ? 256 * 1024 : 64).put(0, (byte) (bulk ? 'b' : 'r'));
}

void answer(Connection connection, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) if (connection.read(into) < 0) throw new IOException("ended");
    into.put(0, (byte) 'r');
}

int port() throws IOException {
    try (var socket = new ServerSocket(0)) {
        return socket.getLocalPort();
    }
}

void await(int port) throws Exception {
    for (int i = 0; i < 200; i++, LockSupport.parkNanos(50_000_000)) {
        try (var _ = new Socket("127.0.0.1", port)) {
            return;
        } catch (IOException _) {
            // Not there yet.
        }
    }
    throw new IOException("nobody listens on " + port);
}
