/// Caching proxies in front of a server: ours beside nginx, Varnish and Squid; HAProxy, which keeps nothing, for misses.
///
/// Three parts, each of which is short enough to have the machine to itself: `hits` (what is kept is asked for again and
/// again), `misses` (each request is for something new; the server behind is nginx) and `trace` (requests by Zipf's law,
/// with and without a scan through them; the hit rate counts). `wrk` drives them in turns (A B C A B C ...), two threads and
/// 64 connections; medians count. Two workers for each, no logs; the configurations are printed.

import wirelab.http.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

/// What one round gave: requests per second, p99 in nanoseconds, CPU in nanoseconds per request, failed requests.
record Round(double perSecond, double p99, double cpu, long failed) {}

static final int CONNECTIONS = 64;
static final String OURS = "wirelab";
static final Path FILES = Path.of("scripts/bench/proxy");

Table table = new Table().text("part", "part", 14).text("server", "server", 12).number("requests/s", "perSecond", 12, 0)
        .time("p99", "p99ns", 10).time("CPU/request", "cpuNs", 12).number("failed", "failed", 8, 0)
        .ratio("ours/its", null, 9);
Table rates = new Table().text("server", "server", 12).share("without a scan", "plain", 15, 1)
        .share("with one", "scan", 10, 1).ratio("with/without", "ratio", 13);
Path folder;

void main(String... args) {
    Program.of("ProxyBench", "measures our caching proxy beside nginx, Varnish, Squid and HAProxy, driven by wrk")
            .text("part", "PART", "hits", "hits, misses, trace or idle")
            .size("size", "1K", "size of what is fetched, for hits and misses")
            .number("rounds", 5, 1, 100, "rounds; the median counts")
            .duration("time", "2s", "length of one measurement")
            .duration("warm", "3s", "time to warm each up before")
            .number("idle", 5000, 1000, 50_000, "idle connections whose memory is measured")
            .number("relay", 0, 0, 65_535, "only serve on this port: what each pair of sockets has to do for a miss")
            .number("to", 0, 0, 65_535, "where that relay goes")
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    if (options.number("relay") > 0) {
        relay(options.number("relay"), options.number("to"));
        return;
    }
    if (!Contender.isInstalled("wrk")) throw new IOException(Contender.missing("wrk", "wrk"));
    folder = Files.createTempDirectory("proxy-bench");
    // nginx may give up its rights.
    folder.toFile().setReadable(true, false);
    folder.toFile().setExecutable(true, false);
    try {
        String zipf = Files.readString(FILES.resolve("zipf.lua"));
        Files.writeString(folder.resolve("plain.lua"), zipf.replace("SCAN", "false"));
        Files.writeString(folder.resolve("scan.lua"), zipf.replace("SCAN", "true"));
        switch (options.text("part")) {
            case "hits", "misses" -> speed(options, options.text("part").equals("misses"));
            case "trace" -> trace(options);
            case "idle" -> idle(options);
            default -> throw new UsageException("--part: hits, misses, trace or idle");
        }
    } finally {
        Folders.delete(folder);
    }
}

Contender ours(String memory) {
    return Contender.script(OURS, "Proxy", "--port", "PORT",
            "--max", "20000", "--memory", memory, "--to", "http://127.0.0.1:ORIGIN");
}

Contender nginx(String memory) throws IOException {
    String conf = Files.readString(FILES.resolve("nginx.conf")).replace("MEMORY", memory);
    return Contender.stock("nginx", "nginx", "nginx", "-p", "FOLDER", "-c", "FOLDER/nginx.conf")
            .withFile("nginx.conf", conf);
}

Contender varnish(String memory) {
    return Contender.stock("varnish", "varnish", "varnishd", "-F", "-n", "FOLDER/varnish", "-a", "127.0.0.1:PORT",
            "-b", "127.0.0.1:ORIGIN", "-s", "malloc," + memory, "-p", "thread_pools=2", "-p", "thread_pool_max=2000");
}

Contender squid(String memory) throws IOException {
    String conf = Files.readString(FILES.resolve("squid.conf")).replace("MEMORY", memory.replace("M", " MB"));
    return Contender.stock("squid", "squid", "squid", "-N", "-f", "FOLDER/squid.conf").withFile("squid.conf", conf);
}

Contender haproxy() throws IOException {
    return Contender.stock("haproxy", "haproxy", "haproxy", "-db", "-f", "FOLDER/haproxy.cfg")
            .withFile("haproxy.cfg", Files.readString(FILES.resolve("haproxy.cfg")));
}

/// Hits: the server behind is our own, which is a row itself. Misses: it is nginx, which has time to spare.
void speed(CommandLine options, boolean misses) throws Exception {
    int size = Math.toIntExact(options.size("size"));
    var file = folder.resolve("file.bin");
    Files.write(file, new byte[size]);
    var origin = misses ? fast() : Contender.script("static", "HttpServer",
            "--root", folder.toString(), "--port", "PORT", "--max", "20000", "--header", "Cache-Control: max-age=36000");
    var caches = List.of(ours("256M"), nginx("256M"), varnish("256M"), squid("256M"));
    var least = misses ? List.of("scripts/bench/ProxyBench.java", "--relay", "PORT", "--to", "ORIGIN")
            : List.of("scripts/bench/HttpBench.java", "--constant", "PORT");
    var constant = Contender.java("constant", Stream.concat(Stream.of("@out/lab"), least.stream()).toArray(String[]::new));
    var others = misses ? List.of(haproxy(), constant) : List.of(constant);
    var all = Contender.present(Stream.concat(caches.stream(), others.stream()).toArray(Contender[]::new));
    all.stream().filter(one -> !one.needs().isEmpty()).forEach(this::print);
    var running = new LinkedHashMap<Contender, ServerProcess>();
    try (var behind = ServerProcess.start(origin, Map.of(), ServerProcess.CONNECTS)) {
        var words = Map.of("ORIGIN", Integer.toString(behind.address().getPort()));
        try {
            if (!misses) running.put(origin, behind);
            for (var one : all) running.put(one, ServerProcess.start(one, words, ServerProcess.LISTENS));
            String script = misses ? FILES.resolve("new.lua").toString() : null;
            for (var one : running.keySet()) wrk(running.get(one), path(one, size), script, options.duration("warm"));
            var results = Rounds.of(options.number("rounds")).run(List.copyOf(running.keySet()),
                    one -> wrk(running.get(one), path(one, size), script, options.duration("time")));
            report(options.text("part") + " " + Text.bytes(size), results);
        } finally {
            for (var one : running.values()) if (one != behind) one.close();
        }
    }
}

String path(Contender one, int size) {
    return one.name().equals("constant") ? "/" + size + ".bin" : "/file.bin";
}

Contender fast() throws IOException {
    var nginx = nginx("1m");
    String conf = nginx.files().get("nginx.conf");
    String server = "server { listen 127.0.0.1:PORT backlog=4096; root " + folder + ";"
            + " location / { add_header Cache-Control max-age=36000; } } }\n";
    return Contender.stock("origin", "nginx", "nginx", "-p", "FOLDER", "-c", "FOLDER/nginx.conf").withFile("nginx.conf",
            conf.substring(0, conf.indexOf("  proxy_cache_path")) + server);
}

void print(Contender one) {
    System.out.println(one.name() + ": " + String.join(" ", one.command()));
    one.files().values().forEach(text -> System.out.println(text.strip().indent(2)));
}

void report(String part, Map<Contender, List<Round>> results) throws IOException {
    var perSecond = new LinkedHashMap<Contender, Double>();
    results.forEach((one, list) -> perSecond.put(one, Samples.of(list, Round::perSecond).median()));
    double ours = perSecond.entrySet().stream().filter(one -> one.getKey().name().equals(OURS)).findFirst().orElseThrow()
            .getValue();
    results.forEach((one, list) -> table.add(part, one.name(), perSecond.get(one), Samples.of(list, Round::p99).median(),
            Samples.of(list, Round::cpu).median(), list.stream().mapToLong(Round::failed).sum(), ours / perSecond.get(one)));
    System.out.println(table.text());
    Results.write("proxy", Json.object("rows", table.rows()), table);
}

/// One run of wrk, which prints what it saw.
Round wrk(ServerProcess server, String path, String script, Duration time) throws Exception {
    long before = server.cpu();
    var command = new ArrayList<>(List.of("wrk", "-t2", "-c" + CONNECTIONS, "-d" + Math.max(1, time.toSeconds()) + "s",
            "--latency", "--timeout", "10s"));
    if (script != null) command.addAll(List.of("-s", script));
    command.add("http://127.0.0.1:" + server.address().getPort() + path);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    double requests = Double.parseDouble(find(text, "(\\d+) requests in"));
    if (requests == 0) throw new IOException("wrk: " + text.strip());
    long failed = Long.parseLong(find(text, "Non-2xx or 3xx responses: (\\d+)"));
    for (String kind : List.of("connect", "read", "write", "timeout")) {
        failed += Long.parseLong(find(text, "Socket errors:.*" + kind + " (\\d+)"));
    }
    String p99 = find(text, "99%\\s+([\\d.]+[a-z]+)");
    double unit = p99.endsWith("us") ? 1e3 : p99.endsWith("ms") ? 1e6 : 1e9;
    return new Round(Double.parseDouble(find(text, "Requests/sec:\\s+([\\d.]+)")),
            Double.parseDouble(p99.replaceAll("[a-z]+", "")) * unit, (server.cpu() - before) / requests, failed);
}

String find(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "0";
}

/// A store of 32 MB for 20,000 things of 8 KiB. The server behind counts what it is asked for.
void trace(CommandLine options) throws Exception {
    var asked = new LongAdder();
    var bytes = ByteBuffer.allocateDirect(8192);
    var fields = Headers.of("Cache-Control", "max-age=36000");
    try (var origin = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
        asked.increment();
        exchange.respond(200, fields, bytes.duplicate());
    })) {
        var words = Map.of("ORIGIN", Integer.toString(origin.address().getPort()));
        for (var one : Contender.present(ours("32M"), nginx("32M"), varnish("32M"), squid("32M"))) {
            double plain = rate(one, words, asked, "plain.lua", options);
            double scan = rate(one, words, asked, "scan.lua", options);
            rates.add(one.name(), plain, scan, scan / plain);
        }
    }
    System.out.println(rates.text());
    Results.write("proxy-trace", Json.object("rows", rates.rows()), rates);
}

/// {@return the share of the requests by Zipf's law that were hits; those of the scan never are}
double rate(Contender one, Map<String, String> words, LongAdder asked, String script, CommandLine options) throws Exception {
    try (var server = ServerProcess.start(one, words, ServerProcess.LISTENS)) {
        String path = folder.resolve(script).toString();
        wrk(server, "/", path, options.duration("warm"));
        long before = asked.sum();
        var time = options.duration("time");
        var round = wrk(server, "/", path, time);
        double requests = round.perSecond() * Math.max(1, time.toSeconds());
        double misses = asked.sum() - before;
        return script.equals("scan.lua") ? 1 - (misses - requests / 3) / (requests * 2 / 3) : 1 - misses / requests;
    }
}

/// What one idle client connection costs after its first request, which was a hit.
void idle(CommandLine options) throws Exception {
    Files.write(folder.resolve("file.bin"), new byte[1024]);
    try (var origin = ServerProcess.start(fast(), Map.of(), ServerProcess.CONNECTS)) {
        var words = Map.of("ORIGIN", Integer.toString(origin.address().getPort()));
        for (var one : Contender.present(ours("64M"), nginx("64M"), varnish("64M"), squid("64M"))) {
            var held = new ArrayList<SocketChannel>();
            try (var server = ServerProcess.start(one, words, ServerProcess.LISTENS)) {
                for (int i = 0; i < 1000; i++) held.add(ask(server.address()));
                long before = settled(server);
                for (int i = 1000; i < options.number("idle"); i++) held.add(ask(server.address()));
                long each = (settled(server) - before) / (held.size() - 1000);
                System.out.printf("%-12s %s per idle connection, of %d%n", one.name(), Text.bytes(each), held.size());
            } finally {
                for (var channel : held) channel.close();
            }
        }
    }
}

SocketChannel ask(InetSocketAddress server) throws IOException {
    var channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.write(ByteBuffer.wrap("GET /file.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()));
    var buffer = ByteBuffer.allocate(8192);
    while (buffer.position() < 1024 + 100) if (channel.read(buffer) < 0) throw new IOException("it hung up");
    return channel;
}

/// Memory without garbage, where there is a collector to be asked.
long settled(ServerProcess running) throws Exception {
    if (!running.process().info().command().orElse("").endsWith("java")) return running.memory();
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var jcmd = new ProcessBuilder(program, Long.toString(running.process().pid()), "GC.run").redirectErrorStream(true)
            .start();
    jcmd.getInputStream().readAllBytes();
    jcmd.waitFor();
    return running.memory();
}

/// No rules of HTTP: what comes goes on, and what comes back goes back. A virtual thread per client, with two sockets.
void relay(int port, int to) throws IOException {
    try (var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024)) {
        while (true) {
            var client = server.accept();
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread.startVirtualThread(() -> relay(client, new InetSocketAddress("127.0.0.1", to)));
        }
    }
}

void relay(SocketChannel client, InetSocketAddress to) {
    var buffer = ByteBuffer.allocateDirect(64 * 1024);
    try (client; var server = SocketChannel.open(to)) {
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        while (client.read(buffer.clear()) > 0) {
            server.write(buffer.flip());
            if (server.read(buffer.clear()) < 0) return;
            client.write(buffer.flip());
        }
    } catch (IOException _) {
        // The client is gone, or the benchmark is over.
    }
}
