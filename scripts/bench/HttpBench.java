/// HTTP files: ours beside nginx and jwebserver; requests, p99, CPU and memory, idle connections.
///
/// A last one, `constant`, knows no HTTP and always writes the same bytes: the most that a thread per connection can do
/// here. `wrk` drives them in turns (A B C D A B C D ...), two threads and 64 connections that are kept open; medians
/// count. All run with their usual settings, nginx with sendfile and without a log, ours without a log too.

import wirelab.kit.*;

/// One server under test.
record Server(String name, String needs, List<String> command) {}

/// What one round gave: requests per second, p99 in nanoseconds,
/// CPU of the server in nanoseconds per request, failed requests.
record Round(double perSecond, double p99, double cpu, long failed) {}

record Row(String size, String server, double perSecond, double p99, double cpu, long failed) {}

static final Map<String, Integer> SIZES = new LinkedHashMap<>();
static final int CONNECTIONS = 64;
static final String OURS = "wirelab";

List<Row> rows = new ArrayList<>();
Map<String, Long> memory = new LinkedHashMap<>();
Map<String, Long> idle = new LinkedHashMap<>();
Map<Integer, ByteBuffer> constants = new ConcurrentHashMap<>();
Path folder;

void main(String... args) {
    Program.of("HttpBench", "measures our HTTP server beside nginx and jwebserver, driven by wrk")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "3s", "length of one measurement")
            .duration("warm", "5s", "time to warm each server up before")
            .size("size", "0", "size of the one file to measure with; 0 for 1 KiB, 64 KiB and 10 MiB")
            .number("idle", 10_000, 0, 100_000, "idle connections whose memory is measured; 0 for none")
            .number("constant", 0, 0, 65_535,
                    "only serve on this port, always the same bytes: what the others are compared with")
            .run(args, options -> {
                if (options.number("constant") > 0) {
                    serveConstants(options.number("constant"));
                    return;
                }
                folder = Files.createTempDirectory("http-bench");
                // nginx may give up its rights.
                folder.toFile().setReadable(true, false);
                folder.toFile().setExecutable(true, false);
                try {
                    measure(options);
                } finally {
                    try (var files = Files.walk(folder)) {
                        for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
                    }
                }
            });
}

void measure(Options options) throws Exception {
    if (options.size("size") > 0) SIZES.put(Text.bytes(options.size("size")), Math.toIntExact(options.size("size")));
    else for (int size : new int[] {1 << 10, 64 << 10, 10 << 20}) SIZES.put(Text.bytes(size), size);
    if (!present("wrk")) throw new IOException("wrk is missing: install the package wrk");
    var root = Files.createDirectory(folder.resolve("root"));
    var random = new Random(1);
    // The idle part asks for 1 KiB.
    for (int size : Stream.concat(Stream.of(1024), SIZES.values().stream()).distinct().toList()) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(root.resolve(size + ".bin"), bytes);
    }
    var servers = servers(root);
    throughput(servers, options);
    if (options.number("idle") > 0) {
        for (var server : servers) {
            if (List.of("jwebserver", "constant").contains(server.name)) continue;
            idle.put(server.name, idle(server, options.number("idle")));
        }
    }
    report(options);
}

List<Server> servers(Path root) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    var all = new ArrayList<Server>();
    all.add(nginx("nginx", root, ""));
    all.add(nginx("nginx+cache", root, "open_file_cache max=1000 inactive=60s; open_file_cache_valid 1s;"));
    all.add(new Server("jwebserver", "", List.of(java + "/jwebserver", "-b", "127.0.0.1", "-p", "PORT",
            "-d", root.toString(), "-o", "none")));
    all.add(new Server(OURS, "", List.of(java + "/java", "@out/lab", "-m", "wirelab.scripts/wirelab.scripts.HttpServer",
            "--root", root.toString(), "--port", "PORT", "--max", "20000", "--idle", "10min")));
    all.add(new Server("constant", "", List.of(java + "/java", "@out/lab", "scripts/bench/HttpBench.java",
            "--constant", "PORT")));
    return all.stream().filter(server -> server.needs.isEmpty() || present(server.needs)
            || missing(server)).toList();
}

/// No rules of HTTP, no files: one read, and one write of bytes that were there before. More than this is not to be had
/// from a virtual thread per connection.
void serveConstants(int port) throws IOException {
    try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024)) {
        while (true) {
            var client = server.accept();
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread.startVirtualThread(() -> answer(client));
        }
    }
}

ByteBuffer constant(int size) {
    byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\nContent-Type: application/octet-stream\r\n"
            + "Date: Sat, 21 Nov 2026 09:00:00 GMT\r\nETag: \"0123456789abcdef\"\r\n\r\n").getBytes();
    return ByteBuffer.allocateDirect(head.length + size).put(head).clear();
}

void answer(SocketChannel client) {
    try (client) {
        for (var in = ByteBuffer.allocateDirect(2048); client.read(in.clear()) > 0; ) {
            int size = 0;
            // GET /1024.bin
            for (int i = 5; in.get(i) != '.'; i++) size = 10 * size + in.get(i) - '0';
            var out = constants.computeIfAbsent(size, this::constant).duplicate();
            while (out.hasRemaining()) client.write(out);
        }
    } catch (IOException _) {
        // The client is gone, or the benchmark is over.
    }
}

boolean missing(Server server) {
    System.out.println(server.name + " is missing: install the package " + server.needs);
    return false;
}

boolean present(String program) {
    for (String path : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
        if (Files.isExecutable(Path.of(path, program))) return true;
    }
    return false;
}

Server nginx(String name, Path root, String cache) throws IOException {
    var home = Files.createDirectory(folder.resolve(name));
    Files.writeString(home.resolve("nginx.conf"), """
            worker_processes auto;
            worker_rlimit_nofile 65536;
            daemon off;
            pid %1$s/pid;
            error_log %1$s/error.log;
            events { worker_connections 20000; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_timeout 600;
              keepalive_requests 1000000000;
              default_type application/octet-stream;
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              %3$s
              server { listen 127.0.0.1:PORT backlog=4096; root %2$s; }
            }
            """.formatted(home, root, cache));
    return new Server(name, "nginx", List.of("nginx", "-p", home.toString(), "-c", home + "/running.conf"));
}

void throughput(List<Server> servers, Options options) throws Exception {
    var running = new LinkedHashMap<Server, Running>();
    int rounds = options.number("rounds");
    try (var progress = Progress.steps("measuring", (long) SIZES.size() * rounds * servers.size())) {
        for (var server : servers) running.put(server, Running.start(server));
        var warm = options.duration("warm").dividedBy(SIZES.size());
        for (var one : running.values()) for (int size : SIZES.values()) wrk(one, size, warm);
        for (var size : SIZES.entrySet()) {
            var results = new LinkedHashMap<String, List<Round>>();
            for (int round = 0; round < rounds; round++) {
                for (var one : running.entrySet()) {
                    results.computeIfAbsent(one.getKey().name, _ -> new ArrayList<>())
                            .add(wrk(one.getValue(), size.getValue(), options.duration("time")));
                    progress.advance(1);
                }
            }
            results.forEach((name, list) -> rows.add(new Row(size.getKey(), name,
                    median(list, Round::perSecond), median(list, Round::p99), median(list, Round::cpu),
                    list.stream().mapToLong(Round::failed).sum())));
        }
        for (var one : running.entrySet()) memory.put(one.getKey().name, one.getValue().memory());
    } finally {
        for (var one : running.values()) one.close();
    }
}

double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
}

/// One run of wrk, which prints what it saw.
Round wrk(Running server, int size, Duration time) throws Exception {
    long before = server.cpu();
    String seconds = Math.max(1, Math.round(time.toMillis() / 1e3)) + "s";
    String url = "http://127.0.0.1:" + server.port + "/" + size + ".bin";
    var process = new ProcessBuilder("wrk", "-t2", "-c" + CONNECTIONS, "-d" + seconds, "--latency", "--timeout", "10s", url)
            .redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    double requests = Double.parseDouble(find(text, "(\\d+) requests in"));
    if (requests == 0) throw new IOException("wrk: " + text.strip());
    long failed = Long.parseLong(find(text, "Non-2xx or 3xx responses: (\\d+)"));
    for (String kind : List.of("connect", "read", "write", "timeout")) {
        failed += Long.parseLong(find(text, "Socket errors:.*" + kind + " (\\d+)"));
    }
    return new Round(Double.parseDouble(find(text, "Requests/sec:\\s+([\\d.]+)")),
            nanos(find(text, "99%\\s+([\\d.]+[a-z]+)")),
            (server.cpu() - before) / Math.max(1, requests), failed);
}

String find(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "0";
}

double nanos(String time) {
    double n = Double.parseDouble(time.replaceAll("[a-z]+", ""));
    return n * switch (time.replaceAll("[\\d.]+", "")) {
        case "us" -> 1e3;
        case "ms" -> 1e6;
        case "s" -> 1e9;
        case "m" -> 60e9;
        default -> 1;
    };
}

/// A server in a process of its own.
static final class Running implements AutoCloseable {
    final Process process;
    final int port;

    private Running(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Running start(Server server) throws Exception {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        if (server.command.contains("-c")) {
            var home = Path.of(server.command.get(server.command.indexOf("-p") + 1));
            String configuration = Files.readString(home.resolve("nginx.conf"));
            Files.writeString(home.resolve("running.conf"), configuration.replace("PORT", Integer.toString(port)));
        }
        var command = server.command.stream().map(word -> word.replace("PORT", Integer.toString(port))).toList();
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var running = new Running(process, port);
        for (long limit = System.nanoTime() + 10_000_000_000L; !running.answers(); LockSupport.parkNanos(20_000_000)) {
            if (System.nanoTime() > limit || !process.isAlive()) {
                running.close();
                throw new IOException(server.name + " did not start");
            }
        }
        return running;
    }

    boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    /// CPU time of all its processes, in nanoseconds.
    long cpu() throws IOException {
        long ticks = 0;
        for (var one : processes()) {
            String stat = Files.readString(Path.of("/proc/" + one.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * 10_000_000;
    }

    /// Memory of all its processes, what is shared in parts (proportional set size), in bytes.
    long memory() throws IOException {
        long kib = 0;
        for (var one : processes()) {
            var file = Path.of("/proc/" + one.pid() + "/smaps_rollup");
            // A process may have ended between the list and here.
            if (!Files.exists(file)) continue;
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("Pss:")) kib += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kib * 1024;
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }
}

/// What one idle connection costs a server after its first request, in bytes; the first thousand fill what is needed anyway.
long idle(Server server, int count) throws Exception {
    var held = new ArrayList<SocketChannel>();
    try (var running = Running.start(server)) {
        for (int i = 0; i < 1000; i++) held.add(ask(running.port));
        long before = settled(running);
        try {
            for (int i = 1000; i < count; i++) held.add(ask(running.port));
        } catch (IOException e) {
            System.out.println(server.name + ": " + held.size() + " connections, then " + e.getMessage());
        }
        long after = settled(running);
        long began = System.nanoTime();
        ask(held.getFirst());
        System.out.printf(Locale.ROOT, "%s: %,d idle connections, a new request on the first is answered in %s%n",
                server.name, held.size(), Text.duration(Duration.ofNanos(System.nanoTime() - began)));
        return (after - before) / (held.size() - 1000);
    } finally {
        for (var channel : held) channel.close();
    }
}

/// Memory without garbage, where there is a collector to be asked.
long settled(Running running) throws Exception {
    // Asking what is no JVM would end it: the signal that jcmd sends means "quit" to others.
    if (!running.process.info().command().orElse("").endsWith("java")) return running.memory();
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var jcmd = new ProcessBuilder(program, Long.toString(running.process.pid()), "GC.run")
            .redirectErrorStream(true).start();
    jcmd.getInputStream().readAllBytes();
    jcmd.waitFor();
    return running.memory();
}

SocketChannel ask(int port) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    ask(channel);
    return channel;
}

void ask(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap("GET /1024.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()));
    var buffer = ByteBuffer.allocate(8192);
    do {
        if (channel.read(buffer) < 0) throw new IOException("the server hung up");
    } while (buffer.position() < 1024 + 100);
}

void report(Options options) throws IOException {
    System.out.printf("%-7s %-12s %12s %10s %12s %8s %9s%n",
            "size", "server", "requests/s", "p99", "CPU/request", "failed", "ours/its");
    for (var row : rows) {
        double ours = rows.stream().filter(r -> r.server.equals(OURS) && r.size.equals(row.size))
                .findFirst().orElseThrow().perSecond;
        System.out.printf(Locale.ROOT, "%-7s %-12s %,12.0f %10s %12s %8d %9.2f%n", row.size, row.server, row.perSecond,
                Text.duration(Duration.ofNanos((long) row.p99)), Text.duration(Duration.ofNanos((long) row.cpu)),
                row.failed, ours / row.perSecond);
    }
    memory.forEach((name, bytes) -> System.out.printf("%-12s %s of memory after all this%n", name, Text.bytes(bytes)));
    idle.forEach((name, bytes) -> System.out.printf("%-12s %s per idle connection%n", name, Text.bytes(bytes)));
    var file = Files.createDirectories(Path.of("out/bench")).resolve("http.json");
    String lines = rows.stream().map(row -> String.format(Locale.ROOT, """
            {"size":"%s","server":"%s","perSecond":%.0f,"p99ns":%.0f,"cpuNs":%.0f,"failed":%d}""",
            row.size, row.server, row.perSecond, row.p99, row.cpu, row.failed)).collect(Collectors.joining(",\n    "));
    Files.writeString(file, "{\n  \"rounds\": " + options.number("rounds") + ",\n  \"memory\": " + json(memory)
            + ",\n  \"idleBytes\": " + json(idle) + ",\n  \"rows\": [\n    " + lines + "\n  ]\n}\n");
    System.out.println(file);
}

String json(Map<String, Long> figures) {
    return figures.entrySet().stream().map(e -> "\"" + e.getKey() + "\": " + e.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
}
