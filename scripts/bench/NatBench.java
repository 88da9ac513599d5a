/// The rendezvous server with 10,000 registered clients: keep-alives and registrations per second, and the news it spreads.
///
/// There is no stock program to compare with: the two dialects are spoken in classrooms alone. Beside the server stands
/// what any server on this machine could reach at most: a bare UDP socket that counts what it is sent in the same way, in
/// turns (A B A B ...).

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.nat.*;
import wirelab.program.*;

static final int CLIENTS = 10_000;
static final int BATCH = 1000;
static final Duration PATIENCE = Duration.ofSeconds(20);

void main(String... args) {
    Program.of("NatBench", "keep-alives and registrations per second with 10,000 registered clients")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .run(args, options -> {
                var sockets = new ArrayList<DatagramChannel>();
                var limits = new NatServer.Limits(CLIENTS, CLIENTS, Duration.ofMinutes(10), 1_000_000, 20_000);
                var bare = new LongAdder();
                try (var server = NatServer.start(NatServer.Options.DEFAULTS.withLimits(limits).withPerSource(null));
                        var counting = UdpServer.start(UdpServer.Options.DEFAULTS, (_, _, _) -> bare.increment())) {
                    for (int i = 0; i < CLIENTS; i++) sockets.add(socket());
                    long began = System.nanoTime();
                    for (int i = 0; i < CLIENTS; i++) {
                        send(sockets.get(i), server.address(), register(i, i));
                        if (i % BATCH == BATCH - 1) await(server, i + 1);
                    }
                    System.out.printf("%,d clients registered in %s%n", server.clients(),
                            Text.duration(Duration.ofNanos(System.nanoTime() - began)));
                    var rates = new LinkedHashMap<String, Samples>();
                    for (int round = 0; round < options.number("rounds"); round++) {
                        int before = round;
                        var time = options.duration("time");
                        add(rates, "keep-alives", rate(sockets, server.address(), () -> server.counters().get("received"),
                                time,
                                i -> keepAlive((i + before) % CLIENTS)));
                        add(rates, "bare socket", rate(sockets, counting.address(), bare::sum, time, i -> "Kc" + i));
                        long told = server.counters().get("sent");
                        int shift = round + 1;
                        // Each client registers from the address of another: all of them have moved.
                        add(rates, "registrations", rate(sockets, server.address(), () -> server.counters().get("received"),
                                time,
                                i -> register((i + shift) % CLIENTS, (i + shift) % CLIENTS)));
                        add(rates, "news datagrams meanwhile",
                                (server.counters().get("sent") - told) / (time.toNanos() / 1e9));
                    }
                    report(rates, server);
                } finally {
                    for (var socket : sockets) socket.close();
                }
            });
}

DatagramChannel socket() throws IOException {
    var socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress("127.0.0.1", 0));
    // Nobody reads the news here; what does not fit is dropped.
    return socket.setOption(StandardSocketOptions.SO_RCVBUF, 2304);
}

String keepAlive(int id) {
    return id % 2 == 0 ? "Kc" + id : "c" + id + "@keepalive";
}

String register(int id, int n) {
    String local = "10.1." + n / 250 + "." + (n % 250 + 1);
    return id % 2 == 0 ? "Rc" + id + "," + local + ":10081" : "c" + id + " " + local;
}

void send(DatagramChannel from, InetSocketAddress to, String text) throws IOException {
    from.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), to);
}

void await(NatServer server, long count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (server.counters().get("received") < count && System.nanoTime() < deadline) Thread.onSpinWait();
}

/// Sends batch after batch, each when the server has taken in the last.
double rate(List<DatagramChannel> sockets, InetSocketAddress to, LongSupplier received, Duration time,
        IntFunction<String> text)
        throws IOException {
    long first = received.getAsLong();
    long began = System.nanoTime();
    long end = began + time.toNanos();
    int i = 0;
    while (System.nanoTime() < end) {
        long before = received.getAsLong();
        for (int n = 0; n < BATCH; n++, i++) send(sockets.get(i % CLIENTS), to, text.apply(i % CLIENTS));
        long patience = System.nanoTime() + 1_000_000_000L;
        while (received.getAsLong() < before + BATCH && System.nanoTime() < patience) Thread.onSpinWait();
    }
    return (received.getAsLong() - first) / ((System.nanoTime() - began) / 1e9);
}

void add(Map<String, Samples> rates, String what, double rate) {
    rates.computeIfAbsent(what, _ -> new Samples()).add(rate);
}

void report(Map<String, Samples> rates, NatServer server) throws IOException {
    var json = new LinkedHashMap<String, Object>();
    double bare = rates.get("bare socket").median();
    var table = new Table().text("what", "what", 26).number("per second", "perSecond", 10, 0)
            .ratio("of the bare socket", "ofBareSocket", 18);
    rates.forEach((what, all) -> {
        table.add(what, all.median(), all.median() / bare);
        json.put(what, Math.round(all.median()));
    });
    System.out.println(table.text());
    System.out.println("server: " + server.clients() + " clients, " + server.counters());
    Results.write("nat", json, table);
}
