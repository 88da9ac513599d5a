/// Messages per second and the time of a rotation, for 2 to 100 nodes, beside a bare byte passed round sockets of the same
/// kind.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.ring.*;

/// What one size gave: hops per second of a bare byte, of a turn that nobody uses, and of messages; and the turns per second
/// while every node always has something to say.
record Row(int nodes, double floor, double idle, double hops, double turns) {}

/// What a ring did in a second.
record Rate(double messages, double turns) {}

void main(String... args) {
    Program.of("RingBench", "measures the ring beside a bare byte passed round the same sockets")
            .number("rounds", 5, 1, 50, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .number("most", 100, 2, 100, "nodes of the largest ring")
            .run(args, options -> {
                var rows = new ArrayList<Row>();
                for (int nodes : new int[] {2, 5, 10, 25, 50, 100}) {
                    if (nodes > options.number("most")) continue;
                    rows.add(measure(nodes, options));
                    System.err.println(rows.getLast());
                }
                report(rows);
            });
}

Row measure(int nodes, CommandLine options) throws Exception {
    var floors = new ArrayList<Double>();
    var idle = new ArrayList<Double>();
    var hops = new ArrayList<Double>();
    var turns = new ArrayList<Double>();
    // A round of each in turns, after one that does not count.
    for (int round = -1; round < options.number("rounds"); round++) {
        double floor = floor(nodes, options.duration("time"));
        double passed = ring(nodes, options.duration("time"), Duration.ofNanos(1)).turns;
        var busy = ring(nodes, options.duration("time"), Timing.DEFAULTS.rotation());
        if (round < 0) continue;
        floors.add(floor);
        idle.add(passed);
        // A message is a lap, and the turn is passed between two.
        hops.add(busy.messages * nodes + busy.turns);
        turns.add(busy.turns);
    }
    return new Row(nodes, median(floors), median(idle), median(hops), median(turns));
}

double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}

/// Hops per second of one byte that is passed round so many sockets, each read by a virtual thread.
double floor(int nodes, Duration time) throws Exception {
    var count = new AtomicLong();
    var servers = new ArrayList<ServerSocketChannel>();
    var open = new ConcurrentLinkedQueue<SocketChannel>();
    for (int i = 0; i < nodes; i++) servers.add(ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)));
    var out = new ArrayList<SocketChannel>();
    for (int i = 0; i < nodes; i++) {
        var channel = SocketChannel.open(servers.get((i + 1) % nodes).getLocalAddress());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        out.add(channel);
        open.add(channel);
    }
    for (int i = 0; i < nodes; i++) {
        var in = servers.get(i).accept();
        open.add(in);
        var next = out.get(i);
        Thread.ofVirtual().start(() -> pass(in, next, count));
    }
    out.getFirst().write(ByteBuffer.wrap(new byte[1]));
    Thread.sleep(time.dividedBy(4));
    long before = count.get();
    long began = System.nanoTime();
    Thread.sleep(time);
    double rate = (count.get() - before) * 1e9 / (System.nanoTime() - began);
    for (var channel : open) channel.close();
    for (var server : servers) server.close();
    return rate;
}

void pass(SocketChannel in, SocketChannel out, AtomicLong count) {
    var one = ByteBuffer.allocate(1);
    try {
        while (in.read(one.clear()) > 0) {
            count.incrementAndGet();
            out.write(one.flip());
        }
    } catch (IOException _) {
        // The measurement is over.
    }
}

/// A ring in which every node always has something to say.
///
/// @param rotation the target; no turn is early enough for one nanosecond, and so nobody uses it
Rate ring(int nodes, Duration time, Duration rotation) throws Exception {
    // Nothing is lost here; a lap of a hundred nodes on a busy machine must not be taken for lost.
    var timing = new Timing(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(15),
            Duration.ofSeconds(60), Duration.ofSeconds(5), Timing.DEFAULTS.retry(), rotation);
    var config = RingConfig.local(nodes, timing);
    var count = new AtomicLong();
    var rings = new ArrayList<RingService>();
    for (long id = 0; id < nodes; id++) {
        long to = (id + 1) % nodes;
        var messages = IntStream.range(0, 400_000 / nodes).mapToObj(n -> new Outgoing(n, to, 7, new byte[] {'x'})).toList();
        rings.add(RingService.start(Host.HERE, new RingService.Setup(config, id, to, messages, null, null, (_, _) -> {},
                (_, _) -> count.incrementAndGet(), Mishaps.NONE)));
    }
    while (rings.getFirst().mark().turn() < 3 * nodes) Thread.sleep(10);
    Thread.sleep(time.dividedBy(4));
    long before = count.get();
    long turn = rings.getFirst().mark().turn();
    long began = System.nanoTime();
    Thread.sleep(time);
    double seconds = (System.nanoTime() - began) / 1e9;
    var rate = new Rate((count.get() - before) / seconds, (rings.getFirst().mark().turn() - turn) / seconds);
    for (var ring : rings) ring.close();
    return rate;
}

String lap(int nodes, double hops) {
    return Text.duration(Duration.ofNanos((long) (nodes * 1e9 / hops)));
}

void report(List<Row> rows) throws IOException {
    System.out.println("hops per second of a bare byte, of an unused turn, and of messages with their turns; with ratios");
    System.out.printf("%5s %9s %9s %5s %9s %5s %10s%n", "nodes", "byte", "turn", "", "messages", "", "messages/s");
    for (var row : rows) {
        System.out.printf(Locale.ROOT, "%5d %,9.0f %,9.0f %5.2f %,9.0f %5.2f %,10.0f%n", row.nodes, row.floor, row.idle,
                row.idle / row.floor, row.hops, row.hops / row.floor, (row.hops - row.turns) / row.nodes);
    }
    System.out.println("\nthe time of a rotation");
    System.out.printf("%5s %12s %12s %22s%n", "nodes", "byte", "unused turn", "everybody has to send");
    for (var row : rows) {
        System.out.printf("%5d %12s %12s %22s%n", row.nodes, lap(row.nodes, row.floor), lap(row.nodes, row.idle),
                lap(row.nodes, row.turns));
    }
    var json = rows.stream().map(row -> String.format(Locale.ROOT,
            "{\"nodes\":%d,\"floorHops\":%.0f,\"idleHops\":%.0f,\"hops\":%.0f,\"turns\":%.1f}", row.nodes, row.floor,
                    row.idle, row.hops, row.turns))
            .collect(Collectors.joining(",\n  ", "{\"rows\":[\n  ", "]}\n"));
    Files.writeString(Files.createDirectories(Path.of("out/bench")).resolve("ring.json"), json);
}
