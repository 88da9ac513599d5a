// Watching by hand: a ladder and a capture of whatever this shell says, without root.
// From the project's folder, after ./build.sh: jshell jshell/tap.jsh
import java.net.*
import wirelab.kit.*
import wirelab.echo.*
import wirelab.tap.*

// Two watchers: a file for Wireshark, and a ladder right here. Only sockets made from now on are seen.
var file = Files.createTempFile("tap", ".pcapng")
var capture = Capture.to(file)
var recorder = Recorder.start(capture, Ladder.print(System.out))

// Somebody to listen to: a connection is drawn when it opens, each message as it goes.
var server = EchoServer.start(EchoServer.Options.DEFAULTS)
var client = EchoClient.connect(server.address(), Duration.ofSeconds(5))
new String(client.echo("hello".getBytes()).data())
client.connection().closeGently()

// The capture so far: a section header (0a0d0d0a), an interface for each party, then the packets.
capture.flush()
capture.packets()
System.out.println(HexDump.of(Arrays.copyOf(Files.readAllBytes(file), 64)))

// Datagrams are drawn dashed.
var udp = UdpEchoClient.open(server.address())
udp.echo("datagram".getBytes(), Duration.ofSeconds(1)).data().length
udp.close()

// A picture instead of lines: written when its recorder is closed.
var picture = Files.createTempFile("tap", ".svg")
var painter = Recorder.start(Ladder.svg(picture, "by hand", System.err))
var other = EchoServer.start(EchoServer.Options.DEFAULTS)
var second = EchoClient.connect(other.address(), Duration.ofSeconds(5))
second.echo("for the slides".getBytes()).roundTrip()
second.connection().closeGently()
painter.close()
Files.readString(picture).contains("for the slides")

// Stop everything. wireshark FILE shows what was said; here it is deleted.
other.close()
server.close()
recorder.close()
Files.delete(file)
Files.delete(picture)
/exit
