// Two classroom clients by hand, then two of ours, then NATs.
// In the project's folder, after ./build.sh: jshell jshell/nat.jsh; step by step: java scripts/Shell.java nat
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/nat.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.nat.*
import wirelab.natlab.*

// A server on a free port of loopback; its console is ours.
var server = NatServer.start(Host.HERE, NatServer.Options.DEFAULTS, System.out::println)
//> server.address()

// A classroom client is a socket and a few words. This one speaks the tagged dialect: Rid,privateIP:port
String heard(UdpSocket socket) throws IOException {
    var packet = ByteBuffer.allocate(2000);
    if (socket.receive(packet, Duration.ofSeconds(2)) == null) return null;
    return new String(packet.array(), 0, packet.position());
}
void say(UdpSocket socket, String text) throws IOException {
    socket.send(ByteBuffer.wrap(text.getBytes()), server.address());
}
var tina = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)
say(tina, "Rtina,192.168.1.11:10081")
//> heard(tina)

// And this one the spoken dialect: ID PRIVATE_IP. It is told of tina, then of itself; tina is told of it in her own dialect.
//> var sam = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)
//> say(sam, "sam 192.168.2.22")
//> heard(sam)
//> heard(sam)
//> heard(tina)
//> say(sam, "sam @exit")
//> heard(tina)

// Two clients of ours, in this process. What they tell their users goes to the screen.
var bob = NatClient.start(NatClient.Options.of("bob", server.address()),
        notice -> System.out.println("bob sees:   " + notice.text()))
var alice = NatClient.start(NatClient.Options.of("alice", server.address()),
        notice -> System.out.println("alice sees: " + notice.text()))
//> for (int i = 0; i < 100 && alice.list().size() < 3; i++) Thread.sleep(20)
//> alice.list()
//> alice.chat("bob", "hello")
//> for (int i = 0; i < 100 && !alice.path("bob").contains("direct"); i++) Thread.sleep(20)
//> alice.path("bob")
//> alice.fingerprints()

// NATs without a network: a symmetric one with random ports on one side, a port-restricted one on the other.
var homes = new Simulation(1)
homes.home("a", NatRules.of(NatKind.SYMMETRIC), "203.0.113.1", null)
homes.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null)
homes.client("alice", "a", "192.168.1.11")
homes.client("bob", "b", "192.168.2.11")
//> homes.run(Duration.ofSeconds(1))
//> homes.chat("alice", "bob", "hello")
//> homes.run(Duration.ofSeconds(1))
//> homes.shown("bob")
//> homes.explain("alice", "bob")
//> homes.datagrams()

// Yours to try, at the prompt (the lab sheet has more):
// Which way does it take: alice.path("bob")?
//     alice.chat("bob", "more")
// She registers again: what does she hear?
//     say(tina, "Rtina,192.168.1.11:10081")
// The other direction, in virtual time, once something was said there as above.
//     homes.explain("bob", "alice")
System.out.println("server, tina, alice and bob are alive, and homes; try: alice.chat(\"bob\", \"more\")")
