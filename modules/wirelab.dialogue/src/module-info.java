/// Dialogue.
module wirelab.dialogue {
    requires transitive wirelab.kit;

    exports wirelab.dialogue;
}
