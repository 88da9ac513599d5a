/// Round-trip times: what a probe costs on loopback beside irtt and the least program, and the rate of the reflector.

import static wirelab.measure.Json.number;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.rtt.*;

void main(String... args) {
    Program.of("RttloadBench", "measures what a probe costs on loopback, and the rate of the reflector")
            .choice("part", List.of("loopback", "cpu", "reflector"), "what is measured")
            .number("count", 1_000, 100, 100_000, "probes of one measurement on loopback")
            .number("rounds", 5, 1, 100, "rounds on loopback; the median counts")
            .duration("time", "4s", "length of the measurement of the reflector")
            .run(args, options -> {
                switch (options.text("part")) {
                    case "loopback" -> loopback(Rounds.of(options.number("rounds")), options.number("count"));
                    case "cpu" -> cpu();
                    default -> reflector(options.duration("time"));
                }
            });
}

/// Loopback: ours, irtt, and the least program of this shape.
void loopback(Rounds rounds, int count) throws Exception {
    var medians = new LinkedHashMap<String, Double>();
    try (var echo = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> socket.send(payload, source));
            var reflector = StampReflector.start(StampReflector.Options.DEFAULTS)) {
        var options = ProbeOptions.DEFAULTS.withCount(count).withTimes(SendingTimes.periodic(Duration.ofMillis(2)))
                .withLength(Duration.ofMinutes(1));
        for (var kind : List.of(ProbeKind.UDP, ProbeKind.STAMP)) Calibration.measure(kind, options);
        rounds.run(List.of("constant", "ours echo", "ours STAMP", "irtt"), name -> switch (name) {
            case "constant" -> constant(echo.address(), count);
            case "ours echo" -> median(ProbeKind.UDP, echo.address(), options);
            case "ours STAMP" -> median(ProbeKind.STAMP, reflector.address(), options);
            default -> Contender.isInstalled("irtt") ? irttLoopback(count) : null;
        }).forEach((name, all) -> medians.put(name, Samples.of(all, each -> each).median()));
    }
    var table = new Table().text("loopback", "who", 12).number("median ms", "medianMs", 10, 4).ratio("/constant",
            "toConstant", 10)
            .ratio("/irtt", "toIrtt", 8);
    medians.forEach((name, each) -> table.add(name, each, each / medians.get("constant"),
            each / medians.getOrDefault("irtt", Double.NaN)));
    System.out.println(table.text());
    Results.write("rtt-loopback", table.rows(), table);
}

double median(ProbeKind kind, InetSocketAddress address, ProbeOptions options) throws Exception {
    try (var run = ProbeRun.open(Host.HERE, new ProbeTarget(kind, "127.0.0.1", address), options).begin(System.nanoTime())) {
        run.await();
        return run.summary().delays().median() / 1e6;
    }
}

/// One thread that sends, one that receives, and nothing else.
double constant(InetSocketAddress server, int count) throws Exception {
    var sent = new AtomicLongArray(count);
    var delays = new double[count];
    try (var socket = Host.HERE.towards(server, Tap.Party.UNKNOWN)) {
        var reader = Thread.ofPlatform().daemon().start(() -> {
            var buffer = ByteBuffer.allocateDirect(100);
            try {
                for (int i = 0; i < count; i++) {
                    socket.receive(buffer.clear());
                    int number = buffer.getInt(0);
                    delays[number] = System.nanoTime() - sent.get(number);
                }
            } catch (IOException _) {
                // Closed: what is not there yet is lost.
            }
        });
        var buffer = ByteBuffer.allocateDirect(64);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            for (long left; (left = start + i * 2_000_000L - System.nanoTime()) > 0; ) LockSupport.parkNanos(left);
            buffer.clear().putInt(0, i);
            sent.set(i, System.nanoTime());
            socket.send(buffer, server);
        }
        reader.join(2_000);
    }
    return Delays.of(delays).median() / 1e6;
}

double irttLoopback(int count) throws Exception {
    int port = 21_120;
    var server = new ProcessBuilder("irtt", "server", "-i", "1ms", "-b", "127.0.0.1:" + port)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
    try {
        String said = "";
        for (int tries = 0; tries < 20 && !said.contains("\"round_trips\""); tries++) {
            var client = new ProcessBuilder("irtt", "client", "-Q", "-i", "2ms", "-d", count * 2 + "ms", "-o", "-",
                    "127.0.0.1:" + port).start();
            said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        String statistics = said.substring(said.indexOf("\"stats\""));
        return number(statistics.substring(statistics.indexOf("\"rtt\"")), "median") / 1e6;
    } finally {
        server.destroy();
    }
}

/// Processor time of a prober at a hundred probes a second.
void cpu() throws Exception {
    var table = new Table().text("100 probes/s", "kind", 14).share("of a core", "share", 10, 2);
    try (var reflector = StampReflector.start(StampReflector.Options.DEFAULTS);
            var tcp = TcpServer.start(TcpServer.Options.DEFAULTS, stream -> {
                var buffer = ByteBuffer.allocateDirect(100);
                while (stream.read(buffer.clear()) >= 0) stream.write(buffer.flip());
            })) {
        for (var kind : List.of("stamp", "tcp", "tcp-echo")) {
            var address = kind.equals("stamp") ? reflector.address() : tcp.address();
            var process = new ProcessBuilder(script("Rtt", "--" + kind, "--interval", "10ms", "--seconds", "60",
                    Address.text(address))).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            // Start and calibration are over: what follows is the run.
            Thread.sleep(4_000);
            long cpu = Proc.cpu(process.pid());
            long began = System.nanoTime();
            Thread.sleep(8_000);
            table.add(kind, (Proc.cpu(process.pid()) - cpu) / (double) (System.nanoTime() - began));
            process.destroy();
            process.waitFor();
        }
    }
    System.out.println(table.text());
    Results.write("rtt-cpu", table.rows(), table);
}

/// A reflector in a process of its own under 50,000 packets a second, sent and received by two threads here.
void reflector(Duration time) throws Exception {
    var server = new ProcessBuilder(script("RttReflector", "--port", "0")).redirectErrorStream(true).start();
    String line = server.inputReader().readLine();
    var address = Address.parse(line.substring("listening on ".length()), "127.0.0.1", -1);
    var table = new Table().number("sent/s", "perSecond", 9, 0).number("sent", "sent", 9, 0).number("lost", "lost", 7, 0)
            .time("p50", "p50ns", 9).time("p99", "p99ns", 9).share("cpu of a core", "cpu", 14, 0);
    try {
        flood(address, 50_000, Duration.ofSeconds(3));
        long cpu = Proc.cpu(server.pid());
        var delays = flood(address, 50_000, time);
        double share = (Proc.cpu(server.pid()) - cpu) / (double) time.toNanos();
        table.add(delays.count() * 1e9 / time.toNanos(), delays.count(), delays.lost(), delays.median(),
                delays.percentile(99), share);
    } finally {
        server.destroy();
        server.waitFor();
    }
    System.out.println(table.text());
    Results.write("rtt-reflector", table.rows(), table);
}

Delays flood(InetSocketAddress server, int perSecond, Duration time) throws Exception {
    int count = (int) (perSecond * time.toSeconds());
    var sent = new AtomicLongArray(count);
    var delays = new double[count];
    Arrays.fill(delays, Delays.UNDEFINED);
    try (var socket = Host.HERE.towards(server, Tap.Party.UNKNOWN)) {
        socket.receiveBuffer(4 << 20);
        var reader = Thread.ofPlatform().daemon().start(() -> {
            var buffer = ByteBuffer.allocateDirect(100);
            try {
                for (int i = 0; i < count; i++) {
                    socket.receive(buffer.clear());
                    int number = buffer.getInt(24);
                    delays[number] = System.nanoTime() - sent.get(number);
                }
            } catch (IOException _) {
                // Closed: what is not there yet is lost.
            }
        });
        var buffer = ByteBuffer.allocateDirect(44);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long left = start + i * 1_000_000_000L / perSecond - System.nanoTime();
            // In bursts of a few, since the clock of the system is too coarse for single ones.
            if (left > 100_000) LockSupport.parkNanos(left);
            buffer.clear().putInt(0, i);
            sent.set(i, System.nanoTime());
            socket.send(buffer, server);
        }
        reader.join(2_000);
    }
    return Delays.of(delays);
}

String[] script(String name, String... args) {
    return Contender.script(name, name, args).command().toArray(String[]::new);
}
