/// A rendezvous chat that gets through NATs, and a lab of NATs to prove it.
///
/// The server speaks two dialects that classrooms have long used, byte for byte, and the binary language of our own
/// clients, which punch holes from both ends at once, fall back to a relay, and encrypt end to end. Client and server are
/// pure state (`Engine`, `Registry`) under sockets; `wirelab.natlab` lets the same objects run behind NATs of nine kinds.
///
/// Punching after RFC 8445 in spirit and RFC 4787 in words; STUN (RFC 8489, RFC 5780) names the NAT; X25519 (RFC 7748),
/// HKDF (RFC 5869) and ChaCha20-Poly1305 (RFC 8439) seal what peers say.
///
/// | limit | value | when it is hit |
/// | --- | --- | --- |
/// | id | 1 to 32 letters, digits, `_`, `-`, `.` | not registered |
/// | text of a chat | 1,000 bytes | the user is told |
/// | datagram to the server | 1,232 bytes, 256 in a classroom dialect | dropped and counted |
/// | clients | 1,000 | refused with a message |
/// | classroom clients not heard twice | 256 | refused with a message |
/// | bytes to an address with registrations alone | 8 KiB in 30 s, for all its ids | the rest waits for a keep-alive |
/// | classroom registrations per source | 5/s, 100 at once | dropped and counted |
/// | datagrams per source | 500/s, 1,000 at once | dropped and counted |
/// | news to all clients together | 20,000 datagrams/s, 256 at once | waits, and is joined where the dialect can |
/// | silence of a client | 30 s | off-line |
/// | unacknowledged messages to one peer | 128 | the user is told |
/// | messages typed before the server has said who is here | 128 | the user is told |
/// | time without an acknowledgement | 10 s | the user is told; sent on |
/// | peers of ours spoken to in one run | 1,024 | further ones are not reached |
/// | sockets of one round of punching | 1, 32 in a race, 257 when guessing | |
///
/// ```
/// try (var server = NatServer.start(NatServer.Options.DEFAULTS);
///         var alice = NatClient.start(NatClient.Options.of("alice", server.address()), n -> IO.println(n.text()))) {
///     alice.chat("bob", "hello");
/// }
/// ```
///
/// Left out on purpose: TURN (the relay is a message type of the server), ICE's negotiation of pairs (each end chooses its
/// own path, and paths need not be the same both ways), stored keys (a run is an identity), TCP (where UDP is blocked the
/// user is told so), port mapping protocols of home routers.
module wirelab.nat {
    requires transitive wirelab.kit;
    requires transitive wirelab.stun;

    exports wirelab.nat;
}
