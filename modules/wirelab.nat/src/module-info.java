/// A rendezvous chat that gets through NATs, and a lab of NATs to prove it.
module wirelab.nat {
    requires transitive wirelab.kit;
    requires transitive wirelab.stun;

    exports wirelab.nat;
}
