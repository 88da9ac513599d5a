/// Several machines and hosts in one process, on a network that is as hostile as a test wants it, in virtual time: the same
/// seed gives the same run, and an hour takes no longer than what happens in it.
///
/// ```
/// var net = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
/// var a = net.add(new Station("a", "b"));                  // a SimulatedNode: how a machine is made, heard and obeyed
/// net.weather(SimulatedNetwork.Weather.FOUL);
/// net.until("both agree", Duration.ofSeconds(10), () -> a.machine().agrees());
/// ```
///
/// [SimulatedHosts][wirelab.simulation.SimulatedHosts] has the sockets of programs as they are on such a network.
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | things that happen at one moment | 100,000 | a machine that is due again and again | the run fails, with its seed |
/// | how long real time believes that a program is at work | 60 s | virtual time stands still | who waits gets an exception that names it |
/// | datagrams unread at a socket | 1,000 | memory | further ones are lost |
/// | steps remembered for a failure | 40 | a person reads them | the oldest are forgotten |
///
/// Left out on purpose: bandwidth and queues (`wirelab.impair` has them, in real time); sockets over TCP.
module wirelab.simulation {
    requires transitive wirelab.kit;

    exports wirelab.simulation;
}
