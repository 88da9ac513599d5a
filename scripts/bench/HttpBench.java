/// HTTP files: ours beside nginx and jwebserver; requests, p99, CPU and memory, idle connections.
///
/// A last one, `constant`, knows no HTTP and always writes the same bytes: the most that a thread per connection can do
/// here. `wrk` drives them in turns (A B C D A B C D ...), two threads and 64 connections that are kept open; medians
/// count. All run with their usual settings, nginx with sendfile and without a log, ours without a log too.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// What one round gave: requests per second, p99 in nanoseconds,
/// CPU of the server in nanoseconds per request, failed requests.
record Round(double perSecond, double p99, double cpu, long failed) {}

static final Map<String, Integer> SIZES = new LinkedHashMap<>();
static final int CONNECTIONS = 64;
static final String OURS = "wirelab";

Table table = new Table().text("size", "size", 7).text("server", "server", 12).number("requests/s", "perSecond", 12, 0)
        .time("p99", "p99ns", 10).time("CPU/request", "cpuNs", 12).number("failed", "failed", 8, 0)
        .ratio("ours/its", null, 9);
Map<String, Long> memory = new LinkedHashMap<>();
Map<String, Long> idle = new LinkedHashMap<>();
Map<Integer, ByteBuffer> constants = new ConcurrentHashMap<>();
Path root;

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
                root = Files.createTempDirectory("http-bench");
                // nginx may give up its rights.
                root.toFile().setReadable(true, false);
                root.toFile().setExecutable(true, false);
                try {
                    measure(options);
                } finally {
                    Folders.delete(root);
                }
            });
}

void measure(CommandLine options) throws Exception {
    if (options.size("size") > 0) SIZES.put(Text.bytes(options.size("size")), Math.toIntExact(options.size("size")));
    else for (int size : new int[] {1 << 10, 64 << 10, 10 << 20}) SIZES.put(Text.bytes(size), size);
    if (!Contender.isInstalled("wrk")) throw new IOException(Contender.missing("wrk", "wrk"));
    var random = new Random(1);
    // The idle part asks for 1 KiB.
    for (int size : Stream.concat(Stream.of(1024), SIZES.values().stream()).distinct().toList()) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(root.resolve(size + ".bin"), bytes);
    }
    var servers = servers();
    throughput(servers, options);
    if (options.number("idle") > 0) {
        for (var server : servers) {
            if (List.of("jwebserver", "constant").contains(server.name())) continue;
            idle.put(server.name(), idle(server, options.number("idle")));
        }
    }
    report(options);
}

List<Contender> servers() {
    String jwebserver = Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString();
    return Contender.present(nginx("nginx", ""),
            nginx("nginx+cache", "open_file_cache max=1000 inactive=60s; open_file_cache_valid 1s;"),
            new Contender("jwebserver", "", List.of(jwebserver, "-b", "127.0.0.1", "-p", "PORT", "-d", root.toString(),
                    "-o", "none"), Map.of()),
            Contender.script(OURS, "HttpServer", "--root", root.toString(),
                    "--port", "PORT", "--max", "20000", "--idle", "10min"),
            Contender.java("constant", "@out/lab", "scripts/bench/HttpBench.java", "--constant", "PORT"));
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

Contender nginx(String name, String cache) {
    return Contender.stock(name, "nginx", "nginx", "-p", "FOLDER", "-c", "FOLDER/nginx.conf").withFile("nginx.conf", """
            worker_processes auto;
            worker_rlimit_nofile 65536;
            daemon off;
            pid FOLDER/pid;
            error_log FOLDER/error.log;
            events { worker_connections 20000; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_timeout 600;
              keepalive_requests 1000000000;
              default_type application/octet-stream;
              client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
              %s
              server { listen 127.0.0.1:PORT backlog=4096; root %s; }
            }
            """.formatted(cache, root));
}

ServerProcess start(Contender server) throws IOException {
    return ServerProcess.start(server, Map.of(), ServerProcess.CONNECTS);
}

void throughput(List<Contender> servers, CommandLine options) throws Exception {
    var running = new LinkedHashMap<Contender, ServerProcess>();
    var rounds = Rounds.of(options.number("rounds"));
    try (var progress = Progress.steps("measuring", (long) SIZES.size() * rounds.all() * servers.size())) {
        for (var server : servers) running.put(server, start(server));
        var warm = options.duration("warm").dividedBy(SIZES.size());
        for (var one : running.values()) for (int size : SIZES.values()) wrk(one, size, warm);
        for (var size : SIZES.entrySet()) {
            var results = rounds.run(servers, server -> {
                progress.advance(1);
                return wrk(running.get(server), size.getValue(), options.duration("time"));
            });
            var perSecond = new LinkedHashMap<Contender, Double>();
            results.forEach((server, list) -> perSecond.put(server, Samples.of(list, Round::perSecond).median()));
            double ours = perSecond.entrySet().stream().filter(one -> one.getKey().name().equals(OURS)).findFirst()
                    .orElseThrow().getValue();
            results.forEach((server, list) -> table.add(size.getKey(), server.name(), perSecond.get(server),
                    Samples.of(list, Round::p99).median(), Samples.of(list, Round::cpu).median(),
                    list.stream().mapToLong(Round::failed).sum(), ours / perSecond.get(server)));
        }
        for (var one : running.entrySet()) memory.put(one.getKey().name(), one.getValue().memory());
    } finally {
        for (var one : running.values()) one.close();
    }
}

/// One run of wrk, which prints what it saw.
Round wrk(ServerProcess server, int size, Duration time) throws Exception {
    long before = server.cpu();
    String seconds = Math.max(1, Math.round(time.toMillis() / 1e3)) + "s";
    String url = "http://127.0.0.1:" + server.address().getPort() + "/" + size + ".bin";
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

/// What one idle connection costs a server after its first request, in bytes; the first thousand fill what is needed anyway.
long idle(Contender server, int count) throws Exception {
    var held = new ArrayList<SocketChannel>();
    try (var running = start(server)) {
        for (int i = 0; i < 1000; i++) held.add(ask(running.address()));
        long before = settled(running);
        try {
            for (int i = 1000; i < count; i++) held.add(ask(running.address()));
        } catch (IOException e) {
            System.out.println(server.name() + ": " + held.size() + " connections, then " + e.getMessage());
        }
        long after = settled(running);
        long began = System.nanoTime();
        ask(held.getFirst());
        System.out.printf(Locale.ROOT, "%s: %,d idle connections, a new request on the first is answered in %s%n",
                server.name(), held.size(), Text.duration(Duration.ofNanos(System.nanoTime() - began)));
        return (after - before) / (held.size() - 1000);
    } finally {
        for (var channel : held) channel.close();
    }
}

/// Memory without garbage, where there is a collector to be asked.
long settled(ServerProcess running) throws Exception {
    // Asking what is no JVM would end it: the signal that jcmd sends means "quit" to others.
    if (!running.process().info().command().orElse("").endsWith("java")) return running.memory();
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var jcmd = new ProcessBuilder(program, Long.toString(running.process().pid()), "GC.run")
            .redirectErrorStream(true).start();
    jcmd.getInputStream().readAllBytes();
    jcmd.waitFor();
    return running.memory();
}

SocketChannel ask(InetSocketAddress server) throws IOException {
    var channel = SocketChannel.open(server);
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

void report(CommandLine options) throws IOException {
    System.out.println(table.text());
    memory.forEach((name, bytes) -> System.out.printf("%-12s %s of memory after all this%n", name, Text.bytes(bytes)));
    idle.forEach((name, bytes) -> System.out.printf("%-12s %s per idle connection%n", name, Text.bytes(bytes)));
    Results.write("http", Json.object("rounds", options.number("rounds"), "memory", memory, "idleBytes", idle,
            "rows", table.rows()), table);
}
