// Echo by hand (RFC 862): start a server, talk to it, look at the bytes, stop.
// In the project's folder, after ./build.sh: jshell jshell/echo.jsh; step by step: java scripts/Shell.java echo
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/echo.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.echo.*

// A server on a free port of loopback, TCP and UDP alike.
var server = EchoServer.start(EchoServer.Options.DEFAULTS)
//> server.address()

// Over TCP: a connection, then bytes. What comes back is a record of the bytes and the time they took.
var client = EchoClient.connect(server.address(), Duration.ofSeconds(5))
//> var reply = client.echo("hello\n".getBytes())
//> System.out.println(HexDump.of(reply.data()))

// The same by hand, with the plain socket of the JDK.
//> var socket = new Socket(server.address().getAddress(), server.address().getPort())
//> socket.getOutputStream().write("typed by hand\n".getBytes())
//> var line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine()

// Half-close: we say that we send no more; the server answers to the end and closes too.
//> socket.shutdownOutput()
//> int end = socket.getInputStream().read()
//> socket.close()

// Over UDP: each datagram by itself, even an empty one.
var udp = UdpEchoClient.open(server.address())
//> System.out.println(HexDump.of(udp.echo("datagram".getBytes(), Duration.ofSeconds(1)).data()))
//> udp.echo(new byte[0], Duration.ofSeconds(1)).data()

// What the server counted.
//> server.servers().tcp().counters()
//> server.servers().udp().counters()

// Yours to try, at the prompt (the lab sheet has more):
// How long do 100,000 bytes take, there and back?
//     client.echo(new byte[100_000])
// The longest datagram there is. One byte more?
//     udp.echo(new byte[65_507], Duration.ofSeconds(1))
// No patience: what is null here?
//     udp.echo("x".getBytes(), Duration.ofNanos(1))
// How many are connected now?
//     server
System.out.println("server, client and udp are alive; try: client.echo(\"more\\n\".getBytes())")
