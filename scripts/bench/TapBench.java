/// TCP echo throughput with and without --pcap, and with the bytes alone written to a file, in one run.

import wirelab.echo.EchoClient;
import wirelab.echo.EchoServer;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.tap.*;

/// What is sent.
///
/// @param name of the row
/// @param clients at once
/// @param size of a message in bytes; each client waits for its echo before it sends the next
record Load(String name, int clients, int size) {}

/// The kinds of rounds: each is compared with the rounds without a capture beside it.
enum Kind { WITHOUT, PCAP, ALONE, DUMPCAP }

static final long FLOOR_BYTES = 512L << 20;
/// Memory that is touched before a file is written, at most.
static final long MOST_WARM = 4L << 30;

static final List<Load> LOADS = List.of(
        new Load("1 client, messages of 1 KiB", 1, 1024),
        new Load("8 clients, messages of 1 KiB", 8, 1024),
        new Load("8 clients, messages of 16 KiB", 8, 16 * 1024),
        new Load("1 client, a stream of 64 KiB writes", 1, 0));

void main(String... args) {
    Program.of("TapBench", "TCP echo throughput with and without --pcap, with the bytes alone in a file, and with dumpcap,"
                    + " A B C D A B C D")
            .number("rounds", 7, 5, 100, "rounds of each kind; the table shows medians")
            .duration("time", "1s", "length of a round; in one of 1 s a capture grows to about 2 GB")
            .flag("cold", "do not touch the memory for the file before each round")
            .text("folder", "DIR", System.getProperty("java.io.tmpdir"),
                    "where the captures go; each is deleted after its round")
            .run(args, options -> {
                Function<Object, String> megabytes = rate -> String.format(Locale.ROOT, "%.1f MB/s", (double) rate / 1e6);
                var table = new Table().text("TCP echo, both ends in one process", "load", 38)
                        .column("without", "without_bytes_per_second", 14, megabytes, 0)
                        .column("with --pcap", "with_pcap_bytes_per_second", 14, megabytes, 0)
                        .ratio("ratio", "ratio", 7).ratio("bytes alone", "bytes_alone_ratio", 12)
                        .ratio("dumpcap", "dumpcap_ratio", 8).share("lost", "dumpcap_lost", 6, 0);
                System.out.println(table.head());
                for (var load : LOADS) System.out.println(measure(load, options, table));
                var floor = floor(Path.of(options.text("folder")));
                System.out.printf(Locale.ROOT, "for comparison: one thread writes a file of %d MB"
                        + " with nothing else to do at %.0f MB/s, the slowest of five at %.0f%n",
                        FLOOR_BYTES / 1_000_000, floor.median() / 1e6, floor.least() / 1e6);
                System.out.println("bytes alone: the ratio when the bytes are written as they come, by write() alone:"
                        + " no copy, no packets");
                System.out.println("dumpcap: the ratio when Wireshark's own program captures lo,"
                        + " and how many packets it loses");
                System.out.println("an echo of a byte puts two bytes into the capture, besides the headers");
                Results.write("tap", table.rows(), table);
            });
}

/// How fast a file takes bytes that nobody had to make: what a capture cannot be cheaper than.
///
/// @return bytes per second, five times
Samples floor(Path folder) throws IOException {
    var rates = new Samples();
    var piece = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < 5; i++) {
        Path file = Files.createTempFile(folder, "TapBench", ".floor");
        try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            for (long n = 0; n < FLOOR_BYTES; n += piece.capacity()) out.write(piece.clear());
            rates.add(FLOOR_BYTES * 1e9 / (System.nanoTime() - began));
        } finally {
            Files.delete(file);
        }
    }
    return rates;
}

/// Writes a file as long as the next capture may become, and empties it. A virtual machine that gives memory back to its
/// host as soon as it is free must fetch each page again with its first use, which takes longer than all that a capture
/// does: see the lab sheet.
void warm(Path file, long size) throws IOException {
    var piece = ByteBuffer.allocateDirect(1 << 20);
    try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (long n = 0; n < size; n += piece.capacity()) out.write(piece.clear());
    }
    Files.write(file, new byte[0]);
}

/// The least that anything can do that puts all bytes into a file: `write()` of what is sent, from where it lies.
record BytesAlone(FileChannel file) implements Tap, AutoCloseable {
    static BytesAlone to(Path path) throws IOException {
        return new BytesAlone(FileChannel.open(path, StandardOpenOption.WRITE));
    }

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        return new Stream() {
            @Override
            public void data(Direction direction, ByteBuffer bytes) {
                try {
                    if (direction == Direction.SENT) while (bytes.hasRemaining()) file.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void end(Direction direction) {}

            @Override
            public void closed(Ending ending) {}
        };
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {}

    @Override
    public void close() throws IOException {
        file.close();
    }
}

/// Wireshark's own capture of the loopback interface, with room for 64 MiB of packets in the kernel.
static final class Dumpcap implements AutoCloseable {
    private final Process process;
    private final BufferedReader says;
    private double lost = Double.NaN;

    Dumpcap(Path file) throws IOException {
        process = new ProcessBuilder("dumpcap", "-q", "-i", "lo", "-f", "tcp", "-B", "64", "-w", file.toString())
                .redirectErrorStream(true).start();
        says = process.inputReader();
        // Its second line names the file: from then on it captures.
        for (String line; (line = says.readLine()) != null && !line.startsWith("File:"); ) continue;
    }

    /// Whether it runs here at all; it needs rights that root has.
    static boolean works(Path folder) throws Exception {
        Path file = Files.createTempFile(folder, "TapBench", ".pcapng");
        try (var dumpcap = new Dumpcap(file)) {
            return dumpcap.process.isAlive();
        } catch (IOException _) {
            return false;
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws Exception {
        // The process itself would close its output as well, in which the counts are.
        process.toHandle().destroy();
        long[] received = {0, 0};
        for (String line; (line = says.readLine()) != null; ) {
            var counts = Pattern.compile("received/dropped on interface.*: (\\d+)/(\\d+)").matcher(line);
            if (counts.find()) received = new long[] {Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2))};
        }
        process.waitFor();
        lost = received[1] / (double) Math.max(1, received[0] + received[1]);
    }
}

/// Measures one load, the kinds in turns, and adds its row.
String measure(Load load, CommandLine options, Table table) throws Exception {
    Path file = Files.createTempFile(Path.of(options.text("folder")), "TapBench", ".pcapng");
    try {
        var kinds = new ArrayList<>(List.of(Kind.values()));
        if (!Dumpcap.works(Path.of(options.text("folder")))) kinds.remove(Kind.DUMPCAP);
        var lost = new ArrayList<Double>();
        long[] longest = {0};
        // The first round of each kind warms the compiler up and is not counted.
        var results = new Rounds(1, options.number("rounds")).run(kinds, kind -> {
            if (kind != Kind.WITHOUT && !options.flag("cold")) warm(file, Math.min(MOST_WARM, longest[0]));
            double rate = round(kind, load, options.duration("time").toNanos(), file, lost);
            if (options.flag("verbose")) System.out.printf(Locale.ROOT, "  %s %.0f MB/s%n", kind, rate / 1e6);
            if (kind == Kind.PCAP) longest[0] = Math.max(longest[0], Files.size(file) * 5 / 4);
            Files.write(file, new byte[0]);
            return rate;
        });
        var rates = new EnumMap<Kind, Samples>(Kind.class);
        results.forEach((kind, list) -> rates.put(kind, Samples.of(list, Double::doubleValue)));
        var plain = rates.get(Kind.WITHOUT);
        double stock = rates.containsKey(Kind.DUMPCAP) ? rates.get(Kind.DUMPCAP).ratios(plain).median() : Double.NaN;
        double missing = lost.size() < 2 ? Double.NaN
                : Samples.of(lost.subList(1, lost.size()), Double::doubleValue).median();
        return table.add(load.name, plain.median(), rates.get(Kind.PCAP).median(),
                rates.get(Kind.PCAP).ratios(plain).median(), rates.get(Kind.ALONE).ratios(plain).median(), stock, missing);
    } finally {
        Files.delete(file);
    }
}

double round(Kind kind, Load load, long nanos, Path file, List<Double> lost) throws Exception {
    return switch (kind) {
        case WITHOUT -> round(Host.HERE, load, nanos);
        case PCAP -> {
            try (var recorder = Recorder.start(Capture.to(file))) {
                yield round(Host.HERE.watchedBy(recorder), load, nanos);
            }
        }
        case ALONE -> {
            try (var alone = BytesAlone.to(file)) {
                yield round(Host.HERE.watchedBy(alone), load, nanos);
            }
        }
        case DUMPCAP -> {
            var dumpcap = new Dumpcap(file);
            double rate;
            try (dumpcap) {
                rate = round(Host.HERE, load, nanos);
            }
            lost.add(dumpcap.lost);
            yield rate;
        }
    };
}

/// One round.
///
/// @return bytes echoed per second
double round(Host host, Load load, long nanos) throws Exception {
    try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS.withUdp(null));
            var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        long began = System.nanoTime();
        var clients = new ArrayList<Future<Long>>();
        for (int i = 0; i < load.clients; i++) {
            clients.add(pool.submit(() -> load.size == 0
                    ? stream(host, server, began + nanos) : messages(host, server, load.size, began + nanos)));
        }
        long bytes = 0;
        for (var client : clients) bytes += client.get();
        return bytes * 1e9 / (System.nanoTime() - began);
    }
}

long messages(Host host, EchoServer server, int size, long until) throws IOException {
    var message = new byte[size];
    long bytes = 0;
    try (var client = EchoClient.connect(host, server.address(), Duration.ofSeconds(10))) {
        for (; System.nanoTime() < until; bytes += size) client.echo(message);
    }
    return bytes;
}

/// Writes in one thread while another reads, as a copy of a file through the server does.
long stream(Host host, EchoServer server, long until) throws IOException {
    try (var client = EchoClient.connect(host, server.address(), Duration.ofSeconds(10))) {
        var input = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long transferTo(OutputStream to) throws IOException {
                var piece = new byte[64 * 1024];
                long sent = 0;
                for (; System.nanoTime() < until; sent += piece.length) to.write(piece);
                return sent;
            }
        };
        return client.copy(input, OutputStream.nullOutputStream());
    }
}
