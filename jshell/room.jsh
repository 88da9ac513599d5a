// A room by hand: first its state without any socket, then a server, two members, and the plain socket of the JDK.
// From the project's folder, after ./build.sh: jshell jshell/room.jsh
import java.net.*
import wirelab.kit.*
import wirelab.room.*

// The room itself: lines go in, actions come out. There is no clock in it, so the time (0 here) goes in, too.
var room = new Room(Rules.DEFAULTS)
room.join(0)
room.join(0)
room.receive(1, "hello".getBytes(), 0)
room.receive(2, "/nick bob".getBytes(), 0)
room.receive(1, "/msg bob psst".getBytes(), 0)
room.receive(1, "/dance".getBytes(), 0)

// What travels: each line is a record.
Command.decode("/me waves".getBytes())
RoomLine.decode("17 <#1 alice> hello")
new RoomLine.Said(18, new Member(1, "alice"), "\033[2J wipes no screen").encode()

// A server on a free port of loopback, with two places.
var server = RoomServer.start(RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withMax(2)))
server.address()
var alice = RoomClient.connect(server.address())
alice.read()
alice.read()

// The same by hand, with the plain socket of the JDK.
var socket = new Socket(server.address().getAddress(), server.address().getPort())
var lines = new BufferedReader(new InputStreamReader(socket.getInputStream()))
lines.readLine()
lines.readLine()
lines.readLine()
socket.getOutputStream().write("typed by hand\n".getBytes())
alice.read()
alice.read()

// A third is refused.
var third = RoomClient.connect(server.address())
third.read()
third.read()

// Leaving.
socket.getOutputStream().write("exit\n".getBytes())
lines.readLine()
alice.read()
server.members()
server.counters()

third.close()
socket.close()
alice.close()
server.close()
/exit
