/// MapReduce end to end over sockets, nodes up, result on disk, beside mawk, Python and Hadoop on the same text.

import java.text.Normalizer;
import java.util.spi.ToolProvider;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import wirelab.kit.*;
import wirelab.mapreduce.*;
import wirelab.measure.*;
import wirelab.program.*;

/// A row: a job of ours, or a program with its command.
record Subject(String name, Path text, int portions, int copies, List<String> command) {}

static final String MAWK = """
        { gsub(/[^A-Za-z0-9]+/, " "); n = split(tolower($0), w, " "); for (i = 1; i <= n; i++) c[w[i]]++ }
        END { for (t in c) print t "\\t" c[t] | "LC_ALL=C sort" }
        """;
static final String PYTHON = """
        import collections, re, sys
        c = collections.Counter()
        for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
            c.update(re.findall(r"[^\\W_]+", line.lower()))
        with open(sys.argv[2], "w", encoding="utf-8") as out:
            for t in sorted(c): out.write(f"{t}\\t{c[t]}\\n")
        """;
/// The same engine without a network: a thread per core, a table each.
static final String TUNED = """
        import java.io.*;
        import java.nio.*;
        import java.nio.channels.FileChannel;
        import java.nio.file.*;
        import java.util.*;
        import wirelab.terms.*;

        public class Tuned {
            public static void main(String... args) throws Exception {
                int threads = Runtime.getRuntime().availableProcessors();
                long size = Files.size(Path.of(args[0]));
                var sorted = new SortedRecords[threads];
                var all = new ArrayList<Thread>();
                for (int i = 0; i < threads; i++) {
                    int me = i;
                    all.add(Thread.ofPlatform().start(() -> {
                        try (var file = FileChannel.open(Path.of(args[0]))) {
                            long from = border(file, size * me / threads, size);
                            long to = border(file, size * (me + 1) / threads, size);
                            var table = new CountTable(Long::sum);
                            var cutter = new TextCutter(false, piece -> table.count(piece.text(), 0, piece.length()));
                            var block = new byte[1 << 18];
                            for (long at = from; at < to; ) {
                                int n = file.read(ByteBuffer.wrap(block, 0, (int) Math.min(block.length, to - at)), at);
                                cutter.add("", at, block, 0, n);
                                at += n;
                            }
                            cutter.end();
                            sorted[me] = table.sorted();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }));
                }
                for (var thread : all) thread.join();
                try (var out = new BufferedOutputStream(new FileOutputStream(args[1]), 1 << 16);
                        var records = MergedRecords.of(List.of(sorted), Long::sum)) {
                    while (records.next()) {
                        out.write(records.buffer(), records.offset(), records.length());
                        out.write(("\\t" + records.value() + "\\n").getBytes());
                    }
                }
            }

            static long border(FileChannel file, long at, long size) throws IOException {
                if (at == 0 || at >= size) return at;
                var window = ByteBuffer.allocate(1 << 16);
                int count = file.read(window, at);
                return at + Terms.firstBorder(window.array(), 0, count);
            }
        }
        """;
static final String POM = """
        <project><modelVersion>4.0.0</modelVersion><groupId>wirelab</groupId><artifactId>hadoop</artifactId><version>1</version>
        <dependencies>%s</dependencies></project>
        """;
static final String DEPENDENCY = """
        <dependency><groupId>org.apache.hadoop</groupId><artifactId>%s</artifactId><version>3.4.2</version></dependency>
        """;
static final Path HADOOPS_JAVA = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
static final Path BIBLE = Path.of("/usr/share/sword/modules/texts/ztext/spaRV1909eb");

void main(String... args) {
    Program.of("MapreduceBench", "MapReduce end to end beside mawk, Python and Hadoop, A B C A B C")
            .choice("part", List.of("speed", "spanish", "memory"),
                    "213 MB of sources; 5 MB with accents; 2 GB in little memory")
            .text("text", "FILE", null, "what to count for speed; the JDK's own sources otherwise")
            .number("rounds", 5, 1, 50, "rounds of each; the table shows medians")
            .number("bits", 26, 16, 26, "for memory: so many bits number the terms, 2 GB of text with 26")
            .number("threads", 1, 1, 64, "threads of each of the four mappers, which share one machine here")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    Path folder = Files.createTempDirectory("mapreduce-bench");
    try {
        switch (options.required("part")) {
            case "speed" -> speed(options, folder);
            case "spanish" -> spanish(options, folder);
            default -> memory(folder, 1 << options.number("bits"));
        }
    } finally {
        Folders.delete(folder);
    }
}

void speed(CommandLine options, Path folder) throws Exception {
    Path text = options.text("text") == null ? sources(folder) : options.path("text");
    var subjects = new ArrayList<>(List.of(new Subject("4 mappers, 1 copy", text, 0, 1, List.of()),
            new Subject("4 mappers, 2 copies", text, 0, 2, List.of()),
            new Subject("4 mappers, --portions 16", text, 16, 1, List.of()),
            tuned(folder, text)));
    subjects.addAll(peers(folder, text));
    compare("mapreduce", options, folder, subjects, "mawk");
}

/// The same text with its accents and without them: what UTF-8 costs.
void spanish(CommandLine options, Path folder) throws Exception {
    if (!Files.isDirectory(BIBLE)) throw new IOException(Contender.missing("the Spanish text", "sword-text-sparv"));
    String verses = verses("ot") + verses("nt");
    byte[] once = verses.getBytes();
    byte[] all = Arrays.copyOf(once, 5_300_000);
    System.arraycopy(once, 0, all, once.length, all.length - once.length);
    Path accents = Files.write(folder.resolve("accents"), all);
    String plain = Normalizer.normalize(new String(all), Normalizer.Form.NFD).replaceAll("[^\\x00-\\x7f]", "");
    // As many bytes, so that times compare.
    while (plain.length() < all.length) plain += plain.substring(0, Math.min(plain.length(), all.length - plain.length()));
    Path ascii = Files.writeString(folder.resolve("ascii"), plain);
    var subjects = new ArrayList<>(List.of(new Subject("with accents", accents, 4, 1, List.of()),
            new Subject("without, as many bytes", ascii, 4, 1, List.of()), tuned(folder, accents)));
    subjects.addAll(peers(folder, accents));
    compare("mapreduce-spanish", options, folder, subjects, "without, as many bytes");
}

void compare(String name, CommandLine options, Path folder, List<Subject> subjects, String base) throws Exception {
    var nodes = new ArrayList<ServerProcess>();
    try {
        var config = start(folder, nodes, List.of(), "--threads", options.text("threads"));
        var warm = new LinkedHashMap<String, Duration>();
        for (var subject : subjects) if (subject.command().isEmpty()) warm.put(subject.name(), once(subject, config,
                folder));
        System.out.println("jobs that warm up: " + warm.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Text.duration(entry.getValue())).collect(Collectors.joining(", ")));
        var results = Rounds.of(options.number("rounds")).run(subjects, subject -> once(subject, config, folder).toNanos());
        var table = new Table().text("on " + Text.bytes(Files.size(subjects.getFirst().text())), "subject", 34)
                .time("median", "median_ns", 10).time("least", "least_ns", 10)
                .number("MB/s", "megabytes_per_second", 8, 1).ratio("to " + base, "ratio", 12);
        System.out.println(table.head());
        double its = results.entrySet().stream().filter(entry -> entry.getKey().name().equals(base)).findFirst()
                .map(entry -> Samples.of(entry.getValue(), Long::doubleValue).median()).orElse(Double.NaN);
        for (var entry : results.entrySet()) {
            double median = Samples.of(entry.getValue(), Long::doubleValue).median();
            System.out.println(table.add(entry.getKey().name(), median, (double) Collections.min(entry.getValue()),
                    Files.size(entry.getKey().text()) * 1e3 / median, its / median));
        }
        Results.write(name, table.rows(), table);
    } finally {
        for (var node : nodes) node.close();
    }
}

/// All sources of the JDK in one file.
Path sources(Path folder) throws IOException {
    var file = folder.resolve("sources");
    try (var zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(
                    Path.of(System.getProperty("java.home"), "lib", "src.zip"))));
            var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) if (entry.getName()
                .endsWith(".java")) zip.transferTo(out);
    }
    return file;
}

/// The text of a testament: blocks packed by zlib, whose places stand in an index of 12 bytes each; without its markup.
String verses(String testament) throws IOException {
    var index = ByteBuffer.wrap(Files.readAllBytes(BIBLE.resolve(testament + ".bzs"))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] packed = Files.readAllBytes(BIBLE.resolve(testament + ".bzz"));
    var text = new StringBuilder();
    while (index.remaining() >= 12) {
        var block = new ByteArrayInputStream(packed, index.getInt(), index.getInt());
        index.getInt();
        text.append(new String(new InflaterInputStream(block).readAllBytes()).replaceAll("<[^>]*>", " "));
    }
    return text.toString().replaceAll(" +", " ");
}

Subject tuned(Path folder, Path text) throws IOException {
    var source = Files.writeString(folder.resolve("Tuned.java"), TUNED);
    int status = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-p", "out/modules",
            "--add-modules",
            "wirelab.terms", "-d", folder.resolve("tuned").toString(), source.toString());
    if (status != 0) throw new IOException("Tuned.java does not compile");
    return new Subject("tuned Java, one process", text, 0, 0, List.of(java().toString(), "-p", "out/modules",
            "--add-modules",
            "wirelab.terms", "-cp", folder.resolve("tuned").toString(), "Tuned", text.toString(),
            folder.resolve("out").toString()));
}

Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
}

List<Subject> peers(Path folder, Path text) throws Exception {
    var all = new ArrayList<Subject>();
    var script = Files.writeString(folder.resolve("count.awk"), MAWK);
    var python = Files.writeString(folder.resolve("count.py"), PYTHON);
    String out = folder.resolve("out").toString();
    for (var peer : List.of(new Subject("mawk", text, 0, 0, List.of("mawk", "-f", script.toString(), text.toString())),
            new Subject("python3", text, 0, 0, List.of("python3", python.toString(), text.toString(), out)))) {
        if (Contender.isInstalled(peer.name())) all.add(peer);
        else System.out.println(Contender.missing(peer.name(), peer.name()));
    }
    String hadoop = hadoop(folder);
    if (hadoop != null) {
        all.add(new Subject("Hadoop 3.4.2, local runner", text, 0, 0, List.of(HADOOPS_JAVA.toString(), "-cp", hadoop,
                "org.apache.hadoop.examples.WordCount", "-D", "mapreduce.framework.name=local", "-D",
                        "fs.defaultFS=file:///",
                "-D", "hadoop.tmp.dir=" + folder.resolve("tmp"), "-D", "mapreduce.local.map.tasks.maximum=2",
                text.toString(), out)));
    }
    return all;
}

/// The class path of Hadoop, which Maven fetches once; `null` where that cannot be.
String hadoop(Path folder) throws Exception {
    if (!Contender.isInstalled("mvn") || !Files.isExecutable(HADOOPS_JAVA)) {
        System.out.println(Contender.missing("Hadoop", "maven, openjdk-17-jre-headless"));
        return null;
    }
    String dependencies = Stream.of("hadoop-common", "hadoop-mapreduce-client-jobclient", "hadoop-mapreduce-examples")
            .map(DEPENDENCY::formatted).collect(Collectors.joining());
    var pom = Files.writeString(folder.resolve("pom.xml"), POM.formatted(dependencies));
    var path = folder.resolve("classpath");
    var fetching = new ProcessBuilder("mvn", "-q", "-B", "-f", pom.toString(), "dependency:build-classpath",
            "-Dmdep.outputFile=" + path).redirectErrorStream(true).redirectOutput(folder.resolve("mvn.log").toFile())
                    .start();
    if (fetching.waitFor() == 0) return Files.readString(path).strip();
    System.out.println("Hadoop is missing: mvn reaches no repository that has it");
    return null;
}

ClusterConfig start(Path folder, List<ServerProcess> nodes, List<String> heap, String... options) throws Exception {
    var mappers = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < 4; i++) {
        var args = new ArrayList<>(heap);
        args.addAll(List.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts.Mapper", "127.0.0.1", "PORT", "--folder",
                folder.resolve("spilled" + i).toString()));
        args.addAll(List.of(options));
        nodes.add(ServerProcess.start(Contender.java("mapper", args.toArray(String[]::new)), Map.of(),
                node -> Proc.listens(node.address().getPort())));
        mappers.add(nodes.getLast().address());
    }
    var args = new ArrayList<>(heap);
    args.addAll(List.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts.Reducer", "--config", "FOLDER/config.ini",
            "--folder",
            folder.resolve("kept").toString()));
    if (List.of(options).contains("--memory")) args.addAll(List.of("--memory", options[List.of(options)
            .indexOf("--memory") + 1]));
    var reducer = Contender.java("reducer", args.toArray(String[]::new))
            .withFile("config.ini", "[reducer]\nhost = 127.0.0.1\nport = PORT\n");
    nodes.add(ServerProcess.start(reducer, Map.of(), node -> Proc.listens(node.address().getPort())));
    return new ClusterConfig(mappers, List.of(nodes.getLast().address()), "");
}

Duration once(Subject subject, ClusterConfig config, Path folder) throws Exception {
    var out = folder.resolve("out");
    Folders.delete(out);
    long began = System.nanoTime();
    if (subject.command().isEmpty()) {
        var options = JobOptions.of(subject.text(), out).withPortions(subject.portions(), subject.copies());
        try (var master = JobMaster.of(Host.HERE, () -> config, options)) {
            master.run();
        }
    } else {
        var process = new ProcessBuilder(subject.command()).redirectOutput(folder.resolve("printed").toFile())
                .redirectError(folder.resolve("complaints").toFile()).start();
        if (process.waitFor() != 0) throw new IOException(subject.name() + ": "
                + Files.readString(folder.resolve("complaints")));
    }
    return Duration.ofNanos(System.nanoTime() - began);
}

/// 2^26 terms in 2 GB; all nodes with `--memory 64m` and a heap of 192 MB. What must come out is known by arithmetic.
void memory(Path folder, int terms) throws Exception {
    // The text, runs of mappers and reducer, the result.
    long needed = 200L * terms;
    if (Files.getFileStore(folder).getUsableSpace() < needed) {
        throw new UsageException(folder + ": " + Text.bytes(needed) + " must be free");
    }
    var text = folder.resolve("text");
    var out = folder.resolve("out");
    var nodes = new ArrayList<ServerProcess>();
    var config = new AtomicReference<ClusterConfig>();
    try (var master = JobMaster.of(Host.HERE, config::get, JobOptions.of(text, out).withPortions(16, 1))) {
        // What lies on the disk is too much to be left there.
        Program.whenAskedToEnd(master::cancel);
        write(text, terms);
        config.set(start(folder, nodes, List.of("-Xmx192m"), "--memory", "64m", "--threads", "1"));
        var result = master.run();
        check(out, terms);
        long spills = result.counters().getOrDefault("spills", 0L);
        if (spills == 0) throw new IOException("nothing outgrew its memory");
        System.out.printf(Locale.ROOT, "%s in %.1f s, %.1f MB/s; all %,d terms have the right count%n",
                Text.bytes(result.bytes()), result.took().toMillis() / 1e3,
                result.bytes() / 1e6 / (result.took().toMillis() / 1e3), terms);
        result.counters().forEach((name, n) -> System.out.println("  " + name + ": " + n));
        var peaks = new ArrayList<String>();
        for (var node : nodes) peaks.add(peak(node));
        System.out.println("  most memory of four mappers and the reducer: " + String.join(", ", peaks));
        Results.write("mapreduce-memory", Map.of("bytes", result.bytes(), "nanoseconds", result.took().toNanos(),
                "terms", terms, "counters", result.counters(), "peaks", peaks));
    } finally {
        for (var node : nodes) node.close();
    }
}

/// Each term once, every second one twice, and so on to six, far apart.
void write(Path text, int terms) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(text), 1 << 20)) {
        var term = "term.......\n".getBytes();
        for (int round = 1; round <= 6; round++) {
            for (int i = 0; i < terms; i++) {
                int number = i * 0x9e3779b1 & terms - 1;
                if (number % round != 0) continue;
                digits(number, term);
                out.write(term);
            }
        }
    }
}

/// Seven digits to the base 36 behind `term`, the order of which is that of the numbers.
void digits(int number, byte[] term) {
    for (int i = 10; i >= 4; i--, number /= 36) term[i] = (byte) Character.forDigit(number % 36, 36);
}

void check(Path out, int terms) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(out), 1 << 20)) {
        var line = "term.......\t0\n".getBytes();
        for (int number = 0; number < terms; number++) {
            digits(number, line);
            int count = 0;
            for (int round = 1; round <= 6; round++) if (number % round == 0) count++;
            line[12] = (byte) ('0' + count);
            if (!Arrays.equals(line, in.readNBytes(line.length))) throw new IOException("term " + number + " is not right");
        }
        if (in.read() >= 0) throw new IOException("there are more terms than that");
    }
}

String peak(ServerProcess node) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(node.process().pid()), "status"))) {
        return lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElse("").replace("VmHWM:", "").strip();
    }
}
