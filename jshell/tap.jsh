// Watching by hand: a ladder and a capture of whatever one host of this shell says, without root.
// In the project's folder, after ./build.sh: jshell jshell/tap.jsh; step by step: java scripts/Shell.java tap
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/tap.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.echo.*
import wirelab.tap.*

// Two watchers: a file for Wireshark, and a ladder right here. They see the sockets of the host that they watch.
var file = Files.createTempFile("tap", ".pcapng")
var capture = Capture.to(file)
var recorder = Recorder.start(capture, Ladder.print(System.out))
var host = Host.HERE.watchedBy(recorder)

// Somebody to listen to: a connection is drawn when it opens, each message as it goes.
var server = EchoServer.start(host, EchoServer.Options.DEFAULTS)
//> var client = EchoClient.connect(host, server.address(), Duration.ofSeconds(5))
//> client.echo("hello".getBytes())
//> client.connection().closeGently()

// The capture so far: a section header (0a0d0d0a), an interface for each party, then the packets.
//> capture.flush()
//> capture.packets()
//> System.out.println(HexDump.of(Arrays.copyOf(Files.readAllBytes(file), 64)))

// Datagrams are drawn dashed.
//> var udp = UdpEchoClient.open(host, server.address())
//> udp.echo("datagram".getBytes(), Duration.ofSeconds(1)).data()
//> udp.close()

// A picture instead of lines, of another host: written when its recorder is closed. The ladder above sees nothing of it.
//> var picture = Files.createTempFile("tap", ".svg")
//> var painter = Recorder.start(Ladder.svg(picture, "by hand", System.err))
//> var painted = Host.HERE.watchedBy(painter)
//> var other = EchoServer.start(painted, EchoServer.Options.DEFAULTS)
//> var second = EchoClient.connect(painted, other.address(), Duration.ofSeconds(5))
//> second.echo("for the slides".getBytes()).roundTrip()
//> second.connection().closeGently()
//> painter.close()
//> Files.readString(picture).length()

// wireshark FILE shows what was said; here both files go with the shell.
file.toFile().deleteOnExit()
//> picture.toFile().deleteOnExit()

// Yours to try, at the prompt (the lab sheet has more):
// Drawn, and recorded: capture
//     UdpEchoClient.open(host, server.address()).echo("hi".getBytes(), Duration.ofSeconds(1))
// How many packets has it?
//     capture
// Why is one end of it drawn, and not the other?
//     EchoClient.connect(server.address(), Duration.ofSeconds(5)).echo("unseen".getBytes())
System.out.println("server, capture and host are alive; try: UdpEchoClient.open(host, server.address())")
