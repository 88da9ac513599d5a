/// Links that misbehave on purpose.
module wirelab.impair {
    requires transitive wirelab.kit;

    exports wirelab.impair;
}
