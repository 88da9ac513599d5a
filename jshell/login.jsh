// A login by hand (SCRAM-SHA-256, RFC 5802 and RFC 7677): make a user, play both sides, talk to a server, stop.
// From the project's folder, after ./build.sh: jshell jshell/login.jsh
import java.net.*
import java.security.*
import wirelab.kit.*
import wirelab.echo.*

// What a server keeps of a password. The hash is applied 10,000 times; that takes a moment.
var verifier = Verifier.of("pencil", 10_000, new SecureRandom())
verifier.salt()
verifier.storedKey()
verifier.serverKey()

// Both sides without any network. The client begins: who, and a nonce.
var client = ScramClient.begin("alice", "pencil", "fyko+d2lbbFgONRv9qkxdawL")
client.message().text()

// The server answers: both nonces, salt and count.
var server = ScramServer.begin(client.message(), new UserFile.Account(verifier, true), "3rfcNHYJY1ZVvWVs7j")
server.message().text()

// The client proves that it knows the password, the server that it knows alice.
var answered = client.answer(server.message())
answered.message().text()
var last = server.finish(answered.message())
last.text()
answered.finish(last)

// One bit of the proof turned over: refused.
byte[] proof = answered.message().proofBytes()
proof[0] ^= 1
var forged = new ClientFinal("biws", answered.message().nonce(), List.of(), Base64.getEncoder().encodeToString(proof))
server.finish(forged).text()

// Now with a user file and a server on a free port.
var folder = Files.createTempDirectory("login")
var file = folder.resolve("users.ini")
new UserFileWriter(file, new SecureRandom()).put("alice", verifier)
System.out.println(Files.readString(file))
var login = LoginServer.start(UserFile.open(file), LoginServer.Options.DEFAULTS)
login.address()

// Line by line, with the plain socket of the JDK.
var socket = new Socket(login.address().getAddress(), login.address().getPort())
var in = new BufferedReader(new InputStreamReader(socket.getInputStream()))
var out = new PrintStream(socket.getOutputStream(), true)
in.readLine()
var me = ScramClient.begin("alice", "pencil", Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(18)))
out.print("AUTH SCRAM-SHA-256 " + me.message().text() + "\n")
var challenge = in.readLine()
var mine = me.answer(ServerFirst.decode(challenge.substring("CHALLENGE ".length())))
System.out.println(HexDump.of(mine.message().encode()))
out.print("RESPONSE " + mine.message().text() + "\n")
var ok = in.readLine()
mine.finish(ServerFinal.decode(ok.substring("OK ".length())))
out.print("behind the login\n")
in.readLine()
socket.close()

// A message that breaks the rules is refused with the field and the byte.
String why(String message) {
    try {
        return ClientFirst.decode(message).text();
    } catch (IOException e) {
        return e.getMessage();
    }
}
why("n,,n=alice,r=nonce")
why("n,,n=al=ice,r=nonce")
why("p=tls-unique,,n=alice,r=nonce")

// The same with the client of the module.
var alice = LoginClient.connect(login.address(), "alice", "pencil", Duration.ofSeconds(5))
Text.duration(alice.echo("hello\n".getBytes()).roundTrip())
alice.close()

// What the server counted.
login.counters()

login.close()
for (var left : List.of(file, folder.resolve("users.ini.lock"), folder)) Files.delete(left)
/exit
