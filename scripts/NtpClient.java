/// NTP client: measures this machine's clock by Cristian's algorithm against some servers, or keeps a clock of its own.

import static wirelab.ntp.NtpClient.*;

import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.ntp.*;
import wirelab.ntp.NtpServer;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

/// One point of the plot: seconds since the start, offset and bound in nanoseconds.
record Point(double at, long offset, long bound) {}

static final long BEGAN = System.nanoTime();

void main(String... args) {
    Program.of("NtpClient", "measures how far this machine's clock is off, and how wrong that may be (RFC 5905)")
            .client(NtpServer.PORT)
            .repeated("server", "HOST:PORT", "a server, instead of --host and --port")
            .number("samples", 8, 1, 10_000, "questions to each server")
            .duration("interval", "500ms", "time between two questions")
            .duration("least", "0s", "what one way takes at least, if you know; it makes the bound smaller")
            .duration("timeout", "1s", "how long to wait for an answer")
            .flag("follow", "keep a clock of our own right, and show it after each round")
            .duration("poll", "16s", "time between two rounds of --follow")
            .number("rounds", 0, 0, 1_000_000, "rounds of --follow, 0 for no end")
            .text("svg", "FILE", null, "draw offset and error band into a file")
            .example("--port 7123")
            .example("--server 127.0.0.1:7123 --server 127.0.0.1:7124 --server 127.0.0.1:7125 --samples 4")
            .example("--link 'up:delay=30ms down:delay=10ms'")
            .example("--follow --poll 2s --rounds 10 --svg offset.svg")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                var servers = options.all("server").isEmpty() ? List.of(options.address())
                        : Synchroniser.addresses(options.all("server"));
                var asking = Options.DEFAULTS.withTimeout(options.duration("timeout")).withLeast(options.duration("least"));
                if (options.flag("follow")) follow(options, servers, asking);
                else measure(options, servers, asking);
            });
}

/// Asks each server several times and says what they agree on.
void measure(CommandLine options, List<InetSocketAddress> servers, Options asking) throws Exception {
    warmUp();
    var clock = LocalClock.free();
    var own = new DisciplinedClock(clock, DisciplinedClock.Options.DEFAULTS);
    var points = new ArrayList<Point>();
    var best = new LinkedHashMap<InetSocketAddress, Sample>();
    long since = clock.nanos();
    for (var server : servers) {
        System.out.printf("%n%s%n%8s %16s %14s %14s%n", Address.text(server), "sample", "offset", "round trip", "bound");
        var samples = ask(options, server, clock, asking);
        for (var sample : samples) {
            points.add(new Point((sample.exchange().t4() - since) / 1e9, sample.offset(), sample.bound()));
        }
        Sample.best(samples).ifPresent(sample -> best.put(server, sample));
    }
    if (options.text("svg") != null) plot(points, "samples").write(options.path("svg"));
    if (best.isEmpty()) throw new IOException("no server has given a time that can be used" + hint(servers));
    report(List.copyOf(best.keySet()), List.copyOf(best.values()), since, own);
}

/// Servers elsewhere are seldom ours.
String hint(List<InetSocketAddress> servers) {
    boolean foreign = servers.stream().anyMatch(server -> server.getPort() == NtpServer.PORT && !server.isUnresolved()
            && !server.getAddress().isLoopbackAddress());
    return foreign ? "; NTP's own port is 123 and not " + NtpServer.PORT + ": add --port 123, or :123 to a --server" : "";
}

List<Sample> ask(CommandLine options, InetSocketAddress server, LocalClock clock, Options asking) throws Exception {
    var samples = new ArrayList<Sample>();
    try (var client = open(options.host(), server, clock, asking)) {
        for (int i = 1; i <= options.number("samples"); i++) {
            if (i > 1) Thread.sleep(options.duration("interval"));
            var outcome = client.ask();
            if (outcome instanceof Sample sample) {
                samples.add(sample);
                System.out.printf("%8d %16s %14s %14s%n", i, Offsets.text(sample.offset()), Offsets.bound(sample.delay()),
                        Offsets.bound(sample.bound()));
            } else {
                System.out.printf("%8d %s%n", i, outcome);
                // Who is told to ask less often, or not at all, does so.
                if (outcome instanceof Outcome.Kiss) break;
            }
        }
    } catch (IOException e) {
        // One server that cannot be asked is no reason not to ask the others.
        System.out.println("cannot ask: " + Visible.of(Failure.reason(e)));
    }
    return samples;
}

void report(List<InetSocketAddress> servers, List<Sample> samples, long since, DisciplinedClock own) throws IOException {
    System.out.printf("%n%-16s %11s %10s %10s  %s%n", "best of each", "offset", "bound", "distance", "stratum, source");
    var combination = Combination.of(samples, since, own);
    for (int i = 0; i < servers.size(); i++) {
        var sample = samples.get(i);
        boolean agrees = combination.isEmpty() || combination.get().survivors().contains(i);
        System.out.printf("%-16s %11s %10s %10s  %d, %s%s%n", Address.text(servers.get(i)),
                Offsets.text(sample.offset()), Offsets.bound(sample.bound()), Offsets.bound(sample.distance()),
                sample.answer().stratum(),
                sample.answer().referenceText(), agrees ? "" : " FALSE-TICKER");
    }
    if (combination.isEmpty()) throw new IOException("no majority of the servers agrees on a time");
    var agreed = combination.get();
    System.out.printf("%nthis machine's clock is %s %s; true time is within %s of that%n",
            Offsets.bound(Math.abs(agreed.offset())), agreed.offset() < 0 ? "fast" : "slow",
            Offsets.bound(agreed.interval().farthest(agreed.offset())));
    if (agreed.leap() != LeapIndicator.NONE) System.out.println("a leap second is announced: " + agreed.leap());
}

/// Keeps a clock right and shows it.
void follow(CommandLine options, List<InetSocketAddress> servers, Options asking) throws Exception {
    var points = Collections.synchronizedList(new ArrayList<Point>());
    var rounds = new CountDownLatch(options.number("rounds") == 0 ? Integer.MAX_VALUE : options.number("rounds"));
    var chosen = Synchroniser.Options.DEFAULTS.withPoll(options.duration("poll")).withClient(asking)
            .withSamples(Math.min(64, options.number("samples")), Duration.ofMillis(20));
    System.out.printf("%8s %16s %14s %22s  %s%n", "time", "our clock", "bound", "drift", "servers");
    var machine = LocalClock.free();
    try (var _ = Synchroniser.start(options.host(), servers, machine, chosen, round -> {
        show(round, machine, points);
        rounds.countDown();
    })) {
        rounds.await();
    }
    if (options.text("svg") != null) plot(points, "our clock").write(options.path("svg"));
}

void show(Synchroniser.Round round, LocalClock machine, List<Point> points) {
    var reading = round.reading();
    double at = (System.nanoTime() - BEGAN) / 1e9;
    long ahead = LocalClock.nanos(reading.time()) - machine.nanos();
    String servers = round.peers().stream().map(this::use).collect(Collectors.joining(", "));
    String bound = reading.isSet() ? Offsets.bound(reading.bound().toNanos()) : "unknown";
    System.out.printf(Locale.ROOT, "%7.1fs %16s %14s %+9.2f ppm ± %.0f ppm  %s%n", at, Offsets.text(ahead), bound,
            reading.drift() * 1e6, reading.driftError() * 1e6, servers);
    if (reading.isSet()) points.add(new Point(at, ahead, reading.bound().toNanos()));
}

String use(Synchroniser.Peer peer) {
    return peer.isSurvivor() ? "used" : peer.sample() == null ? peer.last().toString() : "left out";
}

Plot plot(List<Point> points, String name) {
    var sorted = points.stream().sorted(Comparator.comparingDouble(Point::at)).toList();
    boolean small = sorted.stream().allMatch(point -> Math.abs(point.offset) + point.bound < 1_000_000);
    double unit = small ? 1e3 : 1e6;
    var x = sorted.stream().mapToDouble(Point::at).toArray();
    var low = sorted.stream().mapToDouble(point -> (point.offset - point.bound) / unit).toArray();
    var high = sorted.stream().mapToDouble(point -> (point.offset + point.bound) / unit).toArray();
    return Plot.of("Offset from this machine's clock", "time [s]", small ? "offset [µs]" : "offset [ms]")
            .band("where the truth must be", x, low, high)
            .line(name, x, sorted.stream().mapToDouble(point -> point.offset / unit).toArray());
}
