/// NATs to try a protocol behind, twice: as pure objects in a simulated Internet with a clock of its own
/// ([Simulation][wirelab.natlab.Simulation]), and as nftables rules of the Linux kernel in network namespaces
/// ([NatLab][wirelab.natlab.NatLab], as root). Nine kinds in the words of RFC 4787 and of RFC 3489 before it, carrier-grade
/// NAT (RFC 6888) and homes with the same subnet; [Matrix][wirelab.natlab.Matrix] lets two clients meet behind every pair.
/// [SimulatedHomes][wirelab.natlab.SimulatedHomes] has simulated hosts behind them, for any program over UDP.
///
/// ```
/// try (var lab = NatLab.open(NatLab.Layout.PLAIN)) {
///     lab.nat(NatLab.Side.A, NatRules.of(NatKind.SYMMETRIC).withHairpin(true));
///     var socket = lab.host(NatLab.Node.A1).host().bind(new InetSocketAddress("192.168.1.11", 0), party);
/// }
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a conversation of the matrix | 8 s | longer than any round of punching | the cell says `none` |
/// | uplink of a home in the matrix | 10 Mbit/s | without a queue nothing ever crosses on the way | datagrams wait |
/// | life of a lab | that of its process | no namespace is left behind | the next lab removes what a killed one left |
///
/// Left out on purpose: NAT of TCP (the chat is over UDP), port mapping protocols of home routers, NAT64.
module wirelab.natlab {
    requires transitive wirelab.hosts;
    requires transitive wirelab.nat;
    requires transitive wirelab.simulation;

    exports wirelab.natlab;
}
