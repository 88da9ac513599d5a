/// Duet.
module wirelab.duet {
    requires transitive wirelab.kit;

    exports wirelab.duet;
}
