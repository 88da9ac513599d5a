/// Forwarding: what stands between a client and a server that know nothing of it, alone or in a chain.
///
/// [Forwarder][wirelab.forward.Forwarder] carries TCP connections (RFC 9293): bytes, the end of each direction (FIN), resets
/// and the speed of the slower side. It passes on what comes at once, or stores whole messages first
/// ([MessageEnd][wirelab.forward.MessageEnd]).
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
/// | place that a server which speaks first keeps for nobody | 1 s | others want it | left, if the server takes others |
/// | time to reach the server | 10 s; `--connect` | the client waits meanwhile | the client is reset |
/// | bytes held, each direction | 64 KiB; 4 KiB while little moves | a slow reader costs only this | TCP slows the sender |
/// | stored message | 64 KiB; `--limit`, `--message` up to 16 MiB | it is held whole | a longer line: both sides are reset |
/// | forwarders of one chain | 100 | each has threads of its own | one line, status 2 |
///
/// Left out on purpose: UDP (`wirelab.impair` carries it), names or TLS of its own (a forwarder knows no protocol), and the
/// client's address for the server (it sees that of the last forwarder; the load balancer's headers are for that).
module wirelab.forward {
    requires transitive wirelab.kit;

    exports wirelab.forward;
}
