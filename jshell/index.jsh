// The index by hand: first one node without any socket, then two of them in this process that find each other.
// In the project's folder, after ./build.sh: jshell jshell/index.jsh; step by step: java scripts/Shell.java index
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/index.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.index.*
import wirelab.kit.*

// A node is a machine: events go in with their time (0 here), actions come out. It knows nobody, and asks who is there.
var self = new NodeState(new NodeId(0, 7), 1, 0, 8000, 0, DocumentTree.EMPTY.root())
var machine = new MembershipMachine(0, MembershipOptions.DEFAULTS, self, new Random(1))
//> machine.tick(50_000_000)
//> machine.drain(action -> System.out.println(action))

// Two nodes at ports that were free a moment ago; nobody else listens there.
int free() throws IOException { try (var socket = new DatagramSocket()) { return socket.getLocalPort(); } }
var ports = List.of(free())
var folder = Files.createTempDirectory("index")
Files.writeString(Files.createDirectories(folder.resolve("ada")).resolve("plan"), "a plan")
Files.writeString(Files.createDirectories(folder.resolve("bea")).resolve("same"), "a plan")
var ada = IndexService.start(IndexOptions.of(folder.resolve("ada")).withPorts(ports), null)
var bea = IndexService.start(IndexOptions.of(folder.resolve("bea")).withPorts(ports), null)
//> ada.awaitOthers(1, Duration.ofSeconds(20))
//> ada.nodes()
//> ada.holdings()

// What a node says to everybody is always of one length.
//> Bytes.wrap(new SegmentMessage(SegmentMessage.Kind.ASK, machine.self(), NodeId.NONE, 0, 0).encode(null))

// Yours to try, at the prompt (the lab sheet has more):
// What does the other node know?
//     bea
// Who has something here?
//     bea.holdings()
// And what happened at the sockets?
//     bea.counters()
System.out.println("ada and bea are there, and machine; try: ada.holdings()")
