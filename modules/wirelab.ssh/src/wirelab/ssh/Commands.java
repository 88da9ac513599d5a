package wirelab.ssh;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
    private static final Logger LOG = System.getLogger(Commands.class.getName());
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

    /// Carries what a program reads and writes to and from its channel. Threads of the system do so, since a program that does
    /// not read must hold up nobody else, and since so many virtual threads as wait for programs would hold up all others.
    static final class Pumps {
        private static final int STACK = 256 * 1024;
        /// How much is read from a program or for it at once: little, until it has more to say.
        private static final int FIRST_PIECE = 4 * 1024;
        private static final int MOST_PIECE = 128 * 1024;

        private final Child child;
        private final SshChannel channel;
        /// Of what is shown; `null` for none.
        private final SessionLog transcript;

        Pumps(Child child, SshChannel channel, SessionLog transcript) {
            this.child = child;
            this.channel = channel;
            this.transcript = transcript;
        }

        /// @param ended is done when the program has closed all that it writes to
        void start(Runnable ended) {
            var error = child.error() == null ? null : pump("err", () -> carry(child.error(), channel.errorOutput()));
            pump("out", () -> {
                carry(child.output(), channel.output());
                if (error != null) join(error);
                ended.run();
            });
            Thread.ofVirtual().name("ssh-in").start(this::feed);
        }

        private static Thread pump(String name, Runnable what) {
            return Thread.ofPlatform().daemon().name("ssh-" + name).stackSize(STACK).start(what);
        }

        /// What a program writes goes to the peer; when the peer is gone the rest is read all the same, so that the program ends
        /// by its own will or by the signal that it gets.
        private void carry(InputStream from, OutputStream to) {
            var buffer = new byte[FIRST_PIECE];
            try (from) {
                for (int n; (n = from.read(buffer)) >= 0; buffer = larger(buffer, n)) {
                    if (transcript != null) transcript.shown(System.nanoTime(), buffer, 0, n);
                    to.write(buffer, 0, n);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
            }
        }

        /// Most programs are given nothing: a thread of the system is for those that are.
        private void feed() {
            var buffer = new byte[FIRST_PIECE];
            int count = next(buffer);
            if (count < 0) feed(buffer, count);
            else pump("in", () -> feed(buffer, count));
        }

        /// @param count bytes that were read already, -1 when there are none and there will be none: the program hears that
        private void feed(byte[] first, int count) {
            var buffer = first;
            try (var to = child.input()) {
                for (int n = count; n >= 0; n = next(buffer)) {
                    to.write(buffer, 0, n);
                    to.flush();
                    buffer = larger(buffer, n);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
            }
        }

        /// {@return how many bytes the peer has sent, -1 when it sends no more or is gone}
        private int next(byte[] buffer) {
            try {
                return channel.input().read(buffer);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
                return -1;
            }
        }

        private static byte[] larger(byte[] buffer, int read) {
            return read < buffer.length || buffer.length == MOST_PIECE ? buffer : new byte[2 * buffer.length];
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
