/// The terminal of a replicated folder: the usual commands, globs and redirections, on the tree that a group keeps. It asks
/// through a session of `wirelab.replica`, and knows nothing of nodes.
///
/// ```
/// new ReplicaCommands(session, System.out, false).run("ls -l docs");
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | paths that a pattern means | 10,000 | memory | refused in words |
/// | a line of `head`, `tail` and `grep` | 64 KiB | memory | it comes in parts |
/// | what `tail` remembers | 16 MiB, 100,000 lines | memory | fewer lines; refused in words |
///
/// Left out on purpose: pipes, variables and loops; a shell has them, and calls this one for each command.
module wirelab.replicaterminal {
    requires wirelab.chat;
    requires transitive wirelab.folder;
    requires transitive wirelab.kit;
    requires wirelab.program;
    requires transitive wirelab.replica;

    exports wirelab.replicaterminal;
}
