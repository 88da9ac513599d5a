// A dialogue by hand: type the lines yourself, then let two clients talk, then turn the clock of a server without sockets.
// In the project's folder, after ./build.sh: jshell jshell/dialogue.jsh; step by step: java scripts/Shell.java dialogue
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/dialogue.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.dialogue.*

// A server on a free port of loopback; its console is ours.
var server = DialogueServer.start(Host.HERE, DialogueServer.Options.DEFAULTS, line -> System.out.println("server: " + line))
//> server.address()

// By hand: lines over a connection (nc does as well).
var hannah = new Lines(Host.HERE.connect(server.address(), Tap.Party.UNKNOWN), 1000)
//> hannah.read()
//> hannah.read()
hannah.write("LOGIN hannah")
//> hannah.read()
//> hannah.write("WHO")
//> hannah.read()

// Two clients of ours; what they see goes to the screen.
DialogueClient.Listener show(String name) { return event -> System.out.println(name + " sees " + DialogueText.text(event)); }
var alice = DialogueClient.start(server.address(), "alice", show("alice"))
var bob = DialogueClient.start(server.address(), "bob", show("bob"))
//> Thread.sleep(200)
//> alice.ask(new Command.Invite("bob"))
//> Thread.sleep(100)
//> bob.ask(new Command.Accept())
//> Thread.sleep(100)
//> alice.say("hello, bob")

// Break bob's connection off: he comes back by himself, and misses nothing.
//> bob.breakOff()
//> alice.say("did you get this?")
//> Thread.sleep(500)

// The lines themselves.
//> Command.decode("say hello").encode()
//> new Numbered(7, new Command.Say("hello").encode()).encode()
//> try { Command.decode("LOGIN not a name"); } catch (IOException e) { System.out.println(e.getMessage()); }

// The server's state alone, without sockets: lines go in, actions come out, and time is a number.
var exchange = new Switchboard(DialogueLimits.DEFAULTS, () -> "secret")
//> exchange.opened(0, 1, new InetSocketAddress("127.0.0.1", 1))
//> exchange.said(0, 1, "OPEN carol")
//> exchange.drain(System.out::println)
//> exchange.tick(Duration.ofSeconds(5).toNanos())
//> exchange.tick(Duration.ofSeconds(16).toNanos())
//> exchange.drain(System.out::println)

// Yours to try, at the prompt (the lab sheet has more):
// Invite and accept, as above. The number is that of the message; when is it delivered?
//     alice.say("one more")
// Say something while bob is away: is it lost?
//     bob.breakOff()
// alice is taken: what does hannah read?
//     hannah.write("INVITE alice")
// What the machine holds, after carol has opened and been silent.
//     exchange
System.out.println("server, alice, bob and hannah are alive; try: alice.say(\"more\")")
