// Two classroom clients by hand, then two of ours, then NATs.
// From the project's folder, after ./build.sh: jshell jshell/nat.jsh
import java.net.*
import wirelab.kit.*
import wirelab.nat.*

// A server on a free port of loopback; its console is ours.
var server = NatServer.start(NatServer.Options.defaults().withConsole(System.out::println))
server.address()

// A classroom client is a socket and a few words. This one speaks the tagged dialect: Rid,privateIP:port
String heard(DatagramSocket socket) throws Exception {
    var packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength());
}
void say(DatagramSocket socket, String text) throws Exception {
    socket.send(new DatagramPacket(text.getBytes(), text.length(), server.address()));
}
var tina = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))
tina.setSoTimeout(2000)
say(tina, "Rtina,192.168.1.11:10081")
heard(tina)

// And this one the spoken dialect: ID PRIVATE_IP. It is told of tina, then of itself; tina is told of it in her own dialect.
var sam = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))
sam.setSoTimeout(2000)
say(sam, "sam 192.168.2.22")
heard(sam)
heard(sam)
heard(tina)
say(sam, "sam @exit")
heard(tina)

// Two clients of ours, in this process. What they tell their users goes to the screen.
var bob = NatClient.start(NatClient.Options.of("bob", server.address(),
        notice -> System.out.println("bob sees:   " + notice.text())))
var alice = NatClient.start(NatClient.Options.of("alice", server.address(),
        notice -> System.out.println("alice sees: " + notice.text())))
for (int i = 0; i < 100 && alice.list().size() < 3; i++) Thread.sleep(20)
alice.list()
alice.chat("bob", "hello")
for (int i = 0; i < 100 && !alice.path("bob").contains("direct"); i++) Thread.sleep(20)
alice.path("bob")
alice.fingerprints()
alice.close()
bob.close()
tina.close()
sam.close()
server.close()

// NATs without a network: a symmetric one with random ports on one side, a port-restricted one on the other.
var lab = new Simulation(1)
lab.home("a", NatRules.of(NatKind.SYMMETRIC), "203.0.113.1", null)
lab.home("b", NatRules.of(NatKind.PORT_RESTRICTED), "203.0.113.2", null)
lab.client("alice", "a", "192.168.1.11")
lab.client("bob", "b", "192.168.2.11")
lab.run(Duration.ofSeconds(1))
lab.chat("alice", "bob", "hello")
lab.run(Duration.ofSeconds(1))
lab.shown("bob")
lab.explain("alice", "bob")
lab.datagrams()
/exit
