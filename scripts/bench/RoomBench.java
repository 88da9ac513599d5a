/// The room beside ncat --chat and ngIRCd: lines per second, with a reader stuck, to 1,000, and how late at 200 lines/s.
///
/// Every figure is the median of several rounds in which the servers take turns (A B C A B C ...). One client process
/// drives all servers in the same way: one thread writes, and one thread with a selector reads for all receivers and
/// counts line ends. A server process lives through all rounds of a part, unless a round left it stuck; the first rounds
/// only warm up: both our server and this client are compiled while they run, and on two cores the compiler is in the way
/// of what it compiles.

import wirelab.measure.*;
import wirelab.program.*;

/// One server under test.
///
/// @param mortal whether it must be started anew for each round, since it ends when several clients leave at once
record Server(Contender contender, Dialect dialect, boolean mortal) {
    String name() {
        return contender.name();
    }

    ServerProcess start(int max) throws IOException {
        // Looked at from outside: ncat in chat mode ends when a client hangs up before it was looked at.
        return ServerProcess.start(contender, Map.of("MAX", "" + max), ServerProcess.LISTENS);
    }
}

/// How one joins, and how one says something.
enum Dialect { LINES, IRC }

/// What one round gave: lines that arrived of those that should have, and how long that took.
record Round(long delivered, long expected, double seconds) {
    double perSecond() {
        return delivered / seconds;
    }
}

static final int SIZE = 100;
static final Duration PATIENCE = Duration.ofSeconds(2);
/// While delays are not measured yet, lines come faster by so much: a compiler waits for calls, not for seconds.
static final int WARM_RATE = 10;
static final Duration QUIET = Duration.ofMillis(60);

Table rows = new Table().text("part", "part", 16).text("server", "server", 8).number("lines/s", "perSecond", 14, 0)
        .share("arrived", "arrived", 10, 1).ratio("ours/it", "ours", 8);
Table late = new Table().text("part", "part", 6).text("server", "server", 8).number("p50 [µs]", "p50us", 10, 0)
        .number("p99 [µs]", "p99us", 10, 0).number("least p99", null, 10, 0).number("greatest", null, 10, 0);

void main(String... args) {
    Program.of("RoomBench", "measures the room beside ncat --chat and ngIRCd")
            .number("rounds", 5, 1, 100, "rounds that count; the median is taken")
            .number("warm", 4, 0, 100, "rounds before, for all servers alike")
            .number("messages", 10_000, 1, 1_000_000, "lines that the one sender sends per round")
            .choice("part", List.of("all", "rate", "stuck", "many", "late"), "what to measure")
            .text("only", "NAME", "", "this server alone")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var rounds = new Rounds(options.number("warm"), options.number("rounds"));
    int messages = options.number("messages");
    String part = options.text("part");
    String only = options.text("only");
    var servers = servers().stream().filter(s -> only.isEmpty() || s.name().equals(only)).toList();
    if (part.equals("all") || part.equals("rate")) rate("100 receivers", servers, 100, 0, messages, rounds);
    if (part.equals("all") || part.equals("stuck")) rate("one stuck", servers, 100, 1, messages, rounds);
    if (part.equals("all") || part.equals("many")) {
        var fewer = new Rounds(rounds.warm() / 2, rounds.counted());
        rate("1,000 receivers", servers, 1000, 0, Math.max(1, messages / 4), fewer);
    }
    if (part.equals("all") || part.equals("late")) late(servers, 50, 200, rounds);
    if (!rows.rows().isEmpty()) System.out.println(rows.text());
    Results.write("room", Json.object("rounds", rounds.counted(),
            "rows", Stream.concat(rows.rows().stream(), late.rows().stream()).toList()), rows, late);
}

List<Server> servers() {
    var ngircd = """
            [Global]
            Name = irc.bench.test
            Info = bench
            Listen = 127.0.0.1
            Ports = PORT
            MotdFile = FOLDER/ngircd.motd
            ServerUID = nobody
            ServerGID = nogroup
            [Limits]
            MaxConnections = MAX
            MaxConnectionsIP = 0
            MaxJoins = 0
            MaxPenaltyTime = 0
            PingTimeout = 600
            PongTimeout = 600
            [Options]
            DNS = no
            Ident = no
            PAM = no
            SyslogFacility = local7
            """;
    return Contender.present(
            Contender.java("wirelab", "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.RoomServer",
                    "--port", "PORT", "--max", "MAX", "--rate", "0"),
            Contender.stock("ncat", "ncat", "ncat", "-l", "-k", "--broker", "--chat", "-m", "MAX", "127.0.0.1", "PORT"),
            Contender.stock("ngircd", "ngircd", "ngircd", "-n", "-f", "FOLDER/ngircd.conf")
                    .withFile("ngircd.conf", ngircd).withFile("ngircd.motd", "bench\n"))
            .stream().map(one -> new Server(one, one.name().equals("ngircd") ? Dialect.IRC : Dialect.LINES,
                    one.name().equals("ncat"))).toList();
}

/// Receivers, one sender, and as many readers as wanted that never read.
void rate(String part, List<Server> servers, int receivers, int stuck, int messages, Rounds rounds) throws Exception {
    var running = new HashMap<Server, ServerProcess>();
    Map<Server, List<Round>> results;
    try (var progress = Progress.steps(part, (long) servers.size() * rounds.all())) {
        results = rounds.run(servers, server -> {
            // With many, those of the last round may still be leaving when those of the next come.
            int max = receivers == 100 ? 200 : 2 * receivers + 200;
            if (!running.containsKey(server)) running.put(server, server.start(max));
            Round result;
            try (var crowd = new Crowd(running.get(server).address(), server.dialect, receivers, stuck)) {
                result = crowd.send(messages);
            }
            progress.advance(1);
            if (server.mortal || result.delivered < result.expected) running.remove(server).close();
            return result;
        });
    } finally {
        for (var one : running.values()) one.close();
    }
    var ours = results.entrySet().stream().filter(one -> one.getKey().name().equals("wirelab")).findFirst();
    results.forEach((server, list) -> {
        var perSecond = Samples.of(list, Round::perSecond);
        double ratio = ours.isEmpty() ? 0 : Samples.of(ours.get().getValue(), Round::perSecond).ratios(perSecond).median();
        rows.add(part, server.name(), perSecond.median(),
                Samples.of(list, round -> (double) round.delivered / round.expected).least(), ratio);
    });
}

/// How late lines are at a rate that leaves every server idle most of the time;
/// here all servers and members stay through all rounds.
void late(List<Server> servers, int receivers, int perSecond, Rounds rounds) throws Exception {
    var running = new ArrayList<ServerProcess>();
    var crowds = new LinkedHashMap<String, Crowd>();
    Map<String, List<Samples>> times;
    try {
        for (var server : servers) {
            running.add(server.start(200));
            crowds.put(server.name(), new Crowd(running.getLast().address(), server.dialect, receivers, 0));
        }
        var names = List.copyOf(crowds.keySet());
        int rate = WARM_RATE * perSecond;
        Rounds.of(rounds.warm()).run(names, name -> crowds.get(name).late(2 * rate, rate));
        times = Rounds.of(rounds.counted()).run(names, name -> crowds.get(name).late(2 * perSecond, perSecond));
    } finally {
        for (var crowd : crowds.values()) crowd.close();
        for (var one : running) one.close();
    }
    times.forEach((name, list) -> {
        var p99 = Samples.of(list, one -> one.percentile(0.99) / 1e3);
        late.add("late", name, Samples.of(list, one -> one.median() / 1e3).median(), p99.median(), p99.least(), p99.most());
    });
    System.out.printf("%d lines/s to %d:%n%s%n", perSecond, receivers, late.text());
}

/// One sender and many receivers of one server.
static final class Crowd implements AutoCloseable {
    private final List<SocketChannel> all = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024).order(ByteOrder.nativeOrder());
    private final Dialect dialect;
    private final int receivers;
    private final SocketChannel sender;

    Crowd(InetSocketAddress server, Dialect dialect, int receivers, int stuck) throws IOException {
        this.dialect = dialect;
        this.receivers = receivers;
        for (int i = 0; i < receivers + stuck + 1; i++) {
            all.add(SocketChannel.open());
            // A reader that is stuck shall not be helped by a buffer that holds the whole run.
            if (i >= receivers && i < receivers + stuck) all.getLast().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            all.getLast().connect(server);
        }
        sender = all.getLast();
        sender.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (dialect == Dialect.IRC) join();
        for (int i = 0; i < receivers; i++) all.get(i).configureBlocking(false).register(selector, SelectionKey.OP_READ);
        drain(all.getLast());
        count(Long.MAX_VALUE, QUIET);
    }

    private void join() throws IOException {
        for (int i = 0; i < all.size(); i++) say(all.get(i), "NICK u" + i + "\r\nUSER u 0 * :u\r\n");
        for (var channel : all) await(channel, " 001 ");
        for (var channel : all) say(channel, "JOIN #bench\r\n");
        for (var channel : all) await(channel, " 366 ");
    }

    private void await(SocketChannel channel, String word) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(word) < 0) {
            if (channel.read(buffer.clear()) < 0) throw new IOException("the server hung up: " + text);
            text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
    }

    private static void say(SocketChannel channel, String text) throws IOException {
        for (var bytes = ByteBuffer.wrap(text.getBytes()); bytes.hasRemaining(); ) channel.write(bytes);
    }

    /// What the sender is sent is read by a thread of its own, that sleeps while there is nothing.
    private static void drain(SocketChannel channel) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                var waste = ByteBuffer.allocateDirect(64 * 1024);
                while (channel.read(waste.clear()) >= 0) waste.clear();
            } catch (IOException _) {
                // The round is over.
            }
        });
    }

    private byte[] line(String text) {
        String padded = text + "x".repeat(SIZE - text.length());
        return (dialect == Dialect.IRC ? "PRIVMSG #bench :" + padded + "\r\n" : padded + "\n").getBytes();
    }

    Round send(int messages) throws Exception {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < messages; i++) bytes.write(line("message " + i + " "));
        var burst = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
        long began = System.nanoTime();
        var writer = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (burst.hasRemaining()) sender.write(burst);
            } catch (IOException _) {
                // The receivers will miss what was not sent, or the round is over.
            }
        });
        long expected = (long) messages * receivers;
        long delivered = count(expected, PATIENCE);
        double seconds = (last - began) / 1e9;
        if (delivered == expected) writer.join();
        return new Round(delivered, expected, seconds);
    }

    /// When bytes came last.
    private long last;

    /// Counts lines until there are so many, or nothing has come for some time.
    private long count(long wanted, Duration patience) throws IOException {
        long lines = 0;
        last = System.nanoTime();
        while (lines < wanted) {
            if (selector.select(patience.toMillis()) == 0) return lines;
            for (var key : selector.selectedKeys()) {
                if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) key.cancel();
                else lines += lineEnds(buffer.flip());
            }
            selector.selectedKeys().clear();
            last = System.nanoTime();
        }
        return lines;
    }

    /// Eight bytes at a time, so that counting costs less than reading: a zero byte of `v` is a line end, and exactly
    /// those have no bit left in the sum.
    private static int lineEnds(ByteBuffer bytes) {
        int count = 0;
        int i = 0;
        for (int n = bytes.limit() - 7; i < n; i += 8) {
            long v = bytes.getLong(i) ^ 0x0A0A0A0A0A0A0A0AL;
            long rest = (v & 0x7F7F7F7F7F7F7F7FL) + 0x7F7F7F7F7F7F7F7FL | v;
            count += Long.bitCount(~rest & 0x8080808080808080L);
        }
        for (; i < bytes.limit(); i++) if (bytes.get(i) == '\n') count++;
        return count;
    }

    /// Sends at a steady rate; each line holds the time at which it left.
    ///
    /// @return nanoseconds from there until each receiver had it
    Samples late(int messages, int perSecond) throws Exception {
        var writer = Thread.ofPlatform().daemon().start(() -> {
            try {
                long next = System.nanoTime();
                for (int i = 0; i < messages; i++) {
                    for (long wait; (wait = next - System.nanoTime()) > 0; ) LockSupport.parkNanos(wait);
                    next += 1_000_000_000L / perSecond;
                    var bytes = ByteBuffer.wrap(line("{" + System.nanoTime() + "}"));
                    while (bytes.hasRemaining()) sender.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var times = new long[messages * receivers];
        int got = 0;
        while (got < times.length) {
            if (selector.select(PATIENCE.toMillis()) == 0) {
                throw new IOException("only " + got + " of " + times.length + " came");
            }
            for (var key : selector.selectedKeys()) {
                ((SocketChannel) key.channel()).read(buffer.clear());
                got = stamps(buffer.flip(), System.nanoTime(), times, got);
            }
            selector.selectedKeys().clear();
        }
        writer.join();
        return Samples.of(Arrays.stream(times).asDoubleStream().toArray());
    }

    /// Looks for the times in what has come. Leaves no garbage behind, so that no collector is measured.
    ///
    /// @return how many delays are known now
    private static int stamps(ByteBuffer bytes, long now, long[] times, int got) {
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != '{') continue;
            long sent = 0;
            for (i++; bytes.get(i) != '}'; i++) sent = 10 * sent + bytes.get(i) - '0';
            times[got++] = now - sent;
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        for (var channel : all) channel.close();
        selector.close();
    }
}
