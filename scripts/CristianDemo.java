/// How a clock is set over a network: Cristian, Berkeley and NTP on the same paths, and what each of them gets wrong.

import wirelab.kit.Host;
import wirelab.ntp.*;
import wirelab.ntp.NtpClient;
import wirelab.ntp.NtpServer;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final long MS = 1_000_000;
static final long SECOND = 1_000 * MS;
/// The server's clock is this far ahead of ours; the algorithms do not know it.
static final long TRUE_OFFSET = 250 * MS;

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("CristianDemo", "Cristian, Berkeley and NTP on symmetric and asymmetric paths, theory beside measurement")
            .with(new TapSwitches()).demo(args, (options, demo) -> {
        host = options.host();
        oneExchange(demo);
        sideBySide(demo);
        berkeley(demo);
        bounds(demo);
        falseTicker(demo);
        anHour(demo);
        forReal(demo);
    });
}

void oneExchange(Demo demo) {
    demo.step("One question and its answer on a path of 30 ms out and 10 ms back; the server takes 4 ms");
    // @start region="exchange"
    var exchange = new SimulatedPath(30 * MS, 10 * MS, 0, 4 * MS, new Random(1)).ask(0, TRUE_OFFSET);
    demo.say("T1 = " + Offsets.text(exchange.t1()) + "  the question leaves, by our clock");
    demo.say("T2 = " + Offsets.text(exchange.t2()) + "  it arrives, by the server's clock");
    demo.say("T3 = " + Offsets.text(exchange.t3()) + "  the answer leaves, by the server's clock");
    demo.say("T4 = " + Offsets.text(exchange.t4()) + "  it arrives, by our clock");
    demo.say("offset ((T2-T1)+(T3-T4))/2 = " + Offsets.text(exchange.offset()) + ", the truth is "
            + Offsets.text(TRUE_OFFSET));
    // @end
    demo.check("the error is half of the difference of the two ways: 10 ms", exchange.offset() - TRUE_OFFSET == 10 * MS);
}

record Case(String name, long out, long back, long work) {}

/// Mean errors in milliseconds, and whether every single one was inside of its bound.
record Errors(double cristian, double berkeley, double ntp, boolean inside) {}

void sideBySide(Demo demo) {
    demo.step("A thousand exchanges with 2 ms of jitter each way: mean error, beside what theory says");
    demo.say(String.format("%-21s %17s %17s %17s", "", "Cristian, 1 stamp", "Berkeley", "NTP, 4 stamps"));
    demo.say(String.format("%-21s %8s %8s %8s %8s %8s %8s", "ms: out, back, server", "theory", "measured", "theory",
            "measured", "theory", "measured"));
    for (var path : List.of(new Case("20 ms, 20 ms, 0 ms", 20, 20, 0), new Case("20 ms, 20 ms, 8 ms", 20, 20, 8),
            new Case("30 ms, 10 ms, 0 ms", 30, 10, 0), new Case("10 ms, 30 ms, 8 ms", 10, 30, 8))) {
        var measured = thousand(new SimulatedPath(path.out * MS, path.back * MS, 2 * MS, path.work * MS,
                new Random(path.out)));
        double oneStamp = (path.out + path.work - path.back) / 2.0;
        double fourStamps = (path.out - path.back) / 2.0;
        demo.say(String.format(Locale.ROOT, "%-21s %+8.2f %+8.2f %+8.2f %+8.2f %+8.2f %+8.2f", path.name,
                oneStamp, measured.cristian, 0.0 - oneStamp, measured.berkeley, fourStamps, measured.ntp));
        boolean holds = Math.abs(measured.cristian - oneStamp) < 0.1 && Math.abs(measured.berkeley + oneStamp) < 0.1
                && Math.abs(measured.ntp - fourStamps) < 0.1;
        demo.check("theory holds to a tenth of a millisecond, and no sample of 1,000 was outside of its bound",
                holds && measured.inside);
    }
    demo.say("Cristian's client takes the server's own time for time on the wire; NTP's second server stamp takes it out.\n"
            + "Berkeley's master asks as Cristian's client does: what it gets wrong keeps the two clocks apart.\n"
            + "Asymmetry hurts all three, and no algorithm can see it.");
}

Errors thousand(SimulatedPath path) {
    double cristian = 0;
    double berkeley = 0;
    double ntp = 0;
    boolean inside = true;
    for (int i = 0; i < 1_000; i++) {
        var exchange = path.ask(i * SECOND, TRUE_OFFSET);
        var one = Estimate.cristian(exchange.t1(), exchange.t3(), exchange.t4(), 0);
        var agreed = Berkeley.of(List.of(one.offset()), 10 * SECOND).adjustments();
        cristian += one.offset() - TRUE_OFFSET;
        berkeley += TRUE_OFFSET + agreed.get(1) - agreed.get(0);
        ntp += exchange.offset() - TRUE_OFFSET;
        inside &= one.interval().contains(TRUE_OFFSET) && exchange.estimate(0).interval().contains(TRUE_OFFSET);
    }
    return new Errors(cristian / 1e3 / MS, berkeley / 1e3 / MS, ntp / 1e3 / MS, inside);
}

void berkeley(Demo demo) {
    demo.step("Berkeley with more machines: nobody has the right time, so four clocks agree on their mean");
    long[] clocks = {0, 25 * MS, -10 * MS, 40 * SECOND};
    var ways = List.of(new Case("", 20, 20, 0), new Case("", 5, 5, 0), new Case("", 30, 10, 0));
    var measured = new ArrayList<Long>();
    for (int i = 0; i < 3; i++) {
        var way = ways.get(i);
        measured.add(new SimulatedPath(way.out * MS, way.back * MS, 0, 0, new Random(i)).ask(0, clocks[i + 1]).offset());
    }
    var agreed = Berkeley.of(measured, SECOND);
    for (int i = 0; i < 4; i++) {
        long after = clocks[i] + agreed.adjustments().get(i);
        String path = i == 0 ? "the master" : ways.get(i - 1).out + " ms out, " + ways.get(i - 1).back + " ms back";
        demo.say(String.format("%-22s %9s  told to change by %10s, now at %s", path, Offsets.text(clocks[i]),
                Offsets.text(agreed.adjustments().get(i)), Offsets.text(after)));
    }
    demo.check("the clock that is 40 s off did not spoil the mean of the other three", agreed.mean() == 5 * MS);
    demo.check("the two on symmetric paths agree with the master exactly, the third is 10 ms off: half of its asymmetry",
            clocks[1] + agreed.adjustments().get(1) == agreed.mean()
                    && clocks[2] + agreed.adjustments().get(2) == agreed.mean()
                    && clocks[3] + agreed.adjustments().get(3) == agreed.mean() - 10 * MS);
}

void bounds(Demo demo) {
    demo.step("20 ms ± 5 ms each way: one sample, the best of 16, and what it helps to know the minimum");
    var path = new SimulatedPath(15 * MS, 15 * MS, 10 * MS, MS / 10, new Random(5));
    long worstOne = 0;
    long worstBest = 0;
    int outside = 0;
    for (int run = 0; run < 1_000; run++) {
        var samples = IntStream.range(0, 16).mapToObj(_ -> path.ask(0, TRUE_OFFSET)).toList();
        var best = samples.stream().min(Comparator.comparingLong(RoundTrip::delay)).orElseThrow();
        worstOne = Math.max(worstOne, Math.abs(samples.getFirst().offset() - TRUE_OFFSET));
        worstBest = Math.max(worstBest, Math.abs(best.offset() - TRUE_OFFSET));
        if (!best.estimate(15 * MS).interval().contains(TRUE_OFFSET)) outside++;
    }
    var one = path.ask(0, TRUE_OFFSET);
    demo.say("round trip " + Offsets.bound(one.delay()) + ": error at most " + Offsets.bound(one.estimate(0).bound())
            + ", and if one way takes 15 ms at least, " + Offsets.bound(one.estimate(15 * MS).bound()));
    demo.say("worst error of 1,000 single samples " + Offsets.bound(worstOne) + ", of the best of 16 "
            + Offsets.bound(worstBest));
    demo.check("the truth was never outside of RTT/2 - minimum", outside == 0);
    demo.check("the best of 16 is better than one", worstBest < worstOne);
}

void falseTicker(Demo demo) {
    demo.step("Three servers, one of them two seconds wrong: where most intervals overlap (Marzullo)");
    // @start region="selection"
    var intervals = List.of(Interval.around(250 * MS, 20 * MS), Interval.around(2_250 * MS, 5 * MS),
            Interval.around(262 * MS, 15 * MS));
    var selection = Selection.of(intervals).orElseThrow();
    // @end
    for (int i = 0; i < 3; i++) {
        demo.say(String.format("server %d says %s to %s   %s", i + 1, Offsets.text(intervals.get(i).low()),
                Offsets.text(intervals.get(i).high()), selection.survivors().contains(i) ? "agrees" : "false-ticker"));
    }
    demo.say("the truth is between " + Offsets.text(selection.interval().low()) + " and "
            + Offsets.text(selection.interval().high()));
    demo.check("the false-ticker is found, though its own interval is the smallest",
            selection.survivors().equals(List.of(0, 2)));
}

void anHour(Demo demo) {
    demo.step("An hour of a quartz that loses 200 µs per second, disciplined every 16 s; no server from minute 40 to 50");
    var world = new long[] {LocalClock.nanos(Instant.parse("2026-01-01T00:00:00Z"))};
    double drift = -200e-6;
    long began = world[0];
    LocalClock quartz = () -> world[0] + Math.round(drift * (world[0] - began));
    var clock = new DisciplinedClock(quartz, DisciplinedClock.Options.DEFAULTS);
    var path = new SimulatedPath(4 * MS, 4 * MS, 8 * MS, MS / 10, new Random(60));
    boolean honest = true;
    boolean forward = true;
    long last = 0;
    demo.say(String.format("%6s %12s %12s %12s %14s", "minute", "quartz", "our clock", "bound", "drift found"));
    for (int second = 0; second <= 3_600; second++, world[0] += SECOND) {
        boolean blind = second >= 2_400 && second < 3_000;
        if (second % 16 == 0 && !blind) {
            var exchange = path.ask(quartz.nanos(), world[0] - quartz.nanos());
            var estimate = exchange.estimate(0);
            clock.correct(estimate.interval(), estimate.offset(), LeapIndicator.NONE);
        }
        var reading = clock.reading();
        long error = LocalClock.nanos(reading.time()) - world[0];
        honest &= Math.abs(error) <= reading.bound().toNanos();
        forward &= LocalClock.nanos(reading.time()) > last;
        last = LocalClock.nanos(reading.time());
        if (List.of(0, 1, 5, 20, 40, 50, 51, 60).contains(second / 60) && second % 60 == 0) {
            demo.say(String.format(Locale.ROOT, "%6d %12s %12s %12s %+10.2f ppm%s", second / 60,
                    Offsets.text(quartz.nanos() - world[0]), Offsets.text(error), Offsets.bound(reading.bound().toNanos()),
                    reading.drift() * 1e6, second == 3_000 ? "  10 min alone" : ""));
        }
    }
    demo.check("the clock never ran backwards and never was wrong by more than it said, in 3,600 readings",
            honest && forward);
    demo.check("the drift was found to 5 ppm", Math.abs(clock.reading().drift() - 200e-6) < 5e-6);
}

void forReal(Demo demo) throws Exception {
    demo.step("And for real: our server and our client on loopback, both with the clock of this machine");
    NtpClient.warmUp();
    // @start region="ask"
    try (var server = NtpServer.start(host, NtpServer.Options.DEFAULTS);
            var client = NtpClient.open(host, server.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
        var samples = client.ask(16, Duration.ZERO).stream().filter(Sample.class::isInstance).map(Sample.class::cast)
                .toList();
        var best = Sample.best(samples).orElseThrow();
        demo.say("best of 16: offset " + Offsets.text(best.offset()) + " ± " + Offsets.bound(best.bound()));
        // @end
        demo.check("16 answers came, and none was wrong by more than its bound",
                samples.size() == 16 && samples.stream().allMatch(sample -> Math.abs(sample.offset()) <= sample.bound()));
    }
}
