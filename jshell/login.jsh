// A login by hand (SCRAM-SHA-256, RFC 5802 and RFC 7677): make a user, play both sides, talk to a server, stop.
// In the project's folder, after ./build.sh: jshell jshell/login.jsh; step by step: java scripts/Shell.java login
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/login.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.login.*

// What a server keeps of a password. The hash is applied 10,000 times; that takes a moment.
var verifier = Verifier.of("pencil", 10_000, new SecureRandom())
//> verifier.salt()
//> verifier.storedKey()
//> verifier.serverKey()

// Both sides without any network. The client begins: who, and a nonce.
//> var client = ScramClient.begin("alice", "pencil", "fyko+d2lbbFgONRv9qkxdawL")
//> client.message().text()

// The server answers: both nonces, salt and count.
//> var server = ScramServer.begin(client.message(), new UserFile.Account(verifier, true), "3rfcNHYJY1ZVvWVs7j")
//> server.message().text()

// The client proves that it knows the password, the server that it knows alice.
//> var answered = client.answer(server.message())
//> answered.message().text()
//> var last = server.finish(answered.message())
//> last.text()
//> answered.finish(last)

// One bit of the proof turned over: refused.
//> byte[] proof = answered.message().proofBytes()
//> proof[0] ^= 1
//> var forged = new ClientFinal("biws", answered.message().nonce(), List.of(), Base64.getEncoder().encodeToString(proof))
//> server.finish(forged).text()

// Now with a user file and a server on a free port.
var folder = Files.createTempDirectory("login")
var file = folder.resolve("users.ini")
new UserFileWriter(file, new SecureRandom()).put("alice", verifier)
//> System.out.println(Files.readString(file))
var login = LoginServer.start(UserFile.open(file), LoginServer.Options.DEFAULTS)
//> login.address()

// Line by line, over a connection.
//> var hand = new Lines(Host.HERE.connect(login.address(), Tap.Party.UNKNOWN), 4000)
//> hand.read()
//> var me = ScramClient.begin("alice", "pencil", Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(18)))
//> hand.write("AUTH SCRAM-SHA-256 " + me.message().text())
//> var challenge = hand.read()
//> var mine = me.answer(ServerFirst.decode(challenge.substring("CHALLENGE ".length())))
//> System.out.println(HexDump.of(mine.message().encode()))
//> hand.write("RESPONSE " + mine.message().text())
//> var ok = hand.read()
//> mine.finish(ServerFinal.decode(ok.substring("OK ".length())))
//> hand.write("behind the login")
//> hand.read()

// A message that breaks the rules is refused with the field and the byte.
//> String why(String message) {
//>     try {
//>         return ClientFirst.decode(message).text();
//>     } catch (IOException e) {
//>         return e.getMessage();
//>     }
//> }
//> why("n,,n=alice,r=nonce")
//> why("n,,n=al=ice,r=nonce")
//> why("p=tls-unique,,n=alice,r=nonce")

// The same with the client of the module.
var alice = LoginClient.connect(login.address(), "alice", "pencil", Duration.ofSeconds(5))
//> alice.echo("hello\n".getBytes())

// What the server counted.
//> login.counters()
for (var left : List.of(file, folder.resolve("users.ini.lock"), folder)) left.toFile().deleteOnExit()

// Yours to try, at the prompt (the lab sheet has more):
// Behind the login it is echo (RFC 862).
//     alice.echo("more".getBytes())
// How a comma travels in a name (RFC 5802, 5.1).
//     ScramClient.begin("al,ice=", "pencil", "nonce").message().text()
// Try a wrong password first: LoginClient.connect(login.address(), "alice", "pen", Duration.ofSeconds(5))
//     login.counters()
// Which of the keys does the server not have?
//     verifier
System.out.println("login and alice are alive; try: alice.echo(\"more\\n\".getBytes())")
