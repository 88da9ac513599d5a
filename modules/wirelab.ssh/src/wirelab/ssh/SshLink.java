package wirelab.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.keys.HostKeyCheck;
import wirelab.keys.SshPublicKey;
import wirelab.kit.ByteStream;
import wirelab.kit.FieldReader;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.Visible;

/// A client that is logged in at a server.
///
/// ```
/// try (var link = SshLink.connect(address, "alice", Credentials.ofPassword(password), check);
///         var program = link.exec("uname -a")) {
///     program.output().transferTo(System.out);
///     int status = program.awaitExit();
/// }
/// ```
public final class SshLink implements AutoCloseable {
    /// How a client behaves.
    ///
    /// @param algorithms what it offers, the preferred first
    /// @param login time for all until it is logged in; `null` for as long as it takes, since a person is asked
    public record Options(Algorithms algorithms, Rekey rekey, Duration connect, Duration login) {
        /// All algorithms, 10 s to connect, no limit for the login.
        public static final Options DEFAULTS = new Options(Algorithms.ALL, Rekey.DEFAULTS, Duration.ofSeconds(10), null);

        public Options withAlgorithms(Algorithms algorithms) {
            return new Options(algorithms, rekey, connect, login);
        }

        public Options withRekey(Rekey rekey) {
            return new Options(algorithms, rekey, connect, login);
        }

        public Options withLogin(Duration login) {
            return new Options(algorithms, rekey, connect, login);
        }
    }

    /// Sees each message in the clear, as both ends do and nobody between them; must be quick.
    @FunctionalInterface
    public interface Watcher {
        /// @param sent whether this end has sent it
        /// @param payload of one packet; [SshLink#words(byte[])] says what it is
        void seen(boolean sent, byte[] payload);
    }

    private static final int MOST_WORDS = 160;
    /// How often a thread that waits for an answer looks whether the connection is there, in milliseconds.
    private static final long ALIVE_CHECK = 1_000;
    private static final Tap.Party PARTY = new Tap.Party("client", Tap.Words.NONE);

    private final SshConnection connection;
    private final Thread reader;
    private final Forwards forwards;
    /// By the port at the server: where to connect for whoever connects there.
    private final Map<Integer, Forward.Listening> targets = new ConcurrentHashMap<>();
    private final ArrayDeque<Optional<byte[]>> answers = new ArrayDeque<>();
    private volatile boolean loggedIn;
    private volatile IOException failure;

    private SshLink(Host host, ByteStream socket, SshMachine machine) {
        forwards = new Forwards(host);
        connection = new SshConnection(socket, machine, new Owner());
        // A virtual one would start the JDK's poller, and a process with a thread inside the system takes 300 ms to end.
        reader = Thread.ofPlatform().daemon().name("ssh-reader").unstarted(this::read);
    }

    /// Connects from this machine and logs in.
    public static SshLink connect(InetSocketAddress address, String user, Credentials credentials, HostKeyCheck check)
            throws IOException {
        return connect(Host.HERE, address, user, credentials, check, Options.DEFAULTS);
    }

    /// Connects and logs in; the caller's thread waits, and a person may be asked meanwhile.
    ///
    /// @throws IOException when the server cannot be reached, is not the right one, or does not let the user in
    public static SshLink connect(Host host, InetSocketAddress address, String user, Credentials credentials,
            HostKeyCheck check, Options options) throws IOException {
        return connect(host, address, user, credentials, check, options, null);
    }

    /// As above, and shows each message to a watcher; `null` for none.
    public static SshLink connect(Host host, InetSocketAddress address, String user, Credentials credentials,
            HostKeyCheck check, Options options, Watcher watcher) throws IOException {
        var identity = new KeyExchanger.Client(check, new KexMethod.Early(options.algorithms));
        var socket = host.connect(address, PARTY, options.connect);
        socket.limit(null, null);
        return logIn(host, socket, user, credentials, identity, options, watcher);
    }

    /// Logs in at a server that this one reaches, and perhaps nobody else: what is said to it goes through here, encrypted
    /// for it alone. The one here must stay open as long.
    public SshLink jump(String to, int port, String user, Credentials credentials, HostKeyCheck check, Options options)
            throws IOException {
        var channel = open(Forward.DIRECT, new Forward(to, port, "127.0.0.1", 0).encode(), SshChannel.NOBODY);
        return logIn(forwards.host(), Forward.stream(channel), user, credentials, new KeyExchanger.Client(check), options, null);
    }

    private static SshLink logIn(Host host, ByteStream socket, String user, Credentials credentials,
            KeyExchanger.Client identity, Options options, Watcher watcher) throws IOException {
        socket.stage(options.login);
        var link = new SshLink(host, socket, new SshMachine.Client(identity, options.algorithms, options.rekey,
                Secrets.RANDOM, user, credentials));
        link.connection.machine.transport.watch(watcher);
        link.reader.start();
        link.awaitLogin();
        socket.stage(null);
        return link;
    }

    private void read() {
        try {
            connection.run();
        } catch (IOException e) {
            failure = e;
        } finally {
            connection.socket().close();
            signal();
        }
    }

    private synchronized void signal() {
        notifyAll();
    }

    private synchronized void awaitLogin() throws IOException {
        try {
            while (!loggedIn) {
                if (failure != null) throw failure;
                if (!reader.isAlive()) throw connection.gone();
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.close();
            throw new IOException("interrupted during the login", e);
        }
    }

    private final class Owner implements SshConnection.Owner {
        @Override
        public void loggedIn(SshConnection connection) {
            loggedIn = true;
            signal();
        }

        @Override
        public void opening(SshChannel channel, String type, byte[] data) throws IOException {
            var forward = type.equals(Forward.FORWARDED) ? Forward.decode(data) : null;
            var target = forward == null ? null : targets.get(forward.port());
            if (target != null) forwards.connect(channel, target.address(), target.port());
            else channel.refuse(ConnectionMessage.OpenFailure.PROHIBITED, "nobody has asked for that");
        }

        @Override
        public byte[] asked(String request, byte[] data) {
            // A server asks whether the client is there, and says which keys it has; only the answer counts.
            return null;
        }

        @Override
        public void answered(boolean success, byte[] data) {
            synchronized (SshLink.this) {
                answers.add(success ? Optional.of(data) : Optional.empty());
                SshLink.this.notifyAll();
            }
        }
    }

    /// Runs a command with the user's shell.
    public RemoteCommand exec(String command) throws IOException {
        return exec(command, null);
    }

    /// Runs a command.
    ///
    /// @param terminal what it runs on; `null` for pipes
    public RemoteCommand exec(String command, RemoteCommand.Terminal terminal) throws IOException {
        return new RemoteCommand(this, "exec", new SessionRequest.Exec(command), terminal);
    }

    /// Runs the user's shell on a terminal.
    public RemoteCommand shell(RemoteCommand.Terminal terminal) throws IOException {
        return new RemoteCommand(this, "shell", new SessionRequest.Shell(), terminal);
    }

    /// Starts a subsystem, such as `sftp`.
    public RemoteCommand subsystem(String name) throws IOException {
        return new RemoteCommand(this, "subsystem", new SessionRequest.SubsystemRequest(name), null);
    }

    SshChannel open(String type, byte[] data, SshChannel.Listener listener) throws IOException {
        return connection.open(type, data, listener);
    }

    /// Forwards a port of this machine: whoever connects here is carried to a place that the server reaches.
    ///
    /// @param port 0 takes a free one
    /// @return where it listens, on loopback
    public InetSocketAddress forwardHere(int port, String toHost, int toPort) throws IOException {
        return forwards.listen("", port, socket -> open(Forward.DIRECT, new Forward(toHost, toPort,
                socket.remote().getAddress().getHostAddress(), socket.remote().getPort()).encode(), SshChannel.NOBODY));
    }

    /// Forwards ports as they are asked for: a proxy that speaks SOCKS 5 (RFC 1928), for programs that know it.
    ///
    /// @param port 0 takes a free one
    /// @return where it listens, on loopback
    public InetSocketAddress forwardAsAsked(int port) throws IOException {
        return forwards.listen("", port, socket -> Forwards.Socks.open(this, socket));
    }

    /// Forwards a port of the server: whoever connects there, on its loopback, is carried to a place that this machine
    /// reaches.
    ///
    /// @param port 0 has the server take a free one
    /// @return the port
    public int forwardThere(int port, String toHost, int toPort) throws IOException {
        byte[] answer = askGlobally(Forward.ASK, new Forward.Listening("localhost", port).encode());
        if (answer == null) throw new SshException(0, "the server does not forward its port " + port);
        int bound = port == 0 ? (int) new FieldReader(answer).u32("port") : port;
        targets.put(bound, new Forward.Listening(toHost, toPort));
        return bound;
    }

    /// @return the answer; `null` where it is refused
    private synchronized byte[] askGlobally(String request, byte[] data) throws IOException {
        connection.change(() -> connection.machine.channels.askGlobally(request, true, data));
        try {
            while (answers.isEmpty()) {
                if (!reader.isAlive()) throw connection.gone();
                wait(ALIVE_CHECK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return answers.poll().orElse(null);
    }

    /// {@return a message in words, as one line: its name and its fields, with what is secret hidden}
    public static String words(byte[] payload) {
        try {
            Object message = TransportMessage.decode(payload);
            if (message == null)
                    message = AuthMessage.decode(payload, payload.length > 5 && payload[1] == 0 && payload[4] == 0);
            if (message == null) message = ConnectionMessage.decode(payload);
            String words = Visible.of(String.valueOf(message));
            return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + "…";
        } catch (ProtocolViolation e) {
            return "message " + (payload[0] & 0xff) + ", which cannot be read: " + e.getMessage();
        }
    }

    /// {@return the server's key}
    public SshPublicKey hostKey() {
        return connection.machine.transport.exchanger().hostKey();
    }

    /// {@return what was agreed upon, in words: key exchange, cipher and MAC}
    public String agreed() {
        var agreed = connection.machine.transport.exchanger().agreed();
        return agreed.kex().wireName + ", " + agreed.cipherToServer()
                + (agreed.macToServer() == null ? "" : ", " + agreed.macToServer());
    }

    /// Makes new keys now.
    void rekey() throws IOException {
        connection.change(() -> connection.machine.transport.rekey(System.nanoTime()));
    }

    @Override
    public void close() {
        forwards.close();
        connection.close();
    }

    @Override
    public String toString() {
        return (connection.isEnded() ? "closed " : "") + connection + " as " + connection.user();
    }
}
