/// Watching conversations.
module wirelab.tap {
    requires transitive wirelab.kit;

    exports wirelab.tap;
}
