/// The same UDP echo over five links that misbehave, each in its own way: a table of what happened and a plot of the delay.

import wirelab.echo.EchoServer;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final int COUNT = 250;
static final int SIZE = 100;
static final String BURSTS = "loss=4% burst=4 seed=3";
/// After the last datagram the answers still under way get so long.
static final long PATIENCE = 700_000_000;

/// What came back: for each datagram when it was sent and how long its first answer took (0 for none), in nanoseconds.
static final class Run {
    final String name;
    final LinkSpec spec;
    final long[] sentAt = new long[COUNT];
    final long[] took = new long[COUNT];
    final List<Integer> order = new ArrayList<>();
    int damaged;
    int twice;
    Relay relay;

    Run(String name, String line) {
        this.name = name;
        this.spec = LinkSpec.parse(line);
    }

    List<Integer> lost() {
        return IntStream.range(0, COUNT).filter(i -> took[i] == 0).boxed().toList();
    }

    long overtaken() {
        return IntStream.range(1, order.size()).filter(i -> order.get(i) < order.get(i - 1)).count();
    }

    /// Round trips in milliseconds, shortest first.
    double[] millis() {
        return LongStream.of(took).filter(nanos -> nanos > 0).sorted().mapToDouble(nanos -> nanos / 1e6).toArray();
    }
}

/// Time between two datagrams, in nanoseconds.
long interval;
/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("ImpairDemo", "the same UDP echo over five bad links: what happened, and the delay over time")
            .repeated("own", "LINE", "a link of your own instead of the five, such as 'delay=10ms±5ms'")
            .duration("interval", "10ms", "time between two datagrams")
            .example("--own 'delay=10ms±10ms' --own 'delay=10ms±10ms order=free' --interval 1ms")
            .text("svg", "FILE", null, "where the plot goes; without it, into out/ or the folder for temporary files")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    interval = options.duration("interval").toNanos();
    var own = options.all("own");
    var runs = !own.isEmpty()
            ? IntStream.range(0, own.size()).mapToObj(i -> new Run("own " + (i + 1), own.get(i))).toList()
            : List.of(new Run("good", "delay=5ms seed=1"),
            new Run("jittery", "delay=20ms±5ms jitter=pareto order=free seed=2"),
            new Run("bursty", "delay=40ms " + BURSTS),
            new Run("narrow", "delay=55ms up:rate=64kbit up:queue=20 seed=4"),
            new Run("broken", "delay=100ms up:blackout=1s..1500ms duplicate=3% corrupt=3% seed=5"));
    demo.step(COUNT + " datagrams, one every " + Text.duration(options.duration("interval")) + ", over each of "
            + (own.isEmpty() ? "five" : own.size()) + " links at once");
    try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS)) {
        warmUp(server.address());
        for (var run : runs) {
            run.relay = Relay.start(host, server.address(), run.spec);
            demo.say(String.format("%-8s %s", run.name, run.spec));
        }
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = runs.stream().map(run -> pool.submit(() -> echo(run))).toList();
            for (var one : all) one.get();
        }
        demo.step("What happened");
        table(demo, runs);
        for (var run : runs) run.relay.close();
    }
    demo.step("What should have happened");
    if (own.isEmpty()) check(demo, runs);
    else runs.forEach(run -> checkOwn(demo, run));
    demo.step("The delay over time");
    var file = options.path("svg") != null ? options.path("svg") : demo.file("ImpairDemo.svg");
    plot(runs).write(file);
    demo.say("see " + file);
}

/// Sends on one thread, receives on another; the payload is the number of the datagram and its complement, again and again.
Void echo(Run run) throws Exception {
    var server = run.relay.address();
    var socket = host.towards(server, new Tap.Party(run.name, Tap.Words.NONE));
    var receiver = Thread.ofVirtual().start(() -> receive(run, socket));
    try {
        long began = System.nanoTime();
        for (int i = 0; i < COUNT; i++) {
            waitUntil(began + i * interval);
            run.sentAt[i] = System.nanoTime();
            socket.send(payload(i), server);
        }
        waitUntil(System.nanoTime() + PATIENCE);
    } finally {
        socket.close();
        receiver.join();
    }
    return null;
}

/// Lets the virtual machine compile what a datagram passes, so that the first ones are not late for that.
void warmUp(InetSocketAddress server) throws IOException {
    try (var relay = Relay.start(host, server, LinkSpec.parse("delay=10us"));
            var socket = host.towards(relay.address(), new Tap.Party("warm-up", Tap.Words.NONE))) {
        for (int i = 0; i < 3000; i++) {
            socket.send(payload(i), relay.address());
            if (socket.receive(ByteBuffer.allocate(SIZE), Duration.ofSeconds(1)) == null) throw new IOException("no echo");
        }
    }
}

void waitUntil(long time) {
    for (long left; (left = time - System.nanoTime()) > 0; ) LockSupport.parkNanos(left);
}

byte[] payload(int number) {
    var payload = ByteBuffer.allocate(SIZE);
    while (payload.remaining() >= 4) payload.putShort((short) number).putShort((short) ~number);
    return payload.array();
}

void receive(Run run, UdpSocket socket) {
    var buffer = ByteBuffer.allocate(2 * SIZE);
    try {
        while (true) {
            socket.receive(buffer.clear());
            long now = System.nanoTime();
            // One turned bit leaves most of the copies alone: the first that fits its complement tells the number.
            int number = -1;
            for (int i = 0; i < SIZE && number < 0; i += 4) {
                if (buffer.getShort(i) == ~buffer.getShort(i + 2)) number = buffer.getShort(i);
            }
            if (number < 0 || number >= COUNT) continue;
            if (!Arrays.equals(Arrays.copyOf(buffer.array(), SIZE), payload(number))) run.damaged++;
            if (run.took[number] != 0) {
                run.twice++;
                continue;
            }
            run.took[number] = now - run.sentAt[number];
            run.order.add(number);
        }
    } catch (IOException _) {
        // Closed: what has not come by now is lost.
    }
}

void table(Demo demo, List<Run> runs) {
    demo.say(String.format("%-7s %4s %8s %4s %5s %7s %9s %8s %8s %8s", "link", "sent", "answered", "lost", "twice",
            "damaged", "overtaken", "least", "median", "most"));
    for (var run : runs) {
        double[] millis = run.millis();
        demo.say(String.format(Locale.ROOT, "%-7s %4d %8d %4d %5d %7d %9d %5.1f ms %5.1f ms %5.1f ms", run.name, COUNT,
                millis.length, run.lost().size(), run.twice, run.damaged, run.overtaken(),
                millis[0], millis[millis.length / 2], millis[millis.length - 1]));
    }
}

void checkOwn(Demo demo, Run run) {
    demo.say(run.name + ": up " + run.relay.up() + "; down " + run.relay.down());
    demo.check("no more came back than the link let through",
            run.order.size() + run.twice <= run.relay.down().delivered());
}

void check(Demo demo, List<Run> runs) {
    var good = runs.get(0);
    demo.check("the good link lost nothing and was never faster than 10 ms there and back",
            good.lost().isEmpty() && good.millis()[0] >= 10);
    demo.check("on the jittery link answers overtook each other, and none was lost",
            runs.get(1).overtaken() > 0 && runs.get(1).lost().isEmpty());
    var bursty = runs.get(2);
    demo.check("the bursty link lost exactly the " + bursty.lost().size() + " that the model says for seed "
            + bursty.spec.seed(),
            bursty.lost().equals(predicted(BURSTS)));
    var narrow = runs.get(3);
    double[] millis = narrow.millis();
    demo.check("the queue of the narrow link filled: answers took up to " + Math.round(millis[millis.length - 1])
            + " ms instead of 110",
            millis[millis.length - 1] > 300 && narrow.relay.up().lost(Tally.Fate.TAIL_DROP) == narrow.lost().size());
    var broken = runs.get(4);
    demo.check("the broken link lost what was sent in its half second of blackout, and nothing else",
            broken.lost().size() > 10 && broken.lost().getLast() - broken.lost().getFirst() == broken.lost().size() - 1);
    long doubled = broken.relay.up().duplicated() + broken.relay.down().duplicated();
    demo.check("it doubled " + doubled + ", and as many came twice", broken.twice == doubled);
}

/// A packet that is only counted.
record Probe() implements Packet<Probe> {
    public int size() { return SIZE; }
    public void flip(long bit) {}
    public Probe copy() { return this; }
    public void lost() {}
}

/// Which datagrams are lost on the way there or back: the model alone, without socket or clock. Loss has chances of its own,
/// so the delay may be left out.
List<Integer> predicted(String line) {
    var spec = LinkSpec.parse(line);
    Link<Probe> up = spec.upLink(0);
    Link<Probe> down = spec.downLink(0);
    var lost = new ArrayList<Integer>();
    for (int i = 0; i < COUNT; i++) {
        up.offer(i, new Probe());
        boolean there = up.poll(i) != null;
        if (there) down.offer(i, new Probe());
        if (!there || down.poll(i) == null) lost.add(i);
    }
    return lost;
}

Plot plot(List<Run> runs) {
    var plot = Plot.of("UDP echo over " + (runs.size() == 5 ? "five" : runs.size()) + " links", "time of sending [s]",
            "round trip [ms]");
    for (var run : runs) {
        var answered = IntStream.range(0, COUNT).filter(i -> run.took[i] > 0).toArray();
        plot.points(run.name, IntStream.of(answered).mapToDouble(i -> seconds(run, i)).toArray(),
                IntStream.of(answered).mapToDouble(i -> run.took[i] / 1e6).toArray());
        plot.lost(run.lost().stream().mapToDouble(i -> seconds(run, i)).toArray());
    }
    return plot;
}

double seconds(Run run, int i) {
    return (run.sentAt[i] - run.sentAt[0]) / 1e9;
}
