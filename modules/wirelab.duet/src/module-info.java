/// A duet: two members join a TCP server, are paired by it, learn each other's UDP address and a token from it, prove over
/// UDP that they know the token, and talk over UDP from then on, with a copy of each message to the server. Neither
/// conversation outlives the other.
///
/// The protocol is our own: lines of text over TCP ([Request][wirelab.duet.Request], [Reply][wirelab.duet.Reply]), sealed
/// datagrams over UDP ([SealedDatagram][wirelab.duet.SealedDatagram]). Seals are HMAC-SHA-256 (RFC 2104, RFC 4231); lost
/// messages are sent again after RFC 6298.
///
/// ```
/// try (var server = DuetServer.start(Host.HERE, DuetServer.Options.DEFAULTS, IO::println);
///         var alice = DuetClient.start(server.address(), "alice", n -> IO.println(n.text()));
///         var bob = DuetClient.start(server.address(), "bob", n -> IO.println(n.text()))) {
///     alice.say("hello, bob");
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | line | 1,200 bytes | the longest text fits | `ERROR malformed`, closed, the partner too |
/// | text of a message | 1,000 bytes, no control characters | a datagram no network cuts up | `ERROR malformed`; not said |
/// | datagram | 1,040 bytes | the same | dropped and counted |
/// | members | 100; `--max` | a connection each | `ERROR full`, closed |
/// | time to join | 10 s; `--join-time` | the next needs the place | `ERROR slow`, closed |
/// | silence, TCP and UDP alike | 5 s; `--timeout` | the other has to be told | both conversations of both end |
/// | messages in flight | 32 | one acknowledgement tells so many apart | the others wait |
/// | messages said and not acknowledged, or before there is a partner | 128 | memory | `say` waits |
/// | wait for an acknowledgement | 50 ms to 2 s, doubled each time | the network is busy, or the way long | sent again |
/// | last words | 2 s | a partner that hears nothing must not hold us | reported as not arrived |
/// | lines in the buffers of a connection | 64 | who does not read costs only himself | connection reset |
///
/// Left out on purpose: encryption (the server reads all anyway, and TCP hides nothing: who listens there learns the token);
/// getting through NATs (`wirelab.nat`); following a partner whose address changes; congestion control beyond the doubled
/// wait (`wirelab.rudp`).
module wirelab.duet {
    requires transitive wirelab.chat;

    exports wirelab.duet;
}
