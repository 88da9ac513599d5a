// STUN by hand (RFC 8489): a Binding request of 20 bytes, and the answer byte by byte.
// In the project's folder, after ./build.sh: jshell jshell/stun.jsh; step by step: java scripts/Shell.java stun
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/stun.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.stun.*

// A server on two addresses of this machine.
var server = BindingServer.start(BindingServer.Options.DEFAULTS.withOther(InetAddress.getByName("127.0.0.2"), 0))
//> System.out.println(server.addresses())

// The shortest request there is: type, length 0, magic cookie, 96 bits that nobody should guess.
var request = ByteBuffer.allocate(20).putInt(0x0001_0000).putInt(0x2112A442).putInt(0xCAFE).putLong(0xF00DL).flip()
//> System.out.println(HexDump.of(request))

// Off it goes, through a socket of ours.
var socket = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)
//> socket.send(request.duplicate(), server.address())
//> var answer = ByteBuffer.allocate(600)
//> socket.receive(answer, Duration.ofSeconds(2))
//> answer.flip()
//> System.out.println(HexDump.of(answer))

// The header says: success response (0x0101), and how long the attributes are.
//> System.out.println("type %04x, %d bytes of attributes".formatted(answer.getShort(0), answer.getShort(2)))

// The first attribute is XOR-MAPPED-ADDRESS (0x0020): its port is masked with the first half of the cookie ...
//> int port = (answer.getShort(26) ^ 0x2112) & 0xffff
//> System.out.println("attribute %04x, port %d".formatted(answer.getShort(20), port))
//> System.out.println("and mine is " + socket.local())
// ... and its address with the whole cookie: 7f000001 is 127.0.0.1.
//> System.out.println("%08x".formatted(answer.getInt(28) ^ 0x2112A442))

// The module reads all of it at once.
//> StunMessage.decode(answer).attributes().forEach(System.out::println)

// "Answer from your other address and port": who does?
var elsewhere = new StunMessage(StunMessage.Kind.REQUEST, new TransactionId(0x2112A442, 1, 2),
        new Attribute.ChangeRequest(true, true))
//> socket.send(elsewhere.encode(), server.address())
//> System.out.println(socket.receive(answer.clear(), Duration.ofSeconds(2)))

// One bit wrong and nobody answers; the decoder says where it stopped.
//> byte[] broken = request.array().clone()
//> broken[0] |= 0x40
//> try { StunMessage.decode(ByteBuffer.wrap(broken)); } catch (IOException e) { System.out.println(e.getMessage()); }

// The whole discovery of RFC 5780; there is no NAT on this machine.
//> System.out.println(BindingClient.towards(server.address()).discover(server.address(), System.out::println))

// Yours to try, at the prompt (the lab sheet has more):
// The mapped address: why is it ours?
//     BindingClient.towards(server.address()).binding(server.address())
// How many requests were malformed?
//     server.counters()
// How long is a request with CHANGE-REQUEST?
//     elsewhere.encode().length
System.out.println("server and socket are alive; try: BindingClient.towards(server.address()).binding(server.address())")
