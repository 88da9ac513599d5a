/// Round-trip times: ping, fping, irtt and ours on one link of which the truth is known.

import static wirelab.measure.Json.number;

import java.nio.ByteBuffer;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.rtt.*;

/// What one tool says about one link, in milliseconds; not a number for what it does not say.
record Said(int sent, int lost, double min, double mean, double median, double max, double deviation) {}

/// A tool, and how it is asked.
record Tool(String name, Asking asking) {}

/// Asks over a link.
interface Asking {
    Said ask(TunLink link, int count, int everyMillis) throws Exception;
}

static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
static final int LIMIT_SECONDS = 100;

void main(String... args) {
    Program.of("RttBench", "measures round-trip times with stock tools and ours on the same link (Linux, root)")
            .choice("part", List.of("path", "jitter", "short", "tcp"), "what is measured")
            .number("count", 0, 0, 100_000, "probes of one measurement; 0 for as many as the part takes")
            .number("rounds", 3, 1, 100, "rounds of path; the median counts")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    int count = options.number("count");
    var once = Rounds.of(1);
    var rounds = Rounds.of(options.number("rounds"));
    switch (options.text("part")) {
        case "path" -> path("path", "delay=10ms seed=1", tools(), rounds, count == 0 ? 300 : count, 25);
        case "jitter" -> path("jitter", "up:delay=20ms±2ms up:order=free up:loss=5% seed=4",
                tools().stream().filter(tool -> List.of("ping", "irtt", "ours STAMP").contains(tool.name)).toList(), once,
                count == 0 ? 2_000 : count, 10);
        case "short" -> path("short", "delay=10ms seed=1", tools(), once, count == 0 ? 300 : count, 5);
        default -> tcp(count == 0 ? 600 : count);
    }
}

/// All tools on the same kind of link in turns, each on a link of its own with the same seed.
void path(String name, String line, List<Tool> chosen, Rounds rounds, int count, int everyMillis) throws Exception {
    var truth = new LinkedHashMap<String, Truth>();
    var dropped = new LinkedHashMap<String, Long>();
    var tools = chosen.stream().filter(tool -> tool.asking != null).toList();
    var said = rounds.run(tools, tool -> {
        var recorded = new Truth();
        TunLink link = TunLink.start(LinkSpec.parse(line), TunLink.Options.DEFAULTS, recorded);
        try (link) {
            return tool.asking.ask(link, count, everyMillis);
        } finally {
            truth.put(tool.name, recorded);
            dropped.put(tool.name, link.up().allLost() + link.down().allLost());
        }
    });
    var table = new Table().text("tool", "tool", 10).number("sent", "sent", 5, 0).number("lost", "lost", 5, 0)
            .number("dropped", "dropped", 7, 0).number("min", "min", 8, 3).number("mean", "mean", 8, 3)
            .number("median", "median", 8, 3).number("max", "max", 8, 3).number("sd", "sd", 7, 3)
            .number("link median", "linkMedian", 11, 3).number("link sd", "linkSd", 7, 3);
    said.forEach((tool, all) -> {
        var each = all.stream().sorted(Comparator.comparingDouble(Said::mean)).toList().get(all.size() / 2);
        var link = truth.get(tool.name).delays();
        table.add(tool.name, each.sent, each.lost, dropped.get(tool.name), each.min, each.mean, each.median, each.max,
                each.deviation, link.median() / 1e6, link.deviation() / 1e6);
    });
    System.out.println(line + ", a probe every " + everyMillis
            + " ms; milliseconds; dropped and link: what the link recorded last");
    System.out.println(table.text());
    Results.write("rtt-" + name, Json.object("link", line, "rows", table.rows()), table);
}

List<Tool> tools() {
    return List.of(stock("ping", "iputils-ping", this::ping), stock("fping", "fping", this::fping),
            stock("irtt", "irtt", this::irtt), new Tool("ours STAMP", (link, count, every) -> ours(link, "stamp", count,
            every)),
            new Tool("ours echo", (link, count, every) -> ours(link, "udp", count, every)));
}

Tool stock(String name, String needs, Asking asking) {
    if (Contender.isInstalled(name)) return new Tool(name, asking);
    System.out.println(Contender.missing(name, needs));
    return new Tool(name, null);
}

/// When a probe entered the link at the left and when its answer came out there, by STAMP's numbers: what a perfect tool at
/// that host would report.
static final class Truth implements Tap {
    private final Map<Integer, Long> entered = new ConcurrentHashMap<>();
    private final Map<Integer, Double> delays = new ConcurrentHashMap<>();

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        return null;
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {}

    @Override
    public void packet(Party host, Direction direction, ByteBuffer packet) {
        long now = System.nanoTime();
        int at = packet.position();
        if (packet.remaining() < 72 || packet.get(at + 9) != 17) return;
        if (direction == Direction.SENT) entered.putIfAbsent(packet.getInt(at + 28), now);
        else if (entered.containsKey(packet.getInt(at + 52))) {
            delays.putIfAbsent(packet.getInt(at + 52), (double) now - entered.get(packet.getInt(at + 52)));
        }
    }

    Delays delays() {
        return Delays.of(delays.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}

/// Runs a program on a host to its end.
String run(TunLink.End host, String... command) throws Exception {
    var process = host.command(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var limit = CompletableFuture.runAsync(process::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    limit.cancel(false);
    return said;
}

Said of(int sent, double... millis) {
    var delays = Delays.of(DoubleStream.of(millis).map(each -> each * 1e6).toArray());
    return new Said(sent, sent - millis.length, delays.minimum() / 1e6, delays.mean() / 1e6, delays.median() / 1e6,
            delays.maximum() / 1e6, delays.deviation() / 1e6);
}

Said ping(TunLink link, int count, int every) throws Exception {
    String said = run(link.left(), "ping", "-n", "-c", "" + count, "-i", "" + every / 1e3, "-W", "2",
            link.right().address());
    return of(count, Pattern.compile("time=([\\d.]+) ms").matcher(said).results()
            .mapToDouble(found -> Double.parseDouble(found.group(1))).toArray());
}

Said fping(TunLink link, int count, int every) throws Exception {
    String said = run(link.left(), "fping", "-C", "" + count, "-p", "" + every, "-q", link.right().address());
    String line = said.lines().filter(text -> text.startsWith(link.right().address())).findFirst().orElseThrow(
            () -> new IOException("fping said: " + said.strip()));
    return of(count, NUMBER.matcher(line.substring(line.indexOf(" : ") + 3)).results()
            .mapToDouble(found -> Double.parseDouble(found.group())).toArray());
}

Said irtt(TunLink link, int count, int every) throws Exception {
    var server = link.right().command("irtt", "server", "-i", "1ms", "-b", link.right().address()).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
        String said = "";
        for (int tries = 0; tries < 20 && !said.contains("\"round_trips\""); tries++) {
            said = run(link.left(), "irtt", "client", "-Q", "-i", every + "ms", "-d", count * every + "ms", "-o", "-",
                    link.right().address());
        }
        String statistics = said.substring(said.indexOf("\"stats\""));
        String rtt = statistics.substring(statistics.indexOf("\"rtt\""));
        int sent = (int) number(statistics, "packets_sent");
        return new Said(sent, sent - (int) number(statistics, "packets_received"), number(rtt, "min") / 1e6,
                number(rtt, "mean") / 1e6, number(rtt, "median") / 1e6, number(rtt, "max") / 1e6, number(rtt,
                "stddev") / 1e6);
    } finally {
        server.destroy();
    }
}

String[] script(String name, String... args) {
    return Contender.script(name, name, args).command().toArray(String[]::new);
}

/// Starts one of our servers on a host, and waits until it listens.
Process serve(TunLink.End host, String... command) throws IOException {
    var process = host.command(command).redirectErrorStream(true).start();
    String line = process.inputReader().readLine();
    if (line == null || !line.startsWith("listening")) throw new IOException("the server said: " + line);
    return process;
}

Said ours(TunLink link, String kind, int count, int every) throws Exception {
    var file = Files.createTempFile("rtt", ".json");
    boolean stamp = kind.equals("stamp");
    var server = serve(link.right(), script(stamp ? "RttReflector" : "EchoServer", "--host", link.right().address(),
            "--port",
            stamp ? "8620" : "7007"));
    try {
        String said = run(link.left(), script("Rtt", "--" + kind, "--count", "" + count, "--interval", every + "ms",
                "--json",
                file.toString(), link.right().address()));
        String json = Files.readString(file);
        if (json.isEmpty()) throw new IOException("Rtt said: " + said);
        String delay = json.substring(json.indexOf("\"delay\""), json.indexOf("\"fromDue\""));
        return new Said((int) number(json, "sent"), (int) number(json, "lost"), number(delay, "minMs"), number(delay,
                "meanMs"),
                number(delay, "medianMs"), number(delay, "maxMs"), number(delay, "deviationMs"));
    } finally {
        server.destroy();
        Files.delete(file);
    }
}

/// What is said about TCP where the network loses packets.
void tcp(int count) throws Exception {
    var link = TunLink.start(LinkSpec.parse("delay=10ms loss=5% seed=5"), TunLink.Options.DEFAULTS);
    try (link) {
        var server = serve(link.right(), script("EchoServer", "--host", link.right().address(), "--port", "7007"));
        try {
            System.out.println(run(link.left(), script("Rtt", "--tcp", "--tcp-echo", "--udp", "--details", "--count", ""
                    + count,
                    "--interval", "20ms", "--timeout", "5s", link.right().address())));
        } finally {
            server.destroy();
        }
    }
}
