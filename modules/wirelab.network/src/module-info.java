/// A network of forwarders that offers datagrams and virtual circuits, to compare them: a graph of up to 64 nodes, each of
/// them a state machine without socket, thread or clock, in virtual time ([Simulator][wirelab.network.Simulator]) or on one
/// UDP socket each ([UdpNetwork][wirelab.network.UdpNetwork]). Tables are filled by distance vector (after RFC 2453) or link
/// state (after RFC 2328); the wire formats are our own and stand above the records of [Frame][wirelab.network.Frame].
///
/// ```
/// try (var network = UdpNetwork.start(Topology.example(), NodeOptions.DEFAULTS)) {
///     network.awaitConverged(Duration.ofSeconds(10));
///     network.send("a", "c", "hello".getBytes());
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | nodes, links at a node | 64, 24 | tables that a person can read, advertisements that fit | one line, with its number |
/// | topology file | 100,000 bytes | 64 nodes need less | one line |
/// | frame | 1,472 bytes | a UDP datagram that an Ethernet carries whole | not sent; received: counted, dropped |
/// | payload | 1,400 bytes, or what an MTU leaves | nothing is cut to pieces | one line, or a report to the source |
/// | time to live | 64 links | tables may be wrong for a while | dropped, reported to the source |
/// | infinity of a distance vector | 16, or one more than the longest way | counting must end | unreachable |
/// | destinations in a table | 64 | memory | further ones are counted and not learnt |
/// | circuits through a node | 256 | memory | the set-up is cleared |
/// | set-up, silence of a circuit | 2 s, 4 s | nobody waits for ever | cleared towards both ends |
/// | frames delayed on links | 10,000 | memory | dropped |
/// | happenings remembered | 20,000 | memory | the oldest are forgotten |
///
/// Left out on purpose: fragmentation, acknowledgement of flooding and of frames (links keep order, and
/// lose only what a queue has no room for; a circuit notices), flow control, areas, authentication (a node believes its
/// neighbours), several links between two nodes.
module wirelab.network {
    requires transitive wirelab.kit;
    requires wirelab.simulation;

    exports wirelab.network;
}
