// Multicast DNS by hand: messages byte by byte, a responder without any socket, then one on loopback that is found.
// In the project's folder, after ./build.sh: jshell jshell/mdns.jsh; step by step: java scripts/Shell.java mdns
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/mdns.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import java.nio.ByteBuffer
import wirelab.kit.*
import wirelab.mdns.*

// A question, byte by byte: number, flags, four counts; then the name, label by label, its type and class.
var question = new DnsQuestion(DnsName.of("_http._tcp.local"), DnsType.PTR)
var query = new DnsMessage(0, 0, List.of(question), List.of(), List.of(), List.of())
//> System.out.println(HexDump.of(query.encode()))

// A name may point back to one before it. One that points to itself leads nowhere, and the decoder says so.
var circle = HexFormat.of().parseHex("000000000001000000000000c00c000c0001")
//> try { DnsMessage.decode(ByteBuffer.wrap(circle)); } catch (IOException e) { System.out.println(e.getMessage()); }

// A responder without any socket, at time 0: a quarter of a second later at the latest it asks for its names.
var service = ServiceInstance.of("Recipes", "_http._tcp", "ada", 8080, Map.of("path", "/"))
var addresses = List.of(List.of(InetAddress.ofLiteral("192.0.2.1")))
var machine = new ResponderMachine(0, service, addresses, MdnsOptions.PORT, true, new Random(1))
//> for (int i = 1; i <= 6; i++) {
//>     machine.tick(i * 250_000_000L);
//>     machine.drain(action -> System.out.println(action));
//> }

// Somebody says that he has that name. A host that holds it asks again; who has it then, keeps it.
//> machine.holds()

// On loopback, at a port of its own, where no other program hears it.
int free() throws IOException { try (var socket = new DatagramSocket()) { return socket.getLocalPort(); } }
var here = MdnsOptions.at(new InetSocketAddress("127.0.0.1", free()))
var ada = MdnsResponder.start(Host.HERE, here, service, _ -> {})
//> ada.awaitClaimed(Duration.ofSeconds(20))
//> MdnsBrowser.list(Host.HERE, here, "_http._tcp", Duration.ofSeconds(2))

// One that wants the same name, on another port.
MdnsResponder another() throws IOException {
    var same = ServiceInstance.of("Recipes", "_http._tcp", "bea", 8081, Map.of());
    return MdnsResponder.start(Host.HERE, here, same, _ -> {});
}

// Yours to try, at the prompt (the lab sheet has more):
// Another one wants the same name; what is it called, a second later?
//     var bea = another()
//     bea
// What happened at the sockets?
//     ada.counters()
System.out.println("ada makes her recipes known, and there is machine; try: MdnsBrowser.list(Host.HERE, here,"
        + " \"_http._tcp\", Duration.ofSeconds(2))")
