package wirelab.login;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;
import wirelab.echo.EchoClient;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.UsageException;

/// A client of a [LoginServer]: logs in, makes sure that the server knows the user too, then echoes.
public final class LoginClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("login client", LoginWords.WORDS);

    private static final int NONCE = 18;

    private final EchoClient echo;

    private LoginClient(EchoClient echo) {
        this.echo = echo;
    }

    /// Opens it on this machine, [Host#HERE].
    public static LoginClient connect(InetSocketAddress server, String user, String password, Duration patience)
            throws IOException {
        return connect(Host.HERE, server, user, password, patience);
    }

    /// Connects and logs in. This takes a while on purpose: the password is hashed as often as the server asks.
    ///
    /// @param password the password; it is used here and never sent
    /// @param patience how long the server may be silent before waiting ends with an exception; a server that delays answers
    /// after failures is silent for up to 16 s
    /// @throws LoginException when the server refuses, or cannot prove that it knows the user
    /// @throws UsageException when SASLprep refuses name or password
    /// @throws IOException when nobody answers, or something else than a login server
    public static LoginClient connect(Host host, InetSocketAddress server, String user, String password, Duration patience)
            throws IOException {
        return connect(host, server, user, password, patience, Secrets.RANDOM);
    }

    static LoginClient connect(Host host, InetSocketAddress server, String user, String password, Duration patience,
            RandomGenerator random) throws IOException {
        var scram = ScramClient.begin(user, password, ScramHash.base64(Secrets.bytes(random, NONCE)));
        var connection = host.connect(server, PARTY).limit(patience, null);
        try {
            return login(connection, scram, patience);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static LoginClient login(Connection connection, ScramClient scram, Duration patience) throws IOException {
        var lines = new Lines(connection, LoginLine.MAX_BYTES);
        if (!(read(lines) instanceof LoginLine.Hello hello)) throw expected("HELLO");
        if (!hello.mechanisms().contains(ScramMessage.MECHANISM)) {
            throw new ProtocolViolation("mechanisms", 0, "the server does not offer " + ScramMessage.MECHANISM);
        }
        lines.write(new LoginLine.Auth(ScramMessage.MECHANISM, scram.message().text()).text());
        if (!(read(lines) instanceof LoginLine.Challenge challenge)) throw expected("CHALLENGE");
        var answered = scram.answer(ServerFirst.decode(challenge.message()));
        lines.write(new LoginLine.Response(answered.message().text()).text());
        if (!(read(lines) instanceof LoginLine.Ok ok)) throw expected("OK");
        answered.finish(ServerFinal.decode(ok.message()));
        return new LoginClient(new EchoClient(connection, lines::read, patience));
    }

    private static ProtocolViolation expected(String verb) {
        return new ProtocolViolation("verb", 0, verb + " expected");
    }

    /// Reads a line; `NO` may come at any time, also as the greeting of a server that is full.
    private static LoginLine read(Lines lines) throws IOException {
        String line = lines.read();
        if (line == null) throw new EOFException("the server hung up during the login");
        var decoded = LoginLine.decode(line);
        if (decoded instanceof LoginLine.No no && ServerFinal.decode(no.message()) instanceof ServerFinal.Failure failure) {
            throw LoginException.refused(failure);
        }
        return decoded;
    }

    /// Sends bytes and waits until as many have come back.
    ///
    /// @param data what to send; may be empty
    /// @throws EOFException when the server hangs up before all are back
    /// @throws IOException when the connection breaks or the server stays silent
    public EchoClient.Reply echo(byte[] data) throws IOException {
        return echo.echo(data);
    }

    /// Sends a whole stream through the server, as [EchoClient#copy(InputStream, OutputStream)].
    ///
    /// @param from what to send, to its end
    /// @return how many bytes came back
    /// @throws IOException when the connection breaks or a stream fails
    public long copy(InputStream from, OutputStream to) throws IOException {
        return echo.copy(from, to);
    }

    /// {@return the connection underneath: the connection, to be looked at or ended half-way}
    public Connection connection() {
        return echo.connection();
    }

    @Override
    public void close() {
        echo.close();
    }

    @Override
    public String toString() {
        return "logged in, " + echo;
    }
}
