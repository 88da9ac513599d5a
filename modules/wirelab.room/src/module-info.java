module wirelab.room {
    requires transitive wirelab.kit;

    exports wirelab.room;
}
