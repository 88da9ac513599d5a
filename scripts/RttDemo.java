/// Round-trip times on a path of which the truth is known: what a report must say, and what popular tools make of the same.

import wirelab.echo.EchoServer;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.rtt.*;
import wirelab.tap.TapSwitches;

static final long MS = 1_000_000;
/// The link takes so long in each direction, so nothing can be quicker than twice that.
static final Duration ONE_WAY = Duration.ofMillis(10);
static final long LEAST = 2 * ONE_WAY.toNanos();
static final int COUNT = 400;
/// Patient enough for any machine: a loss here is one of the link.
static final ProbeOptions QUICK = ProbeOptions.DEFAULTS.withCount(COUNT).withLength(Duration.ofMinutes(5))
        .withTimes(SendingTimes.periodic(Duration.ofMillis(4))).withThreshold(Duration.ofSeconds(3)).withKernel(false);

Host host = Host.HERE;

void main(String... args) {
    Program.of("RttDemo", "round-trip times on a path of which the truth is known, and what popular tools make of them")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    demo.step("What this program adds by itself");
    var udp = Calibration.measure(ProbeKind.UDP, QUICK);
    var stamp = Calibration.measure(ProbeKind.STAMP, QUICK);
    demo.say(udp + "\n" + stamp);
    demo.say("It is reported with every result, and never taken off (RFC 2681, 2.8.3).");
    demo.check("the first probes of a new virtual machine, which take milliseconds, are thrown away here", udp.tests() > 0);

    var streams = new ArrayList<Summary>();
    shortInterval(demo, streams, udp);
    bothWays(demo, streams, stamp);
    outage(demo);
    demo.step("The page");
    var file = demo.file("RttDemo.html");
    String page = DelayPage.of(streams);
    SafeFile.replace(file, page.getBytes(StandardCharsets.UTF_8));
    demo.say(file + ", " + Text.bytes(page.length()) + ": diagrams, and in words:");
    DelayFindings.of(streams).forEach(demo::say);
    demo.check("the page says in words what was lost", page.contains("probes were lost"));
}

/// Probes every 4 ms over a path of 20 ms: five are under way at any time.
void shortInterval(Demo demo, List<Summary> streams, Calibration calibration) throws Exception {
    demo.step("An interval shorter than the round trip: every 4 ms over 20 ms, with 5 % loss each way");
    try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS);
            var link = BadLink.of(LinkSpec.parse("delay=10ms loss=5% seed=7"))) {
        var stream = run(ProbeKind.UDP, server.address(), link, QUICK, calibration);
        streams.add(stream);
        DelayReport.table(List.of(stream)).forEach(demo::say);
        var relay = link.relays().getFirst();
        long dropped = relay.up().allLost() + relay.down().allLost();
        demo.say("The link says: up " + relay.up() + "; down " + relay.down() + ".");
        demo.check("what is reported as lost is what the link dropped, " + dropped + " of " + COUNT,
                stream.lost() == dropped);
        demo.check("no delay is shorter than the path, " + Text.duration(Duration.ofNanos(LEAST)),
                stream.delays().minimum() >= LEAST);
        demo.say("A tool whose time-out is its interval, as fping's is when it counts, calls all of these lost that took"
                + " longer.");
        long interval = stream.options().times().mean().toNanos();
        double late = 100 - stream.delays().inversePercentile(interval);
        demo.check(String.format(Locale.ROOT, "by that rule %.0f %% would be lost", late), late == 100);
        double impossible = naiveMinimum(stream);
        demo.say("A tool that takes each answer for that of its last probe, as nping does, prints a minimum of "
                + Delays.text(impossible) + ".");
        demo.check("which no packet can have done", impossible < LEAST);
    }
}

Summary run(ProbeKind kind, InetSocketAddress address, BadLink link, ProbeOptions options, Calibration calibration)
        throws Exception {
    try (var run = ProbeRun.open(host.behind(link), new ProbeTarget(kind, "far end", address), options)
            .calibratedBy(calibration).begin(System.nanoTime())) {
        run.await();
        return run.summary();
    }
}

/// The least time from the last probe before an answer to that answer, whosever it is.
double naiveMinimum(Summary stream) {
    double least = Double.MAX_VALUE;
    for (var answered : stream.probes()) {
        if (!answered.isAnswered()) continue;
        long at = answered.sent() + answered.delay();
        for (var probe : stream.probes()) if (at - probe.sent() >= 0) least = Math.min(least, at - probe.sent());
    }
    return least;
}

/// A reflector that counts tells on which way a probe was lost.
void bothWays(Demo demo, List<Summary> streams, Calibration calibration) throws Exception {
    demo.step("STAMP (RFC 8762): on which way is it lost? 8 % on the way there, 2 % on the way back");
    try (var reflector = StampReflector.start(host, StampReflector.Options.DEFAULTS.withStateful(true));
            var link = BadLink.of(LinkSpec.parse("delay=10ms up:loss=8% down:loss=2% seed=11"))) {
        var stream = run(ProbeKind.STAMP, reflector.address(), link, QUICK, calibration);
        streams.add(stream);
        DelayReport.table(List.of(stream)).forEach(demo::say);
        var relay = link.relays().getFirst();
        long there = stream.sent() - stream.remarks().reached();
        demo.check("lost on the way there: " + there + ", as the link says", there == relay.up().allLost());
        long back = stream.remarks().reached() - stream.answered();
        demo.check("lost on the way back: " + back + ", as the link says", back == relay.down().allLost());
        demo.say("One way, by both clocks, which are one here: there " + Delays.text(median(stream.oneWay(true))) + ", back "
                + Delays.text(median(stream.oneWay(false))) + "; the reflector had each probe for "
                + Delays.text(stream.inside().median()) + ".");
        demo.check("neither way is shorter than the link", median(stream.oneWay(true)) >= ONE_WAY.toNanos()
                && median(stream.oneWay(false)) >= ONE_WAY.toNanos());
    }
}

double median(double... times) {
    return DoubleStream.of(times).sorted().skip(times.length / 2).findFirst().orElseThrow();
}

/// Whoever waits for an answer before he asks again does not ask while nobody answers.
void outage(Demo demo) throws Exception {
    demo.step("An outage of half a second, seen by who sends when it is due and by who waits for each answer");
    try (var server = EchoServer.start(host, EchoServer.Options.DEFAULTS);
            var link = BadLink.of(LinkSpec.parse("delay=1ms up:blackout=500ms..1s seed=3"))) {
        var stream = run(ProbeKind.UDP, server.address(), link, QUICK, null);
        long dropped = link.relays().getFirst().up().allLost();
        demo.say("Sent every 4 ms: " + stream.lost() + " of " + stream.sent() + " lost, which is "
                + Text.duration(stream.options().times().mean().multipliedBy(stream.lost())) + " of outage.");
        demo.check("that is what the link dropped, " + dropped, stream.lost() == dropped && dropped > 50);
        demo.say("Who waits a second for an answer before the next question has seen one loss, and calls it bad luck: the"
                + " others were never sent (coordinated omission).");
    }
}
