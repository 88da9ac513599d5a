package wirelab.ssh;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import wirelab.ssh.SessionRequest.PtyRequest;
import wirelab.ssh.SessionRequest.WindowChange;

/// How the server runs programs: with the user's shell, as the user who has started the server, each in a session of the
/// system of its own, so that a signal reaches all that it has started.
final class Commands {
    /// What of the server's own environment a program gets: the rest is the server's business.
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "SHELL");
    /// Of the signals of RFC 4254, section 6.10, those that make sense for a program.
    private static final Set<String> SIGNALS = Set.of("ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT",
            "SEGV", "TERM", "USR1", "USR2");
    /// A shell that opens the terminal itself, as the first of its session, so that it becomes its terminal.
    private static final String ON_TERMINAL = "exec <>\"$1\" >&0 2>&1; shift; stty iutf8; exec \"$@\"";

    /// A program that the server has started for a session.
    interface Child {
        /// Its end.
        ///
        /// @param signal the name of the signal that killed it, without SIG; `null` when it ended by itself
        record End(int status, String signal) {}

        /// {@return what it writes}
        InputStream output();

        /// {@return what it writes as standard error; `null` where both are the same terminal}
        InputStream error();

        /// {@return what it reads}
        OutputStream input();

        /// Waits until it has ended.
        End await() throws InterruptedException;

        /// Sends a signal to it and to what it has started.
        ///
        /// @param name without SIG, one of those of RFC 4254, section 6.10
        void signal(String name);

        /// The terminal has another size.
        void resize(SessionRequest.WindowChange size) throws IOException;

        /// Gives back what it holds.
        void close();
    }

    private Commands() {}

    static String shell() {
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
        return pty == null ? new Piped(process(program, variables, true)) : OnTerminal.start(program, variables, pty);
    }

    private static Process process(List<String> program, Map<String, String> variables, boolean pipes) throws IOException {
        var line = new ArrayList<String>();
        if (SIGNALS_IGNORED) line.addAll(List.of("env", "--default-signal=HUP,INT,QUIT"));
        line.add("setsid");
        line.addAll(program);
        var builder = new ProcessBuilder(line);
        var environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> !KEPT.contains(name) && !name.startsWith("LC_"));
        environment.putIfAbsent("SHELL", shell());
        environment.putAll(variables);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var home = new File(System.getProperty("user.home"));
        if (home.isDirectory()) builder.directory(home);
        if (!pipes)
                builder.redirectInput(new File("/dev/null")).redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD);
        return builder.start();
    }

    /// Whether the signals of a terminal are ignored here, because somebody has started the server with `nohup` or in the
    /// background of a script: whatever it starts would ignore them too, and nobody could press ^C.
    private static final boolean SIGNALS_IGNORED = signalsIgnored();

    private static boolean signalsIgnored() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                // Bits 0, 1 and 2 are HUP, INT and QUIT.
                if (line.startsWith("SigIgn:")) return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 7) != 0;
            }
        } catch (IOException _) {
            // No Linux: then nothing is known.
        }
        return false;
    }

    private static void kill(Process process, String signal) {
        if (!SIGNALS.contains(signal)) return;
        try {
            // Behind `setsid` the number of the process is that of its group.
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
        } catch (IOException _) {
            // Without a shell nothing was started either.
            process.destroy();
        }
    }

    /// A program behind three pipes.
    private record Piped(Process process) implements Child {
        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public InputStream error() {
            return process.getErrorStream();
        }

        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public End await() throws InterruptedException {
            return new End(process.waitFor(), null);
        }

        @Override
        public void signal(String name) {
            kill(process, name);
        }

        @Override
        public void resize(WindowChange size) {
            // Pipes have no size.
        }

        @Override
        public void close() {
            // The pipes are closed by those who read and write them.
        }
    }

    /// A program with a terminal.
    private record OnTerminal(Process process, Pty pty) implements Child {
        static OnTerminal start(List<String> program, Map<String, String> variables, PtyRequest asked) throws IOException {
            var pty = Pty.open();
            try {
                pty.resize(asked.columns(), asked.rows(), asked.width(), asked.height());
                var all = new TreeMap<>(variables);
                all.put("TERM", asked.term().matches("[A-Za-z0-9._+-]{1,64}") ? asked.term() : "dumb");
                all.put("SSH_TTY", pty.name());
                var line = new ArrayList<>(List.of("sh", "-c", ON_TERMINAL, "sh", pty.name()));
                line.addAll(program);
                var process = Commands.process(line, all, false);
                Thread.ofVirtual().name("pty-end").start(() -> {
                    process.onExit().join();
                    pty.ended();
                });
                return new OnTerminal(process, pty);
            } catch (IOException e) {
                pty.close();
                throw e;
            }
        }

        @Override
        public InputStream output() {
            return pty.output();
        }

        @Override
        public InputStream error() {
            return null;
        }

        @Override
        public OutputStream input() {
            return pty.input();
        }

        @Override
        public End await() throws InterruptedException {
            return new End(process.waitFor(), null);
        }

        @Override
        public void signal(String name) {
            kill(process, name);
        }

        @Override
        public void resize(WindowChange size) throws IOException {
            pty.resize(size.columns(), size.rows(), size.width(), size.height());
        }

        @Override
        public void close() {
            pty.close();
        }
    }
}
