// The tables of this machine, the filter of ss, and a diagnosis, at the prompt.
// In the project's folder, after ./build.sh: jshell jshell/netview.jsh; step by step: java scripts/Shell.java netview
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/netview.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.netview.*

// Without the right to call the C library the files of /proc must do.
var source = NetSource.here()
source.interfaces()
var routes = source.routes()

// A server of our own, to look at.
var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())
var filter = SocketFilter.parse("tcp and port = :" + server.getLocalPort())
source.sockets().stream().filter(filter).toList()

// Why does my client not reach my server? It does.
var observer = new NetObserver(Host.HERE, NetObserver.Options.DEFAULTS)
var diagnosis = Diagnosis.of(observer.observe("127.0.0.1", server.getLocalPort()))
System.out.print(diagnosis.text())

// Yours to try, at the prompt (the lab sheet has more):
// Whom does the kernel let in? Close the server and ask again.
//     server.close()
//     System.out.print(Diagnosis.of(observer.observe("127.0.0.1", server.getLocalPort())).text())
// The tables in other forms.
//     System.out.print(NetTables.routes(routes).csv())
// What is in a network, and what is not?
//     Prefix.parse("10/8").contains(InetAddress.ofLiteral("10.1.2.3"))
System.out.println("source, server, observer and diagnosis are there; try: server.close(), and observe again")
