// Echo by hand (RFC 862): start a server, talk to it, look at the bytes, stop.
// From the project's folder, after ./build.sh: jshell jshell/echo.jsh
import java.net.*
import wirelab.kit.*
import wirelab.echo.*

// A server on a free port of loopback, TCP and UDP alike.
var server = EchoServer.start(EchoServer.Options.DEFAULTS)
server.address()

// Over TCP: a connection, then bytes. What comes back is a record of the bytes and the time they took.
var client = EchoClient.connect(server.address(), Duration.ofSeconds(5))
var reply = client.echo("hello\n".getBytes())
System.out.println(HexDump.of(reply.data()))
System.out.println(Text.duration(reply.roundTrip()))

// The same by hand, with the plain socket of the JDK.
var socket = new Socket(server.address().getAddress(), server.address().getPort())
socket.getOutputStream().write("typed by hand\n".getBytes())
var line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine()

// Half-close: we say that we send no more; the server answers to the end and closes too.
socket.shutdownOutput()
int end = socket.getInputStream().read()
socket.close()

// Over UDP: each datagram by itself, even an empty one.
var udp = UdpEchoClient.open(server.address())
System.out.println(HexDump.of(udp.echo("datagram".getBytes(), Duration.ofSeconds(1)).data()))
udp.echo(new byte[0], Duration.ofSeconds(1)).data().length

// What the server counted.
server.servers().tcp().counters()
server.servers().udp().counters()

client.close()
udp.close()
server.close()
/exit
