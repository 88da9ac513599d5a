/// TCP echo throughput with and without --pcap, and with the bytes alone written to a file, in one run.

import java.io.UncheckedIOException;
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
/// @param alone the same for rounds in which nothing but the bytes is written
/// @param stock the same for rounds in which dumpcap(1) captures, NaN where it cannot
/// @param lost the part of the packets that dumpcap did not get into its file
record Row(Load load, double without, double with, double ratio, double alone, double stock, double lost) {}

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
                var rows = new ArrayList<Row>();
                System.out.printf("%-38s %14s %14s %7s %12s %8s %6s%n", "TCP echo, both ends in one process",
                        "without", "with --pcap", "ratio", "bytes alone", "dumpcap", "lost");
                for (var load : LOADS) {
                    var row = measure(load, options);
                    rows.add(row);
                    System.out.printf(Locale.ROOT, "%-38s %9.1f MB/s %9.1f MB/s %7.2f %12.2f %8.2f %5.0f%%%n", load.name,
                            row.without / 1e6, row.with / 1e6, row.ratio, row.alone, row.stock, 100 * row.lost);
                }
                var floor = floor(Path.of(options.text("folder")));
                System.out.printf(Locale.ROOT, "for comparison: one thread writes a file of %d MB"
                        + " with nothing else to do at %.0f MB/s, the slowest of five at %.0f%n",
                        FLOOR_BYTES / 1_000_000, median(floor) / 1e6, Collections.min(floor) / 1e6);
                System.out.println("bytes alone: the ratio when the bytes are written as they come, by write() alone:"
                        + " no copy, no packets");
                System.out.println("dumpcap: the ratio when Wireshark's own program captures lo,"
                        + " and how many packets it loses");
                System.out.println("an echo of a byte puts two bytes into the capture, besides the headers");
                report(rows);
            });
}

/// How fast a file takes bytes that nobody had to make: what a capture cannot be cheaper than.
///
/// @return bytes per second, five times
List<Double> floor(Path folder) throws IOException {
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
///
/// @return closing it ends that
AutoCloseable bytesAlone(Path path) throws IOException {
    var file = FileChannel.open(path, StandardOpenOption.WRITE);
    var installed = Tap.install(new Tap() {
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
    });
    return () -> {
        installed.close();
        file.close();
    };
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

Row measure(Load load, Options options) throws Exception {
    long nanos = options.duration("time").toNanos();
    Path file = Files.createTempFile(Path.of(options.text("folder")), "TapBench", ".pcapng");
    try {
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        var alone = new ArrayList<Double>();
        var stock = new ArrayList<Double>();
        var lost = new ArrayList<Double>();
        boolean dumpcaps = Dumpcap.works(Path.of(options.text("folder")));
        long longest = 0;
        // The first round of each kind warms the compiler up and is not counted.
        for (int round = 0; round <= options.number("rounds"); round++) {
            double plain = round(load, nanos);
            double tapped;
            if (!options.flag("cold")) warm(file, Math.min(MOST_WARM, longest));
            try (var _ = Recorder.start(Capture.to(file))) {
                tapped = round(load, nanos);
            }
            longest = Math.max(longest, Files.size(file) * 5 / 4);
            Files.write(file, new byte[0]);
            double bytes;
            if (!options.flag("cold")) warm(file, Math.min(MOST_WARM, longest));
            try (var _ = bytesAlone(file)) {
                bytes = round(load, nanos);
            }
            Files.write(file, new byte[0]);
            double captured = Double.NaN;
            double missing = Double.NaN;
            if (dumpcaps) {
                if (!options.flag("cold")) warm(file, Math.min(MOST_WARM, longest));
                var dumpcap = new Dumpcap(file);
                try (dumpcap) {
                    captured = round(load, nanos);
                }
                missing = dumpcap.lost;
                Files.write(file, new byte[0]);
            }
            if (options.flag("verbose")) {
                System.out.printf(Locale.ROOT,
                        "  round %d: without %.0f, with --pcap %.0f (%.2f), bytes alone %.0f (%.2f)%n",
                        round, plain / 1e6, tapped / 1e6, tapped / plain, bytes / 1e6, bytes / plain);
            }
            if (round == 0) continue;
            alone.add(bytes / plain);
            stock.add(captured / plain);
            lost.add(missing);
            without.add(plain);
            with.add(tapped);
            ratios.add(tapped / plain);
        }
        return new Row(load, median(without), median(with), median(ratios), median(alone), median(stock), median(lost));
    } finally {
        Files.delete(file);
    }
}

/// One round.
///
/// @return bytes echoed per second
double round(Load load, long nanos) throws Exception {
    try (var server = EchoServer.start(EchoServer.Options.DEFAULTS.withUdp(null));
            var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        long began = System.nanoTime();
        var clients = new ArrayList<Future<Long>>();
        for (int i = 0; i < load.clients; i++) {
            clients.add(pool.submit(() -> load.size == 0
                    ? stream(server, began + nanos) : messages(server, load.size, began + nanos)));
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
            "  {\"load\": \"%s\", \"without_bytes_per_second\": %.0f, \"with_pcap_bytes_per_second\": %.0f, \"ratio\": %.3f,"
                    + " \"bytes_alone_ratio\": %.3f, \"dumpcap_ratio\": %.3f, \"dumpcap_lost\": %.3f}",
            row.load.name, row.without, row.with, row.ratio, row.alone, row.stock, row.lost))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    Path file = Files.createDirectories(Path.of("out", "bench")).resolve("tap.json");
    Files.writeString(file, json);
    System.out.println(file);
}
