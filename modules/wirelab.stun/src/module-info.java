/// STUN: a host behind a NAT asks a server how it is seen from outside (RFC 8489), and by asking from several sides what
/// its NAT does (RFC 5780): mapping, filtering, hairpin, lifetime. Server and client over UDP and TCP; clients of RFC 3489
/// are served too.
///
/// ```
/// try (var server = BindingServer.start(BindingServer.Options.DEFAULTS)) {
///     var client = BindingClient.towards(server.address());
///     System.out.println(client.binding(server.address()).mapped());
/// }
/// ```
///
/// A program that shares its socket with STUN uses [StunAgent][wirelab.stun.StunAgent] and
/// [NatDiscovery][wirelab.stun.NatDiscovery]: they have no socket, thread or clock of their own.
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | length of a message | 9,020 bytes | more than any link carries whole, for PADDING | not answered; on TCP closed |
/// | text in an attribute | 763 bytes | RFC 8489, section 14.9 | not answered |
/// | answer | the length of its request; if RFCs demand more, see below | forged sources | names are left out |
/// | requests per source address | 100 per second, 200 at once | forged sources | dropped and counted |
/// | threads that read one UDP port | 4 on Linux, else 1 | many clients at once | one client is served by one thread |
/// | source addresses remembered | 10,000 | memory | the one heard least recently is forgotten |
/// | TCP connections | 10,000, a minute of silence each, an hour in all | memory | refused, closed |
/// | open transactions of a client | 64 | a program that asks more has a mistake | `IllegalStateException` |
/// | attempts of a client | 7 within 39.5 s, in discovery 3 within 1.75 s | RFC 8489, section 6.2.1 | given up |
///
/// A request of 20 bytes cannot be answered in 20: the header and XOR-MAPPED-ADDRESS alone are 32 (IPv6: 44), and a server
/// with two addresses must name three more (RFC 5780, section 6.1), which makes 68 (116). Beyond that no answer is longer
/// than its request, and the limit on requests bounds what a forged source can be sent.
///
/// Left out on purpose: TLS and DTLS, long-term credentials, ALTERNATE-SERVER, DNS discovery (a stand-alone server should
/// have none of the first three, RFC 8489, section 12), RESPONSE-ADDRESS of RFC 3489 (it lets anybody send answers to
/// anybody), and TURN.
module wirelab.stun {
    requires transitive wirelab.kit;

    exports wirelab.stun;
}
