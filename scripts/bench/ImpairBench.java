/// The relay's precision and rate: added delay at 20,000 packets per second, and 100,000 packets per second without loss.
///
/// Sender, relay and receiver run in this process and share its clock, so the way of each datagram is measured one way. Each
/// round measures the bare socket and the relay in turns (A B A B ...); the median round counts.

import wirelab.impair.*;
import wirelab.kit.*;

/// One round: datagrams per second as sent, how many were sent and lost, and the one-way delays in nanoseconds, sorted.
record Round(double perSecond, int sent, int lost, long[] delays) {
    long at(double share) {
        return delays.length == 0 ? 0 : delays[(int) Math.min(delays.length - 1, share * delays.length)];
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

void measure(Options options) throws Exception {
    var cases = List.of(new Case("bare socket, 20,000/s", null, 20_000), new Case("delay=10ms, 20,000/s", "delay=10ms seed=1", 20_000),
            new Case("bare socket, 100,000/s", null, 100_000), new Case("perfect, 100,000/s", "perfect", 100_000));
    var rounds = new LinkedHashMap<Case, List<Round>>();
    int size = options.number("size");
    for (var one : cases) run(one, size, Duration.ofSeconds(1));
    for (int i = 0; i < options.number("rounds"); i++) {
        for (var one : cases) rounds.computeIfAbsent(one, _ -> new ArrayList<>()).add(run(one, size, options.duration("time")));
    }
    report(rounds);
}

Round run(Case one, int size, Duration time) throws Exception {
    int count = Math.toIntExact(one.perSecond * time.toMillis() / 1000);
    try (var sink = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), PARTY)) {
        sink.receiveBuffer(4 << 20);
        var delays = new long[count];
        var received = new AtomicInteger();
        var receiver = Thread.ofPlatform().daemon().start(() -> receive(sink, delays, received));
        try (var relay = one.link == null ? null : Relay.start(sink.local(), LinkSpec.parse(one.link));
                var source = UdpSocket.towards(sink.local(), PARTY)) {
            double rate = send(source, relay == null ? sink.local() : relay.address(), size, count, one.perSecond);
            // What is late arrives within the second; what is lost never does.
            for (long end = System.nanoTime() + 1_000_000_000; received.get() < count && System.nanoTime() < end; ) {
                LockSupport.parkNanos(1_000_000);
            }
            sink.close();
            receiver.join();
            int n = received.get();
            var sorted = Arrays.copyOf(delays, n);
            Arrays.sort(sorted);
            return new Round(rate, count, count - n, sorted);
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

void report(Map<Case, List<Round>> all) throws IOException {
    System.out.printf("%-24s %10s %9s %8s %10s %10s %10s%n", "", "sent/s", "sent", "lost", "p50", "p99", "p99.9");
    var json = new StringJoiner(",\n  ", "[\n  ", "\n]\n");
    all.forEach((one, rounds) -> {
        var sorted = rounds.stream().sorted(Comparator.comparingLong(round -> round.at(0.99))).toList();
        var round = sorted.get(sorted.size() / 2);
        int lost = rounds.stream().mapToInt(Round::lost).sum();
        int sent = rounds.stream().mapToInt(Round::sent).sum();
        System.out.printf("%-24s %,10.0f %,9d %,8d %10s %10s %10s%n", one.name, round.perSecond, sent, lost,
                time(round.at(0.5)), time(round.at(0.99)), time(round.at(0.999)));
        json.add(String.format(Locale.ROOT, "{\"case\": \"%s\", \"per_second\": %.0f, \"sent\": %d, \"lost\": %d, \"p50_ns\": %d, "
                + "\"p99_ns\": %d, \"p999_ns\": %d}", one.name, round.perSecond, sent, lost, round.at(0.5), round.at(0.99), round.at(0.999)));
    });
    var file = Path.of("out/bench/impair.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, json.toString());
    System.out.println(file);
}

String time(long nanos) {
    return Text.duration(Duration.ofNanos(nanos));
}
