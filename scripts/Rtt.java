/// Round-trip times to many hosts at once, over UDP, TCP, STAMP, NTP, DNS or ICMP, after RFC 2681.

import wirelab.hosts.NativeAccess;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.rtt.*;
import wirelab.tap.TapSwitches;

static final Duration REDRAW = Duration.ofMillis(400);
static final int ROWS = 20;

void main(String... args) throws Exception {
    // Before the options, since those may already open a file.
    if (NativeAccess.relaunched()) return;
    Program.of("Rtt", "round-trip times to many hosts at once (RFC 2681)")
            .arguments("[HOST[:PORT]...]", "who is asked; without any, those of IPsUDP.txt and IPsTCP.txt")
            .flag("udp", "echo over UDP (RFC 862), port 7007")
            .flag("tcp", "open a TCP connection, port 7007")
            .flag("tcp-echo", "echo over one TCP connection, port 7007")
            .flag("stamp", "STAMP (RFC 8762), port 8620; STAMP's own is 862")
            .flag("ntp", "ask a time server, port 123")
            .text("dns", "NAME", null, "ask a name server for a name, port 53")
            .flag("ping", "ICMP echo, where this user may send it")
            .text("hosts", "FILE", null, "hosts, with ; or line ends between them")
            .number("seconds", 10, 1, 604_800, "how long")
            .number("count", 1_000_000, 1, 1_000_000, "probes to each host at most")
            .duration("interval", "100ms", "time between two probes to a host")
            .flag("poisson", "random gaps, with --interval on average (RFC 2330)")
            .duration("timeout", "2s", "loss threshold: an answer that comes later is lost")
            .number("size", 64, 12, ProbeOptions.MOST_BYTES, "bytes of payload of an echo or STAMP probe")
            .number("dscp", 0, 0, 63, "code point in the IP header (RFC 2474)")
            .text("source", "ADDRESS", null, "send from this address")
            .text("key-file", "FILE", null, "key of STAMP's authenticated mode")
            .number("seed", 1, 0, Long.MAX_VALUE, "of the random gaps")
            .duration("within", "100ms", "for the inverse percentile: the share answered within this time")
            .flag("details", "all statistics, on a pipe too")
            .flag("no-calibration", "do not measure this program itself first")
            .choice("language", List.of("en", "es"), "of the summary")
            .text("json", "FILE", null, "write all statistics")
            .text("csv", "FILE", null, "write every probe")
            .text("report", "FILE", null, "write a page with diagrams")
            .example("--udp --tcp --seconds 5 192.0.2.1 192.0.2.2:7")
            .example("--stamp --poisson --report rtt.html 127.0.0.1:8620")
            .example("--ntp 192.0.2.1 --link 'delay=20ms±2ms loss=5% seed=7'")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    var chosen = chosen(options);
    var targets = targets(options);
    boolean terminal = System.console() != null && System.console().isTerminal() && Visible.obeys(System.getenv("TERM"));
    var calibrations = new EnumMap<ProbeKind, Calibration>(ProbeKind.class);
    if (!options.flag("no-calibration")) {
        for (var target : targets) {
            if (!calibrations.containsKey(target.kind())) {
                calibrations.put(target.kind(), Calibration.measure(target.kind(), chosen));
            }
        }
    }
    var runs = new ArrayList<ProbeRun>();
    try {
        for (var target : targets) {
            runs.add(ProbeRun.open(options.host(), target, chosen).calibratedBy(calibrations.get(target.kind())));
        }
        // Hosts are asked in turns, not all in the same moment.
        long start = System.nanoTime();
        long step = chosen.times().mean().toNanos() / runs.size();
        for (int i = 0; i < runs.size(); i++) runs.get(i).begin(start + i * step);
        Program.whenAskedToEnd(() -> runs.forEach(ProbeRun::stop));
        await(runs, terminal);
        report(options, runs.stream().map(ProbeRun::summary).toList(), terminal);
    } finally {
        runs.forEach(ProbeRun::close);
    }
}

ProbeOptions chosen(CommandLine options) throws IOException {
    var chosen = ProbeOptions.DEFAULTS.withTimes(new SendingTimes(options.duration("interval"), options.flag("poisson")))
            .withCount(options.number("count")).withLength(length(options))
            .withThreshold(options.duration("timeout")).withSize(options.number("size"))
            .withSending(options.number("dscp"), source(options))
            .withSeed(Long.parseLong(options.text("seed")))
            // What reads beside the socket cannot know who is meant by an address of the link.
            .withKernel(options.text("link") == null);
    if (options.text("dns") != null) chosen = chosen.withName(options.text("dns"));
    if (options.text("key-file") == null) return chosen;
    String key = SafeFile.read(options.path("key-file"), 4096).strip();
    if (key.isEmpty()) throw new UsageException("--key-file: " + options.path("key-file") + " is empty");
    return chosen.withKey(key);
}

InetAddress source(CommandLine options) {
    if (options.text("source") == null) return null;
    var address = new InetSocketAddress(options.text("source"), 0);
    if (address.isUnresolved()) throw new UsageException("--source: unknown host " + Visible.name(options.text("source")));
    return address.getAddress();
}

/// Whoever gives a number of probes and no time means all of them.
Duration length(CommandLine options) {
    boolean counted = options.flag("count") && !options.flag("seconds");
    return counted ? Duration.ofDays(7) : Duration.ofSeconds(options.number("seconds"));
}

List<ProbeKind> kinds(CommandLine options) {
    var kinds = new ArrayList<ProbeKind>();
    for (var kind : ProbeKind.values()) {
        if (kind == ProbeKind.DNS ? options.text("dns") != null : options.flag(kind.option())) kinds.add(kind);
    }
    if (options.number("dscp") != 0 && kinds.contains(ProbeKind.PING)) throw new UsageException("--dscp is not for --ping");
    if (options.text("key-file") != null && !kinds.contains(ProbeKind.STAMP)) {
        throw new UsageException("--key-file is for --stamp");
    }
    if (options.text("link") != null && kinds.contains(ProbeKind.PING)) {
        throw new UsageException("no --ping goes over a --link");
    }
    return kinds;
}

List<ProbeTarget> targets(CommandLine options) throws IOException {
    var kinds = kinds(options);
    var hosts = new ArrayList<>(options.arguments());
    if (options.text("hosts") != null) hosts.addAll(HostList.read(options.path("hosts")));
    var targets = new ArrayList<ProbeTarget>();
    if (hosts.isEmpty()) {
        for (var kind : kinds.isEmpty() ? List.of(ProbeKind.UDP, ProbeKind.TCP) : kinds) {
            var file = Path.of(kind.isDatagrams() ? "IPsUDP.txt" : "IPsTCP.txt");
            if (!kinds.isEmpty() || Files.exists(file)) add(targets, kind, listed(file));
        }
        if (targets.isEmpty()) throw new UsageException("no hosts: name some, or write them into IPsUDP.txt or IPsTCP.txt");
    }
    for (var kind : kinds.isEmpty() ? List.of(ProbeKind.UDP, ProbeKind.TCP) : kinds) add(targets, kind, hosts);
    if (targets.size() > HostList.MOST) throw new UsageException("a run has " + HostList.MOST + " streams at most");
    long each = Math.min(options.number("count"), length(options).dividedBy(options.duration("interval")));
    if (each * targets.size() > 2_000_000) {
        throw new UsageException("that is more than 2,000,000 probes; all are kept in memory");
    }
    return targets;
}

List<String> listed(Path file) throws IOException {
    if (!Files.exists(file)) throw new UsageException("no hosts: name some, or write them into " + file);
    return HostList.read(file);
}

void add(List<ProbeTarget> targets, ProbeKind kind, List<String> hosts) {
    for (String host : hosts) targets.add(ProbeTarget.parse(kind, host));
}

/// Waits for all, and meanwhile shows on a terminal how they come along.
void await(List<ProbeRun> runs, boolean terminal) throws InterruptedException {
    var live = new LiveDelays();
    for (var run : runs) {
        if (!terminal) run.await();
        while (terminal && !run.await(REDRAW)) {
            System.out.print(live.frame(runs.stream().map(one -> one.summary(2_000)).toList(), ROWS));
            System.out.flush();
        }
    }
}

void report(CommandLine options, List<Summary> streams, boolean terminal) throws IOException {
    if (options.text("language").equals("es")) SpanishSummary.lines(streams).forEach(System.out::println);
    else english(options, streams, terminal);
    write(options, "json", DelayFiles.json(streams));
    write(options, "csv", DelayFiles.csv(streams));
    write(options, "report", DelayPage.of(streams));
    var silent = streams.stream().filter(stream -> stream.answered() == 0).map(stream ->
            stream.target().toString()).toList();
    if (!silent.isEmpty()) throw new IOException("no answer from " + String.join(", ", silent));
}

void english(CommandLine options, List<Summary> streams, boolean terminal) {
    DelayReport.table(streams).forEach(System.out::println);
    System.out.println();
    if (terminal || options.flag("details")) {
        long within = options.duration("within").toNanos();
        for (var stream : streams) DelayReport.details(stream, within).forEach(System.out::println);
        System.out.println();
    }
    DelayReport.conditions(streams).forEach(System.out::println);
    System.out.println();
    DelayFindings.of(streams).forEach(System.out::println);
}

void write(CommandLine options, String option, String content) throws IOException {
    if (options.text(option) != null) SafeFile.replace(options.path(option), content.getBytes(StandardCharsets.UTF_8));
}
