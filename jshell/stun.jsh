// A Binding request built by hand, and the answer byte by byte.   jshell jshell/stun.jsh
import java.net.*
import java.nio.ByteBuffer
import java.time.Duration
import wirelab.kit.*
import wirelab.stun.*

// A server on two addresses of this machine.
var server = BindingServer.start(BindingServer.Options.DEFAULTS.withOther(InetAddress.getByName("127.0.0.2"), 0))
System.out.println(server.addresses())

// The shortest request there is: type, length 0, magic cookie, 96 bits that nobody should guess.
var request = ByteBuffer.allocate(20)
request.putShort((short) 0x0001).putShort((short) 0).putInt(0x2112A442)
request.putInt(0xCAFE).putLong(0xF00DL).flip()
System.out.println(HexDump.of(request))

// Off it goes, through a socket of ours.
var socket = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)
socket.send(request.duplicate(), server.address())
var answer = ByteBuffer.allocate(600)
socket.receive(answer, Duration.ofSeconds(2))
answer.flip()
System.out.println(HexDump.of(answer))

// The header says: success response (0x0101), and how long the attributes are.
System.out.println("type %04x, %d bytes of attributes".formatted(answer.getShort(0), answer.getShort(2)))

// The first attribute is XOR-MAPPED-ADDRESS (0x0020): its port is masked with the first half of the cookie ...
int port = (answer.getShort(26) ^ 0x2112) & 0xffff
System.out.println("attribute %04x, port %d, and mine is %d".formatted(answer.getShort(20), port, socket.local().getPort()))
// ... and its address with the whole cookie: 7f000001 is 127.0.0.1.
System.out.println("%08x".formatted(answer.getInt(28) ^ 0x2112A442))

// The module reads all of it at once.
StunMessage.decode(answer).attributes().forEach(System.out::println)

// "Answer from your other address and port": who does?
var change = new Attribute.ChangeRequest(true, true)
var elsewhere = new StunMessage(StunMessage.Kind.REQUEST, new TransactionId(0x2112A442, 1, 2), change)
socket.send(elsewhere.encode(), server.address())
System.out.println(socket.receive(answer.clear(), Duration.ofSeconds(2)))

// One bit wrong and nobody answers; the decoder says where it stopped.
byte[] broken = request.array().clone()
broken[0] |= 0x40
try { StunMessage.decode(ByteBuffer.wrap(broken)); } catch (java.io.IOException e) { System.out.println(e.getMessage()); }

// The whole discovery of RFC 5780; there is no NAT on this machine.
System.out.println(BindingClient.towards(server.address()).discover(server.address(), System.out::println))

socket.close()
server.close()
/exit
