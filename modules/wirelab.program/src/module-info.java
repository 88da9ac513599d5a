/// What a program of wirelab is made of: its command line, its help, the one way in which it ends, and what it shows
/// meanwhile.
///
/// | need | class |
/// | --- | --- |
/// | describe a program and run it | [Program][wirelab.program.Program] |
/// | what its user chose | [CommandLine][wirelab.program.CommandLine] |
/// | tell a story that checks its claims | [Demo][wirelab.program.Demo] |
/// | hear SIGHUP and SIGWINCH | [Signals][wirelab.program.Signals] |
/// | take a password | [PasswordSwitches][wirelab.program.PasswordSwitches], [Password][wirelab.program.Password] |
/// | show how far it has come | [Progress][wirelab.program.Progress] |
/// | take away a folder that was made for a while | [Folders][wirelab.program.Folders] |
///
/// ```
/// void main(String... args) {
///     Program.of("Upper", "sends back each line in capitals").server(7000).run(args, options -> ...);
/// }
/// ```
///
/// | limit | number | why | beyond it |
/// | --- | --- | --- | --- |
/// | password | 1,024 bytes | typed by hand, or the first line of a file | the program ends with status 2 |
/// | time to close after Ctrl-C | 30 s | open conversations get their drain time | the process ends all the same |
/// | file with values of an option (`@FILE`) | 1,000,000 bytes | fields, typed or made by a script | status 2 |
///
/// Left out on purpose: subcommands, options from the environment (but passwords), colours.
module wirelab.program {
    requires transitive wirelab.kit;
    requires jdk.unsupported;

    exports wirelab.program;
}
