/// Forwarders, and what a network of them can offer: datagrams that are routed one by one, and virtual circuits.
///
/// See [the package of the network][wirelab.forward.network.Fabric] and its lab sheet, `NETWORK.md`.
module wirelab.forward {
    requires transitive wirelab.kit;

    exports wirelab.forward.network;
}
