package wirelab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.ProtocolViolation;
import wirelab.pty.Child;
import wirelab.pty.WindowSize;
import wirelab.ssh.SessionRequest.Env;
import wirelab.ssh.SessionRequest.Exec;
import wirelab.ssh.SessionRequest.PtyRequest;
import wirelab.ssh.SessionRequest.Shell;
import wirelab.ssh.SessionRequest.SubsystemRequest;

/// One session at the server (RFC 4254, section 6): what is asked for first makes its surroundings, then one program runs,
/// or one subsystem.
final class Session implements SshChannel.Listener {
    private static final Logger LOG = System.getLogger(Session.class.getName());
    private static final int MOST_VARIABLES = 64;
    private static final int MOST_VALUE = 4_096;

    private final SshOptions options;
    /// In place of the shell; `null` for the shell.
    private final SshProgram program;
    private final SshConnection connection;
    private final Connection socket;
    private final Map<String, String> variables = new TreeMap<>();
    private volatile PtyRequest pty;
    private boolean started;
    /// What begins when the peer has been told that it may; `null` for nothing.
    private Runnable prepared;
    private volatile Child child;
    private volatile boolean over;
    private volatile SessionLog transcript;
    /// What is done when the terminal of a program in Java has another size; `null` for nothing.
    private volatile Runnable resized;

    Session(SshOptions options, SshProgram program, SshConnection connection, Connection socket) {
        this.options = options;
        this.program = program;
        this.connection = connection;
        this.socket = socket;
    }

    @Override
    public boolean asked(SshChannel channel, String name, byte[] data) throws IOException {
        SessionRequest request;
        try {
            request = SessionRequest.decode(name, data);
        } catch (ProtocolViolation e) {
            LOG.log(Level.DEBUG, "{0}: {1}: {2}", channel, name, e.getMessage());
            return false;
        }
        return switch (request) {
            case Env env -> remember(env);
            case PtyRequest asked when options.allow().contains("pty") && !started -> {
                pty = asked;
                yield true;
            }
            case Shell _ when options.allow().contains("shell") -> run(channel, null);
            case Exec exec when options.allow().contains("exec") -> run(channel, exec.command());
            case SubsystemRequest subsystem -> serve(channel, subsystem.subsystem());
            case SessionRequest.WindowChange size when child == null && pty != null -> {
                pty = new PtyRequest(pty.term(), size.columns(), size.rows(), size.width(), size.height(), pty.modes());
                // What it draws may have to wait for the peer, for which the thread that reads must not.
                if (resized != null) Thread.ofVirtual().name("ssh-resized").start(resized);
                yield true;
            }
            case SessionRequest.WindowChange size when child != null -> {
                child.resize(new WindowSize(size.columns(), size.rows(), size.width(), size.height()));
                yield true;
            }
            case SessionRequest.Signal signal when child != null -> {
                child.signal(signal.signal());
                yield true;
            }
            case null, default -> false;
        };
    }

    /// Variables of the language alone: any other could change what a program does (`LD_PRELOAD`).
    private boolean remember(Env env) {
        boolean fits = variables.size() < MOST_VARIABLES && env.value().length() <= MOST_VALUE && env.value().indexOf(0) < 0;
        if (started || !fits || !env.variable().matches("LANG|LC_[A-Z0-9_]{1,32}")) return false;
        variables.put(env.variable(), env.value());
        return true;
    }

    private boolean run(SshChannel channel, String asked) {
        if (started || asked != null && asked.indexOf(0) >= 0) return false;
        started = true;
        String command = options.forced() == null ? asked : options.forced();
        if (program != null) return play(channel, command);
        if (options.forced() != null && asked != null) variables.put("SSH_ORIGINAL_COMMAND", asked);
        String from = socket.remote().getAddress().getHostAddress() + " " + socket.remote().getPort();
        String to = socket.local().getAddress().getHostAddress() + " " + socket.local().getPort();
        variables.putAll(Map.of("SSH_CONNECTION", from + " " + to, "SSH_CLIENT", from + " " + socket.local().getPort()));
        try {
            transcript = transcript(command == null ? "a shell" : command);
            child = Commands.start(command, variables, pty);
        } catch (IOException e) {
            LOG.log(Level.WARNING, Failure.line(e));
            return false;
        }
        prepared = () -> new Commands.Pumps(child, channel, transcript).start(() -> ended(channel));
        return true;
    }

    @Override
    public void granted(SshChannel channel) {
        if (prepared != null) prepared.run();
        prepared = null;
    }

    private SessionLog transcript(String title) throws IOException {
        if (options.log() == null) return null;
        boolean unknown = pty == null || pty.columns() == 0 || pty.rows() == 0;
        return SessionLog.begin(options.log(), connection.user(), unknown ? 80 : pty.columns(), unknown ? 24 : pty.rows(), title);
    }

    private void ended(SshChannel channel) {
        SessionRequest status = null;
        try {
            // A program may close its output long before it ends.
            var end = child.await();
            status = end.signal() == null ? new SessionRequest.ExitStatus(end.status())
                    : new SessionRequest.ExitSignal(end.signal(), end.dumped(), "");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            finish(channel, status);
        }
    }

    /// The exit status stands between the last data and the end of the channel, and nothing behind that.
    private void finish(SshChannel channel, SessionRequest status) {
        over = true;
        try {
            if (transcript != null) transcript.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, Failure.line(e));
        }
        try {
            // One change, so that the peer is woken once.
            connection.change(true, () -> {
                var channels = connection.machine.channels;
                if (status != null) channels.ask(channel.state, status.name(), false, status.encode());
                channels.end(channel.state);
                channels.close(channel.state);
            });
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
        }
        if (child != null) child.close();
    }

    private boolean serve(SshChannel channel, String name) {
        var subsystem = options.subsystems().get(name);
        if (started || subsystem == null || !options.allow().contains(name)) return false;
        started = true;
        prepared = () -> run(channel, name, () -> subsystem.run(channel.input(), channel.output(), channel.errorOutput()));
        return true;
    }

    /// Runs a program in Java in place of the shell.
    private boolean play(SshChannel channel, String command) {
        try {
            transcript = transcript(command == null ? "a program" : command);
        } catch (IOException e) {
            LOG.log(Level.WARNING, Failure.line(e));
            return false;
        }
        prepared = () -> run(channel, "program", () -> program.run(new Played(channel, command)));
        return true;
    }

    private interface Work {
        int status() throws IOException;
    }

    private void run(SshChannel channel, String name, Work work) {
        Thread.ofVirtual().name("ssh-" + name).start(() -> {
            SessionRequest status = null;
            try {
                status = new SessionRequest.ExitStatus(work.status());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
            } finally {
                finish(channel, status);
            }
        });
    }

    /// A program in Java sees its session so.
    private final class Played implements SshProgram.Call {
        private final SshChannel channel;
        private final String command;

        Played(SshChannel channel, String command) {
            this.channel = channel;
            this.command = command;
        }

        @Override
        public String user() {
            return connection.user();
        }

        @Override
        public String command() {
            return command;
        }

        @Override
        public RemoteCommand.Terminal terminal() {
            var now = pty;
            return now == null ? null : new RemoteCommand.Terminal(now.term(), now.columns(), now.rows());
        }

        @Override
        public void onResize(Runnable what) {
            resized = what;
        }

        @Override
        public InputStream input() {
            return channel.input();
        }

        @Override
        public OutputStream output() {
            return transcript == null ? channel.output() : transcript.keeping(channel.output());
        }
    }

    @Override
    public void closed(SshChannel channel) {
        if (child == null || over) return;
        // The user has gone: what ran for him is told, as the system tells a terminal's programs.
        child.signal("HUP");
        child.close();
    }
}
