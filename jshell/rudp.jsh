// Reliable UDP by hand: a server and a connection, streams that do not block each other, and a file over a bad link.
// In the project's folder, after ./build.sh: jshell jshell/rudp.jsh; step by step: java scripts/Shell.java rudp
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/rudp.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.congestion.*
import wirelab.impair.*
import wirelab.kit.*
import wirelab.rudp.*
import wirelab.rudpfiles.*

// A folder with a file of 2 MB, and a server for it, which is known by its key.
var folder = Files.createTempDirectory("rudp")
Files.write(folder.resolve("data.bin"), new byte[2_000_000])
var identity = RudpIdentity.create(Secrets.RANDOM)
var server = FileService.start(Host.HERE, FileService.Options.DEFAULTS, folder, identity)

// A client of it, on a link of 10 ms each way that loses one packet in a hundred.
var link = BadLink.of(LinkSpec.parse("delay=10ms loss=1% seed=7"))
var remote = RemoteFolder.connect(Host.HERE.behind(link), server.address(), RudpOptions.DEFAULTS, RudpTrace.NONE)
//> remote.session().serverKey().equals(identity.publicKey())
//> remote.list("")
//> remote.get("data.bin", folder.resolve("copy.bin"), bytes -> {}).size()
//> link.relays().getFirst().down()
//> remote.session()

// A controller knows neither socket nor clock: it is told what has arrived, and says what may be under way.
var cubic = ControlName.CUBIC.make(1)
var sample = new AckSample()
//> sample.begin(20_000_000); sample.acked(0); sample.standing(9, 10, 20_000_000); cubic.acked(sample)
//> cubic.window()

// Yours to try, at the prompt (the lab sheet has more):
// Lose a packet: what is left of the window?
//     sample.begin(40_000_000); sample.lost(1); sample.standing(8, 20, 20_000_000); cubic.acked(sample); cubic.window()
// What does the connection say of the path?
//     remote.session().stats()
// What does the server know of its client?
//     server.port()
System.out.println("server, link and remote are alive; try: remote.session().stats()")
