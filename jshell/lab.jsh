// The door: everything imported, and a host called here that can be watched and made worse.
// In the project's folder, after ./build.sh: jshell jshell/lab.jsh; step by step: java scripts/Shell.java lab
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/lab.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.chat.*
import wirelab.congestion.*
import wirelab.daytime.*
import wirelab.dialogue.*
import wirelab.duet.*
import wirelab.echo.*
import wirelab.fetch.*
import wirelab.forward.*
import wirelab.hosts.*
import wirelab.http.*
import wirelab.impair.*
import wirelab.index.*
import wirelab.keys.*
import wirelab.kit.*
import wirelab.login.*
import wirelab.mapreduce.*
import wirelab.multicast.*
import wirelab.nat.*
import wirelab.natlab.*
import wirelab.netview.*
import wirelab.network.*
import wirelab.noise.*
import wirelab.ntp.*
import wirelab.pdf.*
import wirelab.proxy.*
import wirelab.pty.*
import wirelab.qlog.*
import wirelab.raft.*
import wirelab.ring.*
import wirelab.room.*
import wirelab.rtt.*
import wirelab.rudp.*
import wirelab.rudpfiles.*
import wirelab.search.*
import wirelab.sftp.*
import wirelab.simulation.*
import wirelab.site.*
import wirelab.ssh.*
import wirelab.sshclient.*
import wirelab.stun.*
import wirelab.tap.*
import wirelab.terms.*
import static wirelab.shell.Workbench.*

// Yours to try, at the prompt:
// What can be started, one line each, as one types it.
//     lab()
// An echo server on this host, which a ladder watches from now on.
//     var server = EchoServer.start(here.host(), EchoServer.Options.DEFAULTS)
//     here.ladder()
//     var client = UdpEchoClient.open(here.host(), server.address())
//     client.echo("hello".getBytes(), Duration.ofSeconds(1))
// A worse link, from the next client on; a capture for Wireshark.
//     here.link("delay=20ms loss=1%")
//     here.capture("x.pcapng")
// Messages, field by field and byte by byte.
//     show(client.echo("hello".getBytes(), Duration.ofSeconds(1)))
//     hex("hello, world".getBytes())
// Two hosts of their own (Linux, root), each with all of this.
//     var two = here.hosts()
System.out.println("here is this machine; try: lab(), here.ladder(), here.link(\"delay=20ms\"), show(here)")
