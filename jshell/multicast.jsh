// One to many by hand: a group, its members, a datagram in hex, loss and jitter, a broadcast, a set of equals.
// In the project's folder, after ./build.sh: jshell jshell/multicast.jsh; step by step: java scripts/Shell.java multicast
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/multicast.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.multicast.*

// Which interfaces are there, and what is the broadcast address of each subnet?
var lo = Interfaces.named("127.0.0.1")
//> System.out.println(Interfaces.broadcasts(lo))
//> System.out.println(Interfaces.forGroups(false).stream().map(NetworkInterface::getName).toList())

// Two receivers at the same port; only one is a member of the group.
var group = InetAddress.ofLiteral("239.7.7.7")
Receiver listen(String name, int port) throws IOException {
    var options = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", port)).withName(name);
    return Receiver.start(options,
            arrival -> System.out.println(name + ": " + arrival.payload() + " " + arrival.verdict()));
}
var member = listen("member", 0)
int port = member.address().getPort()
var stranger = listen("stranger", port)
member.join(new Membership(group, lo, null))
//> System.out.println(member.memberships())

// To the group: the member gets it. By broadcast: both do.
var toGroup = Sender.open(Target.of(Kind.MULTICAST, "239.7.7.7", port, lo), Sender.Options.DEFAULTS)
//> toGroup.send("to the group")
var toAll = Sender.open(Target.of(Kind.BROADCAST, "127.255.255.255", port, lo), Sender.Options.DEFAULTS)
//> toAll.send("to all")
//> Thread.sleep(200)

// A datagram, byte by byte: magic, version, type, flags; sender; number, length of the text; time; text.
//> var third = new CastMessage.Data(7, 3, 1_000_000_000L, false, "hello", 0)
//> System.out.println(HexDump.of(third.encode()))

// One bit wrong: the decoder says where.
//> var broken = third.encode()
//> broken.put(4, (byte) 2)
//> try { CastMessage.decode(broken); } catch (IOException e) { System.out.println(e.getMessage()); }

// Counting without any network: 1, 2, 4, 3, 3, 7, and the sender says that 8 was the last.
var reception = new Reception()
//> for (long n : new long[] {1, 2, 4, 3, 3, 7}) {
//>     System.out.println(n + " is " + reception.accept(n, n * 1000, n * 1000 + n % 2 * 500, 32));
//> }
//> reception.end(8)
//> System.out.println(reception.report())

// A set of equals: the first that lives. Nobody listens at the first address, so the second answers.
var equal = Receiver.start(
        Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0)).withAnswers(true), _ -> {})
var anycast = AnycastSender.open(Target.of(Kind.ANYCAST, "127.0.0.1:9," + Address.text(equal.address()), 0, null),
        Sender.Options.DEFAULTS, Duration.ofMillis(100), Duration.ofSeconds(5), System.out::println)
//> anycast.send("anybody there?")
//> System.out.println(anycast.drain(Duration.ofSeconds(2)))

// What makes no sense is said in one line.
//> String say(String to) throws IOException {
//>     try {
//>         return Target.of(Kind.MULTICAST, to, port, lo).toString();
//>     } catch (UsageException e) {
//>         return e.getMessage();
//>     }
//> }
//> System.out.println(say("10.0.0.1"))

// Yours to try, at the prompt (the lab sheet has more):
// Who gets it?
//     toGroup.send("once more")
// Whoever leaves gets no more: send to the group again.
//     member.leave(new Membership(group, lo, null))
// Send to one of the equals, as above: how many answers came from which of them?
//     anycast.answered()
// With the numbers above: which is missing, which came twice?
//     reception.report()
System.out.println("member, stranger, toGroup and toAll are alive; try: toGroup.send(\"hello\")")
