/// Files over reliable UDP: a server for a folder and its client.
module wirelab.rudpfiles {
    requires transitive wirelab.kit;
    requires transitive wirelab.rudp;

    exports wirelab.rudpfiles;
}
