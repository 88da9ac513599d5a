// Round-trip times by hand (RFC 2681): delays as values, a STAMP packet byte by byte, a path of which the truth is known.
// In the project's folder, after ./build.sh: jshell jshell/rtt.jsh; step by step: java scripts/Shell.java rtt
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/rtt.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.impair.*
import wirelab.kit.*
import wirelab.rtt.*

// The example of RFC 2681, section 4: a lost probe is infinitely slow, and so there is a median all the same.
var example = Delays.of(100, 110, Delays.UNDEFINED, 90)
//> List.of(example.median(), example.minimum(), example.inversePercentile(103))

// A far end, and what measuring adds by itself.
var reflector = StampReflector.start(StampReflector.Options.DEFAULTS.withStateful(true))
//> Calibration.measure(ProbeKind.STAMP, ProbeOptions.DEFAULTS)

// A STAMP packet is 44 bytes: a number, a time, how wrong that may be, zeros.
var packet = ByteBuffer.allocate(44).putInt(0, 7).putLong(4, 0xEBB5C3A180000000L).putShort(12, (short) 0x2001)
var socket = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)
//> socket.send(packet.duplicate(), reflector.address())
//> var answer = ByteBuffer.allocate(100)
//> socket.receive(answer, Duration.ofSeconds(2))
//> System.out.println(HexDump.of(answer.flip()))

// Two hundred probes over a link of 10 ms each way that loses some, sent by the exponential law.
var link = BadLink.of(LinkSpec.parse("delay=10ms up:loss=8% down:loss=2% seed=11"))
var target = new ProbeTarget(ProbeKind.STAMP, "far end", reflector.address())
var options = ProbeOptions.DEFAULTS.withTimes(SendingTimes.poisson(Duration.ofMillis(5))).withCount(200).withKernel(false)
var run = ProbeRun.open(Host.HERE.behind(link), target, options).begin(System.nanoTime())
//> run.await()
//> var summary = run.summary()
//> DelayReport.details(summary, 21_000_000).forEach(System.out::println)
//> DelayFindings.of(List.of(summary))
//> link.relays().getFirst().up()

// Yours to try, at the prompt (the lab sheet has more):
// How many of all were answered within 20.5 ms?
//     run.summary().delays().inversePercentile(20.5e6)
// What if a lost probe were left out instead?
//     Delays.of(100, 110, 90).median()
// What does the reflector say?
//     reflector.counters()
System.out.println("reflector, link and run are alive; try: run.summary().delays().inversePercentile(20.5e6)")
