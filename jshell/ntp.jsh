// NTP by hand (RFC 5905): one exchange, its four time stamps, several servers, a clock of our own.
// In the project's folder, after ./build.sh: jshell jshell/ntp.jsh; step by step: java scripts/Shell.java ntp
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/ntp.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.ntp.*

// A server that is 3 s ahead, so that there is something to measure.
var ahead = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(3))
var server = NtpServer.start(Host.HERE, NtpServer.Options.DEFAULTS, ahead,
        Reference.vouched(ahead, 10, Duration.ofMillis(100)))

// A question is 48 bytes, nearly all of them zero.
//> System.out.println(HexDump.of(NtpMessage.question(NtpTimestamp.of(Instant.now())).encode()))

// The first exchange of a new virtual machine is slow, and that is its error. So warm up, then ask.
//> NtpClient.warmUp()
var clock = LocalClock.free()
var client = NtpClient.open(server.address(), clock, NtpClient.Options.DEFAULTS)
//> var sample = (Sample) client.ask()
//> sample.exchange()
//> Offsets.text(sample.offset()) + " ± " + Offsets.bound(sample.bound())
//> System.out.println(HexDump.of(sample.answer().encode()))
//> sample.answer().referenceText()

// The best of sixteen: the shortest round trip was disturbed the least.
//> var samples = client.ask(16, Duration.ZERO).stream().map(s -> (Sample) s).toList()
//> samples.stream().mapToLong(Sample::delay).summaryStatistics()
//> var best = Sample.best(samples).get()
//> Offsets.text(best.offset()) + " ± " + Offsets.bound(best.bound())

// Asymmetry: 30 ms out, 10 ms back. The error is 10 ms, and nothing in the four stamps tells.
//> var path = new SimulatedPath(30_000_000, 10_000_000, 0, 0, new Random(1))
//> var exchange = path.ask(0, 0)
//> Offsets.text(exchange.offset()) + " ± " + Offsets.bound(exchange.estimate(0).bound())

// Three servers, one of them wrong: where do most intervals overlap?
//> var intervals = List.of(Interval.around(0, 20), Interval.around(1000, 5), Interval.around(12, 15))
//> Selection.of(intervals)

// A clock of our own, kept right in the background. It slews and never runs backwards.
var synchroniser = Synchroniser.start(List.of(server.address()), clock,
        Synchroniser.Options.DEFAULTS.withPoll(Duration.ofMillis(100)), round -> {})
//> synchroniser.awaitFirst(Duration.ofSeconds(5)).verdict()
var own = synchroniser.clock()
//> Duration.between(Instant.now(), own.instant())
//> own.reading()

// A server that is asked too often gives a kiss-o'-death.
var strict = NtpServer.start(NtpServer.Options.DEFAULTS.withRate(1, 3))
var impatient = NtpClient.open(strict.address(), clock, NtpClient.Options.DEFAULTS)
//> impatient.ask(10, Duration.ZERO).getLast()
//> strict.counters()

// Yours to try, at the prompt (the lab sheet has more):
// Three seconds ahead: how sure can we be?
//     client.ask()
// How far may the clock of our own be off by now?
//     own.reading()
// Ask too often first, as above: who got a kiss, and how often?
//     strict.counters()
// The other way round: which sign has the error?
//     new SimulatedPath(10_000_000, 30_000_000, 0, 0, new Random(1)).ask(0, 0)
System.out.println("server, client, synchroniser and strict are alive; try: client.ask()")
