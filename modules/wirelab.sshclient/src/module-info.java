/// The person at an SSH client: what is typed on the command line and stands in `~/.ssh/config` (ssh_config(5)), the keys of
/// files and agents, the question whether a server's key is the right one, and the way through other servers (`-J`).
///
/// ```
/// Program.of("SshWho", "who one is").with(new SshSwitches()).arguments("USER@HOST", "where").run(args, options -> {
///     try (var login = SshLogin.open(options, options.arguments().getFirst())) {
///         login.link().exec("id").output().transferTo(System.out);
///     }
/// });
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | `config` | 1 MB, 10,000 lines | it is read whole | an error that names the file |
/// | servers on the way | 8 | each encrypts all of it once more | refused |
///
/// Of `~/.ssh/config` are read: `Host`, `HostName`, `Port`, `User`, `IdentityFile`. The first value counts, as for OpenSSH,
/// but that all files with keys are tried. `Match` blocks are skipped, and other options mean nothing here; what they would
/// have demanded is not done, so a file that restricts is no protection here.
module wirelab.sshclient {
    requires transitive wirelab.program;
    requires transitive wirelab.ssh;

    exports wirelab.sshclient;
}
