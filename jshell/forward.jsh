// Forwarding by hand: a server, a chain of three forwarders in front of it, a client that knows nothing of them.
// From the project's folder, after ./build.sh: jshell jshell/forward.jsh
import java.net.*
import wirelab.kit.*
import wirelab.forward.*

// A server that sends each line back. It must be there first: a forwarder connects before it listens.
var server = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), connection -> {
    var lines = new Lines(connection, 100);
    for (String line; (line = lines.read()) != null; ) lines.write("echo " + line);
})
var chain = Chain.start(server.address(), 3, Forwarder.Options.DEFAULTS.withFraming(Framing.LINES))
chain.forwarders().forEach(f -> System.out.println(Address.text(f.address()) + " -> " + Address.text(f.upstream())))

// The plain socket of the JDK talks to the first forwarder as if it were the server.
var socket = new Socket(chain.address().getAddress(), chain.address().getPort())
socket.getOutputStream().write("hel".getBytes())

// No line yet: the first forwarder stores it. With the rest of the line it goes on.
chain.forwarders().get(1).counters().get("bytes up")
socket.getOutputStream().write("lo\n".getBytes())
var line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine()

// Half-close goes through all three and comes back.
socket.shutdownOutput()
int end = socket.getInputStream().read()
socket.close()
chain.forwarders().forEach(System.out::println)

chain.close()
server.close()

// Without a server a forwarder does not start.
try {
    Forwarder.start(server.address(), Forwarder.Options.DEFAULTS);
} catch (IOException e) {
    System.out.println(e.getMessage());
}
/exit
