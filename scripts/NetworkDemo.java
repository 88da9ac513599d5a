/// Datagrams against virtual circuits while a node dies, over distance vector and link state; and counting to infinity.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.network.*;
import wirelab.program.*;
import wirelab.tap.Ladder;
import wirelab.tap.Recorder;
import wirelab.tap.TapSwitches;

static final NodeOptions FAST = NodeOptions.DEFAULTS.withHello(Duration.ofMillis(100), Duration.ofMillis(600))
        .withUpdate(Duration.ofMillis(300));
static final Duration PATIENCE = Duration.ofSeconds(15);

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("NetworkDemo", "datagrams against virtual circuits while a node dies, and counting to infinity")
            .text("svg", "FOLDER", null, "keep the pictures there: network.svg, detour.svg, count.svg, ladder.svg")
            .with(new TapSwitches()).demo(args, (options, demo) -> {
                host = options.host();
                Path folder = options.text("svg") == null ? Files.createTempDirectory("network")
                        : Files.createDirectories(options.path("svg"));
                try {
                    show(demo, folder);
                } finally {
                    if (options.text("svg") == null) Folders.delete(folder);
                }
            });
}

void show(Demo demo, Path folder) throws Exception {
    try (var vector = UdpNetwork.start(host, Topology.example(), FAST);
            var state = UdpNetwork.start(host, Topology.example(), FAST.withRouting(NodeOptions.Method.LINK_STATE))) {
        tables(demo, folder, vector, state);
        errors(demo, vector);
        services(demo, folder, vector, state);
    }
    countToInfinity(demo, folder);
    ladder(demo, folder);
}

void tables(Demo demo, Path folder, Fabric vector, Fabric state) throws IOException {
    demo.step("Seven nodes on UDP sockets, once with distance vector and once with link state, fill their tables");
    for (var network : List.of(vector, state)) {
        boolean right = network.awaitConverged(PATIENCE);
        demo.check(network.options().routing().words() + ": every table is that of the shortest paths, after "
                + Text.duration(Duration.ofNanos(network.now())), right);
        demo.say("a to c goes " + String.join(" - ", network.path("a", "c")) + "; a keeps " + network.routingState("a")
                + " entries");
    }
    Drawing.write(vector, "a to c, everybody alive", vector.path("a", "c"), folder.resolve("network.svg"));
    demo.check("the picture shows all nodes", Files.readString(folder.resolve("network.svg")).split("<circle").length == 8);
}

void errors(Demo demo, Fabric network) {
    demo.step("A datagram that cannot be forwarded is reported to its source");
    reported(demo, network, "g", 2, 10, Report.Problem.TTL_EXPIRED);
    reported(demo, network, "g", 64, 800, Report.Problem.MTU_EXCEEDED);
    reported(demo, network, "nowhere", 64, 10, Report.Problem.UNREACHABLE);
}

void reported(Demo demo, Fabric network, String to, int ttl, int length, Report.Problem problem) {
    long mark = network.mark();
    network.send("a", to, ttl, new byte[length]);
    var told = network.await(mark, h -> h.what() instanceof Action.Reported, PATIENCE);
    demo.say(told == null ? "nothing" : told.text());
    demo.check(problem + " is reported", told != null && ((Action.Reported) told.what()).report().problem() == problem);
}

void services(Demo demo, Path folder, Fabric vector, Fabric state) throws Exception {
    demo.step("A packet every 2 ms from a to c; node b on the way is killed, and revived when packets arrive again");
    var networks = List.of(vector, state);
    var results = new ArrayList<List<Comparison.Measured>>(List.of(List.of(), List.of()));
    demo.atOnce(2, i -> results.set(i, Comparison.of(networks.get(i), "a", "c", "b", Duration.ofMillis(2))));
    var all = results.stream().flatMap(List::stream).toList();
    demo.say(Comparison.table(all));
    for (var m : all) {
        String who = m.service() + ", " + m.method().words() + ": ";
        demo.check(who + "packets flow again over the other way, after "
                + Text.duration(Duration.ofNanos(m.recovery())), m.recovery() > 0);
        if (m.service().equals("datagrams")) {
            demo.check(who + "no set-up, and nobody keeps the order (" + m.overtaken()
                    + " packets overtaken)", m.setUp() == 0);
            demo.check(who + "of " + m.lost() + " lost packets " + (m.lost() - m.reports())
                    + " were lost silently", m.lost() > m.reports());
        } else {
            demo.check(who + "what arrives, arrives in order", m.overtaken() == 0);
            demo.check(who + "both ends are told that the circuit is gone", m.toldSender() > 0 && m.toldReceiver() > 0);
        }
    }
    vector.kill("b");
    demo.check("without b the way is a - d - e - c", vector.awaitConverged(PATIENCE)
            && vector.path("a", "c").equals(List.of("a", "d", "e", "c")));
    Drawing.write(vector, "a to c, b is dead", vector.path("a", "c"), folder.resolve("detour.svg"));
}

/// How far y and z believe x to be, since x died.
record Count(List<double[]> steps, double seconds, String report) {}

void countToInfinity(Demo demo, Path folder) throws IOException {
    demo.step("x - y - z, and x dies: how far do y and z believe it to be? (virtual time, infinity is 16)");
    var plot = Plot.of("x is dead: how far z believes it to be", "seconds since it died", "metric");
    var without = count(false, false);
    demo.say("z still tells y that x is 2 away, by way of y itself; y believes it, and so on:");
    demo.say("  time   y to x  z to x");
    for (double[] step : without.steps) {
        demo.say(String.format(Locale.ROOT, "%6.2f s  %6s  %6s", step[0], metric(step[1]), metric(step[2])));
    }
    demo.check("without remedies they count to infinity, one by one", without.steps.size() > 10);
    demo.say("A datagram from z to x in the meantime: " + without.report);
    demo.check("it went to and fro until its time to live had expired", without.report.contains("time to live"));
    var remedies = new LinkedHashMap<String, Count>();
    remedies.put("no remedy", without);
    remedies.put("triggered updates alone", count(false, true));
    remedies.put("poisoned reverse alone", count(true, false));
    remedies.put("both", count(true, true));
    remedies.forEach((name, count) -> {
        demo.say(String.format(Locale.ROOT, "%-24s %2d changes, both know the truth after %.2f s", name,
                count.steps.size() - 1, count.seconds));
        plot.steps(name, count.steps.stream().mapToDouble(s -> s[0]).toArray(),
                count.steps.stream().mapToDouble(s -> s[2]).toArray());
    });
    plot.write(folder.resolve("count.svg"));
    demo.check("with poisoned reverse nobody counts", remedies.get("both").steps.size() <= 4
            && remedies.get("poisoned reverse alone").steps.size() <= 4);
    demo.check("and the truth is known sooner", remedies.get("both").seconds < without.seconds);
}

Count count(boolean poisoned, boolean triggered) {
    var line = Topology.of(Topology.Link.of("x", "y", 1), Topology.Link.of("y", "z", 1));
    try (var network = Simulator.start(line, NodeOptions.DEFAULTS.withRemedies(poisoned, triggered).withInfinity(16), 12)) {
        network.awaitConverged(PATIENCE);
        network.pass(Duration.ofSeconds(5));
        network.kill("x");
        double began = network.now() / 1e9;
        var steps = new ArrayList<double[]>(List.of(new double[] {0, 1, 2}));
        String report = "never sent";
        while (steps.getLast()[1] < 16 || steps.getLast()[2] < 16) {
            network.pass(Duration.ofMillis(1));
            double[] now = {network.now() / 1e9 - began, believed(network, "y"), believed(network, "z")};
            if (now[1] == steps.getLast()[1] && now[2] == steps.getLast()[2]) continue;
            steps.add(now);
            if (steps.size() != 5) continue;
            long mark = network.mark();
            network.send("z", "x", "are you there?".getBytes());
            var told = network.await(mark, h -> h.what() instanceof Action.Reported, Duration.ofMillis(5));
            report = told == null ? "lost" : told.what().text();
        }
        return new Count(steps, steps.getLast()[0], report);
    }
}

double believed(Fabric network, String from) {
    var route = network.route(from, "x");
    return route == null ? 16 : route.metric();
}

String metric(double metric) {
    return metric >= 16 ? "inf" : "" + (int) metric;
}

void ladder(Demo demo, Path folder) throws IOException {
    demo.step("On the wire: a datagram from a to c, then a circuit; c dies, and b tells a");
    var drawn = new ByteArrayOutputStream();
    try (var recorder = Recorder.start(Ladder.print(new PrintStream(drawn, true)),
            Ladder.svg(folder.resolve("ladder.svg"), "A datagram, then a circuit whose far end dies", System.err));
            var network = UdpNetwork.start(Host.HERE.watchedBy(NetworkWords.servicesAlone(recorder)),
                    Topology.of(Topology.Link.of("a", "b", 1), Topology.Link.of("b", "c", 1)),
                    FAST)) {
        network.awaitConverged(PATIENCE);
        long mark = network.mark();
        network.send("a", "c", "hello".getBytes());
        network.await(mark, h -> h.what() instanceof Action.Delivered, PATIENCE);
        int circuit = network.open("a", "c");
        network.await(mark, h -> h.node().equals("a") && h.what() instanceof Action.Opened, PATIENCE);
        network.say("a", circuit, "hello again".getBytes());
        network.await(mark, h -> h.what() instanceof Action.Received, PATIENCE);
        network.kill("c");
        var told = network.await(mark, h -> h.node().equals("a") && h.what() instanceof Action.Closed, PATIENCE);
        demo.check("a is told by b", told != null && told.what().text().contains("says b"));
    }
    demo.say(drawn.toString());
    demo.check("the ladder has the set-up, a label per link and the clearing", drawn.toString().contains("SETUP")
            && drawn.toString().contains("DATA") && drawn.toString().contains("CLEAR"));
}
