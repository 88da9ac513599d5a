// A duet by hand: two members that meet at a TCP server and talk over UDP, and a stranger.
// From the project's folder, after ./build.sh: jshell jshell/duet.jsh
import java.net.*
import wirelab.kit.*
import wirelab.duet.*

// A server on a free port of loopback; it prints what members say.
var server = DuetServer.start(DuetServer.Options.DEFAULTS.withConsole(line -> System.out.println("server: " + line)))

// Two members; what they are told goes to the screen.
var alice = DuetClient.start(DuetClient.Options.of(server.address(), "alice",
        notice -> System.out.println("alice: " + notice.text())))
var bob = DuetClient.start(DuetClient.Options.of(server.address(), "bob",
        notice -> System.out.println("bob:   " + notice.text())))
for (int i = 0; i < 100 && alice.say("hello, bob") < 0; i++) Thread.sleep(20)
Thread.sleep(200)
bob.say("hello, alice")
Thread.sleep(200)

// A stranger knows alice's port and not the token.
var stranger = new DatagramSocket()
byte[] lie = "I am bob".getBytes()
stranger.send(new DatagramPacket(lie, lie.length, alice.udpAddress()))
Thread.sleep(200)
alice.counts()

// Two ends of the UDP conversation without sockets: take the datagrams out, lose some, turn the clock.
var token = new Token(new byte[32])
long ms = 1_000_000
var one = new Talk(0, 1, token, new byte[16], 5000 * ms)
var two = new Talk(0, 2, token, "sixteen bytes ok".getBytes(), 5000 * ms)
List<Talk.Action> carry(Talk from, Talk to, long now) {
    var said = from.drain();
    for (var action : said) if (action instanceof Talk.Action.Send send) to.received(now, send.datagram());
    return said;
}
for (int i = 0; i < 3; i++) { carry(one, two, 0); carry(two, one, 0); }
one.say(0, "this one is lost")
one.drain().size()
one.nextAt() / ms
one.tick(300 * ms)
carry(one, two, 300 * ms)
carry(two, one, 300 * ms)
one.drain()
one.counts()

// What is on the wire.
var sent = new Talk(0, 1, token, new byte[16], 5000 * ms).drain()
System.out.println(HexDump.of(((Talk.Action.Send) sent.getFirst()).datagram()))
Datagram.decode(((Talk.Action.Send) sent.getFirst()).datagram()).role()

// exit from one end ends it for both.
alice.close()
Thread.sleep(200)
bob.isOver()
stranger.close()
bob.close()
server.close()
/exit
