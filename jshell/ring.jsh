// A ring by hand: first one node without any socket, then three of them over TCP in this process.
// In the project's folder, after ./build.sh: jshell jshell/ring.jsh; step by step: java scripts/Shell.java ring
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/ring.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.ring.*

// A node is a machine: events go in with their time (0 here), actions come out.
var machine = new RingMachine(0, new RingOptions(1, List.of(2L, 0L), 100, Timing.DEFAULTS, false), new Memory())
//> machine.tick(0)
//> machine.drain(action -> System.out.println(action))
//> machine.connected(0, 2)
//> machine.drain(action -> System.out.println(action))

// How far the turn has come is a mark, and marks are ordered: round, maker, turn, copy.
//> var mark = new Mark(Mark.epoch(6, 2), 9, 1)
//> mark.after(new Mark(Mark.epoch(6, 2), 8, 3))

// Three nodes over TCP, at ports that were free a moment ago.
var config = RingConfig.local(3, Timing.DEFAULTS.scaled(0.2))
var said = new ConcurrentLinkedQueue<String>()
RingService node(long id, Outgoing... messages) throws IOException {
    return RingService.start(Host.HERE, new RingService.Setup(config, id, (id + 1) % 3, List.of(messages), null, null,
            (from, text) -> said.add(from + "> " + new String(text)),
            (message, fate) -> said.add(fate.words()), Mishaps.NONE));
}
var zero = node(0, new Outgoing(1, 2, 0, "hello, two".getBytes()))
var one = node(1, new Outgoing(1, 99, 0, "is there a 99?".getBytes()))
var two = node(2)
//> zero.await(Duration.ofSeconds(20))
//> one.await(Duration.ofSeconds(20))
//> two.await(Duration.ofSeconds(20))
//> said
//> two

// Yours to try, at the prompt (the lab sheet has more):
// In which order was it said?
//     said
// What does the node hold now?
//     two
// And the one without any socket?
//     machine
System.out.println("zero, one and two are there; try: said")
