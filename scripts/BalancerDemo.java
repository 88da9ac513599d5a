/// A balancer at work: three servers, of which one dies, one is drained and one gets more, all while requests run.

import wirelab.balancer.*;
import wirelab.http.*;
import wirelab.kit.*;
import wirelab.measure.Plot;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final int CLIENTS = 8;
static final int ROUND = 400;
/// Answers are counted in steps of so many milliseconds.
static final int STEP = 50;
static final int MOST_STEPS = 2000;

final Map<String, WebServer> servers = new LinkedHashMap<>();
final Map<String, AtomicIntegerArray> answers = new LinkedHashMap<>();
final Map<String, LongAdder> counts = new LinkedHashMap<>();
final LongAdder failed = new LongAdder();
final long began = System.nanoTime();
volatile boolean over;
Host host;
Path file;
Fleet fleet;

void main(String... args) {
    Program.of("BalancerDemo", "three servers behind a balancer: one dies, one is drained, weights change")
            .text("svg", "FILE", null, "where the plot goes; without it, into out/ or the folder for temporary files")
            .with(new TapSwitches()).demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    file = Files.createTempFile("balancer", ".ini");
    for (String name : List.of("nodo1", "nodo2", "nodo3")) start(name, 0);
    write(Map.of());
    fleet = Fleet.start(host, BalancerConfig.read(file), demo::say);
    try (var _ = fleet; var _ = ConfigWatch.start(file, fleet, _ -> {}, _ -> {});
            var front = WebServer.start(host, HttpBalancer.SERVER, new HttpBalancer(fleet));
            var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        demo.say("The balancer listens on " + Address.text(front.address()) + ", its nodes stand in a file.");
        for (int i = 0; i < CLIENTS; i++) clients.submit(() -> ask("http://" + Address.text(front.address()) + "/"));
        try {
            all(demo);
            dies(demo);
            comesBack(demo);
            drained(demo);
            weights(demo);
        } finally {
            over = true;
        }
    } finally {
        for (var server : servers.values()) server.close();
        Files.delete(file);
    }
    demo.step("Who answered, over time");
    demo.check("of " + total() + " requests none failed", failed.sum() == 0);
    var picture = options.path("svg") != null ? options.path("svg") : demo.file("BalancerDemo.svg");
    plot().write(picture);
    demo.say("see " + picture);
}

void start(String name, int port) throws IOException {
    counts.putIfAbsent(name, new LongAdder());
    answers.putIfAbsent(name, new AtomicIntegerArray(MOST_STEPS));
    var web = WebServer.Options.DEFAULTS.withPort(port);
    servers.put(name, WebServer.start(host, web.withTcp(web.tcp().withDrain(Duration.ZERO)),
            exchange -> exchange.respond(200, Headers.of("Node", name), ByteBuffer.wrap("hello\n".getBytes()))));
}

/// @param more lines for some nodes
void write(Map<String, String> more) throws IOException {
    var text = new StringBuilder("[balancer]\nfailures = 2\neject = 200ms\neject-most = 400ms\n");
    servers.forEach((name, server) -> text.append("\n[").append(name).append("]\nhost = 127.0.0.1\nport = ")
            .append(server.address().getPort()).append('\n').append(more.getOrDefault(name, "")));
    SafeFile.replace(file, text.toString().getBytes());
}

void change(Map<String, String> more) throws Exception {
    long before = fleet.counters().get("reloads");
    write(more);
    await(() -> fleet.counters().get("reloads") > before);
}

/// One client: a request, the answer, the next.
void ask(String url) {
    try (var client = new HttpClient(host, ClientOptions.DEFAULTS)) {
        while (!over) {
            try (var response = client.exchange(ClientRequest.get(url))) {
                response.text();
                String node = response.head().headers().first("Node");
                if (node == null) {
                    failed.increment();
                    continue;
                }
                counts.get(node).increment();
                int step = (int) ((System.nanoTime() - began) / 1_000_000 / STEP);
                answers.get(node).incrementAndGet(Math.min(step, MOST_STEPS - 1));
            } catch (IOException _) {
                failed.increment();
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}

long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
}

void await(BooleanSupplier condition) throws Exception {
    for (long limit = System.nanoTime() + 30_000_000_000L; !condition.getAsBoolean(); Thread.sleep(5)) {
        if (System.nanoTime() > limit) throw new IOException("nothing has happened for 30 s");
    }
}

/// Waits for some more answers, and tells who gave them. Those that were under way before are let through first.
Map<String, Long> round(Demo demo) throws Exception {
    long settled = total() + 20 * CLIENTS;
    await(() -> total() >= settled);
    var before = new LinkedHashMap<String, Long>();
    counts.forEach((name, count) -> before.put(name, count.sum()));
    long end = total() + ROUND;
    await(() -> total() >= end);
    var shares = new LinkedHashMap<String, Long>();
    counts.forEach((name, count) -> shares.put(name, count.sum() - before.get(name)));
    demo.say("Of the next " + ROUND + " answers: " + shares);
    return shares;
}

void all(Demo demo) throws Exception {
    demo.step("Three nodes, " + CLIENTS + " clients");
    var shares = round(demo);
    demo.check("each gives about a third", shares.values().stream().allMatch(n -> n > ROUND / 4 && n < ROUND / 2));
}

void dies(Demo demo) throws Exception {
    demo.step("nodo3 dies in the middle of its answers");
    servers.get("nodo3").close();
    await(() -> fleet.states().get("nodo3").equals("ejected"));
    var shares = round(demo);
    demo.check("the other two do its work", shares.get("nodo3") == 0);
}

void comesBack(Demo demo) throws Exception {
    demo.step("nodo3 is started again");
    start("nodo3", servers.get("nodo3").address().getPort());
    long before = counts.get("nodo3").sum();
    await(() -> counts.get("nodo3").sum() > before && fleet.states().get("nodo3").equals("up"));
    demo.check("it answers again, without a word from anybody", counts.get("nodo3").sum() > before);
}

void drained(Demo demo) throws Exception {
    demo.step("nodo2 is drained: a line in the file");
    change(Map.of("nodo2", "drain = yes\n"));
    var shares = round(demo);
    demo.check("it gets nothing new", shares.get("nodo2") == 0);
}

void weights(Demo demo) throws Exception {
    demo.step("nodo2 works again, and nodo1 gets four times as much");
    change(Map.of("nodo1", "weight = 4\n"));
    var shares = round(demo);
    long first = shares.get("nodo1");
    demo.check("nodo1 gives about two thirds", first > ROUND * 58 / 100 && first < ROUND * 75 / 100);
}

Plot plot() {
    int steps = (int) Math.min(MOST_STEPS, (System.nanoTime() - began) / 1_000_000 / STEP);
    var plot = Plot.of("Who answered", "time [s]", "answers/s");
    answers.forEach((name, counted) -> {
        var x = new double[steps];
        var y = new double[steps];
        for (int i = 0; i < steps; i++) {
            x[i] = i * STEP / 1e3;
            y[i] = counted.get(i) * 1000.0 / STEP;
        }
        plot.line(name, x, y);
    });
    return plot;
}
