/// The relay's precision and rate: added delay at 20,000 packets per second, and 100,000 packets per second without loss.
///
/// Sender, relay and receiver run in this process and share its clock, so the way of each datagram is measured one way. Each
/// round measures the bare socket and the relay in turns (A B A B ...); the median round counts.

import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// One round: datagrams per second as sent, how many were sent and lost, and the one-way delays in nanoseconds.
record Round(double perSecond, int sent, int lost, Samples delays) {
    double at(double share) {
        return delays.count() == 0 ? 0 : delays.percentile(share);
    }
}

/// What a case is called, the link of it (`null` for the bare socket), and how fast datagrams come.
record Case(String name, String link, int perSecond) {}

static final Tap.Party PARTY = new Tap.Party("bench", Tap.Words.NONE);

void main(String... args) {
    Program.of("ImpairBench", "measures the precision and the rate of the relay of wirelab.impair")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "2s", "length of one measurement")
            .number("size", 100, 16, 1400, "bytes of a datagram")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var cases = List.of(new Case("bare socket, 20,000/s", null, 20_000),
            new Case("delay=10ms, 20,000/s", "delay=10ms seed=1", 20_000),
            new Case("bare socket, 100,000/s", null, 100_000), new Case("perfect, 100,000/s", "perfect", 100_000));
    int size = options.number("size");
    for (var one : cases) run(one, size, Duration.ofSeconds(1));
    report(Rounds.of(options.number("rounds")).run(cases, one -> run(one, size, options.duration("time"))),
            options.flag("verbose"));
}

Round run(Case one, int size, Duration time) throws Exception {
    int count = Math.toIntExact(one.perSecond * time.toMillis() / 1000);
    try (var sink = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), PARTY)) {
        sink.receiveBuffer(4 << 20);
        var delays = new long[count];
        var received = new AtomicInteger();
        var receiver = Thread.ofPlatform().daemon().start(() -> receive(sink, delays, received));
        try (var relay = one.link == null ? null : Relay.start(sink.local(), LinkSpec.parse(one.link));
                var source = Host.HERE.towards(sink.local(), PARTY)) {
            double rate = send(source, relay == null ? sink.local() : relay.address(), size, count, one.perSecond);
            // What is late arrives within the second; what is lost never does.
            for (long end = System.nanoTime() + 1_000_000_000; received.get() < count && System.nanoTime() < end; ) {
                LockSupport.parkNanos(1_000_000);
            }
            sink.close();
            receiver.join();
            int n = received.get();
            var came = new Samples();
            for (int i = 0; i < n; i++) came.add(delays[i]);
            return new Round(rate, count, count - n, came);
        }
    }
}

/// Sends at a fixed rate, in bursts of a few where the clock of the system is too coarse for single datagrams.
double send(UdpSocket source, InetSocketAddress to, int size, int count, int perSecond) throws IOException {
    var payload = ByteBuffer.allocateDirect(size);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
        long due = began + i * 1_000_000_000L / perSecond;
        if (due - System.nanoTime() > 100_000) LockSupport.parkNanos(due - System.nanoTime());
        payload.clear().putLong(0, System.nanoTime());
        source.send(payload, to);
    }
    return count * 1e9 / (System.nanoTime() - began);
}

void receive(UdpSocket sink, long[] delays, AtomicInteger received) {
    var buffer = ByteBuffer.allocateDirect(2048);
    try {
        for (int n = 0; n < delays.length; received.set(++n)) {
            sink.receive(buffer.clear());
            delays[n] = System.nanoTime() - buffer.getLong(0);
        }
    } catch (IOException _) {
        // Closed: the rest was lost.
    }
}

void report(Map<Case, List<Round>> all, boolean verbose) throws IOException {
    var table = new Table().text("", "case", 24).number("sent/s", "per_second", 10, 0)
            .column("sent", "sent", 9, "%,d"::formatted, 0).column("lost", "lost", 8, "%,d"::formatted, 0)
            .time("p50", "p50_ns", 10).time("p99", "p99_ns", 10).time("p99.9", "p999_ns", 10);
    all.forEach((one, rounds) -> {
        var sorted = rounds.stream().sorted(Comparator.comparingDouble(each -> each.at(0.99))).toList();
        var round = sorted.get(sorted.size() / 2);
        table.add(one.name, round.perSecond, rounds.stream().mapToInt(Round::sent).sum(),
                rounds.stream().mapToInt(Round::lost).sum(), round.at(0.5), round.at(0.99), round.at(0.999));
        if (!verbose || round.delays.count() == 0) return;
        System.out.println(one.name);
        System.out.println(Histogram.of(round.delays, 12).text(nanos -> Text.duration(Duration.ofNanos((long) nanos))));
    });
    System.out.println(table.text());
    Results.write("impair", table.rows(), table);
}
