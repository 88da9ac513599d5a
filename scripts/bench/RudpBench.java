/// Reliable UDP beside TCP on the same links: alone, and against each other; TCP by iperf3, its controller named.

import wirelab.congestion.ControlName;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// A link, and how much goes over it.
record Place(String name, String line, int megabytes, String others) {}

/// Who sends, and how much a second it comes to.
record Sender(String name, Sending sending) {}

/// One measurement.
record Rate(double mbits, double wire) {}

/// Sends over a link that is fresh.
interface Sending {
    Rate over(TunLink link, int megabytes) throws Exception;
}

static final Pattern SECONDS = Pattern.compile("^([\\d.]+) s; .* sent \\(([\\d,]+) bytes\\)", Pattern.MULTILINE);
static final Pattern RECEIVED = Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([\\d.e+]+)");
static final int LIMIT_SECONDS = 120;
/// Headers of IPv4 and UDP.
static final int HEADERS = 28;

static final List<Place> ALONE = List.of(
        new Place("20 ms", "delay=10ms", 100, "cubic 896, bbr 916, UDT 1,186"),
        new Place("20 ms, 1 % lost both ways", "delay=10ms loss=1%", 100, "cubic 6.1, bbr 508, QUIC with BBR 629"),
        new Place("100 ms, 2 % lost both ways", "delay=50ms loss=2%", 100, "cubic 1.5, bbr 97, QUIC with BBR 111"),
        new Place("50 Mbit/s, 20 ms, 1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 20, "cubic 47.9, bbr 47.8"),
        new Place("50 Mbit/s, 20 ms, 5 packets", "delay=10ms up:rate=50mbit up:queue=5", 20, ""));
static final List<Place> BESIDE = List.of(
        new Place("1 BDP", "delay=10ms up:rate=50mbit up:queue=128K", 0, ""),
        new Place("8 BDP", "delay=10ms up:rate=50mbit up:queue=1M", 0, ""),
        new Place("5 packets", "delay=10ms up:rate=50mbit up:queue=5", 0, ""));

void main(String... args) {
    Program.of("RudpBench", "measures reliable UDP and TCP on the same links (Linux, root)")
            .choice("part", List.of("alone", "beside"), "each alone, or one against the other")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .text("control", "NAMES", "tolerant", "controllers of ours, with commas")
            .flag("sealed", "ours seals its packets")
            .text("only", "WORDS", "", "only links whose name has these words")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    if (TunLink.missing() != null) throw new IOException(TunLink.missing());
    if (!Contender.isInstalled("iperf3")) throw new IOException(Contender.missing("iperf3", "iperf3"));
    var rounds = Rounds.of(options.number("rounds"));
    var controls = Stream.of(options.text("control").split(",")).map(ControlName::parse).toList();
    boolean plain = !options.flag("sealed");
    String only = options.text("only");
    if (options.text("part").equals("alone")) alone(rounds, controls, plain, only);
    else beside(rounds, controls, plain, only);
}

void alone(Rounds rounds, List<ControlName> controls, boolean plain, String only) throws Exception {
    var senders = new ArrayList<Sender>();
    for (String tcp : List.of("cubic", "bbr")) {
        senders.add(new Sender("TCP " + tcp, (link, size) -> {
            // Where every loss stops it a hundred megabytes would take an hour: as much as goes in ten seconds.
            var process = serve(link.right(), "iperf3", "-s", "-1", "--forceflush", "-B", link.right().address());
            try {
                String said = run(link.left(), "iperf3", "-c", link.right().address(), "-C", tcp, "-J", "-t", "8");
                return new Rate(received(said), Double.NaN);
            } finally {
                process.destroy();
            }
        }));
    }
    for (var control : controls) {
        senders.add(new Sender("ours, " + control, (link, size) -> ours(link, size, control, plain)));
    }
    var table = new Table().text("link", "link", 28).text("sender", "sender", 16).number("Mbit/s", "mbits", 8, 1)
            .number("least", "least", 8, 1).number("most", "most", 8, 1).number("wire", "wire", 6, 3)
            .text("as measured elsewhere", "others", 38);
    for (var place : ALONE) {
        if (!place.name.contains(only)) continue;
        var all = rounds.run(senders, sender -> {
            try (var link = TunLink.start(LinkSpec.parse(place.line + " seed=" + 7), TunLink.Options.DEFAULTS)) {
                return sender.sending.over(link, place.megabytes);
            }
        });
        all.forEach((sender, rates) -> {
            var sorted = rates.stream().sorted(Comparator.comparingDouble(Rate::mbits)).toList();
            var median = sorted.get(sorted.size() / 2);
            System.out.println(table.add(place.name, sender.name, median.mbits, sorted.getFirst().mbits,
                    sorted.getLast().mbits,
                    median.wire, place.others));
        });
    }
    System.out.println(table.text());
    Results.write("rudp-alone", Json.object("plain", plain, "rows", table.rows()), table);
}

/// Ours sends a file while TCP sends too; each starts first in turn.
void beside(Rounds rounds, List<ControlName> controls, boolean plain, String only) throws Exception {
    var table = new Table().text("queue", "queue", 10).text("ours", "ours", 10).text("beside TCP", "tcp", 10)
            .number("TCP Mbit/s", "mbits", 10, 1).number("its share", "share", 9, 2);
    for (var place : BESIDE) {
        if (!place.name.contains(only)) continue;
        for (var control : controls) {
            for (String tcp : List.of("cubic", "bbr")) {
                var shares = new ArrayList<Double>();
                for (int i = 0; i < rounds.all(); i++) shares.add(share(place, control, tcp, plain));
                Collections.sort(shares);
                double median = shares.get(shares.size() / 2);
                System.out.println(table.add(place.name, control.toString(), tcp, median, median / 48));
            }
        }
    }
    System.out.println(table.text());
    Results.write("rudp-beside", Json.object("plain", plain, "rows", table.rows()), table);
}

/// {@return what TCP gets, in Mbit/s, from five seconds after it has joined ours, which goes on all the time}
double share(Place place, ControlName control, String tcp, boolean plain) throws Exception {
    try (var link = TunLink.start(LinkSpec.parse(place.line + " seed=7"), TunLink.Options.DEFAULTS)) {
        var iperf = serve(link.right(), "iperf3", "-s", "-1", "--forceflush", "-B", link.right().address());
        var background = CompletableFuture.supplyAsync(() -> {
            try {
                return ours(link, 400, control, plain, 40);
            } catch (Exception e) {
                return null;
            }
        });
        try {
            Thread.sleep(8_000);
            String said = run(link.left(), "iperf3", "-c", link.right().address(), "-C", tcp, "-J", "-t", "25", "-O", "5");
            return received(said);
        } finally {
            iperf.destroy();
            background.get();
        }
    }
}

double received(String json) throws IOException {
    var found = RECEIVED.matcher(json);
    if (!found.find()) throw new IOException("iperf3 said: " + json.substring(0, Math.min(300, json.length())));
    return Double.parseDouble(found.group(1)) / 1e6;
}

Rate ours(TunLink link, int megabytes, ControlName control, boolean plain) throws Exception {
    return ours(link, megabytes, control, plain, LIMIT_SECONDS);
}

/// Stores a file with our client on the server at the other side.
Rate ours(TunLink link, int megabytes, ControlName control, boolean plain, int limit) throws Exception {
    var folder = Files.createTempDirectory("rudp-bench");
    try {
        var file = folder.resolve("data.bin");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(megabytes * 1_000_000L);
        }
        var key = folder.resolve("key").toString();
        var root = Files.createDirectory(folder.resolve("root")).toString();
        var serverArgs = new ArrayList<>(List.of("--host", link.right().address(), "--port", "9000", "--root", root,
                "--key", key));
        var clientArgs = new ArrayList<>(List.of("put", link.right().address() + ":9000", file.toString(), "--verbose",
                "--control", control.toString(), "--known", folder.resolve("known").toString()));
        if (plain) {
            serverArgs.add("--plain");
            clientArgs.add("--plain");
        }
        var server = serve(link.right(), script("RudpServer", serverArgs));
        try {
            String said = run(link.left(), limit, script("RudpClient", clientArgs));
            var found = SECONDS.matcher(said);
            if (!found.find()) throw new IOException("RudpClient said: " + said.strip());
            double bytes = Double.parseDouble(found.group(2).replace(",", ""));
            return new Rate(megabytes * 8 / Double.parseDouble(found.group(1)),
                    (bytes + HEADERS * bytes / 1_472) / (megabytes * 1e6));
        } finally {
            server.destroy();
            server.waitFor();
        }
    } finally {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

String[] script(String name, List<String> args) {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@out/lab",
            "-m", "wirelab.scripts/wirelab.scripts." + name));
    command.addAll(args);
    return command.toArray(String[]::new);
}

/// Starts a server on a host, and waits until it listens.
Process serve(TunLink.End host, String... command) throws IOException {
    var process = host.command(command).redirectErrorStream(true).start();
    var lines = process.inputReader();
    for (String line; (line = lines.readLine()) != null; ) {
        if (line.toLowerCase(Locale.ROOT).contains("listening")) {
            Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
            return process;
        }
    }
    throw new IOException("the server did not start: " + String.join(" ", command));
}

String run(TunLink.End host, String... command) throws Exception {
    return run(host, LIMIT_SECONDS, command);
}

/// Runs a program on a host to its end, or for as long as it may.
String run(TunLink.End host, int limit, String... command) throws Exception {
    var process = host.command(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var end = CompletableFuture.runAsync(process::destroy, CompletableFuture.delayedExecutor(limit, TimeUnit.SECONDS));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    end.cancel(false);
    return said;
}
