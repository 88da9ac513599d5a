package wirelab.duet;

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
    public record Options(InetSocketAddress bind, int maxMembers, Pairing.Limits limits) {
        /// A free port of loopback, 100 members, the usual limits.
        public static final Options DEFAULTS =
                new Options(new InetSocketAddress("127.0.0.1", 0), 100, Pairing.Limits.DEFAULTS);

        public Options {
            Objects.requireNonNull(bind);
            Objects.requireNonNull(limits);
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, maxMembers, limits);
        }

        public Options withMaxMembers(int maxMembers) {
            return new Options(bind, maxMembers, limits);
        }

        public Options withLimits(Pairing.Limits limits) {
            return new Options(bind, maxMembers, limits);
        }
    }

    private final LineServer server;

    private DuetServer(Host host, Options options, Consumer<String> console) throws IOException {
        var tcp = TcpServer.Options.DEFAULTS.withBind(options.bind).withParty(PARTY).withTimeouts(SILENCE, WHOLE)
                .withMaxConnections(options.maxMembers).withDrain(Duration.ofSeconds(2))
                .withRefusal(new Reply.Problem("full", "too many members; try again later").encode() + "\n");
        server = LineServer.start(host, new LineServer.Options(tcp, DuetFields.MAX_LINE, WAITING),
                new Pairing(options.limits, () -> new Token(Secrets.bytes(Token.BYTES))), console);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param console gets what members say, and who comes and goes; called on the server's threads, must be quick
    /// @throws IOException when it cannot listen there
    public static DuetServer start(Host host, Options options, Consumer<String> console) throws IOException {
        return new DuetServer(host, options, console);
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return server.address();
    }

    /// What has happened so far: `pairs`, `copies`, `timed out`, `malformed lines`, and what every TCP server counts.
    public Counters counters() {
        return server.counters();
    }

    /// {@return how many members are connected: now}
    public int connections() {
        return server.connections();
    }

    /// Sends everybody home and stops. May be called twice.
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "duet server on " + Address.text(address()) + ", " + Text.count(connections(), "connection");
    }
}
