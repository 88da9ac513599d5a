/// Reliable UDP.
module wirelab.rudp {
    requires transitive wirelab.congestion;
    requires transitive wirelab.kit;
    requires wirelab.noise;
    requires jdk.net;

    exports wirelab.rudp;
}
