/// Forwarder beside socat: megabytes per second and round trips per second through one hop, rounds in turn, medians.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

void main(String... args) {
    Program.of("ForwardBench", "measures our forwarder beside socat")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "400ms", "length of one measurement")
            .choice("kind", List.of("all", "bulk", "trips"), "megabytes per second, round trips per second, or both")
            .text("connections", "N,...", "1,16,64,1000", "how many at once, one row each").run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    long time = options.duration("time").toNanos();
    int[] connections = Arrays.stream(options.text("connections").split(",")).mapToInt(Integer::parseInt).toArray();
    var table = new Table().text("", null, 12).column("connections", "connections", 11, "%,d"::formatted, 0)
            .column(null, "bulk", 0, String::valueOf, 0).number("wirelab", "wirelab", 10, 0).number("socat", "socat", 10, 0)
            .ratio("ratio", null, 6);
    var running = new LinkedHashMap<Contender, ServerProcess>();
    try (var server = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), this::serve)) {
        var to = Map.of("SERVER", Address.text(server.address()));
        for (var one : Contender.present(
                Contender.script("wirelab", "Forwarder", "--fresh",
                        "--port", "PORT", "--to", "SERVER"),
                Contender.stock("socat", "socat", "socat", "TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr,backlog=1024",
                        "TCP:SERVER"))) {
            running.put(one, ServerProcess.start(one, to, ServerProcess.CONNECTS));
        }
        System.out.println(table.head());
        for (boolean bulk : new boolean[] {true, false}) for (int n : connections) {
            if (options.text("kind").equals(bulk ? "trips" : "bulk")) continue;
            var medians = new LinkedHashMap<String, Double>();
            Rounds.of(options.number("rounds"))
                    .run(List.copyOf(running.keySet()), one -> drive(running.get(one).address(), bulk, n, time))
                    .forEach((one, list) -> medians.put(one.name(), Samples.of(list, Double::doubleValue).median()));
            double ours = medians.get("wirelab");
            double socat = medians.getOrDefault("socat", Double.NaN);
            System.out.println(table.add(bulk ? "MB/s" : "round trips", n, bulk, ours, socat, ours / socat));
        }
        Results.write("forward", table.rows(), table);
    } finally {
        for (var one : running.values()) one.close();
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
double drive(InetSocketAddress address, boolean bulk, int connections, long time) throws Exception {
    var total = new LongAdder();
    var all = new ArrayList<Connection>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < connections; i++) all.add(Host.HERE.connect(address, Tap.Party.UNKNOWN));
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
