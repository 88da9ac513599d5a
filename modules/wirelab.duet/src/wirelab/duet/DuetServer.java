package wirelab.duet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import wirelab.kit.Counters;
import wirelab.kit.LineServer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

/// The TCP server that makes pairs and prints what they say: a [Pairing] with sockets and real time.
public final class DuetServer implements AutoCloseable {
    /// The port that wirelab uses.
    public static final int PORT = 7012;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("duet server", DuetWords.WORDS);

    /// Lines on their way to one member, beyond which it is stuck: a few is what a member is ever told.
    private static final int WAITING = 64;
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final Duration WHOLE = Duration.ofHours(24);

    /// How a server behaves.
    ///
    /// @param bind address and port to listen on; port 0 takes a free one
    /// @param maxMembers members at once; one more is told `ERROR full`
    /// @param limits how long it waits
    /// @param console gets what members say, and who comes and goes; called on the server's threads, must be quick
    public record Options(InetSocketAddress bind, int maxMembers, Pairing.Limits limits, Consumer<String> console) {
        /// A free port of loopback, 100 members, the usual limits, no console.
        public static final Options DEFAULTS =
                new Options(new InetSocketAddress("127.0.0.1", 0), 100, Pairing.Limits.DEFAULTS, _ -> {});

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
            return new Options(bind, maxMembers, limits, console);
        }

        /// Takes more or fewer members.
        ///
        /// @param maxMembers at once
        /// @return changed options
        public Options withMaxMembers(int maxMembers) {
            return new Options(bind, maxMembers, limits, console);
        }

        /// Waits longer or shorter.
        ///
        /// @param limits the limits
        /// @return changed options
        public Options withLimits(Pairing.Limits limits) {
            return new Options(bind, maxMembers, limits, console);
        }

        /// Prints what happens.
        ///
        /// @param console gets the lines
        /// @return changed options
        public Options withConsole(Consumer<String> console) {
            return new Options(bind, maxMembers, limits, console);
        }
    }

    private final LineServer server;

    private DuetServer(Options options) throws IOException {
        var random = new SecureRandom();
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withTimeouts(SILENCE, WHOLE)
                .withMaxConnections(options.maxMembers).withDrain(Duration.ofSeconds(2))
                .withRefusal(new Reply.Problem("full", "too many members; try again later").encode() + "\n");
        server = LineServer.start(new LineServer.Options(tcp, Wire.MAX_LINE, WAITING),
                new Pairing(options.limits, () -> token(random)), options.console);
    }

    private static Token token(SecureRandom random) {
        var bytes = new byte[Token.BYTES];
        random.nextBytes(bytes);
        return new Token(bytes);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param options how it behaves
    /// @return the running server
    /// @throws IOException when it cannot listen there
    public static DuetServer start(Options options) throws IOException {
        return new DuetServer(options);
    }

    /// Where it listens.
    ///
    /// @return address and true port
    public InetSocketAddress address() {
        return server.address();
    }

    /// What has happened so far: `pairs`, `copies`, `timed out`, `malformed lines`, and what every TCP server counts.
    ///
    /// @return counters by name
    public Counters counters() {
        return server.counters();
    }

    /// How many members are connected.
    ///
    /// @return now
    public int connections() {
        return server.connections();
    }

    /// Sends everybody home and stops. May be called twice.
    @Override
    public void close() {
        server.close();
    }
}
