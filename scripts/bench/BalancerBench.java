/// HTTP through a balancer: ours beside HAProxy, nginx and Caddy, with the same two nginx behind; requests, CPU, p99.
///
/// A last one, `constant`, knows no HTTP: for each client one connection to a node, and two virtual threads that carry
/// bytes. `wrk` drives them in turns (A B C D A B C D ...), two threads and 64 connections that are kept open; medians count.
/// p99 comes from `h2load` at a fixed rate, the same for all: half of what HAProxy can do.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// What one round gave: requests per second, CPU of the balancer in nanoseconds per request, failed requests.
record Round(double perSecond, double cpu, long failed) {}

static final int CONNECTIONS = 64;
static final String OURS = "wirelab";
static final String ITS = "haproxy";

Table table = new Table().text("size", "size", 7).text("balancer", "balancer", 12)
        .number("requests/s", "perSecond", 12, 0).time("CPU/request", "cpuNs", 12).number("failed", "failed", 8, 0)
        .ratio("ours/its", null, 9);
Table latencies = new Table().text("balancer", "balancer", 12).number("rate/s", "rate", 9, 0).time("p50", "p50ns", 10)
        .time("p99", "p99ns", 10).ratio("ours/its", null, 9);
Map<String, Long> idle = new LinkedHashMap<>();
Map<String, String> nodes = new LinkedHashMap<>();
Path root;

void main(String... args) {
    Program.of("BalancerBench", "measures our balancer beside HAProxy, nginx and Caddy")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "3s", "length of one measurement")
            .duration("warm", "5s", "time to warm each balancer up before")
            .size("size", "0", "size of the one file to measure with; 0 for 1 KiB and 64 KiB")
            .choice("part", List.of("all", "throughput", "latency", "idle"), "what to measure")
            .number("rate", 0, 0, 1_000_000, "requests per second for p99; 0 for half of HAProxy's throughput")
            .number("idle", 2000, 1001, 20_000, "idle connections whose memory is measured")
            .number("constant", 0, 0, 65_535, "only carry bytes from this port: what the others are compared with")
            .text("to", "PORTS", "", "where to, with --constant")
            .run(args, options -> {
                if (options.number("constant") > 0) {
                    carry(options.number("constant"), Stream.of(options.text("to").split(",")).mapToInt(Integer::parseInt)
                            .toArray());
                    return;
                }
                root = Files.createTempDirectory("balancer-bench");
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
    var random = new Random(1);
    int[] sizes = options.size("size") > 0 ? new int[] {Math.toIntExact(options.size("size"))} : new int[] {1 << 10, 64 << 10};
    for (int size : IntStream.concat(IntStream.of(1024), IntStream.of(sizes)).distinct().toArray()) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(root.resolve(size + ".bin"), bytes);
    }
    for (var tool : Map.of("wrk", "wrk", "nginx", "nginx", "h2load", "nghttp2-client").entrySet()) {
        if (!Contender.isInstalled(tool.getKey())) throw new IOException(Contender.missing(tool.getKey(), tool.getValue()));
    }
    try (var one = ServerProcess.start(node("node1"), Map.of(), ServerProcess.LISTENS);
            var two = ServerProcess.start(node("node2"), Map.of(), ServerProcess.LISTENS)) {
        nodes.put("NODE1", Integer.toString(one.address().getPort()));
        nodes.put("NODE2", Integer.toString(two.address().getPort()));
        var balancers = balancers();
        String part = options.text("part");
        if (part.equals("all") || part.equals("throughput")) throughput(balancers, sizes, options);
        if (part.equals("all") || part.equals("latency")) latency(balancers, options);
        if (part.equals("all") || part.equals("idle")) {
            for (var balancer : balancers) {
                if (List.of(OURS, ITS).contains(balancer.name())) idle(balancer, options.number("idle"));
            }
        }
    }
    if (!table.rows().isEmpty()) System.out.println(table.text());
    if (!latencies.rows().isEmpty()) System.out.println(latencies.text());
    idle.forEach((name, bytes) -> System.out.printf("%-12s %s per idle connection%n", name, Text.bytes(bytes)));
    Results.write("balancer", Json.object("rounds", options.number("rounds"), "idleBytes", idle, "rows", table.rows(),
            "latency", latencies.rows()), table);
}

Contender node(String name) {
    return Contender.stock(name, "nginx", "nginx", "-p", "FOLDER", "-c", "FOLDER/nginx.conf").withFile("nginx.conf",
            nginx("", "root " + root + ";", 1));
}

String nginx(String outside, String inside, int workers) {
    return """
            worker_processes %d;
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
              server { listen 127.0.0.1:PORT backlog=4096; %s }
            }
            """.formatted(workers, outside, inside);
}

List<Contender> balancers() {
    return Contender.present(
            Contender.stock(ITS, "haproxy", "haproxy", "-db", "-f", "FOLDER/haproxy.cfg").withFile("haproxy.cfg", """
                    global
                      nbthread 2
                      maxconn 8000
                    defaults
                      mode http
                      timeout connect 5s
                      timeout client 10m
                      timeout server 1m
                    frontend front
                      bind 127.0.0.1:PORT
                      default_backend nodes
                    backend nodes
                      balance roundrobin
                      option forwardfor
                      http-reuse always
                      server n1 127.0.0.1:NODE1
                      server n2 127.0.0.1:NODE2
                    """),
            Contender.stock("nginx", "nginx", "nginx", "-p", "FOLDER", "-c", "FOLDER/nginx.conf").withFile("nginx.conf",
                    nginx("upstream nodes { server 127.0.0.1:NODE1; server 127.0.0.1:NODE2; keepalive 128; "
                            + "keepalive_requests 1000000000; }", """
                            location / {
                              proxy_pass http://nodes;
                              proxy_http_version 1.1;
                              proxy_set_header Connection "";
                              proxy_set_header X-Forwarded-For $remote_addr;
                            }""", 2)),
            Contender.stock("caddy", "caddy", "caddy", "run", "--config", "FOLDER/Caddyfile", "--adapter", "caddyfile")
                    .withFile("Caddyfile", """
                    {
                      admin off
                      auto_https off
                    }
                    http://127.0.0.1:PORT {
                      reverse_proxy 127.0.0.1:NODE1 127.0.0.1:NODE2
                    }
                    """),
            Contender.script(OURS, "Balancer", "--config", "FOLDER/config.ini",
                    "--port", "PORT", "--max", "20000", "--idle", "10min").withFile("config.ini", """
                    [nodo1]
                    host = 127.0.0.1
                    port = NODE1
                    [nodo2]
                    host = 127.0.0.1
                    port = NODE2
                    """),
            Contender.java("constant", "@out/lab", "scripts/bench/BalancerBench.java", "--constant", "PORT", "--to",
                    "NODE1,NODE2"));
}

ServerProcess start(Contender balancer) throws IOException {
    return ServerProcess.start(balancer, nodes, ServerProcess.LISTENS);
}

/// No rules of HTTP: what comes on one side goes out on the other.
void carry(int port, int... to) throws IOException {
    int turn = 0;
    try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024)) {
        while (true) {
            var client = server.accept();
            var node = SocketChannel.open(new InetSocketAddress("127.0.0.1", to[turn++ % to.length]));
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            node.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread.startVirtualThread(() -> copy(client, node));
            Thread.startVirtualThread(() -> copy(node, client));
        }
    }
}

void copy(SocketChannel from, SocketChannel to) {
    try (from; to) {
        for (var buffer = ByteBuffer.allocateDirect(32 * 1024); from.read(buffer.clear()) >= 0; ) {
            buffer.flip();
            while (buffer.hasRemaining()) to.write(buffer);
        }
    } catch (IOException _) {
        // One side is gone, or the benchmark is over.
    }
}

void throughput(List<Contender> balancers, int[] sizes, CommandLine options) throws Exception {
    var running = new LinkedHashMap<Contender, ServerProcess>();
    var rounds = Rounds.of(options.number("rounds"));
    try (var progress = Progress.steps("measuring", (long) sizes.length * rounds.all() * balancers.size())) {
        for (var balancer : balancers) running.put(balancer, start(balancer));
        var warm = options.duration("warm").dividedBy(sizes.length);
        for (var one : running.entrySet()) {
            for (int size : sizes) if (List.of(OURS, "constant").contains(one.getKey().name())) wrk(one.getValue(), size, warm);
        }
        for (int size : sizes) {
            var results = rounds.run(balancers, balancer -> {
                progress.advance(1);
                return wrk(running.get(balancer), size, options.duration("time"));
            });
            var ours = results.entrySet().stream().filter(one -> one.getKey().name().equals(OURS)).findFirst().orElseThrow();
            var own = Samples.of(ours.getValue(), Round::perSecond);
            results.forEach((balancer, list) -> table.add(Text.bytes(size), balancer.name(),
                    Samples.of(list, Round::perSecond).median(), Samples.of(list, Round::cpu).median(),
                    list.stream().mapToLong(Round::failed).sum(), own.ratios(Samples.of(list, Round::perSecond)).median()));
        }
    } finally {
        for (var one : running.values()) one.close();
    }
}

/// One run of wrk, which prints what it saw.
Round wrk(ServerProcess server, int size, Duration time) throws Exception {
    long before = server.cpu();
    String seconds = Math.max(1, Math.round(time.toMillis() / 1e3)) + "s";
    String text = run("wrk", "-t2", "-c" + CONNECTIONS, "-d" + seconds, "--timeout", "10s", url(server, size));
    double requests = Double.parseDouble(find(text, "(\\d+) requests in"));
    if (requests == 0) throw new IOException("wrk: " + text.strip());
    long failed = Long.parseLong(find(text, "Non-2xx or 3xx responses: (\\d+)"));
    for (String kind : List.of("connect", "read", "write", "timeout")) {
        failed += Long.parseLong(find(text, "Socket errors:.*" + kind + " (\\d+)"));
    }
    return new Round(Double.parseDouble(find(text, "Requests/sec:\\s+([\\d.]+)")),
            (server.cpu() - before) / Math.max(1, requests), failed);
}

String url(ServerProcess server, int size) {
    return "http://127.0.0.1:" + server.address().getPort() + "/" + size + ".bin";
}

String run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return text;
}

String find(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "0";
}

void latency(List<Contender> balancers, CommandLine options) throws Exception {
    var running = new LinkedHashMap<Contender, ServerProcess>();
    var own = new ArrayList<Samples>();
    try {
        for (var balancer : balancers) running.put(balancer, start(balancer));
        double rate = options.number("rate");
        for (var one : running.entrySet()) {
            var round = wrk(one.getValue(), 1024, options.duration("warm"));
            if (rate == 0 && one.getKey().name().equals(ITS)) rate = round.perSecond() / 2;
        }
        int each = (int) Math.max(1, rate / CONNECTIONS);
        var results = Rounds.of(options.number("rounds")).run(balancers,
                balancer -> h2load(running.get(balancer), each, options.duration("time")));
        results.forEach((balancer, list) -> {
            if (balancer.name().equals(OURS)) own.addAll(list);
        });
        var ours = Samples.of(own, one -> one.percentile(0.99));
        results.forEach((balancer, list) -> {
            var its = Samples.of(list, one -> one.percentile(0.99));
            latencies.add(balancer.name(), (double) each * CONNECTIONS, Samples.of(list, Samples::median).median(), its.median(),
                    ours.ratios(its).median());
        });
    } finally {
        for (var one : running.values()) one.close();
    }
}

/// Times of all requests, in nanoseconds; they go to a file, since h2load prints no percentiles.
Samples h2load(ServerProcess server, int each, Duration time) throws Exception {
    Path log = root.resolve("h2load.log");
    Files.deleteIfExists(log);
    String text = run("h2load", "--h1", "-t2", "-c" + CONNECTIONS, "--rps=" + each, "-D" + Math.max(1, time.toSeconds()),
            "--log-file=" + log, url(server, 1024));
    var times = new Samples();
    for (String line : Files.readAllLines(log)) {
        String[] words = line.split("\t");
        if (words.length > 2 && words[1].equals("200")) times.add(1000 * Double.parseDouble(words[2]));
    }
    if (times.count() == 0) throw new IOException("h2load: " + text.strip());
    return times;
}

/// What one idle connection costs after its first request; the first thousand fill what is needed anyway.
void idle(Contender balancer, int count) throws Exception {
    var held = new ArrayList<SocketChannel>();
    try (var running = start(balancer)) {
        for (int i = 0; i < 1000; i++) held.add(ask(running.address()));
        long before = settled(running);
        for (int i = 1000; i < count; i++) held.add(ask(running.address()));
        idle.put(balancer.name(), (settled(running) - before) / (count - 1000));
    } finally {
        for (var channel : held) channel.close();
    }
}

/// Memory without garbage, where there is a collector to be asked.
long settled(ServerProcess running) throws Exception {
    // Asking what is no JVM would end it: the signal that jcmd sends means "quit" to others.
    if (!running.process().info().command().orElse("").endsWith("java")) return running.memory();
    run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(running.process().pid()), "GC.run");
    return running.memory();
}

SocketChannel ask(InetSocketAddress server) throws IOException {
    var channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.write(ByteBuffer.wrap("GET /1024.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()));
    var buffer = ByteBuffer.allocate(8192);
    do {
        if (channel.read(buffer) < 0) throw new IOException("the server hung up");
    } while (buffer.position() < 1024 + 100);
    return channel;
}
