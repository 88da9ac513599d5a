package wirelab.dialogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.LineServer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// A server that links two users who then talk: an [Exchange] with sockets and real time.
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
    /// @param console gets a line when somebody comes, goes, calls; called on the server's threads, must be quick
    public record Options(InetSocketAddress bind, Limits limits, Consumer<String> console) {
        /// A free port of loopback, the usual limits, no console.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), Limits.DEFAULTS, _ -> {});

        /// Checks that nothing is missing.
        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(limits);
            Objects.requireNonNull(console);
        }

        /// Listens elsewhere.
        ///
        /// @param bind address and port
        /// @return changed options
        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, limits, console);
        }

        /// Allows more or less.
        ///
        /// @param limits the limits
        /// @return changed options
        public Options withLimits(Limits limits) {
            return new Options(bind, limits, console);
        }

        /// Says what happens.
        ///
        /// @param console gets the lines
        /// @return changed options
        public Options withConsole(Consumer<String> console) {
            return new Options(bind, limits, console);
        }
    }

    private final LineServer server;

    private DialogueServer(Options options) throws IOException {
        var random = new SecureRandom();
        // Those who are away need a place to come back to, and a stranger must not take it: hence twice the connections.
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withTimeouts(SILENCE, WHOLE)
                .withMaxConnections(2 * options.limits.users()).withDrain(Duration.ofSeconds(2))
                .withRefusal(new Event.Problem("full", "too many connections; try again later").encode() + "\n");
        server = LineServer.start(new LineServer.Options(tcp, Wire.MAX_LINE, WAITING),
                new Exchange(options.limits, () -> token(random)), options.console);
    }

    private static String token(SecureRandom random) {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static DialogueServer start(Options options) throws IOException {
        return new DialogueServer(options);
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return server.address();
    }

    /// What has happened so far: `logins`, `resumed`, `timed out`, `messages taken`, `messages delivered`, `messages
    /// failed`, `duplicates dropped`, `malformed lines`, and what every TCP server counts.
    ///
    /// @return counters by name
    public Counters counters() {
        return server.counters();
    }

    /// How many clients are connected.
    ///
    /// @return now
    public int connections() {
        return server.connections();
    }

    /// Says goodbye to all and stops. May be called twice.
    @Override
    public void close() {
        server.close();
    }
}
