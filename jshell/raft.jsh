// A group that agrees on one log, in virtual time: time passes when you say so, and the same seed gives the same run.
// In the project's folder, after ./build.sh: jshell jshell/raft.jsh; step by step: java scripts/Shell.java raft
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/raft.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.raft.*
import wirelab.simulation.*

// One node without anybody: it wants to know whether it would be elected. Events go in with their time, actions come out.
var three = Recovered.first(Members.of(0, 1, 2))
var machine = new RaftMachine(0, 0, RaftOptions.DEFAULTS, three, new SmallTree(), new Random(1))
//> machine.tick(1_000_000_000)
//> machine.drain(action -> System.out.println(action))
//> machine.received(1_001_000_000, 1, new RaftMessage.VoteReply(0, 1, true, true))
//> machine.drain(action -> System.out.println(action))
//> machine

// Three nodes: who leads, and what was said until then.
var lab = RaftLab.of(3)
//> lab.elect()
//> System.out.println(lab.story(12))

// What a client asks; the term of each entry in each log, | behind what is committed.
//> lab.ask("put motto hello")
//> System.out.println(lab.logs())

// The leader dies, and comes back.
//> lab.crash(lab.leader())
//> lab.ask("get motto")
//> lab.restart(0).restart(1).restart(2).run(Duration.ofSeconds(1))
//> lab

// A leader that is cut off: what it has that nobody else has is taken back.
//> int old = lab.leader()
//> lab.isolate(old).run(Duration.ofSeconds(2))
//> lab.ask("append motto !")
//> System.out.println(lab.logs())
//> lab.heal().run(Duration.ofSeconds(1))
//> System.out.println(lab.logs())

// Everything that can go wrong, by seed; and with a flaw.
//> Schedule.run(1, Flaw.NONE)
//> Schedule.run(1, Flaw.HALF_MOVE)

// Yours to try, at the prompt (the lab sheet has more):
// Who knows what?
//     lab.node(0)
// A picture for the browser: who leads when, each message as a slope.
//     lab.draw(Path.of("raft.svg"))
// A network that loses a tenth: does it still elect?
//     lab.weather(SimulatedNetwork.Weather.FOUL)
// What does a client see who asks a minority?
//     lab.crash(0).crash(1)
//     lab.ask("ls")
System.out.println("machine and lab are there; try: lab.elect(), lab.ask(\"put a 1\"), lab.logs()")
