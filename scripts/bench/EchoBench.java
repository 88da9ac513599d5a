/// Echo over TCP and UDP: ours beside socat, ncat and xinetd; messages per second, round trips, memory per idle connection.
///
/// Every figure is the median of several rounds in which the servers take turns (A B C D A B C D ...), so that a machine
/// that grows slower or faster meanwhile does so for all. One client process drives all servers in the same way: a thread
/// of the system for each connection, which costs least per message, and one message under way on each.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final List<Integer> CONNECTIONS = List.of(1, 64, 1000);
static final List<Integer> SIZES = List.of(64, 65_536);
static final int IDLE = 1000;
static final Duration PATIENCE = Duration.ofSeconds(10);

Table table = new Table().text("over", "over", 4).number("bytes", "bytes", 6, 0).number("conns", "connections", 6, 0)
        .text("server", "server", 8).number("messages/s", "perSecond", 12, 0).time("p50", "p50ns", 10)
        .time("p99", "p99ns", 10).ratio("ours/it", null, 8);

void main(String... args) {
    Program.of("EchoBench", "measures our echo server beside socat, ncat and xinetd")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .choice("over", List.of("both", "tcp", "udp"), "what to measure")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var rounds = Rounds.of(options.number("rounds"));
    var servers = Contender.present(ours(), socat("TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr,backlog=1024,nodelay"),
            Contender.stock("ncat", "ncat", "ncat", "-l", "-k", "-m", "2000", "--exec", "/bin/cat", "127.0.0.1", "PORT"),
            xinetd());
    // ncat serves one peer alone over UDP.
    var udp = servers.stream().filter(server -> !server.name().equals("ncat")).map(server -> !server.name().equals("socat")
            ? server : socat("-T30", "UDP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr")).toList();
    long steps = 2L * SIZES.size() * CONNECTIONS.size() * rounds.all() * servers.size();
    try (var progress = Progress.steps("measuring", steps)) {
        for (String over : List.of("tcp", "udp")) {
            if (!options.text("over").equals("both") && !options.text("over").equals(over)) continue;
            for (int size : SIZES) {
                for (int connections : CONNECTIONS) {
                    measure(over, over.equals("udp") ? Math.min(size, 32_768) : size, connections,
                            over.equals("udp") ? udp : servers, rounds, options.duration("time"), progress);
                }
            }
        }
    }
    var idleBytes = new LinkedHashMap<String, Long>();
    if (!options.text("over").equals("udp")) for (var server : servers) idleBytes.put(server.name(), idle(server));
    System.out.println(table.text());
    idleBytes.forEach((name, bytes) ->
            System.out.printf("%-8s %s per idle connection%n", name, bytes < 0 ? "?" : Text.bytes(bytes)));
    Results.write("echo", Json.object("rounds", rounds.counted(), "idleBytes", idleBytes, "rows", table.rows()), table);
}

Contender ours() {
    return Contender.java("wirelab", "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.EchoServer",
            "--port", "PORT", "--idle", "10min", "--over", "OVER");
}

Contender socat(String... listen) {
    var command = Stream.of(List.of("socat"), List.of(listen), List.of("PIPE")).flatMap(List::stream);
    return Contender.stock("socat", "socat", command.toArray(String[]::new));
}

Contender xinetd() {
    var services = Stream.of("stream tcp no", "dgram udp yes").map(line -> line.split(" ")).map(w -> """
            service echo
            {
              type = INTERNAL UNLISTED
              id = echo-%s
              socket_type = %s
              protocol = %s
              user = root
              wait = %s
              port = PORT
              bind = 127.0.0.1
              instances = UNLIMITED
              per_source = UNLIMITED
              cps = 100000 1
            }
            """.formatted(w[1], w[0], w[1], w[2])).collect(Collectors.joining());
    return Contender.stock("xinetd", "xinetd", "xinetd", "-dontfork", "-f", "FOLDER/xinetd.conf", "-pidfile", "FOLDER/pid")
            .withFile("xinetd.conf", services);
}

void measure(String over, int size, int connections, List<Contender> servers, Rounds rounds, Duration time,
        Progress progress) throws Exception {
    var results = rounds.run(servers, server -> {
        progress.advance(1);
        try (var running = start(server, over)) {
            return drive(running.address(), over, size, connections, time);
        } catch (IOException e) {
            System.out.println(server.name() + ", " + over + ", " + connections + " x " + size + ": " + e.getMessage());
            return null;
        }
    });
    var medians = new LinkedHashMap<String, Throughput>();
    results.forEach((server, list) -> medians.put(server.name(), Throughput.median(list)));
    double ours = medians.containsKey("wirelab") ? medians.get("wirelab").perSecond() : Double.NaN;
    medians.forEach((name, round) -> table.add(over, size, connections, name, round.perSecond(), round.p50(), round.p99(),
            ours / round.perSecond()));
}

ServerProcess start(Contender server, String over) throws IOException {
    return ServerProcess.start(server, Map.of("OVER", over), running -> answers(running.address(), over));
}

boolean answers(InetSocketAddress server, String over) throws IOException {
    var one = new byte[] {1};
    if (over.equals("udp")) {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(200);
            socket.send(new DatagramPacket(one, 1, server));
            socket.receive(new DatagramPacket(new byte[1], 1));
            return true;
        }
    }
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
        socket.setSoTimeout(200);
        socket.getOutputStream().write(one);
        return socket.getInputStream().read() == 1;
    }
}

/// Drives one server with so many connections, first to warm up, then to measure.
Throughput drive(InetSocketAddress server, String over, int size, int connections, Duration time) throws Exception {
    long warm = System.nanoTime() + time.toNanos() / 2 + connections * 200_000L;
    long end = warm + time.toNanos();
    return Throughput.of(Clients.drive(connections, end + PATIENCE.toNanos(),
            _ -> over.equals("tcp") ? tcp(server, size, warm, end) : udp(server, size, warm, end)), time);
}

/// Round trips of one connection, in nanoseconds.
Samples tcp(InetSocketAddress server, int size, long warm, long end) throws IOException {
    try (var channel = SocketChannel.open(server)) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Both kernels' buffers together hold the longest message, so that one thread may write first and read then.
        var message = ByteBuffer.allocateDirect(size);
        var back = ByteBuffer.allocateDirect(size);
        var times = new Samples();
        while (true) {
            long began = System.nanoTime();
            if (began >= end) return times;
            message.clear();
            back.clear();
            while (message.hasRemaining()) channel.write(message);
            while (back.hasRemaining()) if (channel.read(back) < 0) throw new IOException("the server hung up");
            if (began >= warm) times.add(System.nanoTime() - began);
        }
    }
}

/// Round trips of one datagram socket; a lost datagram costs its sender 100 ms.
Samples udp(InetSocketAddress server, int size, long warm, long end) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        socket.setSoTimeout(100);
        var message = new DatagramPacket(new byte[size], size, server);
        var back = new DatagramPacket(new byte[size], size);
        var times = new Samples();
        while (true) {
            long began = System.nanoTime();
            if (began >= end) return times;
            socket.send(message);
            try {
                socket.receive(back);
                if (began >= warm) times.add(System.nanoTime() - began);
            } catch (SocketTimeoutException _) {
                // Lost: not counted as a message that came back.
            }
        }
    }
}

/// What one idle connection costs a server, in bytes; -1 if it cannot hold so many.
long idle(Contender server) throws Exception {
    try (var running = start(server, "tcp")) {
        var held = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 50; i++) held.add(open(running.address()));
            long before = running.memory();
            for (int i = 0; i < IDLE; i++) held.add(open(running.address()));
            return (running.memory() - before) / IDLE;
        } finally {
            for (var channel : held) channel.close();
        }
    } catch (IOException e) {
        return -1;
    }
}

SocketChannel open(InetSocketAddress server) throws IOException {
    var channel = SocketChannel.open(server);
    var one = ByteBuffer.allocate(1);
    channel.write(one);
    channel.read(one.clear());
    return channel;
}
