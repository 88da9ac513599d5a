/// A chain of forwarders: every hop on a ladder, half-close, reset, a slow reader, and what storing costs beside streaming.

import wirelab.forward.*;
import wirelab.forward.Forwarder;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.tap.*;

static final Tap.Party CLIENT = new Tap.Party("client", Tap.Words.NONE);
static final TcpServer.Options SERVER = TcpServer.Options.DEFAULTS.withParty(new Tap.Party("server", Tap.Words.NONE))
        .withDrain(Duration.ZERO);
static final Forwarder.Options DIRECT = Forwarder.Options.DEFAULTS;
/// Each link of the delay experiment, and the message that crosses it.
static final double RATE = 10e6;
static final double DELAY = 0.005;
static final int LENGTH = 25_000;
/// A link lets bytes through in pieces of 2 ms.
static final double PIECE = 0.002;
static final int MOST = 5;

void main(String... args) {
    Program.of("ForwardDemo", "a chain of forwarders: hops, ends, resets, a slow reader, and the delay of storing messages")
            .text("svg", "FILE", null, "where the plot goes; without it, into out/ or the folder for temporary files")
            .text("ladder", "FILE", null, "draw the ladder of the chain there too, as SVG")
            .text("pcap", "FILE", null, "write what every hop carries as pcapng there")
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    everyHop(options, demo);
    reset(demo);
    slowReader(demo);
    delay(options, demo);
    messageSizes(demo);
}

void everyHop(CommandLine options, Demo demo) throws Exception {
    demo.step("A client, three forwarders, a server: every hop");
    var parties = new String[] {"client", "f1", "f2", "f3", "server"};
    var watchers = new ArrayList<Watcher>(List.of(Ladder.print(System.out).order(parties)));
    var picture = options.path("ladder");
    if (picture != null) watchers.add(Ladder.svg(picture, "A chain of forwarders", System.err).order(parties));
    if (options.path("pcap") != null) watchers.add(Capture.to(options.path("pcap")));
    String answer;
    try (var recorder = Recorder.start(watchers.toArray(Watcher[]::new))) {
        answer = throughThree(Host.HERE.watchedBy(recorder));
    }
    demo.say("Each forwarder connects to the next before it listens, and the first client gets that connection.");
    demo.check("the answer came back after the client had ended its direction: " + answer.strip(), answer.equals("HELLO\n"));
}

String throughThree(Host host) throws IOException {
    try (var server = TcpServer.start(host, SERVER, this::shout);
            var chain = Chain.start(host, server.address(), 3, DIRECT); var client = host.connect(chain.address(), CLIENT)) {
        client.write("hello\n".getBytes());
        client.endOutput();
        return new String(client.input().readAllBytes());
    }
}

void shout(Connection connection) throws IOException {
    connection.write(new String(connection.input().readAllBytes()).toUpperCase(Locale.ROOT).getBytes());
}

void reset(Demo demo) throws Exception {
    demo.step("The server breaks off: what does the client see behind five forwarders?");
    try (var server = TcpServer.start(SERVER, connection -> {
        connection.read(ByteBuffer.allocate(1));
        connection.reset();
    }); var chain = Chain.start(server.address(), 5, DIRECT); var client = Host.HERE.connect(chain.address(), CLIENT)) {
        client.write(new byte[] {1});
        String seen = "an end in order";
        try {
            client.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            seen = e.getMessage();
        }
        demo.check("it sees: " + seen, seen.contains("reset"));
    }
}

void slowReader(Demo demo) throws Exception {
    demo.step("A server that does not read, behind five forwarders");
    var may = new CountDownLatch(1);
    var total = new AtomicLong();
    var written = new AtomicLong();
    try (var server = TcpServer.start(SERVER, connection -> {
        try {
            may.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        var buffer = ByteBuffer.allocate(65_536);
        for (int n; (n = connection.read(buffer.clear())) >= 0; ) total.addAndGet(n);
    }); var chain = Chain.start(server.address(), 5, DIRECT); var client = Host.HERE.connect(chain.address(), CLIENT)) {
        int all = 200_000_000;
        var writer = Thread.startVirtualThread(() -> {
            try {
                var piece = new byte[100_000];
                while (written.get() < all) {
                    client.write(piece);
                    written.addAndGet(piece.length);
                }
                client.endOutput();
            } catch (IOException e) {
                demo.say("the client: " + e.getMessage());
            }
        });
        for (long before = -1; before != written.get(); LockSupport.parkNanos(300_000_000)) before = written.get();
        long stuck = written.get();
        demo.say("The client wrote " + Text.bytes(stuck)
                + ", then its own write waited: that is what the kernels' buffers of six\n"
                + "connections hold, and one buffer of 64 KiB in each forwarder.");
        demo.check("the client waits", stuck < all && writer.isAlive());
        may.countDown();
        client.read(ByteBuffer.allocate(1));
        writer.join();
        demo.check("once the server reads, everything arrives: " + total.get() + " bytes", total.get() == all);
    }
}

/// One way of one message over some links: from the first byte written to the last byte received, in milliseconds; the
/// quickest of three, since what else a machine does can only add to it.
double oneWay(int forwarders, MessageEnd framing, int bytes) throws Exception {
    var arrived = new LinkedBlockingQueue<Long>();
    try (var link = BadLink.of(LinkSpec.parse("delay=5ms rate=10mbit seed=1"));
            var server = TcpServer.start(SERVER, connection -> {
        var buffer = ByteBuffer.allocate(65_536);
        long left = bytes;
        for (int n; (n = connection.read(buffer.clear())) >= 0; ) {
            left -= n;
            if (left > 0) continue;
            arrived.add(System.nanoTime());
            left = bytes;
        }
    }); var chain = Chain.start(Host.HERE.behind(link), server.address(), forwarders, DIRECT.withFraming(framing));
            var client = Host.HERE.behind(link).connect(chain.address(), CLIENT)) {
        double quickest = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            client.write(new byte[bytes]);
            Long end = arrived.poll(10, TimeUnit.SECONDS);
            if (end == null) throw new IOException("the message did not arrive");
            quickest = Math.min(quickest, (end - began) / 1e6);
        }
        return quickest;
    }
}

void delay(CommandLine options, Demo demo) throws Exception {
    demo.step("One message of " + LENGTH + " bytes over links of 10 Mbit/s and 5 ms, stored or streamed");
    oneWay(1, new MessageEnd.Blocks(LENGTH), LENGTH);
    demo.say("storing: N (L/R + d)      streaming: L/R + N d + (N-1) c/R      c/R: 2 ms");
    demo.say(String.format("%10s %6s %15s %9s %15s %9s",
            "forwarders", "links", "storing [ms]", "formula", "streaming [ms]", "formula"));
    var rows = new double[5][MOST];
    boolean near = true;
    for (int k = 1; k <= MOST; k++) {
        int links = k + 1;
        double transmission = LENGTH * 8 / RATE;
        double store = 1e3 * links * (transmission + DELAY);
        double stream = 1e3 * (transmission + links * DELAY + (links - 1) * PIECE);
        double stored = oneWay(k, new MessageEnd.Blocks(LENGTH), LENGTH);
        double streamed = oneWay(k, MessageEnd.STREAM, LENGTH);
        demo.say(String.format(Locale.ROOT, "%10d %6d %15.1f %9.1f %15.1f %9.1f",
                k, links, stored, store, streamed, stream));
        near &= stored > 0.9 * store && stored < 1.5 * store && streamed < stored;
        double[] row = {k, stored, store, streamed, stream};
        for (int i = 0; i < row.length; i++) rows[i][k - 1] = row[i];
    }
    demo.check("storing takes what the formula says or up to half more, and streaming less", near);
    var file = options.path("svg") != null ? options.path("svg") : demo.file("ForwardDemo.svg");
    Plot.of("One message through a chain", "forwarders", "one way [ms]").points("stored, measured", rows[0], rows[1])
            .points("streamed, measured", rows[0], rows[3]).line("N (L/R + d)", rows[0], rows[2])
            .line("L/R + N d + (N-1) c/R", rows[0], rows[4]).write(file);
    demo.say("see " + file);
}

void messageSizes(Demo demo) throws Exception {
    demo.step("The same bytes through five forwarders as one message, or as several");
    demo.say("With P messages a hop sends one while it takes the next:\n(N + P - 1) L/(P R) + N d");
    double before = Double.MAX_VALUE;
    boolean faster = true;
    for (int parts : new int[] {1, 2, 5}) {
        int links = MOST + 1;
        double formula = 1e3 * ((links + parts - 1) * LENGTH * 8 / RATE / parts + links * DELAY);
        double measured = oneWay(MOST, new MessageEnd.Blocks(LENGTH / parts), LENGTH);
        demo.say(String.format(Locale.ROOT, "%d of %,6d bytes: %6.1f ms, formula %6.1f ms",
                parts, LENGTH / parts, measured, formula));
        faster &= measured < before;
        before = measured;
    }
    demo.check("smaller messages arrive earlier: that is why networks cut messages into packets", faster);
}
