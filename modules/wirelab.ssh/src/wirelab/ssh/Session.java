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
/// or one subsystem. Three threads of the system carry what a program reads and writes, since a program that does not read
/// must hold up nobody else, and since so many virtual threads as wait for programs would hold up all others.
final class Session implements SshChannel.Listener {
    private static final Logger LOG = System.getLogger(Session.class.getName());
    private static final int MOST_VARIABLES = 64;
    private static final int MOST_VALUE = 4_096;
    private static final int STACK = 256 * 1024;
    /// How much is read from a program or for it at once: little, until it has more to say.
    private static final int FIRST_PIECE = 4 * 1024;
    private static final int MOST_PIECE = 128 * 1024;

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
        prepared = () -> pump(channel);
        return true;
    }

    @Override
    public void granted(SshChannel channel) {
        if (prepared != null) prepared.run();
        prepared = null;
    }

    private void pump(SshChannel channel) {
        var error = child.error() == null ? null : pump("err", () -> carry(child.error(), channel.errorOutput()));
        pump("in", () -> feed(channel.input(), child.input()));
        pump("out", () -> {
            carry(child.output(), channel.output());
            if (error != null) join(error);
            ended(channel);
        });
    }

    private SessionLog transcript(String title) throws IOException {
        if (options.log() == null) return null;
        boolean unknown = pty == null || pty.columns() == 0 || pty.rows() == 0;
        return SessionLog.begin(options.log(), connection.user(), unknown ? 80 : pty.columns(), unknown ? 24 : pty.rows(), title);
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
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
        }
    }

    private void feed(InputStream from, OutputStream to) {
        var buffer = new byte[FIRST_PIECE];
        try (to) {
            for (int n; (n = from.read(buffer)) >= 0; buffer = larger(buffer, n)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", connection, e.getMessage());
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

    private void ended(SshChannel channel) {
        try {
            // A program may close its output long before it ends.
            var end = child.await();
            channel.tell(end.signal() == null ? new SessionRequest.ExitStatus(end.status())
                    : new SessionRequest.ExitSignal(end.signal(), end.dumped(), ""));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            finish(channel);
        }
    }

    /// The exit status stands between the last data and the end of the channel, and nothing behind that.
    private void finish(SshChannel channel) {
        over = true;
        try {
            channel.end();
            if (transcript != null) transcript.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
        }
        channel.close();
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
            try {
                int status = work.status();
                channel.tell(new SessionRequest.ExitStatus(status));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", channel, e.getMessage());
            } finally {
                finish(channel);
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
