// A room by hand: first its state without any socket, then a server, two members, and lines by hand.
// In the project's folder, after ./build.sh: jshell jshell/room.jsh; step by step: java scripts/Shell.java room
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/room.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.room.*

// The room itself: lines go in, actions come out. There is no clock in it, so the time (0 here) goes in, too.
var room = new Room(Rules.DEFAULTS)
room.join(0)
room.join(0)
//> room.receive(0, 1, "hello".getBytes())
//> room.receive(0, 2, "/nick bob".getBytes())
//> room.receive(0, 1, "/msg bob psst".getBytes())
//> room.receive(0, 1, "/dance".getBytes())

// What travels: each line is a record.
//> Command.decode("/me waves".getBytes())
//> RoomLine.decode("17 <#1 alice> hello")
//> new RoomLine.Said(18, new RoomMember(1, "alice"), "\033[2J wipes no screen").encode()

// A server on a free port of loopback, with two places.
var server = RoomServer.start(RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withMax(2)))
//> server.address()
var alice = RoomClient.connect(server.address())
//> alice.read()
//> alice.read()

// The same by hand: lines over a connection.
var lines = new Lines(Host.HERE.connect(server.address(), Tap.Party.UNKNOWN), 2000)
//> lines.read()
//> lines.read()
//> lines.read()
//> lines.write("typed by hand")
//> alice.read()
//> alice.read()

// A third is refused.
//> var third = RoomClient.connect(server.address())
//> third.read()
//> third.read()

// Leaving.
//> lines.write("exit")
//> lines.read()
//> alice.read()
//> server.members()
//> server.counters()

// Yours to try, at the prompt (the lab sheet has more):
// Who is in the room now?
//     server
// And in the one without sockets?
//     room
// Which actions come out, and for whom?
//     room.receive(0, 1, "/nick alice".getBytes())
// May two names differ in capitals alone?
//     room.receive(0, 2, "/nick ALICE".getBytes())
System.out.println("server and alice are alive; try: RoomClient.connect(server.address()).read()")
