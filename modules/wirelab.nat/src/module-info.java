/// NAT.
module wirelab.nat {
    requires transitive wirelab.kit;
    exports wirelab.nat;
}
