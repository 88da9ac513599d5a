/// Programs that somebody else is to use: each leads a session of the system of its own, behind three pipes or on a
/// pseudo-terminal (pty(7)), and says how it has ended: with a status, or killed by which signal. The modes of a terminal
/// are those of RFC 4254, section 8.
///
/// ```
/// try (var child = Children.start(List.of("/bin/sh", "-c", "stty size"), Map.of("PATH", "/usr/bin:/bin"), Path.of("/"),
///         new Tty("xterm", new WindowSize(100, 30, 0, 0), TerminalModes.NONE))) {
///     child.output().transferTo(System.out);
///     System.out.println(child.await());
/// }
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | modes of a terminal | 160, one for each number there is | memory | the rest is not read |
/// | what a program has written and nobody reads | a pipe of 256 KiB (the system's 64 where it gives no more) or a terminal of 4 KiB | memory | it waits |
/// | columns and rows | 65,535 | the system keeps 16 bits | the lower bits count |
/// | name of a kind of terminal | 64 letters, digits and `._+-` | it ends in the environment | `dumb` |
///
/// Linux. With native access for `wirelab.hosts` a program is started by `posix_spawn` and its end is asked for with
/// `waitpid`. Without, the JDK's own processes do, and `script` makes the terminal: then a program that was killed looks as
/// one that has ended with 128 + n, as for a shell.
///
/// Left out on purpose: other users than one's own (`setuid`), limits of memory and time, job control of one's own: the
/// shell on the terminal does that.
module wirelab.pty {
    requires transitive wirelab.kit;
    requires wirelab.hosts;

    exports wirelab.pty;
}
