package wirelab.pty;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import wirelab.hosts.NativeAccess;

/// Starts programs, each as the first of a session of the system of its own, so that a signal reaches all that it has
/// started, and ^C on its terminal nobody else.
public final class Children {
    /// Whether children are started by the C library: it may be called, and has all that is needed.
    private static final boolean NATIVE = NativeAccess.isGiven() && isBound();

    private Children() {}

    private static boolean isBound() {
        try {
            return Spawn.isPossible();
        } catch (ExceptionInInitializerError _) {
            // Another C library, or an old one, lacks one of its functions.
            return false;
        }
    }

    /// Starts a program.
    ///
    /// @param program its file, with the whole path, and its arguments
    /// @param environment all of its variables but `TERM` and `SSH_TTY`, which follow from the terminal
    /// @param folder where it begins
    /// @param tty its terminal; `null` for three pipes
    /// @throws IOException when it cannot be started
    public static Child start(List<String> program, Map<String, String> environment, Path folder, Tty tty)
            throws IOException {
        return start(NATIVE, program, environment, folder, tty);
    }

    static Child start(boolean byLibrary, List<String> program, Map<String, String> environment, Path folder, Tty tty)
            throws IOException {
        if (tty == null) {
            return byLibrary ? SpawnedChild.piped(program, environment, folder)
                    : ProcessChild.piped(program, environment, folder);
        }
        return byLibrary ? SpawnedChild.onTerminal(program, environment, folder, tty)
                : ProcessChild.onTerminal(program, environment, folder, tty);
    }
}
