// Bad links by hand: a line of words, the model alone, a relay in front of a server.
// In the project's folder, after ./build.sh: jshell jshell/impair.jsh; step by step: java scripts/Shell.java impair
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/impair.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.impair.*
import wirelab.echo.*

// One line says what a link does; it can be read back.
var spec = LinkSpec.parse("delay=20ms±2ms loss=10% burst=3 rate=1mbit queue=20 seed=7")
//> System.out.println(spec.up().delay())
//> spec.up().damage().loss().share()
//> System.out.println(spec)

// A word that is wrong is named.
//> String say(String line) {
//>     try {
//>         return LinkSpec.parse(line).toString();
//>     } catch (UsageException e) {
//>         return e.getMessage();
//>     }
//> }
//> System.out.println(say("delay=20ms los=1%"))
//> System.out.println(say("delay=20 loss=1%"))

// The model alone: no socket, no clock. Time goes in as a number, packets go in and come out.
//> record Letter(int number) implements Packet<Letter> {
//>     public int size() { return 1000; }
//>     public void flip(long bit) {}
//>     public Letter copy() { return this; }
//>     public void lost() { System.out.println(number + " is lost"); }
//> }
//> Link<Letter> link = spec.upLink(0)
//> for (int i = 0; i < 25; i++) link.offer(0, new Letter(i))
//> System.out.println(link.underWay() + " packets under way")
//> System.out.println(Text.duration(Duration.ofNanos(link.nextDue())))
//> for (Letter letter; link.nextDue() < Long.MAX_VALUE; ) {
//>     long now = link.nextDue();
//>     while ((letter = link.poll(now)) != null) System.out.println(letter + " after " + now / 1_000_000 + " ms");
//> }
//> System.out.println(link.tally())

// The same conditions in front of a real server: clients connect to the relay instead.
var server = EchoServer.start(EchoServer.Options.DEFAULTS)
var relay = Relay.start(server.address(), LinkSpec.parse("delay=30ms loss=20% seed=7"))
//> System.out.println(relay)

// Over UDP some datagrams are lost, the others take 60 ms there and back.
var udp = UdpEchoClient.open(relay.address())
//> for (int i = 0; i < 10; i++) {
//>     var reply = udp.echo(new byte[] {(byte) i}, Duration.ofMillis(200));
//>     System.out.println(i + ": " + (reply == null ? "lost" : Text.duration(reply.roundTrip())));
//> }
//> System.out.println(relay.up())

// Over TCP nothing is lost, only late.
var tcp = EchoClient.connect(relay.address(), Duration.ofSeconds(5))
//> System.out.println(Text.duration(tcp.echo("hello".getBytes()).roundTrip()))

// Yours to try, at the prompt (the lab sheet has more):
// Two ways of 30 ms: can it be faster?
//     udp.echo(new byte[1], Duration.ofSeconds(1))
// How many datagrams were lost on the way there, and does the seed tell?
//     relay.up()
// How long does a packet of 1,000 bytes take on it?
//     LinkSpec.parse("delay=20ms rate=64kbit")
System.out.println("server, relay, udp and tcp are alive; try: udp.echo(new byte[1], Duration.ofSeconds(1))")
