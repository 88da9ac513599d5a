/// What looking costs: the search for the processes of 1,000 descriptors, and the live view of 2,000 sockets of 200 processes.

import wirelab.hosts.Namespace;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.netview.*;
import wirelab.program.*;

/// A parent that listens and children that each connect to it and accept: five connections, ten sockets each.
static final String SOCKETS = """
        import os, socket, sys, time
        server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(1024)
        for i in range(int(sys.argv[1])):
            if os.fork() == 0:
                listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(16)
                server.close(); held = []
                for n in range(5):
                    client = socket.socket(); client.connect(listener.getsockname()); held += [client, listener.accept()[0]]
                print("up", flush=True); sys.stdin.read(); os._exit(0)
        sys.stdin.read()
        """;

void main(String... args) {
    Program.of("NetviewBench", "what looking at the network costs, beside ss")
            .number("rounds", 7, 1, 50, "rounds; the median counts")
            .number("processes", 200, 1, 1_000, "processes with ten sockets and one that listens each")
            .duration("time", "20s", "how long the live view is watched")
            .run(args, options -> {
                if (Namespace.missing() != null) throw new IOException(Namespace.missing());
                try (var lone = Namespace.create("nvbench" + ProcessHandle.current().pid())) {
                    var sockets = new ProcessBuilder(lone.command("python3", "-c", SOCKETS, options.text("processes")))
                            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
                    try {
                        var lines = sockets.inputReader();
                        for (int i = 0; i < options.number("processes"); i++) lines.readLine();
                        measure(lone, options);
                    } finally {
                        sockets.descendants().forEach(ProcessHandle::destroyForcibly);
                        sockets.destroyForcibly();
                    }
                }
            });
}

void measure(Namespace lone, CommandLine options) throws Exception {
    var table = new Table().text("what", "what", 52).time("median", "medianNanos", 10);
    var fresh = new ArrayList<Long>();
    var again = new ArrayList<Long>();
    var stock = new ArrayList<Long>();
    int sockets = 0;
    for (int round = -1; round < options.number("rounds"); round++) {
        var source = new LinuxSource(lone.host());
        long first = time(() -> source.sockets());
        long second = time(() -> source.sockets());
        long ss = time(() -> lone.run("ss", "-tunapH"));
        sockets = source.sockets().size();
        if (round < 0) continue;
        fresh.add(first);
        again.add(second);
        stock.add(ss);
    }
    System.out.println(table.head());
    System.out.println(Text.count(sockets, "socket") + "; this machine's processes hold "
            + Text.count(descriptors(), "descriptor"));
    System.out.println(table.add("all sockets with their processes, the first time", median(fresh)));
    System.out.println(table.add("the same again, nothing new", median(again)));
    System.out.println(table.add("ss -tunapH, with its start", median(stock)));
    double share = live(lone, options.duration("time"));
    System.out.printf(Locale.ROOT, "live view, a reading per second: %.1f %% of a core%n", 100 * share);
    Results.write("netview", Json.object("rows", table.rows(), "liveShare", share));
}

/// What a search has to go through: the descriptors of all processes of this machine.
long descriptors() throws IOException {
    long all = 0;
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (var process : processes) {
            var held = process.resolve("fd").toFile().list();
            // A process may be gone by now.
            if (held != null) all += held.length;
        }
    }
    return all;
}

long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}

interface Work {
    Object run() throws Exception;
}

long time(Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    return System.nanoTime() - began;
}

/// The share of a core that the live view takes on a terminal of 160 columns and 50 lines, after it has warmed up.
double live(Namespace lone, Duration time) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String view = "stty rows 50 cols 160; exec " + java + " @out/lab -m wirelab.scripts/wirelab.scripts.NetView --live";
    var process = new ProcessBuilder(lone.command("script", "-qfec", view, "/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
        long pid = 0;
        while (pid == 0) {
            Thread.sleep(100);
            pid = process.descendants().filter(child -> child.info().command().orElse("").endsWith("java")).findFirst()
                    .map(ProcessHandle::pid).orElse(0L);
        }
        Thread.sleep(time.toMillis() / 2);
        long before = Proc.cpu(pid);
        long began = System.nanoTime();
        Thread.sleep(time.toMillis());
        return (double) (Proc.cpu(pid) - before) / (System.nanoTime() - began);
    } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
