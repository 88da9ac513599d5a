/// STUN: ours beside coturn's turnserver; Binding answers per second, per second of processor time, and waiting times.
///
/// Every figure is the median of several rounds in which the servers take turns (A B A B ...). One client process drives
/// both in the same way: a few sockets, each with so many requests under way. Each answer is checked: its kind, its
/// transaction, its address.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.stun.*;

/// What one round gave: answers per second of the wall clock and of the server's processor time.
record Round(Throughput all, double perCpuSecond) {}

static final List<Integer> WINDOWS = List.of(1, 64);
static final int SOCKETS = 4;

void main(String... args) {
    Program.of("StunBench", "measures our STUN server beside coturn's turnserver")
            .number("rounds", 7, 1, 100, "rounds; the median counts")
            .duration("time", "1s", "length of one measurement")
            .duration("warm", "3s", "how long a server is driven before it is measured")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var servers = Contender.present(
            Contender.script("wirelab", "StunServer",
                    "--port", "PORT", "--no-tcp", "--rate", "1000000000"),
            Contender.stock("turnserver", "coturn", "turnserver", "-n", "--stun-only", "--no-rfc5780",
                    "--no-stun-backward-compatibility", "--no-software-attribute", "--response-origin-only-with-rfc5780",
                    "--no-tcp", "--no-tls", "--no-dtls", "--no-cli", "--listening-ip=127.0.0.1", "--listening-port=PORT",
                    "--log-file=stdout", "--pidfile=/dev/null", "--userdb=FOLDER/users"));
    var rounds = Rounds.of(options.number("rounds"));
    var table = new Table().text("server", "server", 10).number("under way", "underWay", 9, 0)
            .number("answers/s", "perSecond", 11, 0).ratio("ours/it", "ratio", 7)
            .number("per CPU second", "perCpuSecond", 14, 0).ratio("ours/it", "cpuRatio", 7)
            .time("p50", "p50ns", 9).time("p99", "p99ns", 9);
    try (var progress = Progress.steps("measuring", (long) WINDOWS.size() * rounds.all() * servers.size())) {
        for (int window : WINDOWS) {
            var results = rounds.run(servers, server -> {
                progress.advance(1);
                return round(server, window, options);
            });
            var ours = results.get(servers.getFirst());
            results.forEach((server, list) -> {
                var all = Throughput.median(list.stream().map(Round::all).toList());
                var perCpuSecond = Samples.of(list, Round::perCpuSecond);
                table.add(server.name(), window * SOCKETS, all.perSecond(),
                        perSecond(ours).ratios(perSecond(list)).median(), perCpuSecond.median(),
                        Samples.of(ours, Round::perCpuSecond).ratios(perCpuSecond).median(), all.p50(), all.p99());
            });
        }
    }
    System.out.println(table.text());
    Results.write("stun", Json.object("rounds", rounds.counted(), "rows", table.rows()), table);
}

Samples perSecond(List<Round> rounds) {
    return Samples.of(rounds, round -> round.all.perSecond());
}

/// Starts a server, lets it warm up, measures it and ends it.
Round round(Contender server, int window, CommandLine options) throws Exception {
    try (var running = ServerProcess.start(server, Map.of(), this::answers)) {
        drive(running.address(), window, options.duration("warm"));
        long cpu = running.cpu();
        long began = System.nanoTime();
        var times = drive(running.address(), window, options.duration("time"));
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new Round(Throughput.of(times, took), times.count() / ((running.cpu() - cpu) / 1e9));
    }
}

boolean answers(ServerProcess server) throws IOException {
    BindingClient.towards(server.address()).withRetry(new Retry(Duration.ofMillis(50), 2, 1)).binding(server.address());
    return true;
}

/// Drives a server for so long.
///
/// @return the times from request to answer, in nanoseconds
Samples drive(InetSocketAddress server, int window, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    return Clients.drive(SOCKETS, end + 10_000_000_000L, number -> drive(server, window, end, number));
}

/// One socket: so many requests under way, the next as soon as one is answered. The transaction id tells when it was asked.
Samples drive(InetSocketAddress server, int window, long end, int number) throws IOException {
    try (var channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)).connect(server);
            var selector = Selector.open()) {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort() ^ 0x2112;
        var request = ByteBuffer.allocateDirect(20)
                .putInt(0, 0x0001_0000).putInt(4, TransactionId.MAGIC_COOKIE).putInt(8, number);
        var answer = ByteBuffer.allocateDirect(600);
        var times = new Samples();
        for (int i = 0; i < window; i++) send(channel, request);
        while (true) {
            int read = channel.read(answer.clear());
            long now = System.nanoTime();
            if (now >= end) return times;
            if (read == 0) {
                // 100 ms of silence: whatever was under way is lost.
                if (selector.select(100) == 0) for (int i = 0; i < window; i++) send(channel, request);
                selector.selectedKeys().clear();
                continue;
            }
            if (read < 32 || answer.getShort(0) != 0x0101 || answer.getInt(8) != number
                    || (answer.getShort(26) & 0xffff) != port) {
                throw new IOException("a wrong answer:\n" + HexDump.of(answer.flip()));
            }
            times.add(now - answer.getLong(12));
            send(channel, request);
        }
    }
}

void send(DatagramChannel channel, ByteBuffer request) throws IOException {
    channel.write(request.putLong(12, System.nanoTime()).rewind());
}
