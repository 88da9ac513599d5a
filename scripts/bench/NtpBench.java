/// NTP: answers per second of our server beside chronyd, and how exact our client is against either.
///
/// The servers take turns (A B A B ...), and every figure is the median of several rounds, so that a machine that grows
/// slower or faster meanwhile does so for both. One client process drives both in the same way: some threads, each with a
/// socket of its own and some questions under way.

import wirelab.measure.*;
import wirelab.ntp.*;
import wirelab.program.*;

/// So many threads, and so many questions under way on each.
record Load(String name, int threads, int window) {}

static final List<Load> LOADS = List.of(new Load("1 question at a time", 1, 1), new Load("4 clients, 1 question each", 4, 1),
        new Load("4 clients, 16 questions each", 4, 16));
static final int RUNS = 50;

void main(String... args) {
    Program.of("NtpBench", "measures our NTP server and client beside chronyd")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "2s", "length of one measurement")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var servers = Contender.present(
            Contender.java("wirelab", "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.NtpServer",
                    "--port", "PORT", "--rate", "0"),
            Contender.stock("chronyd", "chrony", "chronyd", "-x", "-U", "-d", "-f", "FOLDER/chrony.conf")
                    .withFile("chrony.conf", """
                            port PORT
                            bindaddress 127.0.0.1
                            allow 127.0.0.1
                            local stratum 10
                            cmdport 0
                            pidfile FOLDER/pid
                            """));
    var answers = answers(servers, options);
    var exactness = exactness(servers);
    System.out.println(answers.text() + "\n\n" + exactness.text() + "\n");
    Results.write("ntp", Json.object("rounds", options.number("rounds"), "answers", answers.rows(),
            "exactness", exactness.rows()), answers, exactness);
}

ServerProcess start(Contender server) throws IOException {
    return ServerProcess.start(server, Map.of(), running -> {
        var patient = NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(100));
        try (var client = NtpClient.open(running.address(), LocalClock.free(), patient)) {
            return client.ask() instanceof Sample;
        }
    });
}

Table answers(List<Contender> servers, CommandLine options) throws Exception {
    var table = new Table().text("load", "load", 30).text("server", "server", 8).number("answers/s", "perSecond", 12, 0)
            .time("p50", "p50ns", 10).time("p99", "p99ns", 10).ratio("ours/it", null, 8);
    var rounds = Rounds.of(options.number("rounds"));
    try (var progress = Progress.steps("measuring", (long) LOADS.size() * rounds.all() * servers.size())) {
        for (var load : LOADS) {
            var medians = new LinkedHashMap<String, Throughput>();
            rounds.run(servers, server -> {
                progress.advance(1);
                try (var running = start(server)) {
                    return drive(running.address(), load, options.duration("time"));
                }
            }).forEach((server, list) -> medians.put(server.name(), Throughput.median(list)));
            medians.forEach((name, round) -> table.add(load.name, name, round.perSecond(), round.p50(), round.p99(),
                    medians.get("wirelab").perSecond() / round.perSecond()));
        }
    }
    return table;
}

/// Drives one server, first to warm both ends up, then to measure.
Throughput drive(InetSocketAddress server, Load load, Duration time) throws Exception {
    long warm = System.nanoTime() + 3_000_000_000L;
    long end = warm + time.toNanos();
    return Throughput.of(Clients.drive(load.threads, end + 10_000_000_000L, _ -> ask(server, load.window, warm, end)), time);
}

/// Round trips on one socket with a number of questions under way, in nanoseconds. A question carries the time when it left
/// as its transmit time stamp, which its answer brings back; what is lost is asked again after 100 ms.
Samples ask(InetSocketAddress server, int window, long warm, long end) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        socket.setSoTimeout(100);
        var question = ByteBuffer.wrap(NtpMessage.question(NtpTimestamp.UNKNOWN).encode());
        var out = new DatagramPacket(question.array(), NtpMessage.SIZE, server);
        var answer = ByteBuffer.allocate(NtpMessage.SIZE);
        var in = new DatagramPacket(answer.array(), NtpMessage.SIZE);
        var times = new Samples();
        int under = 0;
        while (true) {
            for (; under < window; under++) {
                question.putLong(40, System.nanoTime());
                socket.send(out);
            }
            try {
                socket.receive(in);
                under--;
            } catch (SocketTimeoutException _) {
                under = 0;
                continue;
            } finally {
                if (System.nanoTime() >= end) return times;
            }
            long now = System.nanoTime();
            if (now >= warm) times.add(now - answer.getLong(24));
        }
    }
}

/// The best of sixteen samples, many times, against each server: both ends read the same clock, so each offset is an error.
Table exactness(List<Contender> servers) throws Exception {
    NtpClient.warmUp();
    var table = new Table().text("our client, best of 16", null, 30).text("server", "server", 8)
            .column(null, "runs", 0, String::valueOf, 0);
    for (var figure : List.of("|offset| offsetNs 12", "worst worstNs 10", "bound boundNs 10")) {
        var words = figure.split(" ");
        table.column(words[0], words[1], Integer.parseInt(words[2]), nanos -> Offsets.bound((long) nanos), 0);
    }
    table.number("outside", "outside", 8, 0);
    for (var server : servers) {
        try (var running = start(server);
                var warm = NtpClient.open(running.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
            for (int i = 0; i < 3_000; i++) warm.ask();
            var best = new ArrayList<Sample>();
            for (int run = 0; run < RUNS; run++) best.add(bestOf16(running.address()));
            var errors = Samples.of(best, sample -> Math.abs(sample.offset()));
            int outside = (int) best.stream().filter(sample -> Math.abs(sample.offset()) > sample.bound()).count();
            table.add("median of " + RUNS + " runs", server.name(), RUNS, Math.round(errors.median()), (long) errors.most(),
                    Math.round(Samples.of(best, Sample::bound).median()), outside);
        }
    }
    return table;
}

Sample bestOf16(InetSocketAddress server) throws IOException {
    try (var client = NtpClient.open(server, LocalClock.free(), NtpClient.Options.DEFAULTS)) {
        var samples = new ArrayList<Sample>();
        while (samples.size() < 16) if (client.ask() instanceof Sample sample) samples.add(sample);
        return Sample.best(samples).orElseThrow();
    }
}
