package wirelab.login;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import wirelab.echo.EchoServer;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// An echo server behind a login: the dialogue of [LoginLine] with the messages of SCRAM-SHA-256, then echo (RFC 862).
///
/// A user who does not exist is answered as one whose password is wrong, in the same words and in the same time. Who fails
/// often is slowed down by [Slowdown]: the delay comes between the proof and the answer, before the proof is looked at.
///
/// | counter, besides those of [TcpServer] | what it counts |
/// | --- | --- |
/// | `login accepted` | successes |
/// | `login failed: wrong password` | a user who exists, a proof that is wrong |
/// | `login failed: unknown user` | a user who does not exist |
/// | `login failed: changed under way` | nonce or header came back as another one |
/// | `login failed: not allowed` | another mechanism, a name that SASLprep refuses, to act as somebody else |
/// | `login failed: malformed` | a line or message that cannot be read |
/// | `login failed: too slow` | the time for a login has passed |
/// | `login failed: no nonce` | the random source does not work; the log says why |
/// | `login abandoned` | the client hung up |
/// | `login delayed` | attempts that had to wait |
/// | `login turned away` | attempts that would have had to wait too long |
public final class LoginServer implements AutoCloseable {
    /// The port that wirelab uses, next to that of [EchoServer].
    public static final int PORT = 7008;

    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("login server", LoginWords.WORDS);

    /// How a server behaves.
    ///
    /// @param loginTime how long a login may take, more than zero, delays not counted; then the server hangs up
    public record Options(TcpServer.Options tcp, Slowdown.Limits slowdown, Duration loginTime) {
        /// A free port of loopback, 30 s for the login, and the limits that the module's page lists.
        public static final Options DEFAULTS = new Options(TcpServer.Options.DEFAULTS.withParty(PARTY)
                .withRefusal(new LoginLine.No(ServerFinal.Failure.NO_RESOURCES.text()).text() + "\n"),
                Slowdown.Limits.DEFAULTS, Duration.ofSeconds(30));

        public Options {
            if (!loginTime.isPositive()) throw new UsageException("the time for a login must be greater than zero");
            if (tcp.idle().compareTo(slowdown.queue()) <= 0) {
                throw new UsageException("silence must be allowed for longer than a delayed login waits: "
                        + slowdown.queue());
            }
        }

        public Options withBind(InetSocketAddress bind) {
            return new Options(tcp.withBind(bind), slowdown, loginTime);
        }

        public Options withTcp(TcpServer.Options tcp) {
            return new Options(tcp, slowdown, loginTime);
        }

        public Options withSlowdown(Slowdown.Limits slowdown) {
            return new Options(tcp, slowdown, loginTime);
        }

        public Options withLoginTime(Duration loginTime) {
            return new Options(tcp, slowdown, loginTime);
        }
    }

    private final UserFile users;
    private final Options options;
    private final Slowdown slowdown;
    private final Nonces nonces;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final TcpServer tcp;

    private LoginServer(Host host, UserFile users, Options options, RandomGenerator random) throws IOException {
        this.users = users;
        this.options = options;
        slowdown = new Slowdown(options.slowdown);
        nonces = new Nonces(random, users.secret(), System.currentTimeMillis());
        tcp = TcpServer.start(host, options.tcp, this::serve);
    }

    /// Starts it on this machine, [Host#HERE].
    public static LoginServer start(UserFile users, Options options) throws IOException {
        return start(Host.HERE, users, options);
    }

    /// Starts a server; it answers when this returns.
    ///
    /// @throws IOException when it cannot listen there
    public static LoginServer start(Host host, UserFile users, Options options) throws IOException {
        return start(host, users, options, Secrets.RANDOM);
    }

    static LoginServer start(Host host, UserFile users, Options options, RandomGenerator random) throws IOException {
        return new LoginServer(host, users, options, random);
    }

    /// {@return where the server listens: address and true port}
    public InetSocketAddress address() {
        return tcp.address();
    }

    /// What has happened so far.
    public Counters counters() {
        return tcp.counters();
    }

    public int connections() {
        return tcp.connections();
    }

    /// Stops: whoever waits for the end of a delay is turned away, other conversations get the drain time to finish.
    @Override
    public void close() {
        stopping.countDown();
        tcp.close();
    }

    private void serve(Connection connection) throws IOException {
        connection.stage(options.loginTime);
        var lines = new Lines(connection, LoginLine.MAX_BYTES);
        if (!new LoginDialogue(this, lines, connection).run()) return;
        connection.stage(null);
        // What came in one packet with the last line of the login is still with the lines.
        EchoServer.relay(lines::read, connection, 0);
    }

    UserFile users() {
        return users;
    }

    String nonce() {
        return nonces.next();
    }

    /// Notes a failure of a source.
    void failed(Connection connection) {
        slowdown.failed(System.nanoTime(), connection.remote().getAddress());
    }

    /// Waits for as long as an attempt of this source must.
    ///
    /// @return whether the attempt may be looked at then
    boolean mayTry(Connection connection) {
        long wait = slowdown.attempt(System.nanoTime(), connection.remote().getAddress());
        if (wait == Slowdown.TURNED_AWAY) return false;
        if (wait == 0) return true;
        counters().count("login delayed");
        connection.stage(options.loginTime.plusNanos(wait));
        try {
            return !stopping.await(wait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String toString() {
        return tcp + ", " + users;
    }
}
