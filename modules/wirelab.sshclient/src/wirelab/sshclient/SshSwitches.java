package wirelab.sshclient;

import wirelab.program.CommandLine;
import wirelab.program.Program;

/// The options of a program that logs in at a server; [SshLogin] does what they say. The letters are those of `ssh`.
public final class SshSwitches implements Program.Extra {
    /// They keep nothing.
    public SshSwitches() {}

    @Override
    public void declare(Program program) {
        program.text("port", "PORT", null, "port of the server; else that of the config, or 22").letter('p')
                .repeated("identity", "KEY", "a private key's file; else the config's, the agent's and ~/.ssh/id_*")
                .letter('i')
                .text("jump", "[USER@]HOST[:PORT],...", null, "log in there first, and reach the server from there")
                .letter('J')
                .text("config", "FILE", "~/.ssh/config", "hosts, of whom Host, HostName, Port, User, IdentityFile are read")
                .letter('F')
                .text("known-hosts", "FILE", "~/.ssh/known_hosts", "keys of servers; a new one is asked about")
                .text("password-file", "FILE", null, "a password in its first line, for a server that wants one");
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        return () -> { };
    }
}
