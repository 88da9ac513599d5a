/// Forwarding: what stands between a client and a server that know nothing of it, alone or in a chain.
///
/// [Forwarder][wirelab.forward.Forwarder] carries TCP connections (RFC 9293): bytes, the end of each direction (FIN), resets
/// and the speed of the slower side. It passes on what comes at once, or stores whole messages first
/// ([Framing][wirelab.forward.Framing]).
///
/// ```
/// try (var chain = Chain.start(server.address(), 5, Forwarder.Options.DEFAULTS)) {
///     ... connect to chain.address() instead of server.address() ...
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | connections | 2,000; `--max` | two sockets and up to 128 KiB each | one more is reset |
/// | silence of both sides | 5 min; `--idle` | the place is for others | both sides are reset |
/// | time to reach the server | 10 s; `--connect` | the client waits meanwhile | the client is reset |
/// | bytes held, each direction | 64 KiB; 4 KiB while little moves | a slow reader costs only this | TCP slows the sender |
/// | stored message | 64 KiB; `--limit`, `--message` up to 16 MiB | it is held whole | a longer line: both sides are reset |
/// | forwarders of one chain | 100 | each has threads of its own | one line, status 2 |
///
/// Left out on purpose: UDP (`wirelab.impair` carries it), names or TLS of its own (a forwarder knows no protocol), and the
/// client's address for the server (it sees that of the last forwarder; the load balancer's headers are for that).
///
/// ## A network of forwarders
///
/// The package `wirelab.forward.network` is a graph of up to 64 nodes, each of them a state machine without socket, thread
/// or clock: in virtual time ([Simulator][wirelab.forward.network.Simulator]) or on one UDP socket each
/// ([UdpNetwork][wirelab.forward.network.UdpNetwork]). Tables are filled by distance vector (after RFC 2453) or link state
/// (after RFC 2328); the wire formats are our own and stand above the records of [Frame][wirelab.forward.network.Frame].
///
/// ```
/// try (var network = UdpNetwork.start(Topology.example(), NodeOptions.DEFAULTS)) {
///     network.awaitConverged(Duration.ofSeconds(10));
///     network.send("a", "c", "hello".getBytes());
/// }
/// ```
///
/// | limit of the network | default | why | when it is hit |
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
/// Left out of the network on purpose: fragmentation, acknowledgement of flooding and of frames (links keep order, and
/// lose only what a queue has no room for; a circuit notices), flow control, areas, authentication (a node believes its
/// neighbours), several links between two nodes.
module wirelab.forward {
    requires transitive wirelab.kit;

    exports wirelab.forward;
    exports wirelab.forward.network;
}
