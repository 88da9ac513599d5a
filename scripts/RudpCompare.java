/// TCP and reliable UDP on the same links, alone and against each other: a table, and a page with drawings (Linux, root).

import wirelab.congestion.ControlName;
import wirelab.hosts.NativeAccess;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;
import wirelab.rudpcompare.*;

/// A link that has a name.
record Named(String name, String line) {}

static final List<Named> LINKS = List.of(
        new Named("20 ms, 1 % lost both ways", "delay=10ms loss=1%"),
        new Named("100 ms, 2 % lost both ways", "delay=50ms loss=2%"),
        new Named("50 Mbit/s, 20 ms, queue of 1 BDP", "delay=10ms up:rate=50mbit up:queue=128K"),
        new Named("50 Mbit/s, 20 ms, queue of 1 BDP, 1 % lost both ways", "delay=10ms loss=1% up:rate=50mbit up:queue=128K"),
        new Named("50 Mbit/s, 20 ms, queue of 8 BDP", "delay=10ms up:rate=50mbit up:queue=1M"),
        new Named("50 Mbit/s, 20 ms, queue of 5 packets", "delay=10ms up:rate=50mbit up:queue=5"));

void main(String... args) throws Exception {
    if (NativeAccess.relaunched()) return;
    Program.of("RudpCompare", "TCP and reliable UDP on the same links, alone and against each other (Linux, root)")
            .text("link", "LINE", null, "this link alone, such as 'delay=10ms up:rate=50mbit up:queue=128K'")
            .text("only", "WORDS", "", "only those links whose name has these words")
            .text("tcp", "NAMES", "cubic,bbr", "controllers of TCP, with commas")
            .text("control", "NAMES", String.join(",", ControlName.words()), "controllers of ours, with commas")
            .choice("part", List.of("both", "alone", "beside"), "each alone, two against each other, or both")
            .number("seconds", 6, 2, 100, "how long each sends alone")
            .number("beside-seconds", 20, 8, 300, "how long two send, the second from 2 s on; from 8 s on it counts")
            .number("seed", 7, 0, Long.MAX_VALUE, "of the links: the same seed loses the same packets")
            .flag("sealed", "ours seals its packets")
            .text("report", "FILE", null, "write a page with drawings")
            .text("draw", "FOLDER", null, "write drawings of those that send alone: rate, window and round trip of each link")
            .example("--only '1 BDP' --report compare.html")
            .example("--link 'delay=30ms loss=0.5% up:rate=20mbit' --control tolerant --part alone")
            .run(args, this::compare);
}

void compare(CommandLine options) throws Exception {
    if (TunLink.missing() != null) throw new IOException(TunLink.missing());
    var tcp = Competitor.ofTcp(options.text("tcp"));
    var ours = Competitor.ofOurs(options.text("control"), !options.flag("sealed"));
    String line = options.text("link");
    var links = line != null ? List.of(new Named("the link", line))
            : LINKS.stream().filter(one -> one.name.contains(options.text("only"))).toList();
    if (links.isEmpty()) throw new UsageException("no link's name has '" + options.text("only") + "'");
    var sections = new ArrayList<ComparisonPage.Section>();
    for (var link : links) {
        var spec = LinkSpec.parse(link.line + (link.line.contains("seed=") ? "" : " seed=" + options.number("seed")));
        System.out.println(link.name + ": " + spec);
        var alone = alone(options, spec, tcp, ours);
        if (options.text("draw") != null && !alone.isEmpty()) {
            String name = link.name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            FlowPlots.write(options.path("draw"), name, link.name,
                    alone.stream().map(outcome -> outcome.flows().getFirst()).toList());
        }
        sections.add(new ComparisonPage.Section(link.name, alone, beside(options, spec, tcp, ours), 8));
    }
    if (options.text("report") == null) return;
    Files.writeString(options.path("report"), ComparisonPage.of(sections, conditions(options)));
    System.out.println("the page is in " + options.text("report"));
}

List<ContestResult> alone(CommandLine options, LinkSpec spec, List<Competitor> tcp, List<Competitor> ours) throws Exception {
    if (options.text("part").equals("beside")) return List.of();
    var table = new Table().text("sender", "sender", 16).number("Mbit/s", "mbits", 8, 1)
            .number("packets ÷ data", "overhead", 14, 3).number("queue, ms", "queue", 9, 1);
    System.out.println(table.head());
    var contest = new Contest(spec, Contest.Options.DEFAULTS.withTime(Duration.ofSeconds(options.number("seconds"))));
    // Once for the compiler of this machine, which the kernel's TCP does not need.
    if (!ours.isEmpty()) contest.run(ours.subList(0, 1));
    var outcomes = new ArrayList<ContestResult>();
    for (var who : Stream.concat(tcp.stream(), ours.stream()).toList()) {
        var outcome = contest.run(List.of(who));
        outcomes.add(outcome);
        System.out.println(table.add(who.toString(), outcome.flows().getFirst().rate(), outcome.overhead(),
                outcome.queue(1)));
    }
    return outcomes;
}

/// The first of TCP against each other, and each of ours against it, the other TCP, and its own kind.
List<ContestResult> beside(CommandLine options, LinkSpec spec, List<Competitor> tcp, List<Competitor> ours) throws Exception {
    if (options.text("part").equals("alone")) return List.of();
    var pairs = new ArrayList<List<Competitor>>();
    for (int i = 0; i < tcp.size(); i++) {
        for (var other : tcp.subList(i, tcp.size())) pairs.add(List.of(tcp.get(i), other));
    }
    for (var one : ours) {
        for (var other : tcp) pairs.add(List.of(other, one));
        pairs.add(List.of(one, one));
    }
    var table = new Table().text("first", "first", 16).number("Mbit/s", "mbits", 8, 1).text("second", "second", 16)
            .number("Mbit/s", "other", 8, 1).number("its share", "share", 9, 2).number("Jain", "jain", 6, 3)
            .number("queue, ms", "queue", 9, 1);
    System.out.println(table.head());
    var contest = new Contest(spec, Contest.Options.DEFAULTS.withGap(Duration.ofSeconds(2))
            .withTime(Duration.ofSeconds(options.number("beside-seconds"))));
    var outcomes = new ArrayList<ContestResult>();
    for (var pair : pairs) {
        var outcome = contest.run(pair);
        outcomes.add(outcome);
        System.out.println(table.add(pair.get(0).toString(), outcome.flows().get(0).rateFrom(8), pair.get(1).toString(),
                outcome.flows().get(1).rateFrom(8), outcome.share(1, 8), outcome.jain(8), outcome.queue(8)));
    }
    return outcomes;
}

List<String> conditions(CommandLine options) {
    return List.of("TCP is that of " + System.getProperty("os.name") + " " + System.getProperty("os.version")
            + ", with the controller that is named, and the system's own buffers.",
            "Both ends of all are on this machine of " + Text.count(Runtime.getRuntime().availableProcessors(), "processor")
                    + ", in two namespaces; every IP packet between them passes a link of wirelab.impair, fresh each time.",
            "Data is zeros from memory; ours " + (options.flag("sealed") ? "is sealed." : "is not sealed (--plain)."),
            "Packets ÷ data: bytes of IP packets in the direction of the data, for each byte that came.",
            "Queue: the median round trip of a small datagram every 20 ms beside the senders, over the least one.");
}
