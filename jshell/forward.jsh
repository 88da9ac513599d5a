// Forwarding by hand: a server, a chain of three forwarders in front of it, a client that knows nothing of them.
// In the project's folder, after ./build.sh: jshell jshell/forward.jsh; step by step: java scripts/Shell.java forward
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/forward.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.forward.*

// A server that sends each line back. It must be there first: a forwarder connects before it listens.
var server = TcpServer.start(TcpServer.Options.DEFAULTS.withDrain(Duration.ZERO), connection -> {
    var lines = new Lines(connection, 100);
    for (String line; (line = lines.read()) != null; ) lines.write("echo " + line);
})
var chain = Chain.start(server.address(), 3, Forwarder.Options.DEFAULTS.withFraming(MessageEnd.LINES))
//> chain.forwarders().forEach(f -> System.out.println(Address.text(f.address()) + " -> " + Address.text(f.upstream())))

// The plain socket of the JDK talks to the first forwarder as if it were the server.
//> var socket = new Socket(chain.address().getAddress(), chain.address().getPort())
//> socket.getOutputStream().write("hel".getBytes())

// No line yet: the first forwarder stores it. With the rest of the line it goes on.
//> chain.forwarders().get(1).counters().get("bytes up")
//> socket.getOutputStream().write("lo\n".getBytes())
//> var line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine()

// Half-close goes through all three and comes back.
//> socket.shutdownOutput()
//> int end = socket.getInputStream().read()
//> socket.close()
//> chain.forwarders().forEach(System.out::println)

// Without a server a forwarder does not start.
//> try {
//>     Forwarder.start(new InetSocketAddress("127.0.0.1", 1), Forwarder.Options.DEFAULTS);
//> } catch (IOException e) {
//>     System.out.println(e.getMessage());
//> }

// Yours to try, at the prompt (the lab sheet has more):
// Who forwards to whom?
//     chain
// How many connections does the server see, and from whom?
//     server
// How much went through the last one?
//     chain.forwarders().getLast().counters()
// What does a client see that is connected just then?
//     chain.close()
System.out.println("server and chain are alive; try: new Socket(\"127.0.0.1\", chain.address().getPort())")
