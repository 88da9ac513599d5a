package wirelab.dialogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import wirelab.chat.LineServer;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.Text;

/// A server that links two users who then talk: a [Switchboard] with sockets and real time.
public final class DialogueServer implements AutoCloseable {
    /// The port that wirelab uses.
    public static final int PORT = 7011;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("dialogue server", DialogueWords.WORDS);

    /// Bits of a token: nobody guesses it.
    private static final int TOKEN_BYTES = 16;
    /// Lines on their way to one connection, beyond which its reader is stuck.
    private static final int WAITING = 1_024;
    /// The machine judges who is silent for too long; this bounds what it does not know of.
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final Duration WHOLE = Duration.ofHours(24);

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param limits what it allows, and how long it waits
    public record Options(InetSocketAddress bind, DialogueLimits limits) {
        /// A free port of loopback, the usual limits.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), DialogueLimits.DEFAULTS);

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(limits);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, limits);
        }

        public Options withLimits(DialogueLimits limits) {
            return new Options(bind, limits);
        }
    }

    private final LineServer server;

    private DialogueServer(Host host, Options options, Consumer<String> console) throws IOException {
        // Those who are away need a place to come back to, and a stranger must not take it: hence twice the connections.
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withTimeouts(SILENCE, WHOLE)
                .withMaxConnections(2 * options.limits.users()).withDrain(Duration.ofSeconds(2))
                .withRefusal(new Event.Problem("full", "too many connections; try again later").encode() + "\n");
        server = LineServer.start(host, new LineServer.Options(tcp, DialogueFields.MAX_LINE, WAITING),
                new Switchboard(options.limits, () -> Secrets.token(TOKEN_BYTES)), console);
    }

    /// Starts it on this machine, [Host#HERE], without a console.
    public static DialogueServer start(Options options) throws IOException {
        return start(Host.HERE, options, _ -> {});
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param console gets a line when somebody comes, goes, calls; called on the server's threads, must be quick
    /// @throws IOException when it cannot listen there
    public static DialogueServer start(Host host, Options options, Consumer<String> console) throws IOException {
        return new DialogueServer(host, options, console);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return server.address();
    }

    /// What has happened so far: `logins`, `resumed`, `timed out`, `messages taken`, `messages delivered`, `messages
    /// failed`, `duplicates dropped`, `malformed lines`, and what every TCP server counts.
    public Counters counters() {
        return server.counters();
    }

    public int connections() {
        return server.connections();
    }

    /// Says goodbye to all and stops. May be called twice.
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "dialogue server on " + Address.text(address()) + ", " + Text.count(connections(), "connection");
    }
}
