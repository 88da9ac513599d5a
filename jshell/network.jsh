// A network of forwarders: a frame by hand, a network in virtual time, and one on sockets.
// In the project's folder, after ./build.sh: jshell jshell/network.jsh; step by step: java scripts/Shell.java network
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/network.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.network.*
import wirelab.kit.*

// A datagram carries both names in full; a packet of a circuit only a label.
//> System.out.println(HexDump.of(new Datagram("a", "c", 64, 1, "hi".getBytes()).encode()))
//> System.out.println(HexDump.of(new Data(6, 0, "hi".getBytes()).encode()))
//> Frame.decode(ByteBuffer.wrap(new byte[] {1, 10, 0, 6})).text()
//> try {
//>     Frame.decode(ByteBuffer.wrap(new byte[] {1, 10, 0}));
//> } catch (IOException e) {
//>     System.out.println(e.getMessage());
//> }

// Three nodes in a row, and x at one end; time is virtual, so an hour takes no time.
var line = Topology.parse("line", "link x y\nlink y z\n")
var simulated = Simulator.start(line, NodeOptions.DEFAULTS.withRemedies(false, false), 12)
//> simulated.awaitConverged(Duration.ofMinutes(1))
//> simulated.routes("z")
//> simulated.pass(Duration.ofSeconds(5))

// x dies. Without split horizon y and z believe each other, and count.
//> simulated.kill("x")
//> for (int i = 0; i < 8; i++) {
//>     simulated.pass(Duration.ofSeconds(1));
//>     System.out.println("y: " + simulated.route("y", "x") + "   z: " + simulated.route("z", "x"));
//> }

// A circuit: each link has its label, and y swaps them. Then z dies, and y is told.
//> simulated.revive("x")
//> simulated.awaitConverged(Duration.ofMinutes(1))
//> int circuit = simulated.open("x", "z")
//> simulated.pass(Duration.ofSeconds(1))
//> simulated.circuits("y").getFirst().text()
//> simulated.say("x", circuit, "hello".getBytes())
//> long mark = simulated.mark()
//> simulated.kill("z")
//> simulated.pass(Duration.ofSeconds(2))
//> simulated.since(mark).forEach(happening -> System.out.println(happening.text()))

// The same nodes on UDP sockets, with link state; b dies, and datagrams find the other way.
var real = UdpNetwork.start(Topology.example(), NodeOptions.DEFAULTS.withRouting(NodeOptions.Method.LINK_STATE))
//> System.out.println(real.addresses())
//> real.awaitConverged(Duration.ofSeconds(20))
//> System.out.println(real.path("a", "c"))
//> real.kill("b")
//> real.awaitConverged(Duration.ofSeconds(20))
//> System.out.println(real.path("a", "c"))
//> real.revive("b")

// The console that the script Network offers.
var console = new NetworkConsole(real, System.out::println)
//> console.run("send a c hello")
//> console.run("tables a")

// Yours to try, at the prompt (the lab sheet has more):
// Do all nodes know the way to all others? This waits until they do.
//     real.awaitConverged(Duration.ofSeconds(20))
// By which way?
//     console.run("send a c more")
// b dies; wait again: which way now?
//     real.kill("b")
//     real.path("a", "c")
// What does a node know of the others, and of one that is dead?
//     simulated.routes("x")
System.out.println("simulated, real and console are alive; try: console.run(\"tables a\")")
