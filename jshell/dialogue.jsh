// A dialogue by hand: type the lines yourself, then let two clients talk, then turn the clock of a server without sockets.
// From the project's folder, after ./build.sh: jshell jshell/dialogue.jsh
import java.net.*
import wirelab.kit.*
import wirelab.dialogue.*

// A server on a free port of loopback; its console is ours.
var server = DialogueServer.start(DialogueServer.Options.DEFAULTS.withConsole(line -> System.out.println("server: " + line)))
server.address()

// By hand, with the plain socket of the JDK (nc does as well).
var socket = new Socket(server.address().getAddress(), server.address().getPort())
var in = new BufferedReader(new InputStreamReader(socket.getInputStream()))
var out = new PrintStream(socket.getOutputStream(), true)
in.readLine()
in.readLine()
out.print("LOGIN hannah\n")
in.readLine()
out.print("WHO\n")
in.readLine()

// Two clients of ours; what they see goes to the screen.
DialogueClient.Listener show(String name) { return event -> System.out.println(name + " sees " + Terminal.text(event)); }
var alice = DialogueClient.start(server.address(), "alice", show("alice"))
var bob = DialogueClient.start(server.address(), "bob", show("bob"))
Thread.sleep(200)
alice.ask(new Command.Invite("bob"))
Thread.sleep(100)
bob.ask(new Command.Accept())
Thread.sleep(100)
alice.say("hello, bob")

// Break bob's connection off: he comes back by himself, and misses nothing.
bob.breakOff()
alice.say("did you get this?")
Thread.sleep(500)

// The lines themselves.
Command.decode("say hello").encode()
new Numbered(7, new Command.Say("hello").encode()).encode()
String why(String line) { try { return Command.decode(line).encode(); } catch (IOException e) { return e.getMessage(); } }
why("LOGIN not a name")

// The server's state alone, without sockets: lines go in, actions come out, and time is a number.
var exchange = new Exchange(Limits.DEFAULTS, () -> "secret")
exchange.opened(0, 1, new InetSocketAddress("127.0.0.1", 1))
exchange.said(0, 1, "OPEN carol")
exchange.drain().forEach(System.out::println)
exchange.tick(Duration.ofSeconds(5).toNanos())
exchange.tick(Duration.ofSeconds(16).toNanos())
exchange.drain().forEach(System.out::println)

alice.close()
bob.close()
socket.close()
server.counters()
server.close()
/exit
