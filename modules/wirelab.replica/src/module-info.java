/// A folder and all its content, kept equal on several machines.
module wirelab.replica {
    requires transitive wirelab.kit;
    requires transitive wirelab.raft;
    requires transitive wirelab.folder;

    exports wirelab.replica;
}
