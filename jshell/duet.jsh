// A duet by hand: two members that meet at a TCP server and talk over UDP, and a stranger.
// In the project's folder, after ./build.sh: jshell jshell/duet.jsh; step by step: java scripts/Shell.java duet
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/duet.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.duet.*

// A server on a free port of loopback; it prints what members say.
var server = DuetServer.start(Host.HERE, DuetServer.Options.DEFAULTS, line -> System.out.println("server: " + line))

// Two members; what they are told goes to the screen.
var alice = DuetClient.start(server.address(), "alice", notice -> System.out.println("alice: " + notice.text()))
var bob = DuetClient.start(server.address(), "bob", notice -> System.out.println("bob:   " + notice.text()))
//> for (int i = 0; i < 100 && alice.say("hello, bob") < 0; i++) Thread.sleep(20)
//> Thread.sleep(200)
//> bob.say("hello, alice")
//> Thread.sleep(200)

// A stranger knows alice's port and not the token.
var stranger = Host.HERE.towards(alice.udpAddress(), Tap.Party.UNKNOWN)
//> stranger.send(ByteBuffer.wrap("I am bob".getBytes()), alice.udpAddress())
//> Thread.sleep(200)
//> alice.counts()

// Two ends of the UDP conversation without sockets: take the datagrams out, lose some, turn the clock.
var token = new Token(new byte[32])
long ms = 1_000_000
var one = new Talk(0, 1, token, new byte[16], 5000 * ms)
var two = new Talk(0, 2, token, "sixteen bytes ok".getBytes(), 5000 * ms)
//> List<Talk.Action> drained(Talk talk) {
//>     var actions = new ArrayList<Talk.Action>();
//>     talk.drain(actions::add);
//>     return actions;
//> }
//> List<Talk.Action> carry(Talk from, Talk to, long now) {
//>     var said = drained(from);
//>     for (var action : said) if (action instanceof Talk.Action.Send send) to.received(now, send.datagram());
//>     return said;
//> }
//> for (int i = 0; i < 3; i++) { carry(one, two, 0); carry(two, one, 0); }
//> one.say(0, "this one is lost")
//> drained(one).size()
//> one.nextAt() / ms
//> one.tick(300 * ms)
//> carry(one, two, 300 * ms)
//> carry(two, one, 300 * ms)
//> drained(one)
//> one.counts()

// What is on the wire.
//> var sent = drained(new Talk(0, 1, token, new byte[16], 5000 * ms))
//> System.out.println(HexDump.of(((Talk.Action.Send) sent.getFirst()).datagram()))
//> SealedDatagram.decode(((Talk.Action.Send) sent.getFirst()).datagram()).role()

// Yours to try, at the prompt (the lab sheet has more):
// Each message has a number; what do the counts say?
//     alice.say("more")
// Then bob.counts(): which counter rises?
//     stranger.send(ByteBuffer.wrap(new byte[40]), bob.udpAddress())
// When does the machine want to be woken, in virtual time?
//     one.nextAt() / ms
// exit from one end ends it for both: bob.isOver()?
//     alice.close()
System.out.println("server, alice and bob are alive; try: alice.say(\"more\")")
