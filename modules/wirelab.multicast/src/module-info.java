/// One to many: the same numbered datagrams by unicast, anycast, broadcast and multicast, IPv4 and IPv6; receivers tell
/// loss, duplicates, reordering and jitter.
///
/// Groups after RFC 1112, RFC 3376 (IGMPv3), RFC 3810 (MLDv2) and RFC 4607 (one source); broadcast after RFC 919 and RFC
/// 922; reordering after RFC 4737, jitter after RFC 3550, section 6.4.1.
///
/// ```
/// var lo = Interfaces.named("lo");
/// try (var receiver = Receiver.start(Receiver.Options.DEFAULTS, arrival -> IO.println(arrival.payload()));
///         var sender = Sender.open(Target.of(Kind.MULTICAST, "224.1.1.1", 11000, lo), Sender.Options.DEFAULTS)) {
///     receiver.join(new Membership(InetAddress.ofLiteral("224.1.1.1"), lo, null));
///     sender.send("hello, group");
///     IO.println(receiver.ledger().reports());
/// }
/// ```
///
/// - what travels: [CastMessage][wirelab.multicast.CastMessage]; of others:
///   [IperfDatagram][wirelab.multicast.IperfDatagram], [Foreign][wirelab.multicast.Foreign]
/// - where to: [Target][wirelab.multicast.Target], [Interfaces][wirelab.multicast.Interfaces]
/// - sending: [Sender][wirelab.multicast.Sender], [AnycastSender][wirelab.multicast.AnycastSender] with
///   [Failover][wirelab.multicast.Failover], [Pace][wirelab.multicast.Pace]
/// - receiving: [Receiver][wirelab.multicast.Receiver], [Membership][wirelab.multicast.Membership]
/// - counting: [Reception][wirelab.multicast.Reception], [Ledger][wirelab.multicast.Ledger],
///   [ReceptionReport][wirelab.multicast.ReceptionReport]
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | datagram | 65,507 bytes | UDP over IPv4 | a usage error; malformed, counted |
/// | text | 1,000 bytes | fits one frame | the same |
/// | numbers of one sender | 4,294,967,295 | 32 bits | it ends |
/// | datagrams remembered of a sender | 65,536 | 8 KiB | later ones count as too late |
/// | jump of the number | 65,536 | forgeries | believed when the next one goes on from there |
/// | senders a receiver remembers | 256 | 2 MiB | the one heard least recently is forgotten |
/// | memberships | 100 (Linux: 20 for each socket) | the system's | refused with a line |
/// | members of an anycast set | 64 | | a usage error |
/// | datagrams that wait for an answer | 1,024 | memory | the oldest is given up |
/// | answers to one address | 10,000/s, 1,000 at once | no flood | not answered, counted |
/// | a late sender catches up for | 100 ms | no flood after a stop | the rest is sent later |
///
/// Left out on purpose: repair of what is lost (that is `wirelab.rudp`, and for groups a protocol such as PGM or NORM),
/// congestion control (the rate is what the user says), routing of groups (that is PIM's; the tests use smcroute), IP
/// anycast by routes (that is BGP's; a test shows it with one router), excluding single sources, and the destination
/// address of a datagram, which Java does not tell.
module wirelab.multicast {
    requires transitive wirelab.kit;
    requires transitive wirelab.program;

    exports wirelab.multicast;
}
