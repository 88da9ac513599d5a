/// TCP echo throughput with and without --pcap, in one run: small messages, large ones, and one long stream.

import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import wirelab.echo.EchoClient;
import wirelab.echo.EchoServer;
import wirelab.kit.*;
import wirelab.tap.*;

/// What is sent.
///
/// @param name of the row
/// @param clients at once
/// @param size of a message in bytes; each client waits for its echo before it sends the next
record Load(String name, int clients, int size) {}

/// What came out of one load.
///
/// @param load what was sent
/// @param without median of the rounds without a capture, bytes per second
/// @param with median of the rounds with one
/// @param ratio median of the ratios of neighbouring rounds: other work on the machine slows both of a pair
record Row(Load load, double without, double with, double ratio) {}

static final long FLOOR_BYTES = 512L << 20;

static final List<Load> LOADS = List.of(
        new Load("1 client, messages of 1 KiB", 1, 1024),
        new Load("8 clients, messages of 1 KiB", 8, 1024),
        new Load("8 clients, messages of 16 KiB", 8, 16 * 1024),
        new Load("1 client, a stream of 64 KiB writes", 1, 0));

void main(String... args) {
    Program.of("TapBench", "TCP echo throughput with and without --pcap, A B A B")
            .number("rounds", 7, 5, 100, "rounds of each kind; the table shows medians")
            .duration("time", "1s", "length of a round")
            .text("folder", "DIR", System.getProperty("java.io.tmpdir"), "where the captures go; each is deleted after its round")
            .run(args, options -> {
                var rows = new ArrayList<Row>();
                System.out.printf("%-38s %14s %14s %7s%n", "TCP echo, both ends in one process", "without", "with --pcap", "ratio");
                for (var load : LOADS) {
                    var row = measure(load, options);
                    rows.add(row);
                    System.out.printf(Locale.ROOT, "%-38s %9.1f MB/s %9.1f MB/s %7.2f%n", load.name, row.without / 1e6,
                            row.with / 1e6, row.ratio);
                }
                System.out.printf(Locale.ROOT, "for comparison: one thread writes a file of %d MB with nothing else to do at %.0f MB/s%n",
                        FLOOR_BYTES / 1_000_000, floor(Path.of(options.text("folder"))) / 1e6);
                System.out.println("an echo of a byte puts two bytes into the capture, besides the headers");
                report(rows);
            });
}

/// How fast a file takes bytes that nobody had to make: what a capture cannot be cheaper than.
///
/// @return bytes per second, the median of five
double floor(Path folder) throws IOException {
    var rates = new ArrayList<Double>();
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
    return median(rates);
}

Row measure(Load load, Options options) throws Exception {
    long nanos = options.duration("time").toNanos();
    Path file = Files.createTempFile(Path.of(options.text("folder")), "TapBench", ".pcapng");
    try {
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        // The first round of each kind warms the compiler up and is not counted.
        for (int round = 0; round <= options.number("rounds"); round++) {
            double plain = round(load, nanos);
            double tapped;
            try (var _ = Recorder.start(Capture.to(file))) {
                tapped = round(load, nanos);
            }
            Files.write(file, new byte[0]);
            if (round == 0) continue;
            without.add(plain);
            with.add(tapped);
            ratios.add(tapped / plain);
        }
        return new Row(load, median(without), median(with), median(ratios));
    } finally {
        Files.delete(file);
    }
}

/// One round.
///
/// @return bytes echoed per second
double round(Load load, long nanos) throws Exception {
    try (var server = EchoServer.start(EchoServer.Options.DEFAULTS.withUdp(null)); var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        long began = System.nanoTime();
        var clients = new ArrayList<Future<Long>>();
        for (int i = 0; i < load.clients; i++) {
            clients.add(pool.submit(() -> load.size == 0 ? stream(server, began + nanos) : messages(server, load.size, began + nanos)));
        }
        long bytes = 0;
        for (var client : clients) bytes += client.get();
        return bytes * 1e9 / (System.nanoTime() - began);
    }
}

long messages(EchoServer server, int size, long until) throws IOException {
    var message = new byte[size];
    long bytes = 0;
    try (var client = EchoClient.connect(server.address(), Duration.ofSeconds(10))) {
        for (; System.nanoTime() < until; bytes += size) client.echo(message);
    }
    return bytes;
}

/// Writes in one thread while another reads, as a copy of a file through the server does.
long stream(EchoServer server, long until) throws IOException {
    try (var client = EchoClient.connect(server.address(), Duration.ofSeconds(10))) {
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

double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
}

void report(List<Row> rows) throws IOException {
    String json = rows.stream().map(row -> String.format(Locale.ROOT,
            "  {\"load\": \"%s\", \"without_bytes_per_second\": %.0f, \"with_pcap_bytes_per_second\": %.0f, \"ratio\": %.3f}",
            row.load.name, row.without, row.with, row.ratio)).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    Path file = Files.createDirectories(Path.of("out", "bench")).resolve("tap.json");
    Files.writeString(file, json);
    System.out.println(file);
}
