package wirelab.ssh;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import wirelab.kit.ProtocolViolation;
import wirelab.pty.Child;
import wirelab.pty.Children;
import wirelab.pty.TerminalModes;
import wirelab.pty.Tty;
import wirelab.pty.WindowSize;
import wirelab.ssh.SessionRequest.PtyRequest;

/// What the server runs for a session: the user's shell, as the user who has started the server, in his home and with few
/// of the server's own variables.
final class Commands {
    /// What of the server's own environment a program gets: the rest is the server's business.
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "SHELL");

    private Commands() {}

    private static String shell() {
        String shell = System.getenv("SHELL");
        if (shell != null && new File(shell).canExecute()) return shell;
        return new File("/bin/bash").canExecute() ? "/bin/bash" : "/bin/sh";
    }

    /// Starts a program.
    ///
    /// @param command for the shell; `null` for a shell to work with
    /// @param variables what is to stand in its environment besides
    /// @param pty the terminal that it is to have; `null` for pipes
    static Child start(String command, Map<String, String> variables, PtyRequest pty) throws IOException {
        var program = new ArrayList<>(List.of(shell()));
        program.addAll(command == null ? List.of("-l") : List.of("-c", command));
        var environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> !KEPT.contains(name) && !name.startsWith("LC_"));
        environment.putIfAbsent("SHELL", shell());
        environment.putAll(variables);
        var home = Path.of(System.getProperty("user.home"));
        return Children.start(program, environment, Files.isDirectory(home) ? home : Path.of("/"), pty == null ? null
                : new Tty(pty.term(), new WindowSize(pty.columns(), pty.rows(), pty.width(), pty.height()), modes(pty)));
    }

    /// Modes that cannot be read change nothing: a terminal without them is still of use.
    private static TerminalModes modes(PtyRequest pty) {
        try {
            return TerminalModes.decode(pty.modes().array());
        } catch (ProtocolViolation _) {
            return TerminalModes.NONE;
        }
    }
}
